// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IRoyalties} from "../../src/Royalties/IRoyalties.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {IShares} from "../../src/Shares/IShares.sol";
import {RoyaltiesFixture} from "./RoyaltiesFixture.t.sol";

contract SettleTest is RoyaltiesFixture {
    function settle(uint256 i) private returns (uint256) {
        return royalties.settle(idOf(i), address(0), NATIVE);
    }

    function refuse(uint256 i) private {
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_Waits.selector, idOf(i), false));
        settle(i);
    }

    /// @dev As `owner`, who anchored fingerprint `i` before the thief registered it.
    function takeOver(address owner, uint256 i, ITitles.Parent[] memory parents) private {
        ITitles.Registration memory r = anchored(owner, fp(i));
        r.parents = parents;
        bind(owner, r);
    }

    // ---------------------------------------------------------------------------------------------------------- kept

    function test_pay_R5_OfAProvisionalTitleIsKept() public {
        registerFinal(CAROL, fp(0));
        bind(ALICE, fp(1), one(idOf(0), 4_000));
        uint256 end = titles.finalAt(fp(1));
        vm.expectEmit();
        emit IRoyalties.Paid(idOf(1), NATIVE, BOB, 11, 11, address(0), true);
        pay(BOB, idOf(1), NATIVE, 11);
        checkKept(idOf(1), address(0), NATIVE, 11);
        checkBalance(idOf(0), address(0), NATIVE, 0, "the parent");
        checkDue(idOf(1), ALICE, NATIVE, 0, 11);
        vm.warp(end - 1);
        refuse(1);
        vm.warp(end);
        checkDue(idOf(1), ALICE, NATIVE, 7, 0);
        vm.expectEmit();
        emit IRoyalties.Distributed(idOf(1), NATIVE, address(0), 11, 7);
        vm.assertEq(settle(1), 11, "distributed");
        checkKept(idOf(1), address(0), NATIVE, 0);
        take(CAROL, idOf(0), NATIVE, 4);
        take(ALICE, idOf(1), NATIVE, 7);
    }

    function test_settle_RevertWhen_NothingIsKept() public {
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_NothingKept.selector, idOf(0), address(0), NATIVE));
        settle(0);
        registerFinal(ALICE, fp(0));
        pay(BOB, idOf(0), NATIVE, 5);
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_NothingKept.selector, idOf(0), address(0), NATIVE));
        settle(0);
    }

    function test_pay_TheFirstOneAfterFinalityDistributesWhatWasKept() public {
        registerFinal(CAROL, fp(0));
        bind(ALICE, fp(1), one(idOf(0), 5_000));
        pay(BOB, idOf(1), NATIVE, 10);
        pay(BOB, idOf(1), address(token), 10);
        pass(PERIOD);
        pay(BOB, idOf(1), NATIVE, 2);
        checkBalance(idOf(0), address(0), NATIVE, 6, "of both");
        // In the other currency a withdrawal does.
        checkKept(idOf(1), address(0), address(token), 10);
        take(ALICE, idOf(1), address(token), 5);
        checkBalance(idOf(0), address(0), address(token), 5, "the parent");
    }

    // --------------------------------------------------------------------------------------------------- taken over

    /// @dev The hole that this closes: a thief who names a final title of his own as parent, with a royalty of all.
    function test_titleLost_AThiefsParentGetsNothing() public {
        anchor(ALICE, fp(1));
        pass(1);
        registerFinal(THIEF, fp(0));
        bind(THIEF, fp(1), one(idOf(0), 10_000));
        pay(BOB, idOf(1), NATIVE, 10);
        refuseWithdraw(
            THIEF,
            idOf(0),
            NATIVE,
            abi.encodeWithSelector(IRoyalties.Royalties_NothingToWithdraw.selector, idOf(0), NATIVE, THIEF)
        );
        refuse(1);
    }

    function test_titleLost_TheWinnersVectorDistributesIt() public {
        registerFinal(CAROL, fp(0));
        registerFinal(THIEF, fp(1));
        anchor(ALICE, fp(2));
        pass(1);
        bind(THIEF, fp(2), one(idOf(1), 10_000));
        pay(BOB, idOf(2), NATIVE, 10);
        takeOver(ALICE, 2, one(idOf(0), 1_000));
        pass(PERIOD);
        vm.assertEq(settle(2), 10, "distributed");
        checkBalance(idOf(1), address(0), NATIVE, 0, "the thief's");
        take(CAROL, idOf(0), NATIVE, 1);
        take(ALICE, idOf(2), NATIVE, 9);
    }

    function test_titleAwarded_WhatIsKeptGoesWithTheTitle() public {
        register(THIEF, fp(0));
        pay(BOB, idOf(0), NATIVE, 10);
        award(idOf(0), ALICE);
        pass(PERIOD);
        take(ALICE, idOf(0), NATIVE, 10);
    }

    function test_titleLost_OfADissolvedTitleGoesByTheOthersVector() public {
        registerFinal(CAROL, fp(0));
        bind(ALICE, fp(1), one(idOf(0), 5_000));
        anchor(ALICE, fp(2));
        pass(1);
        register(THIEF, fp(2));
        pay(BOB, idOf(2), NATIVE, 10);
        publish(ALICE, idOf(1), anchoredVersion(ALICE, fp(2)));
        refuse(2);
        pass(PERIOD);
        checkDue(idOf(2), ALICE, NATIVE, 5, 0);
        vm.expectEmit();
        emit IRoyalties.IncomeJoined(idOf(2), idOf(1), NATIVE, address(0), 10, 0);
        vm.expectEmit();
        emit IRoyalties.Distributed(idOf(1), NATIVE, address(0), 10, 5);
        take(ALICE, idOf(2), NATIVE, 5);
        checkBalance(idOf(0), address(0), NATIVE, 5, "the parent");
    }

    /// @dev Struck, it is nobody's: it waits for whoever registers it.
    function test_settle_RevertWhen_TheTitleIsNobodys() public {
        register(ALICE, fp(1));
        anchor(ALICE, fp(2));
        pass(1);
        register(THIEF, fp(2));
        pay(BOB, idOf(2), NATIVE, 10);
        publish(ALICE, idOf(1), anchoredVersion(ALICE, fp(2)));
        vm.prank(JUDGE);
        titles.strike(fp(2));
        pass(PERIOD);
        refuse(2);
        register(CAROL, fp(2));
        pass(PERIOD);
        take(CAROL, idOf(2), NATIVE, 10);
    }

    // ---------------------------------------------------------------------------------------------- provisional parents

    /// @dev A child that is final, of a parent that isn't: who its parent's ancestors are isn't certain yet.
    function finalChild() private {
        anchor(BOB, fp(2));
        anchor(ALICE, fp(1));
        pass(PERIOD - 10);
        registerFinal(THIEF, fp(0));
        bind(THIEF, fp(1), one(idOf(0), 10_000));
        ITitles.Registration memory r = anchored(BOB, fp(2));
        r.parents = one(idOf(1), 2_000);
        bind(BOB, r);
        vm.assertTrue(titles.isFinal(fp(2)) && !titles.isFinal(fp(1)), "only the child is final");
    }

    function test_ripen_R8_AChildOfAProvisionalParentWaits() public {
        finalChild();
        pay(CAROL, idOf(2), NATIVE, 10);
        vm.assertTrue(!royalties.ripen(idOf(2)), "not ripe");
        refuse(2);
        checkDue(idOf(2), BOB, NATIVE, 0, 10);
        refuseWithdraw(
            BOB, idOf(2), NATIVE, abi.encodeWithSelector(IRoyalties.Royalties_Waits.selector, idOf(2), false)
        );
        pass(PERIOD);
        // Nobody took it over: the vector stays as it was bound.
        vm.assertTrue(royalties.ripen(idOf(2)), "ripe");
        take(BOB, idOf(2), NATIVE, 8);
        take(THIEF, idOf(0), NATIVE, 2);
    }

    function test_ripen_R8_AParentTakenOverPassesOnAsItsWinnerSays() public {
        registerFinal(CAROL, fp(3));
        bindThenRob();
        (uint256[] memory ancestors,) = royalties.vectorOf(idOf(2));
        vm.assertEq(ancestors[0], idOf(0), "the thief's, as long as he holds the parent");
        pay(CAROL, idOf(2), NATIVE, 100);
        takeOver(ALICE, 1, two(idOf(0), 0, idOf(3), 5_000));
        pass(PERIOD);
        vm.assertEq(settle(2), 100, "distributed");
        (ancestors,) = royalties.vectorOf(idOf(2));
        vm.assertEq(ancestors.length, 2, "the parent and the winner's ancestor");
        checkBalance(idOf(0), address(0), NATIVE, 0, "the thief's");
        take(BOB, idOf(2), NATIVE, 80);
        take(ALICE, idOf(1), NATIVE, 10);
        take(CAROL, idOf(3), NATIVE, 10);
    }

    function bindThenRob() private {
        registerFinal(THIEF, fp(0));
        anchor(ALICE, fp(1));
        pass(1);
        bind(THIEF, fp(1), one(idOf(0), 10_000));
        bind(BOB, fp(2), one(idOf(1), 2_000));
    }

    function test_ripen_AParentThatWasDissolvedIsTheTitleThatTookItIn() public {
        register(ALICE, fp(0));
        anchor(ALICE, fp(1));
        pass(1);
        register(THIEF, fp(1));
        bind(BOB, fp(2), one(idOf(1), 2_000));
        publish(ALICE, idOf(0), anchoredVersion(ALICE, fp(1)));
        pass(PERIOD);
        pay(CAROL, idOf(2), NATIVE, 10);
        take(ALICE, idOf(0), NATIVE, 2);
        take(BOB, idOf(2), NATIVE, 8);
    }

    /// @dev What came before the sale is the seller's, what came after the buyer's, though neither is distributed yet.
    function test_settle_R6_OfATitleSoldWhileItsParentIsProvisional() public {
        finalChild();
        pay(CAROL, idOf(2), NATIVE, 10);
        sell(idOf(2), BOB, ALICE);
        pay(CAROL, idOf(2), NATIVE, 20);
        checkKept(idOf(2), address(0), NATIVE, 10);
        checkKept(idOf(2), ALICE, NATIVE, 20);
        pass(PERIOD);
        vm.assertTrue(royalties.ripen(idOf(2)), "ripe");
        take(BOB, idOf(2), NATIVE, 8);
        take(ALICE, idOf(2), NATIVE, 16);
        take(THIEF, idOf(0), NATIVE, 6);
    }

    /// @dev Of a token that doesn't hold the title any more too: by the shares held when it is distributed.
    function test_settle_OfADividedTitleIsSharedOut() public {
        finalChild();
        pay(CAROL, idOf(2), NATIVE, 10);
        vm.prank(BOB);
        titles.setApprovalForAll(address(shares), true);
        IShares.Allotment[] memory list = new IShares.Allotment[](1);
        list[0] = IShares.Allotment(BOB, 100);
        vm.prank(BOB);
        address share = shares.divide(idOf(2), "Child", "CHILD", 6_000, address(0), address(0), list);
        pay(CAROL, idOf(2), NATIVE, 20);
        award(idOf(2), ALICE);
        pass(PERIOD);
        royalties.settle(idOf(2), share, NATIVE);
        vm.assertEq(royalties.earnedUntil(idOf(2), share, NATIVE, type(uint48).max), 16, "earned");
        vm.prank(share);
        uint48 moment = royalties.tick(idOf(2));
        vm.assertEq(royalties.earnedUntil(idOf(2), share, NATIVE, moment - 1), 16, "in a moment that is over");
        take(BOB, idOf(2), NATIVE, 8);
    }

    function test_settle_OfAResaleIsTheRegistrants() public {
        anchor(BOB, fp(2));
        pass(PERIOD);
        register(CAROL, fp(1));
        ITitles.Registration memory r = anchored(BOB, fp(2));
        (r.parents, r.resaleRoyalty) = (one(idOf(1), 2_000), 500);
        bind(BOB, r);
        sell(idOf(2), BOB, ALICE);
        payable(royalties.tillOf(idOf(2))).transfer(10);
        royalties.collect(idOf(2), NATIVE);
        checkKept(idOf(2), BOB, NATIVE, 10);
        pass(PERIOD);
        royalties.settle(idOf(2), BOB, NATIVE);
        checkBalance(idOf(2), BOB, NATIVE, 8, "the registrant's");
        checkBalance(idOf(1), address(0), NATIVE, 2, "the parent's");
    }

    /// @dev A payment ripens 32 titles on its way; for more, anybody calls `ripen` from the oldest on.
    function test_ripen_ADeepLineageInSteps() public {
        register(ALICE, fp(0));
        for (uint256 i = 1; i <= 40; ++i) {
            bind(ALICE, fp(i), one(idOf(i - 1), 5_000));
        }
        pass(PERIOD);
        pay(BOB, idOf(40), NATIVE, 8);
        checkKept(idOf(40), address(0), NATIVE, 8);
        vm.assertTrue(!royalties.ripen(idOf(40)), "too deep at once");
        vm.assertTrue(royalties.ripen(idOf(20)), "the older half");
        pay(BOB, idOf(40), NATIVE, 8);
        checkKept(idOf(40), address(0), NATIVE, 0);
        checkBalance(idOf(40), address(0), NATIVE, 10, "its own half of both, and the dust");
        vm.assertTrue(royalties.ripen(idOf(40)), "ripe for ever");
    }

    function testFuzz_settle_R3_CreditsSumToWhatWasKept(uint16 a, uint16 b, uint96[4] memory amounts) public {
        (a, b) = (uint16(bound(a, 0, 10_000)), uint16(bound(b, 0, 10_000)));
        register(ALICE, fp(0));
        bind(BOB, fp(1), one(idOf(0), a));
        bind(CAROL, fp(2), one(idOf(1), b));
        uint256 total = 0;
        for (uint256 i = 0; i < 4; ++i) {
            uint256 amount = bound(amounts[i], 1, 100 ether);
            pay(THIEF, idOf(i % 3), NATIVE, amount);
            total += amount;
        }
        pass(PERIOD);
        uint256 sum = 0;
        for (uint256 i = 3; i > 0; --i) {
            settle(i - 1);
            checkKept(idOf(i - 1), address(0), NATIVE, 0);
        }
        for (uint256 i = 0; i < 3; ++i) {
            sum += royalties.balanceOf(idOf(i), address(0), NATIVE);
        }
        vm.assertEq(sum, total, "the sum");
    }
}
