// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Errors} from "@openzeppelin/contracts/utils/Errors.sol";
import {IRoyalties} from "../../src/Royalties/IRoyalties.sol";
import {RoyaltiesFixture} from "./RoyaltiesFixture.t.sol";

contract WithdrawTest is RoyaltiesFixture {
    function nothing(uint256 titleId, address currency, address account) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRoyalties.Royalties_NothingToWithdraw.selector, titleId, currency, account);
    }

    function waits(uint256 titleId, bool disputed) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRoyalties.Royalties_Waits.selector, titleId, disputed);
    }

    function withdrawFrom(address account, uint256 titleId, address payee) private returns (uint256) {
        vm.prank(account);
        return royalties.withdrawFrom(titleId, payee, NATIVE, account);
    }

    function notAllowed(address account) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRoyalties.Royalties_NotAllowed.selector, account);
    }

    // ------------------------------------------------------------------------------------------------------- nothing

    function test_withdraw_RevertWhen_ThereIsNothing() public {
        refuseWithdraw(ALICE, idOf(0), NATIVE, nothing(idOf(0), NATIVE, ALICE));
        registerFinal(ALICE, fp(0));
        refuseWithdraw(ALICE, idOf(0), NATIVE, nothing(idOf(0), NATIVE, ALICE));
        pay(BOB, idOf(0), NATIVE, 5);
        refuseWithdraw(ALICE, idOf(0), address(token), nothing(idOf(0), address(token), ALICE));
        refuseWithdraw(THIEF, idOf(0), NATIVE, nothing(idOf(0), NATIVE, THIEF));
        refuseWithdraw(address(royalties), idOf(0), NATIVE, nothing(idOf(0), NATIVE, address(royalties)));
        take(ALICE, idOf(0), NATIVE, 5);
        refuseWithdraw(ALICE, idOf(0), NATIVE, nothing(idOf(0), NATIVE, ALICE));
    }

    function test_withdraw_RevertWhen_TheReceiverRefusesNative() public {
        registerFinal(ALICE, fp(0));
        pay(BOB, idOf(0), NATIVE, 5);
        vm.expectRevert(Errors.FailedCall.selector);
        vm.prank(ALICE);
        royalties.withdraw(idOf(0), NATIVE, address(titles));
        take(ALICE, idOf(0), NATIVE, 5);
    }

    // ----------------------------------------------------------------------------------------------------- the holder

    function test_withdraw_CollectsAllPaymentsOfAllDescendants() public {
        register(ALICE, fp(0));
        for (uint256 i = 1; i <= 3; ++i) {
            bind(BOB, fp(i), one(idOf(i - 1), i == 1 ? 5_000 : 10_000));
        }
        pass(PERIOD);
        for (uint256 i = 0; i <= 3; ++i) {
            pay(CAROL, idOf(i), address(token), 800);
        }
        vm.expectEmit();
        emit IRoyalties.Withdrawn(idOf(0), address(token), address(0), ALICE, 2_000);
        take(ALICE, idOf(0), address(token), 2_000);
        take(BOB, idOf(1), address(token), 1_200);
        vm.assertEq(held(address(royalties), address(token)), 0, "nothing stays");
    }

    function test_withdraw_GoesWhereTheCallerSays() public {
        registerFinal(ALICE, fp(0));
        pay(BOB, idOf(0), NATIVE, 5);
        vm.prank(ALICE);
        royalties.withdraw(idOf(0), NATIVE, JUDGE);
        vm.assertEq(JUDGE.balance, 5, "arrived");
    }

    function test_withdraw_R5_WhileProvisionalItWaits() public {
        register(ALICE, fp(0));
        uint256 end = time() + PERIOD;
        pay(BOB, idOf(0), NATIVE, 5);
        checkDue(idOf(0), ALICE, NATIVE, 0, 5);
        refuseWithdraw(ALICE, idOf(0), NATIVE, waits(idOf(0), false));
        vm.warp(end - 1);
        refuseWithdraw(ALICE, idOf(0), NATIVE, waits(idOf(0), false));
        refuseWithdraw(THIEF, idOf(0), NATIVE, nothing(idOf(0), NATIVE, THIEF));
        vm.warp(end);
        take(ALICE, idOf(0), NATIVE, 5);
    }

    function test_withdraw_WhileDisputedItWaits() public {
        registerFinal(ALICE, fp(0));
        pay(BOB, idOf(0), NATIVE, 5);
        dispute(idOf(0), true);
        checkDue(idOf(0), ALICE, NATIVE, 0, 5);
        refuseWithdraw(ALICE, idOf(0), NATIVE, waits(idOf(0), true));
        dispute(idOf(0), false);
        sell(idOf(0), ALICE, CAROL);
        pay(BOB, idOf(0), NATIVE, 7);
        dispute(idOf(0), true);
        // The seller's isn't in dispute.
        take(ALICE, idOf(0), NATIVE, 5);
        checkDue(idOf(0), CAROL, NATIVE, 0, 7);
        refuseWithdraw(CAROL, idOf(0), NATIVE, waits(idOf(0), true));
        dispute(idOf(0), false);
        take(CAROL, idOf(0), NATIVE, 7);
    }

    // ------------------------------------------------------------------------------------------ superseded, dissolved

    function test_titleLost_ASupersededTitlesIncomeIsTheWinners() public {
        anchor(ALICE, fp(1));
        pass(1);
        register(CAROL, fp(0));
        pass(1);
        bind(THIEF, fp(1), one(idOf(0), 5_000));
        pay(BOB, idOf(1), NATIVE, 10);
        vm.expectEmit();
        emit IRoyalties.VectorReleased(idOf(1));
        register(ALICE, anchored(ALICE, fp(1)));
        (uint256[] memory ancestors,) = royalties.vectorOf(idOf(1));
        vm.assertEq(ancestors.length, 0, "what the thief bound it to is void");
        pay(BOB, idOf(1), NATIVE, 10);
        pass(PERIOD);
        refuseWithdraw(THIEF, idOf(1), NATIVE, nothing(idOf(1), NATIVE, THIEF));
        // All of it: what the thief's vector would have passed on was kept.
        take(ALICE, idOf(1), NATIVE, 20);
        refuseWithdraw(CAROL, idOf(0), NATIVE, nothing(idOf(0), NATIVE, CAROL));
    }

    function test_titleLost_TheWinnerBindsAnew() public {
        anchor(ALICE, fp(2));
        pass(1);
        register(CAROL, fp(0));
        register(BOB, fp(1));
        pass(1);
        bind(THIEF, fp(2), one(idOf(0), 5_000));
        bindAnchored(ALICE, idOf(1));
        pay(CAROL, idOf(2), NATIVE, 10);
        pass(PERIOD);
        royalties.settle(idOf(2), address(0), NATIVE);
        checkBalance(idOf(0), address(0), NATIVE, 0, "the thief's parent");
        checkBalance(idOf(1), address(0), NATIVE, 1, "the winner's parent");
    }

    function bindAnchored(address owner, uint256 parent) private {
        bind(owner, withParent(anchored(owner, fp(2)), parent, 1_000));
    }

    function test_titleLost_ADissolvedTitlesIncomeIsTheOthers() public {
        anchor(ALICE, fp(2));
        pass(1);
        register(ALICE, fp(0));
        pass(1);
        register(THIEF, fp(2));
        bind(CAROL, fp(3), one(idOf(2), 5_000));
        pay(BOB, idOf(2), NATIVE, 10);
        publish(ALICE, idOf(0), anchoredVersion(ALICE, fp(2)));
        // Its child owes from now on to the title that took it in.
        pay(BOB, idOf(3), NATIVE, 10);
        checkDue(idOf(2), ALICE, NATIVE, 0, 10);
        refuseWithdraw(ALICE, idOf(2), NATIVE, waits(idOf(2), false));
        pass(PERIOD);
        refuseWithdraw(THIEF, idOf(2), NATIVE, nothing(idOf(2), NATIVE, THIEF));
        take(ALICE, idOf(2), NATIVE, 10);
        vm.assertTrue(royalties.ripen(idOf(3)), "ripe");
        take(CAROL, idOf(3), NATIVE, 5);
        take(ALICE, idOf(0), NATIVE, 5);
    }

    // -------------------------------------------------------------------------------------------------------- a sale

    function test_titleTransferred_R6_ThePastIsTheSellersTheFutureTheBuyers() public {
        registerFinal(ALICE, fp(0));
        pay(CAROL, idOf(0), NATIVE, 5);
        vm.expectEmit();
        emit IRoyalties.PayeeReplaced(idOf(0), address(0), ALICE);
        vm.expectEmit();
        emit IRoyalties.PayeeChanged(idOf(0), BOB, BOB);
        sell(idOf(0), ALICE, BOB);
        vm.assertEq(royalties.payeeOf(idOf(0)), BOB, "payee");
        pay(CAROL, idOf(0), NATIVE, 7);
        checkDue(idOf(0), ALICE, NATIVE, 5, 0);
        checkDue(idOf(0), BOB, NATIVE, 7, 0);
        sell(idOf(0), BOB, THIEF);
        pay(CAROL, idOf(0), NATIVE, 11);
        take(BOB, idOf(0), NATIVE, 7);
        take(ALICE, idOf(0), NATIVE, 5);
        take(THIEF, idOf(0), NATIVE, 11);
    }

    function test_titleTransferred_ATitleThatComesBack() public {
        registerFinal(ALICE, fp(0));
        pay(CAROL, idOf(0), NATIVE, 5);
        sell(idOf(0), ALICE, BOB);
        pay(CAROL, idOf(0), NATIVE, 7);
        sell(idOf(0), BOB, ALICE);
        pay(CAROL, idOf(0), NATIVE, 11);
        // Both at once: what came before the first sale, and what came since it is back.
        take(ALICE, idOf(0), NATIVE, 16);
        take(BOB, idOf(0), NATIVE, 7);
    }

    function test_titleTransferred_BeforeItEarnsAnything() public {
        registerFinal(ALICE, fp(0));
        sell(idOf(0), ALICE, BOB);
        vm.assertEq(royalties.payeeOf(idOf(0)), address(0), "no account yet");
        pay(CAROL, idOf(0), NATIVE, 5);
        sell(idOf(0), BOB, BOB);
        vm.assertEq(royalties.payeeOf(idOf(0)), address(0), "to oneself is no sale");
        sell(idOf(0), BOB, THIEF);
        take(BOB, idOf(0), NATIVE, 5);
        refuseWithdraw(ALICE, idOf(0), NATIVE, nothing(idOf(0), NATIVE, ALICE));
    }

    function test_follow_RevertWhen_TheCallerIsNotTitles() public {
        vm.expectRevert(notAllowed(THIEF));
        vm.prank(THIEF);
        royalties.titleTransferred(idOf(0), ALICE, THIEF);
        vm.expectRevert(notAllowed(THIEF));
        vm.prank(THIEF);
        royalties.titleAwarded(idOf(0), ALICE, THIEF);
        vm.expectRevert(notAllowed(THIEF));
        vm.prank(THIEF);
        royalties.titleLost(idOf(0));
    }

    // ------------------------------------------------------------------------------------------------------- an award

    function test_titleAwarded_OfATitleNeverSoldTakesItsIncomeAlong() public {
        registerFinal(THIEF, fp(0));
        pay(CAROL, idOf(0), NATIVE, 5);
        award(idOf(0), ALICE);
        vm.assertEq(royalties.payeeOf(idOf(0)), address(0), "as it was");
        refuseWithdraw(THIEF, idOf(0), NATIVE, nothing(idOf(0), NATIVE, THIEF));
        take(ALICE, idOf(0), NATIVE, 5);
    }

    function test_titleAwarded_OfASoldTitleTakesThePresentPayees() public {
        registerFinal(BOB, fp(0));
        pay(CAROL, idOf(0), NATIVE, 5);
        sell(idOf(0), BOB, THIEF);
        pay(CAROL, idOf(0), NATIVE, 7);
        vm.expectEmit();
        emit IRoyalties.PayeeReplaced(idOf(0), THIEF, ALICE);
        vm.expectEmit();
        emit IRoyalties.PayeeChanged(idOf(0), ALICE, ALICE);
        award(idOf(0), ALICE);
        pay(CAROL, idOf(0), NATIVE, 11);
        refuseWithdraw(THIEF, idOf(0), NATIVE, nothing(idOf(0), NATIVE, THIEF));
        vm.expectRevert(notAllowed(THIEF));
        withdrawFrom(THIEF, idOf(0), THIEF);
        vm.assertEq(withdrawFrom(ALICE, idOf(0), THIEF), 7, "awarded");
        take(ALICE, idOf(0), NATIVE, 11);
        take(BOB, idOf(0), NATIVE, 5);
    }

    function test_titleAwarded_ToTheHolderOrBeforeItEarnsChangesNothing() public {
        registerFinal(ALICE, fp(0));
        award(idOf(0), BOB);
        pay(CAROL, idOf(0), NATIVE, 5);
        sell(idOf(0), BOB, ALICE);
        pay(CAROL, idOf(0), NATIVE, 7);
        award(idOf(0), ALICE);
        take(ALICE, idOf(0), NATIVE, 7);
        take(BOB, idOf(0), NATIVE, 5);
    }

    /// @dev What the reversal can bring back is what is the loser's now; the older income went to him with the first award.
    function test_titleAwarded_AReversedAwardBringsNoEarlierIncomeBack() public {
        registerFinal(BOB, fp(0));
        pay(CAROL, idOf(0), NATIVE, 1);
        sell(idOf(0), BOB, ALICE);
        pay(CAROL, idOf(0), NATIVE, 7);
        award(idOf(0), THIEF);
        pay(CAROL, idOf(0), NATIVE, 5);
        award(idOf(0), ALICE);
        pay(CAROL, idOf(0), NATIVE, 3);
        vm.assertEq(withdrawFrom(ALICE, idOf(0), THIEF), 5, "what came meanwhile");
        vm.assertEq(withdrawFrom(ALICE, idOf(0), royalties.payeeOf(idOf(0))), 3, "what came since");
        vm.assertEq(withdrawFrom(THIEF, idOf(0), ALICE), 7, "what the first award took");
        take(BOB, idOf(0), NATIVE, 1);
    }

    function test_titleAwarded_WhoGetsItBackHasAKeyOfHisOwn() public {
        registerFinal(BOB, fp(0));
        pay(CAROL, idOf(0), NATIVE, 1);
        sell(idOf(0), BOB, THIEF);
        pay(CAROL, idOf(0), NATIVE, 5);
        award(idOf(0), ALICE);
        sell(idOf(0), ALICE, THIEF);
        address key = royalties.payeeOf(idOf(0));
        vm.assertTrue(key != THIEF, "his first key is the other's");
        pay(CAROL, idOf(0), NATIVE, 7);
        vm.assertEq(withdrawFrom(ALICE, idOf(0), THIEF), 5, "awarded");
        refuseWithdraw(THIEF, idOf(0), NATIVE, nothing(idOf(0), NATIVE, THIEF));
        dispute(idOf(0), true);
        vm.expectRevert(waits(idOf(0), true));
        withdrawFrom(THIEF, idOf(0), key);
        dispute(idOf(0), false);
        vm.assertEq(withdrawFrom(THIEF, idOf(0), key), 7, "bought");
        // Taken and bought once more: a third key; the second is found again only by him whose it is.
        award(idOf(0), ALICE);
        sell(idOf(0), ALICE, THIEF);
        address third = royalties.payeeOf(idOf(0));
        vm.assertTrue(third != key && third != THIEF, "a third key");
        sell(idOf(0), THIEF, BOB);
        sell(idOf(0), BOB, THIEF);
        vm.assertEq(royalties.payeeOf(idOf(0)), third, "found again");
    }

    // --------------------------------------------------------------------------------------------------- withdrawFrom

    function test_withdrawFrom_RevertWhen_TheCallerIsNotTheHeir() public {
        registerFinal(ALICE, fp(0));
        pay(CAROL, idOf(0), NATIVE, 5);
        vm.expectRevert(notAllowed(ALICE));
        withdrawFrom(ALICE, idOf(0), address(0));
        sell(idOf(0), ALICE, BOB);
        pay(CAROL, idOf(0), NATIVE, 7);
        vm.expectRevert(notAllowed(THIEF));
        withdrawFrom(THIEF, idOf(0), address(0));
        vm.expectRevert(notAllowed(THIEF));
        withdrawFrom(THIEF, idOf(0), BOB);
        vm.expectRevert(notAllowed(BOB));
        withdrawFrom(BOB, idOf(0), BOB);
    }

    function test_withdrawFrom_TheSellersShareOnce() public {
        registerFinal(ALICE, fp(0));
        pay(CAROL, idOf(0), NATIVE, 5);
        sell(idOf(0), ALICE, BOB);
        vm.assertEq(withdrawFrom(ALICE, idOf(0), address(0)), 5, "the seller's");
        vm.expectRevert(nothing(idOf(0), NATIVE, ALICE));
        withdrawFrom(ALICE, idOf(0), address(0));
    }

    // ---------------------------------------------------------------------------------------------------------- dueTo

    /// @dev Any course of payments, sales, awards and disputes: `withdraw` sends what `dueTo` says, to everybody.
    function testFuzz_dueTo_IsWhatWithdrawSends(uint256 course) public {
        register(ALICE, resellable(fp(0)));
        if (course % 8 != 0) pass(PERIOD);
        for (uint256 step = 0; step < 24; ++step) {
            course = uint256(keccak256(abi.encode(course)));
            address holder = titles.ownerOf(idOf(0));
            address other = [ALICE, BOB, CAROL, THIEF][(course >> 8) % 4];
            if (course % 8 < 2) {
                pay(BOB, idOf(0), NATIVE, (course >> 16) % 1000 + 1);
            } else if (course % 8 == 2) {
                payable(royalties.tillOf(idOf(0))).transfer((course >> 16) % 1000 + 1);
                royalties.collect(idOf(0), NATIVE);
            } else if (course % 8 == 3) {
                award(idOf(0), other);
            } else if (course % 8 == 4) {
                dispute(idOf(0), course >> 255 == 0);
            } else if (course % 8 == 5) {
                withdrawIfDue(other);
            } else {
                vm.prank(holder);
                (bool ok,) = address(titles).call(abi.encodeCall(titles.transferFrom, (holder, other, idOf(0))));
                ok = ok || titles.recordOf(idOf(0)).disputed || !titles.isFinal(fp(0));
                vm.assertTrue(ok, "a title that may be sold was sold");
            }
        }
        for (uint256 i = 0; i < 4; ++i) {
            withdrawIfDue([ALICE, BOB, CAROL, THIEF][i]);
        }
    }

    function withdrawIfDue(address account) private {
        (uint256 due, uint256 waiting) = royalties.dueTo(idOf(0), account, NATIVE);
        if (due != 0) {
            take(account, idOf(0), NATIVE, due);
            (, uint256 still) = royalties.dueTo(idOf(0), account, NATIVE);
            vm.assertEq(still, waiting, "what waits goes on waiting");
            return;
        }
        vm.prank(account);
        (bool ok,) = address(royalties).call(abi.encodeCall(royalties.withdraw, (idOf(0), NATIVE, account)));
        vm.assertTrue(!ok, "nothing was due, and something was sent");
    }
}
