// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {World} from "../World.t.sol";
import {RoyaltiesHandler} from "./RoyaltiesHandler.t.sol";
import {RoyaltiesModel} from "./RoyaltiesModel.t.sol";

contract RoyaltiesInvariants is World {
    uint256 private constant PERIOD = 7 days;
    uint256 private constant COUNT = 8;
    uint256 private constant ACTORS = 4;
    uint256 private constant WORLDS = 12;

    RoyaltiesModel private model;
    RoyaltiesHandler private handler;

    function setUp() public {
        found(PERIOD);
        model = RoyaltiesModel(vm.deployCode("RoyaltiesModel.t.sol:RoyaltiesModel", ""));
        vm.etch(address(shares), vm.deployCode("Dividers.t.sol:Dividers", "").code);
        bytes memory arguments = abi.encode(anchors, titles, offers, royalties, model, address(shares));
        address made = vm.deployCode("RoyaltiesHandler.t.sol:RoyaltiesHandler", arguments);
        handler = RoyaltiesHandler(payable(made));
        for (uint256 a = 0; a < ACTORS; ++a) {
            payable(handler.actor(a)).transfer(1e23);
        }
        payable(made).transfer(1e23);
        // Half of the titles stand, and are final, before the story begins.
        for (uint256 i = 0; i < COUNT / 2; ++i) {
            handler.register(i, i, 0x1234567800000002 + (i << 40));
        }
        handler.pass(3 days - 1);
        handler.pass(3 days - 1);
        handler.pass(3 days - 1);
    }

    /// @dev forge calls nothing but the handler.
    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// @dev All in one campaign: forge gives each invariant function the same calls, so that several would see nothing more.
    function invariant_R1_to_R8_HoldUnderRandomUsers() public view {
        R1_BalancesSumToWhatIsHeld();
        R2_R7_VectorsAreTheModels();
        R5_R6_EverybodyIsDueWhatTheModelSays(handler.touched());
    }

    /// @dev What is too dear after each call, forge asks after each run: the standing of those who weren't called.
    function afterInvariant() public view {
        checkAll();
    }

    function checkAll() private view {
        R1_BalancesSumToWhatIsHeld();
        R2_R7_VectorsAreTheModels();
        for (uint256 i = 0; i < COUNT; ++i) {
            R5_R6_EverybodyIsDueWhatTheModelSays(i);
        }
    }

    function id(uint256 i) private view returns (uint256) {
        return uint256(handler.fp(i));
    }

    /// @dev R1, and with the model's payments R3; that each account is the model's is R4 and R6.
    function R1_BalancesSumToWhatIsHeld() private view {
        for (uint256 c = 0; c < 3; ++c) {
            address coin = handler.currency(c);
            uint256 sum = 0;
            for (uint256 i = 0; i < COUNT; ++i) {
                uint256 inPot = royalties.balanceOf(id(i), address(0), coin);
                vm.assertEq(inPot, model.pot(i, coin), "R4: a pot");
                uint256 kept = royalties.keptOf(id(i), address(0), coin);
                vm.assertEq(kept, model.potJar(i, coin), "R5: a pot's jar");
                sum += inPot + kept;
            }
            for (uint256 b = 1; b < model.bagCount(); ++b) {
                RoyaltiesModel.Bag memory bag = model.bag(b);
                uint256 inBag = royalties.balanceOf(id(bag.title), bag.key, coin);
                vm.assertEq(inBag, model.inBag(b, coin), "R4: a bag");
                uint256 earned = royalties.earnedUntil(id(bag.title), bag.key, coin, type(uint48).max);
                vm.assertEq(earned, model.earned(b, coin), "earned while divided");
                uint256 kept = royalties.keptOf(id(bag.title), bag.key, coin);
                vm.assertEq(kept, model.bagJar(b, coin), "R5: a bag's jar");
                sum += inBag + kept;
            }
            vm.assertEq(sum, model.total(coin), "R3: received less withdrawn");
            vm.assertEq(handler.held(address(royalties), coin), sum, "R1: held");
        }
    }

    function R2_R7_VectorsAreTheModels() private view {
        for (uint256 t = 0; t < COUNT; ++t) {
            vm.assertEq(royalties.numberOf(id(t)), model.numberOf(t), "number");
            (uint256[] memory ancestors, uint256[] memory parts) = royalties.vectorOf(id(t));
            uint256 sum = 0;
            for (uint256 i = 0; i < ancestors.length; ++i) {
                vm.assertEq(parts[i], model.part(t, (ancestors[i] >> 128) - 1), "R7: a part");
                sum += parts[i];
            }
            for (uint256 a = 0; a < COUNT; ++a) {
                sum -= model.part(t, a);
            }
            vm.assertEq(sum, 0, "R2: nobody else's part");
        }
    }

    function R5_R6_EverybodyIsDueWhatTheModelSays(uint256 i) private view {
        (, address holder, bool isFinal, bool disputed) = titles.standingOf(bytes32(id(i)));
        for (uint256 a = 0; a < ACTORS; ++a) {
            address who = handler.actor(a);
            for (uint256 c = 0; c < 3; ++c) {
                address coin = handler.currency(c);
                (uint256 due, uint256 waiting) = royalties.dueTo(id(i), who, coin);
                (uint256 now_, uint256 later) = model.due(i, who, coin, holder == who, isFinal, disputed);
                // Of what is in a jar and will be shared out, the own part is due.
                vm.assertTrue(due >= now_ && due + waiting <= now_ + later, "R6: due and waiting");
                uint256 jars = model.potJar(i, coin) + model.bagJar(model.named(i, who), coin);
                if (jars == 0) vm.assertTrue(due == now_ && waiting == later, "R5: due and waiting, exactly");
            }
        }
    }

    /// @dev The campaign is worth something only if all of it happens: a long fixed course must see every outcome.
    function test_invariant_TheRoyaltiesHandlerReachesEveryOutcome() public {
        uint256 deeds = uint256(type(RoyaltiesHandler.Deed).max) + 1;
        uint256[] memory seen = new uint256[](deeds);
        for (uint256 world = 0; world < WORLDS; ++world) {
            setUp();
            this.course(world);
            checkAll();
            for (uint256 deed = 0; deed < deeds; ++deed) {
                seen[deed] += handler.done(RoyaltiesHandler.Deed(deed));
            }
        }
        for (uint256 deed = 0; deed < deeds; ++deed) {
            vm.assertTrue(seen[deed] > 0, string.concat("never done: ", vm.toString(deed)));
        }
    }

    function course(uint256 x) external {
        for (uint256 step = 0; step < 150; ++step) {
            x = uint256(keccak256(abi.encode(x)));
            uint256 pick = x % 22;
            (uint256 a, uint256 b, uint256 c, uint256 d) = ((x >> 8) & 0xffff, (x >> 24) & 0xffff, (x >> 40), x >> 100);
            if (pick < 5) handler.pay(a, b, c, d);
            else if (pick < 7) handler.collect(a, b, c);
            else if (pick < 9) handler.sell(a, b);
            else if (pick == 9) handler.award(a, b);
            else if (pick == 10) handler.dispute(a, b % 4 == 0);
            else if (pick == 11) handler.divide(a, b);
            else if (pick < 15) handler.withdraw(a, b, c);
            else if (pick == 15) handler.withdrawFrom(a, b, c);
            else if (pick == 16) handler.release(a, b, c, d);
            else if (pick == 17) handler.rob(a % ACTORS, b, c, d);
            else if (pick == 18) handler.register(a, b, c);
            else if (pick == 19) handler.settle(a, b, c);
            else if (pick == 20) handler.ripen(a);
            else handler.pass(c);
        }
    }
}
