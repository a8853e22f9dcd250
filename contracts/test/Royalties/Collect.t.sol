// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IRoyalties} from "../../src/Royalties/IRoyalties.sol";
import {Till} from "../../src/Royalties/Till.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {RoyaltiesFixture} from "./RoyaltiesFixture.t.sol";

contract CollectTest is RoyaltiesFixture {
    /// @dev As a marketplace does: asks ERC-2981, and pays by a plain transfer.
    function resell(uint256 titleId, address currency, uint256 price) private returns (uint256 royalty) {
        address till;
        (till, royalty) = titles.royaltyInfo(titleId, price);
        if (currency == NATIVE) payable(till).transfer(royalty);
        else token.mint(till, royalty);
    }

    function test_collect_RevertWhen_TheTitleIsUnknown() public {
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_UnknownTitle.selector, idOf(0)));
        royalties.collect(idOf(0), NATIVE);
    }

    function test_collect_RevertWhen_TheTillIsEmpty() public {
        registerFinal(ALICE, fp(0));
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_NothingReceived.selector, NATIVE));
        royalties.collect(idOf(0), NATIVE);
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_NothingReceived.selector, address(token)));
        royalties.collect(idOf(0), address(token));
        vm.assertEq(royalties.tillOf(idOf(0)).code.length, 0, "no till was left behind");
    }

    function test_collect_BeforeAndAfterTheTillHasCode() public {
        register(ALICE, resellable(fp(0)));
        pass(PERIOD);
        sell(idOf(0), ALICE, BOB);
        address till = royalties.tillOf(idOf(0));
        for (uint256 round = 0; round < 2; ++round) {
            vm.assertEq(till.code.length == 0, round == 0, "code from the first time on");
            for (uint256 i = 0; i < 2; ++i) {
                address currency = i == 0 ? NATIVE : address(token);
                uint256 royalty = resell(idOf(0), currency, 10_000);
                vm.assertEq(royalty, 500, "a twentieth");
                vm.expectEmit();
                emit IRoyalties.Paid(idOf(0), currency, till, 500, 500, ALICE, false);
                vm.assertEq(royalties.collect(idOf(0), currency), 500, "received");
                vm.assertEq(held(till, currency), 0, "nothing stays");
            }
        }
        take(ALICE, idOf(0), NATIVE, 1_000);
        take(ALICE, idOf(0), address(token), 1_000);
    }

    function test_collect_PaysTheAncestorsToo() public {
        register(CAROL, fp(0));
        ITitles.Registration memory r = resellable(fp(1));
        r.parents = one(idOf(0), 2_000);
        bind(ALICE, r);
        pass(PERIOD);
        resell(idOf(1), NATIVE, 2_000);
        royalties.collect(idOf(1), NATIVE);
        take(CAROL, idOf(0), NATIVE, 20);
        take(ALICE, idOf(1), NATIVE, 80);
    }

    function test_collect_TheRegistrantHoldsItsOwnAndTheTitlesIncome() public {
        register(ALICE, resellable(fp(0)));
        pass(PERIOD);
        pay(BOB, idOf(0), NATIVE, 5);
        resell(idOf(0), NATIVE, 100);
        royalties.collect(idOf(0), NATIVE);
        checkDue(idOf(0), ALICE, NATIVE, 10, 0);
        dispute(idOf(0), true);
        checkDue(idOf(0), ALICE, NATIVE, 5, 5);
        take(ALICE, idOf(0), NATIVE, 5);
    }

    /// @dev Nobody resells what can't be sold yet: what comes nevertheless waits for whoever wins the title (R5).
    function test_collect_R5_WhileProvisionalItWaits() public {
        bytes32 root = anchor(ALICE, fp(0));
        pass(1);
        register(THIEF, resellable(fp(0)));
        resell(idOf(0), NATIVE, 100);
        royalties.collect(idOf(0), NATIVE);
        checkDue(idOf(0), THIEF, NATIVE, 0, 5);
        refuseWithdraw(
            THIEF, idOf(0), NATIVE, abi.encodeWithSelector(IRoyalties.Royalties_Waits.selector, idOf(0), false)
        );
        register(ALICE, anchored(ALICE, fp(0)));
        vm.assertTrue(root != 0, "anchored");
        pass(PERIOD);
        take(ALICE, idOf(0), NATIVE, 5);
    }

    /// @dev A title without a resale royalty has nobody who is to get one: the money is the title's income.
    function test_collect_WithoutAResaleRoyaltyItIsTheTitles() public {
        registerFinal(ALICE, fp(0));
        payable(royalties.tillOf(idOf(0))).transfer(5);
        royalties.collect(idOf(0), NATIVE);
        sell(idOf(0), ALICE, BOB);
        payable(royalties.tillOf(idOf(0))).transfer(7);
        royalties.collect(idOf(0), NATIVE);
        take(ALICE, idOf(0), NATIVE, 5);
        take(BOB, idOf(0), NATIVE, 7);
    }

    function test_collect_OfADissolvedTitleGoesToTheOneThatTookItIn() public {
        anchor(BOB, fp(2));
        pass(1);
        register(BOB, fp(1));
        pass(1);
        register(THIEF, resellable(fp(2)));
        resell(idOf(2), NATIVE, 100);
        publish(BOB, idOf(1), anchoredVersion(BOB, fp(2)));
        royalties.collect(idOf(2), NATIVE);
        checkKept(idOf(1), address(0), NATIVE, 5);
        pass(PERIOD);
        take(BOB, idOf(1), NATIVE, 5);
    }

    function test_collect_AfterAnAwardTheRegistrantKeepsHisOwn() public {
        register(ALICE, resellable(fp(0)));
        pass(PERIOD);
        pay(CAROL, idOf(0), NATIVE, 1);
        sell(idOf(0), ALICE, BOB);
        sell(idOf(0), BOB, ALICE);
        resell(idOf(0), NATIVE, 100);
        royalties.collect(idOf(0), NATIVE);
        award(idOf(0), CAROL);
        resell(idOf(0), NATIVE, 200);
        royalties.collect(idOf(0), NATIVE);
        // What stood under her key went with the award; what comes after is hers, under a key of its own.
        checkBalance(idOf(0), ALICE, NATIVE, 5, "before");
        address key = address(uint160(uint256(keccak256(abi.encode(royalties.numberOf(idOf(0)), ALICE)))));
        checkBalance(idOf(0), key, NATIVE, 10, "after");
        vm.prank(ALICE);
        vm.assertEq(royalties.withdrawFrom(idOf(0), key, NATIVE, ALICE), 10, "hers");
        vm.prank(CAROL);
        vm.assertEq(royalties.withdrawFrom(idOf(0), ALICE, NATIVE, CAROL), 5, "awarded");
    }

    function test_empty_RevertWhen_TheCallerIsNotRoyalties() public {
        registerFinal(ALICE, fp(0));
        payable(royalties.tillOf(idOf(0))).transfer(5);
        royalties.collect(idOf(0), NATIVE);
        address payable till = payable(royalties.tillOf(idOf(0)));
        till.transfer(5);
        vm.expectRevert(abi.encodeWithSelector(Till.Till_NotAllowed.selector, THIEF));
        vm.prank(THIEF);
        Till(till).empty(NATIVE);
    }

    function test_tillOf_IsATitlesOwn() public view {
        vm.assertTrue(royalties.tillOf(idOf(0)) != royalties.tillOf(idOf(1)), "two titles, two tills");
    }

    function testFuzz_collect_CreditsWhatIsInTheTill(uint96 amount, uint16 royalty, bool native) public {
        uint256 value = bound(amount, 1, 100 ether);
        royalty = uint16(bound(royalty, 1, 10_000));
        register(CAROL, fp(0));
        ITitles.Registration memory r = resellable(fp(1));
        r.parents = one(idOf(0), royalty);
        bind(ALICE, r);
        pass(PERIOD);
        address currency = native ? NATIVE : address(token);
        if (native) payable(royalties.tillOf(idOf(1))).transfer(value);
        else token.mint(royalties.tillOf(idOf(1)), value);
        vm.assertEq(royalties.collect(idOf(1), currency), value, "received");
        uint256 up = value * royalty / 10_000;
        checkBalance(idOf(0), address(0), currency, up, "the parent");
        checkBalance(idOf(1), ALICE, currency, value - up, "the registrant");
    }
}
