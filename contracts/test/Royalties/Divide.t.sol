// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IRoyalties} from "../../src/Royalties/IRoyalties.sol";
import {IShares} from "../../src/Shares/IShares.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {Token} from "../Tokens/Token.t.sol";
import {RoyaltiesFixture} from "./RoyaltiesFixture.t.sol";

contract DivideTest is RoyaltiesFixture {
    uint48 private constant NEVER = type(uint48).max;

    address private share;

    /// @dev The title's holder divides it by `Shares`: its token is the payee from then on.
    function divide(address by) private {
        allow(by);
        divideAllowed(by);
    }

    function allow(address by) private {
        vm.prank(by);
        titles.setApprovalForAll(address(shares), true);
    }

    function divideAllowed(address by) private {
        vm.prank(by);
        share = shares.divide(idOf(0), "Base", "BASE", 6_000, address(0), address(0), allotments(by));
    }

    function allotments(address to) private pure returns (IShares.Allotment[] memory list) {
        list = new IShares.Allotment[](1);
        list[0] = IShares.Allotment(to, 100);
    }

    function tick(address by) private returns (uint48) {
        vm.prank(by);
        return royalties.tick(idOf(0));
    }

    function release(address by, uint256 amount) private {
        vm.prank(by);
        royalties.release(idOf(0), NATIVE, JUDGE, amount);
    }

    function earned(uint48 moment) private view returns (uint256) {
        return royalties.earnedUntil(idOf(0), share, NATIVE, moment);
    }

    function notAllowed(address account) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRoyalties.Royalties_NotAllowed.selector, account);
    }

    // --------------------------------------------------------------------------------------------------------- divide

    /// @dev Else a holder would keep, by declaring himself a divider, what comes while his title is disputed.
    function test_divide_RevertWhen_TheHolderIsNoTokenOfShares() public {
        registerFinal(ALICE, fp(0));
        vm.expectRevert(notAllowed(ALICE));
        vm.prank(ALICE);
        royalties.divide(idOf(0));
        divide(ALICE);
        award(idOf(0), THIEF);
        vm.expectRevert(notAllowed(THIEF));
        vm.prank(THIEF);
        royalties.divide(idOf(0));
    }

    function test_divide_RevertWhen_TheTokenDoesNotHoldTheTitle() public {
        registerFinal(ALICE, fp(0));
        divide(ALICE);
        award(idOf(0), BOB);
        vm.expectRevert(notAllowed(share));
        vm.prank(share);
        royalties.divide(idOf(0));
    }

    function test_divide_RevertWhen_TheTokenIsOfAnotherTitle() public {
        registerFinal(ALICE, fp(0));
        registerFinal(ALICE, fp(1));
        divide(ALICE);
        sell(idOf(1), ALICE, share);
        vm.expectRevert(notAllowed(share));
        vm.prank(share);
        royalties.divide(idOf(1));
    }

    function test_divide_RevertWhen_ItIsAVersion() public {
        registerFinal(ALICE, fp(0));
        divide(ALICE);
        vm.prank(share);
        titles.publishVersion(idOf(0), versionOf(fp(1)), noProof);
        pass(PERIOD);
        vm.expectRevert(notAllowed(share));
        vm.prank(share);
        royalties.divide(idOf(1));
    }

    function test_divide_RevertWhen_Provisional() public {
        register(ALICE, fp(0));
        uint256 end = titles.finalAt(fp(0));
        allow(ALICE);
        vm.expectRevert(abi.encodeWithSelector(ITitles.Titles_Provisional.selector, idOf(0), end));
        divideAllowed(ALICE);
        vm.warp(end);
        divide(ALICE);
    }

    /// @dev Else the holder would, by dividing, put what is in dispute out of the arbitrator's reach.
    function test_divide_RevertWhen_Disputed() public {
        registerFinal(THIEF, fp(0));
        pay(BOB, idOf(0), NATIVE, 5);
        dispute(idOf(0), true);
        allow(THIEF);
        vm.expectRevert(abi.encodeWithSelector(ITitles.Titles_Disputed.selector, idOf(0)));
        divideAllowed(THIEF);
        award(idOf(0), ALICE);
        take(ALICE, idOf(0), NATIVE, 5);
        divide(ALICE);
        dispute(idOf(0), true);
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_Waits.selector, idOf(0), true));
        vm.prank(share);
        royalties.divide(idOf(0));
    }

    function test_divide_OfATitleNeverSoldKeepsThePastApart() public {
        registerFinal(ALICE, fp(0));
        pay(BOB, idOf(0), NATIVE, 5);
        allow(ALICE);
        vm.expectEmit(true, true, false, false);
        emit IRoyalties.PayeeReplaced(idOf(0), address(0), ALICE);
        vm.expectEmit(true, false, false, false);
        emit IRoyalties.PayeeChanged(idOf(0), ALICE, ALICE);
        vm.expectEmit(true, false, false, false);
        emit IRoyalties.Divided(idOf(0), ALICE);
        divideAllowed(ALICE);
        pay(BOB, idOf(0), NATIVE, 7);
        checkBalance(idOf(0), address(0), NATIVE, 5, "before");
        checkBalance(idOf(0), share, NATIVE, 7, "since");
        vm.assertEq(earned(NEVER), 7, "only what came since is divided");
    }

    /// @dev What was kept while the title was provisional was earned before: it is the seller's, not the shares'.
    function test_divide_WhatIsStillKeptIsTheSellers() public {
        register(ALICE, fp(0));
        pay(BOB, idOf(0), NATIVE, 5);
        pass(PERIOD);
        divide(ALICE);
        royalties.settle(idOf(0), address(0), NATIVE);
        vm.assertEq(earned(NEVER), 0, "nothing to divide");
        take(ALICE, idOf(0), NATIVE, 5);
    }

    function test_divide_OfASoldTitle() public {
        registerFinal(BOB, fp(0));
        pay(CAROL, idOf(0), NATIVE, 1);
        sell(idOf(0), BOB, ALICE);
        pay(CAROL, idOf(0), NATIVE, 2);
        divide(ALICE);
        pay(CAROL, idOf(0), NATIVE, 4);
        vm.assertEq(earned(NEVER), 4, "divided");
        checkBalance(idOf(0), ALICE, NATIVE, 2, "the seller's");
        checkBalance(idOf(0), share, NATIVE, 4, "the shares'");
    }

    // ----------------------------------------------------------------------------------------------- tick, earnedUntil

    function test_tick_EndsNothingForWhoDoesNotDivide() public {
        vm.assertEq(tick(ALICE), 0, "no account");
        registerFinal(ALICE, fp(0));
        pay(BOB, idOf(0), NATIVE, 1);
        vm.assertEq(tick(ALICE), 0, "not sold, not divided");
        sell(idOf(0), ALICE, BOB);
        uint48 moment = tick(BOB);
        pay(BOB, idOf(0), NATIVE, 1);
        vm.assertEq(tick(BOB), moment, "not divided");
        sell(idOf(0), BOB, ALICE);
        divide(ALICE);
        moment = tick(share);
        pay(BOB, idOf(0), NATIVE, 1);
        vm.assertEq(tick(BOB), moment, "another");
        vm.assertEq(tick(share), moment + 1, "divided");
    }

    function test_tick_OnlyIncomeEndsAMoment() public {
        registerFinal(ALICE, fp(0));
        divide(ALICE);
        uint48 first = tick(share);
        vm.assertEq(tick(share), first, "nothing came");
        pay(BOB, idOf(0), NATIVE, 5);
        vm.assertEq(earned(first), 5, "within the moment");
        pay(BOB, idOf(0), NATIVE, 6);
        vm.assertEq(tick(share), first + 1, "the next");
        vm.assertEq(tick(share), first + 1, "once");
        pay(BOB, idOf(0), NATIVE, 7);
        vm.assertEq(tick(share), first + 2, "the third");
        vm.assertEq(earned(first - 1), 0, "before");
        vm.assertEq(earned(first), 11, "the first moment");
        vm.assertEq(earned(first + 1), 18, "the second");
        vm.assertEq(earned(NEVER), 18, "for ever");
        release(share, 18);
        vm.assertEq(earned(NEVER), 18, "withdrawn or not");
        vm.assertEq(royalties.earnedUntil(idOf(0), share, address(token), NEVER), 0, "another currency");
    }

    function test_tick_GoesOnWhenTheTitleComesBack() public {
        registerFinal(ALICE, fp(0));
        divide(ALICE);
        pay(CAROL, idOf(0), NATIVE, 5);
        uint48 sold = tick(share);
        award(idOf(0), BOB);
        pay(CAROL, idOf(0), NATIVE, 6);
        sell(idOf(0), BOB, share);
        vm.assertTrue(tick(share) > sold, "later");
        pay(CAROL, idOf(0), NATIVE, 7);
        pay(CAROL, idOf(0), NATIVE, 8);
        vm.assertEq(earned(NEVER), 20, "what came while held");
        checkBalance(idOf(0), share, NATIVE, 20, "what came while held");
    }

    function test_pay_RevertWhen_ADividedPayeeEarnsTooMuch() public {
        registerFinal(ALICE, fp(0));
        divide(ALICE);
        Token vast = new Token(18);
        vast.mint(BOB, type(uint256).max);
        vm.prank(BOB);
        vast.approve(address(royalties), type(uint256).max);
        pay(BOB, idOf(0), address(vast), type(uint208).max);
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_TooMuch.selector, uint256(1) << 208));
        pay(BOB, idOf(0), address(vast), 1);
        pay(BOB, idOf(0), NATIVE, 1);
    }

    // -------------------------------------------------------------------------------------------------------- release

    function test_release_RevertWhen_MoreThanThereIs() public {
        registerFinal(ALICE, fp(0));
        divide(ALICE);
        pay(BOB, idOf(0), NATIVE, 5);
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_Insufficient.selector, idOf(0), share, 5, 6));
        release(share, 6);
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_Insufficient.selector, idOf(0), THIEF, 0, 1));
        release(THIEF, 1);
    }

    function test_release_RevertWhen_TheTitleIsDisputed() public {
        registerFinal(ALICE, fp(0));
        divide(ALICE);
        pay(BOB, idOf(0), NATIVE, 5);
        dispute(idOf(0), true);
        vm.expectRevert(abi.encodeWithSelector(IRoyalties.Royalties_Waits.selector, idOf(0), true));
        release(share, 5);
        dispute(idOf(0), false);
        release(share, 5);
    }

    function test_release_RevertWhen_AnAwardTookTheAccount() public {
        registerFinal(BOB, fp(0));
        pay(CAROL, idOf(0), NATIVE, 1);
        sell(idOf(0), BOB, ALICE);
        pay(CAROL, idOf(0), NATIVE, 5);
        award(idOf(0), BOB);
        vm.expectRevert(notAllowed(ALICE));
        release(ALICE, 1);
    }

    function test_release_InParts() public {
        registerFinal(ALICE, fp(0));
        divide(ALICE);
        pay(BOB, idOf(0), NATIVE, 5);
        vm.expectEmit();
        emit IRoyalties.Withdrawn(idOf(0), NATIVE, share, JUDGE, 2);
        release(share, 2);
        vm.assertEq(JUDGE.balance, 2, "arrived");
        release(share, 3);
        checkBalance(idOf(0), share, NATIVE, 0, "all of it");
    }

    function test_titleAwarded_OfADividedTitleLeavesThePastToItsShares() public {
        registerFinal(ALICE, fp(0));
        divide(ALICE);
        pay(BOB, idOf(0), NATIVE, 5);
        award(idOf(0), CAROL);
        pay(BOB, idOf(0), NATIVE, 7);
        take(CAROL, idOf(0), NATIVE, 7);
        release(share, 5);
        pay(BOB, idOf(0), NATIVE, 3);
        vm.assertEq(earned(NEVER), 5, "no more");
    }
}
