// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IShares} from "../../src/Shares/IShares.sol";
import {Share} from "../../src/Shares/Share.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {Token} from "../Tokens/Token.t.sol";
import {World} from "../World.t.sol";
import {SharesHandler} from "./SharesHandler.t.sol";
import {SharesModel} from "./SharesModel.t.sol";

contract SharesInvariants is World {
    uint256 private constant PERIOD = 7 days;
    uint256 private constant ACTORS = 5;
    uint256 private constant WORLDS = 16;
    uint256 private constant ID = uint256(keccak256("a model"));

    SharesModel private model;
    SharesHandler private handler;
    Token private token;

    function setUp() public {
        found(PERIOD);
        token = new Token(6);
        model = SharesModel(vm.deployCode("SharesModel.t.sol:SharesModel", ""));
        address first = address(0xAC700);
        ITitles.Registration memory r;
        (r.fingerprint, r.manifestDigest, r.name, r.arbitrator) =
        (bytes32(ID), bytes32(ID), "A model", address(0x70D6E));
        vm.prank(first);
        titles.register(r, new bytes32[](0));
        vm.warp(time() + PERIOD);
        bytes memory arguments = abi.encode(titles, royalties, shares, model, token, ID);
        handler = SharesHandler(payable(vm.deployCode("SharesHandler.t.sol:SharesHandler", arguments)));
        payable(address(handler)).transfer(1 ether);
        for (uint256 a = 0; a < ACTORS; ++a) {
            token.mint(handler.actor(a), 1 ether);
        }
        handler.divide(0, 1);
        handler.pass(1);
    }

    /// @dev forge calls nothing but the handler.
    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// @dev All in one campaign: forge gives each invariant function the same calls, so that several would see nothing more.
    function invariant_S1_to_S6_HoldUnderRandomHolders() public view {
        for (uint256 d = 0; d < model.divisions(); ++d) {
            SharesAreTheModels(d);
            S1_IncomeIsTheModelsToTheUnit(d, 0);
            S1_IncomeIsTheModelsToTheUnit(d, 1);
        }
        vm.assertTrue(!handler.incomeMoved(), "S2: a transfer moved past income");
        S3_TheTitleIsWhereItWasSoldOrAwarded();
        S4_MotionsAreTheModels();
        vm.assertEq(address(shares).balance, model.deposits(0), "S5, S6: native deposits");
        vm.assertEq(token.balanceOf(address(shares)), model.deposits(1), "S5, S6: deposits in tokens");
    }

    function SharesAreTheModels(uint256 d) private view {
        Share share = handler.tokens(d);
        uint256 votes = 0;
        for (uint256 a = 0; a < ACTORS; ++a) {
            vm.assertEq(share.balanceOf(handler.actor(a)), model.held(d, a), "holdings");
            vm.assertEq(share.getVotes(handler.actor(a)), model.votes(d, a), "votes");
            votes += model.votes(d, a);
        }
        vm.assertEq(share.totalSupply(), model.outstanding(d), "supply");
        vm.assertEq(votes, model.outstanding(d), "each share votes once");
        vm.assertEq(share.issued(), model.division(d).supply, "issued");
    }

    function S1_IncomeIsTheModelsToTheUnit(uint256 d, uint256 c) private view {
        Share share = handler.tokens(d);
        address currency = handler.currency(c);
        uint256 supply = model.division(d).supply;
        uint256 paidOut = 0;
        uint256 whole = 0;
        uint256 fractions = 0;
        for (uint256 a = 0; a < ACTORS; ++a) {
            uint256 claimable = share.claimable(handler.actor(a), currency);
            vm.assertEq(claimable, model.claimable(d, c, a), "S1: claimable");
            paidOut += model.sent(d, c, a);
            whole += model.sent(d, c, a) + claimable;
            fractions += model.due(d, c, a) % supply;
        }
        uint256 earned = model.earned(d, c);
        vm.assertEq(
            whole * supply + fractions, earned * supply, "S1: claimed, claimable and fractions are what was earned"
        );
        vm.assertLe(whole, earned, "S1: too much");
        vm.assertLt(earned, whole + ACTORS, "S1: a unit or more is lost to somebody");
        vm.assertEq(royalties.balanceOf(ID, address(share), currency), earned - paidOut, "S1: the vault has it");
    }

    function S3_TheTitleIsWhereItWasSoldOrAwarded() private view {
        uint256 d = model.active();
        address holder = d == model.NONE() ? handler.actor(model.holder()) : address(handler.tokens(d));
        vm.assertEq(titles.ownerOf(ID), holder, "S3: holder");
    }

    function S4_MotionsAreTheModels() private view {
        for (uint256 m = 1; m <= model.motions(); ++m) {
            SharesModel.Motion memory expected = model.motion(m);
            IShares.Motion memory motion = shares.motionOf(m);
            vm.assertEq(motion.accepted, expected.accepted, "S4: votes");
            vm.assertEq(motion.state == IShares.State.Open, expected.open, "S4: open");
            vm.assertEq(motion.state == IShares.State.Accepted, expected.carried, "S4: carried");
            SharesModel.Division memory of_ = model.division(expected.division);
            S4_WhatIsGivenIsHeld(m, expected);
            bool majority = expected.accepted * 10_000 >= of_.supply * of_.majority;
            vm.assertEq(expected.carried, majority, "S4: by the majority, and by nothing less");
        }
    }

    function S4_WhatIsGivenIsHeld(uint256 m, SharesModel.Motion memory motion) private view {
        if (!motion.open) return;
        Share share = handler.tokens(motion.division);
        uint256 sum = 0;
        for (uint256 a = 0; a < ACTORS; ++a) {
            (uint256 backed, uint256 votes) = share.backingOf(handler.actor(a));
            uint256 given = backed == m ? votes : 0;
            vm.assertEq(given, model.support(m, a), "S4: given");
            vm.assertLe(given, share.getVotes(handler.actor(a)), "S4: held");
            sum += given;
        }
        vm.assertEq(sum, motion.accepted, "S4: what is accepted is what is given");
    }

    /// @dev An invariant says nothing of what never happened: a long fixed course must see every outcome.
    function test_invariant_TheSharesHandlerReachesEveryOutcome() public {
        uint256 deeds = uint256(type(SharesHandler.Deed).max) + 1;
        uint256[] memory seen = new uint256[](deeds);
        for (uint256 world = 0; world < WORLDS; ++world) {
            setUp();
            this.course(world);
            this.invariant_S1_to_S6_HoldUnderRandomHolders();
            for (uint256 deed = 0; deed < deeds; ++deed) {
                seen[deed] += handler.done(SharesHandler.Deed(deed));
            }
        }
        for (uint256 deed = 0; deed < deeds; ++deed) {
            vm.assertTrue(seen[deed] > 0, string.concat("never done: ", vm.toString(deed)));
        }
    }

    function course(uint256 x) external {
        for (uint256 step = 0; step < 120; ++step) {
            x = uint256(keccak256(abi.encode(x)));
            uint256 pick = x % 24;
            (uint256 a, uint256 b, uint256 c) = ((x >> 8) & 0xffff, (x >> 24) & 0xffff, x >> 40);
            if (pick < 3) handler.transfer(a, b, c, x >> 56);
            else if (pick < 4) handler.delegate(a, b, c);
            else if (pick < 7) handler.pay(a, b, c);
            else if (pick < 10) handler.claim(a, b, c);
            else if (pick == 10) handler.propose(a, c);
            else if (pick == 11) handler.offer(a, b, c, x >> 56);
            else if (pick < 17) handler.accept(a, c);
            else if (pick == 17) c % 8 == 0 ? handler.offerOtherwise(a, c >> 3) : handler.retract(a, c >> 3);
            else if (pick == 18) handler.withdraw(a, c);
            else if (pick < 21) handler.redeem(a, c);
            else if (pick == 21) handler.pass(c);
            else if (pick == 22) handler.divide(a, c);
            else if (c % 2 == 0) handler.award(a, c >> 3);
            else if (c % 8 == 1) handler.dispute(c >> 3);
        }
    }
}
