// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IShares} from "../../src/Shares/IShares.sol";
import {Share} from "../../src/Shares/Share.sol";
import {BlockingToken, CallingToken, FeeToken, Intruder, Refuser} from "./Currencies.t.sol";
import {Token} from "../Tokens/Token.t.sol";
import {SharesFixture} from "./SharesFixture.t.sol";

contract OfferTest is SharesFixture {
    function setUp() public override {
        super.setUp();
        divideAmongThree();
    }

    function refuseNative(uint128 price, uint256 value, uint256 expected) private {
        payable(BIDDER).transfer(value);
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_WrongDeposit.selector, expected, value));
        vm.prank(BIDDER);
        shares.offerBuyout{value: value}(address(share), NATIVE, price);
    }

    // ----------------------------------------------------------------------------------------------------------- offer

    function test_offerBuyout_RevertWhen_TheTokenIsNone() public {
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_NotDivided.selector, address(token)));
        shares.offerBuyout(address(token), NATIVE, 1);
    }

    function test_offerBuyout_RevertWhen_ThePriceIsZero() public {
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_WrongDeposit.selector, 1, 0));
        bid(0);
    }

    function test_offerBuyout_RevertWhen_TheNativeDepositIsNotExact() public {
        refuseNative(7, 6_999, 7_000);
        refuseNative(7, 7_001, 7_000);
        payable(BIDDER).transfer(1);
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_WrongDeposit.selector, 0, 1));
        vm.prank(BIDDER);
        shares.offerBuyout{value: 1}(address(share), address(token), 7);
    }

    function test_offerBuyout_RevertWhen_TheTokenTakesAFee() public {
        FeeToken fee = new FeeToken();
        divideFor(address(fee));
        fee.mint(BIDDER, 7_000);
        vm.prank(BIDDER);
        fee.approve(address(shares), 7_000);
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_WrongDeposit.selector, 7_000, 6_930));
        vm.prank(BIDDER);
        shares.offerBuyout(address(share), address(fee), 7);
    }

    /// @dev A majority mints what it likes, and so would pay everybody else nothing.
    function test_offerBuyout_S5_RevertWhen_TheDivisionDidNotNameTheCurrency() public {
        Token own = new Token(6);
        own.mint(BIDDER, 7_000);
        vm.prank(BIDDER);
        own.approve(address(shares), 7_000);
        bytes4 reason = IShares.Shares_CurrencyNotNamed.selector;
        vm.expectRevert(abi.encodeWithSelector(reason, address(share), address(own)));
        vm.prank(BIDDER);
        shares.offerBuyout(address(share), address(own), 7);
        vm.assertEq(shares.currencyOf(address(share)), address(token), "the one that was named");
    }

    function test_offerBuyout_S5_WhereNoneIsNamedOnlyInNativeMoney() public {
        divideFor(NATIVE);
        bytes4 reason = IShares.Shares_CurrencyNotNamed.selector;
        vm.expectRevert(abi.encodeWithSelector(reason, address(share), address(token)));
        bid(7);
        payable(BIDDER).transfer(7_000);
        vm.prank(BIDDER);
        uint256 motionId = shares.offerBuyout{value: 7_000}(address(share), NATIVE, 7);
        vm.assertEq(uint256(shares.motionOf(motionId).state), uint256(IShares.State.Open), "state");
    }

    function testFuzz_offerBuyout_S5_NoOtherCurrency(address currency) public {
        vm.assume(currency != NATIVE && currency != address(token));
        bytes4 reason = IShares.Shares_CurrencyNotNamed.selector;
        vm.expectRevert(abi.encodeWithSelector(reason, address(share), currency));
        vm.prank(BIDDER);
        shares.offerBuyout(address(share), currency, 7);
    }

    function test_offerBuyout_DepositsThePriceOfAllShares() public {
        uint256 before = token.balanceOf(BIDDER);
        vm.expectEmit();
        emit IShares.MotionOpened(1, address(share), BIDDER, address(0), address(token), 7, uint48(time() - 1));
        uint256 motionId = bid(7);
        vm.assertEq(before - token.balanceOf(BIDDER), 7_000, "paid");
        vm.assertEq(token.balanceOf(address(shares)), 7_000, "deposited");
        IShares.Motion memory motion = shares.motionOf(motionId);
        vm.assertEq(motion.price, 7, "price");
        vm.assertEq(motion.currency, address(token), "currency");
        vm.assertEq(uint256(motion.state), uint256(IShares.State.Open), "state");
        vm.assertEq(titles.ownerOf(id), address(share), "nothing is sold yet");
    }

    function testFuzz_offerBuyout_AnyPrice(uint128 price) public {
        price = uint128(bound(price, 1, type(uint128).max));
        token.mint(BIDDER, uint256(price) * 1_000);
        uint256 motionId = buyOut(price);
        for (uint256 i = 0; i < 3; ++i) {
            address holder = [ALICE, BOB, CAROL][i];
            uint256 held = share.balanceOf(holder);
            vm.assertEq(redeem(holder, motionId), held * price, "the same price for everybody");
        }
        vm.assertEq(token.balanceOf(address(shares)), 0, "the deposit is used up");
    }

    function test_offerBuyout_ACallerThatReentersGetsNowhere() public {
        CallingToken calling = new CallingToken();
        divideFor(address(calling));
        Intruder intruder = new Intruder();
        calling.mint(address(intruder), 7_000);
        intruder.act(address(calling), abi.encodeCall(IERC20.approve, (address(shares), 7_000)), 0);
        // Motion 1 is open, and its deposit not yet there.
        intruder.plan(address(shares), abi.encodeCall(IShares.withdrawMotion, (1, address(intruder))));
        intruder.act(address(shares), abi.encodeCall(IShares.offerBuyout, (address(share), address(calling), 7)), 0);
        vm.assertEq(intruder.attempts(), 1, "tried");
        vm.assertEq(intruder.entries(), 0, "refused");
        vm.assertEq(calling.balanceOf(address(shares)), 7_000, "deposit");
    }

    // -------------------------------------------------------------------------------------------------------- withdraw

    function test_withdrawMotion_S6_ReturnsTheDeposit() public {
        uint256 motionId = bid(7);
        accept(ALICE, motionId);
        vm.prank(BIDDER);
        shares.withdrawMotion(motionId, JUDGE);
        vm.assertEq(token.balanceOf(JUDGE), 7_000, "returned");
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_NotOpen.selector, motionId));
        accept(BOB, motionId);
        vm.assertEq(titles.ownerOf(id), address(share), "not sold");
    }

    function test_withdrawMotion_S6_ReturnsANativeDeposit() public {
        payable(BIDDER).transfer(7_000);
        vm.prank(BIDDER);
        uint256 motionId = shares.offerBuyout{value: 7_000}(address(share), NATIVE, 7);
        vm.assertEq(address(shares).balance, 7_000, "deposited");
        vm.prank(BIDDER);
        shares.withdrawMotion(motionId, JUDGE);
        vm.assertEq(JUDGE.balance, 7_000, "returned");
    }

    function test_withdrawMotion_S6_AfterThirtyDays() public {
        uint256 motionId = bid(7);
        pass(31 days);
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_NotOpen.selector, motionId));
        accept(ALICE, motionId);
        vm.prank(BIDDER);
        shares.withdrawMotion(motionId, JUDGE);
        vm.assertEq(token.balanceOf(JUDGE), 7_000, "returned");
    }

    function test_withdrawMotion_S6_NotOnceAccepted() public {
        uint256 motionId = buyOut(7);
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_NotOpen.selector, motionId));
        vm.prank(BIDDER);
        shares.withdrawMotion(motionId, BIDDER);
    }

    function test_withdrawMotion_S6_OfWhoWasOutbid() public {
        uint256 lost = bid(7);
        accept(CAROL, lost);
        uint256 motionId = buyOut(8);
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_NotDivided.selector, address(share)));
        accept(ALICE, lost);
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_NotDivided.selector, address(share)));
        vm.prank(CAROL);
        shares.retract(lost);
        vm.prank(BIDDER);
        shares.withdrawMotion(lost, JUDGE);
        vm.assertEq(token.balanceOf(JUDGE), 7_000, "returned");
        vm.assertEq(redeem(ALICE, motionId) + redeem(BOB, motionId) + redeem(CAROL, motionId), 8_000, "the rest stands");
    }
}

contract BuyoutTest is SharesFixture {
    function setUp() public override {
        super.setUp();
        divideAmongThree();
    }

    // ------------------------------------------------------------------------------------------------------------ sale

    function test_accept_S3_SellsTheTitle() public {
        uint256 motionId = bid(7);
        accept(ALICE, motionId);
        vm.assertEq(titles.ownerOf(id), address(share), "not yet");
        accept(BOB, motionId);
        vm.assertEq(titles.ownerOf(id), BIDDER, "holder");
        (,,, uint256 boughtOut) = shares.divisionOf(address(share));
        vm.assertEq(boughtOut, motionId, "bought out by");
        vm.assertEq(royalties.payeeOf(id), BIDDER, "payee");
    }

    function test_accept_S4_SharesBoughtInTheBlockOfTheOfferDoNotSell() public {
        move(ALICE, BIDDER, 500);
        move(BOB, BIDDER, 300);
        uint256 motionId = bid(1);
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_NoVotes.selector, motionId, BIDDER));
        accept(BIDDER, motionId);
        accept(CAROL, motionId);
        vm.assertEq(titles.ownerOf(id), address(share), "not sold");
    }

    /// @dev The warning that `Shares` gives: who has the majority names the price, for himself and all others alike.
    function test_accept_AMajorityHolderMayBuyAtHisOwnPrice() public {
        move(ALICE, BIDDER, 500);
        move(BOB, BIDDER, 300);
        pass(1);
        uint256 motionId = bid(1);
        accept(BIDDER, motionId);
        vm.assertEq(titles.ownerOf(id), BIDDER, "sold");
        vm.assertEq(redeem(CAROL, motionId), 200, "at the same price");
        vm.assertEq(redeem(BIDDER, motionId), 800, "for everybody");
    }

    function test_accept_RevertWhen_TheTitleIsDisputed() public {
        uint256 motionId = bid(7);
        accept(ALICE, motionId);
        vm.prank(JUDGE);
        titles.setDisputed(id, true);
        vm.expectRevert(abi.encodeWithSignature("Titles_Disputed(uint256)", id));
        accept(BOB, motionId);
        vm.prank(JUDGE);
        titles.setDisputed(id, false);
        accept(BOB, motionId);
        vm.assertEq(titles.ownerOf(id), BIDDER, "sold once it is over");
    }

    function test_accept_TheBuyoutEndsMotionsAndStewardship() public {
        buyOut(7);
        bytes memory reason = abi.encodeWithSelector(IShares.Shares_NotDivided.selector, address(share));
        vm.expectRevert(reason);
        vm.prank(ALICE);
        shares.proposeSteward(address(share), ALICE);
        vm.expectRevert(reason);
        bid(9);
        vm.expectRevert(reason);
        vm.prank(STEWARD);
        shares.act(address(share), address(titles), "");
    }

    // ---------------------------------------------------------------------------------------------------------- redeem

    function test_redeem_S5_PaysEverybodyTheSame() public {
        uint256 motionId = buyOut(7);
        vm.expectEmit();
        emit IShares.Redeemed(motionId, CAROL, JUDGE, 200, 1_400);
        vm.prank(CAROL);
        vm.assertEq(shares.redeem(motionId, JUDGE), 1_400, "Carol, who didn't accept");
        vm.assertEq(token.balanceOf(JUDGE), 1_400, "where she said");
        vm.assertEq(redeem(ALICE, motionId), 3_500, "Alice");
        vm.assertEq(redeem(BOB, motionId), 2_100, "Bob");
        vm.assertEq(share.totalSupply(), 0, "burned");
        vm.assertEq(token.balanceOf(address(shares)), 0, "the deposit is used up");
    }

    function test_redeem_S5_InNativeMoney() public {
        payable(BIDDER).transfer(7_000);
        vm.prank(BIDDER);
        uint256 motionId = shares.offerBuyout{value: 7_000}(address(share), NATIVE, 7);
        accept(ALICE, motionId);
        accept(CAROL, motionId);
        uint256 before = BOB.balance;
        vm.assertEq(redeem(BOB, motionId), 2_100, "Bob");
        vm.assertEq(BOB.balance - before, 2_100, "sent");
    }

    function test_redeem_S5_SharesMayBeSoldFirst() public {
        uint256 motionId = buyOut(7);
        move(ALICE, THIEF, 100);
        vm.assertEq(redeem(THIEF, motionId), 700, "who bought later");
        vm.assertEq(redeem(ALICE, motionId), 2_800, "who sold");
        move(BOB, ALICE, 300);
        vm.assertEq(redeem(ALICE, motionId), 2_100, "and again");
    }

    function test_redeem_RevertWhen_ThereIsNothingToRedeem() public {
        uint256 motionId = buyOut(7);
        bytes memory reason = abi.encodeWithSelector(IShares.Shares_NothingToRedeem.selector, motionId, THIEF);
        vm.expectRevert(reason);
        redeem(THIEF, motionId);
        redeem(ALICE, motionId);
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_NothingToRedeem.selector, motionId, ALICE));
        redeem(ALICE, motionId);
    }

    function test_redeem_S6_RevertWhen_TheOfferIsNotAccepted() public {
        uint256 motionId = bid(7);
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_NotOpen.selector, motionId));
        redeem(ALICE, motionId);
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_NotOpen.selector, 9));
        redeem(ALICE, 9);
    }

    function test_redeem_S6_RevertWhen_TheMotionAppointedASteward() public {
        vm.prank(ALICE);
        uint256 motionId = shares.proposeSteward(address(share), ALICE);
        accept(ALICE, motionId);
        accept(BOB, motionId);
        vm.expectRevert(abi.encodeWithSelector(IShares.Shares_NotOpen.selector, motionId));
        redeem(ALICE, motionId);
        vm.assertEq(share.balanceOf(ALICE), 500, "no share burned");
    }

    function test_redeem_S5_ABlockedHolderBlocksNobody() public {
        BlockingToken blocking = new BlockingToken();
        divideFor(address(blocking));
        blocking.mint(BIDDER, 7_000);
        vm.prank(BIDDER);
        blocking.approve(address(shares), 7_000);
        vm.prank(BIDDER);
        uint256 motionId = shares.offerBuyout(address(share), address(blocking), 7);
        accept(ALICE, motionId);
        accept(BOB, motionId);
        blocking.forbid(ALICE);
        blocking.forbid(BIDDER);
        vm.expectRevert("blocked");
        redeem(ALICE, motionId);
        vm.assertEq(redeem(BOB, motionId), 2_100, "Bob");
        vm.prank(ALICE);
        vm.assertEq(shares.redeem(motionId, JUDGE), 3_500, "Alice, elsewhere");
    }

    function test_redeem_S5_AReceiverThatReentersIsPaidOnce() public {
        Intruder intruder = new Intruder();
        move(CAROL, address(intruder), 100);
        payable(BIDDER).transfer(7_000);
        vm.prank(BIDDER);
        uint256 motionId = shares.offerBuyout{value: 7_000}(address(share), NATIVE, 7);
        accept(ALICE, motionId);
        accept(BOB, motionId);
        bytes memory call = abi.encodeCall(IShares.redeem, (motionId, address(intruder)));
        intruder.plan(address(shares), call);
        intruder.act(address(shares), call, 0);
        vm.assertEq(intruder.attempts(), 1, "tried");
        vm.assertEq(intruder.entries(), 0, "refused");
        vm.assertEq(address(intruder).balance, 700, "paid once");
    }

    function test_redeem_S5_AReceiverThatRefusesLosesNothing() public {
        Refuser refuser = new Refuser();
        move(CAROL, address(refuser), 100);
        payable(BIDDER).transfer(7_000);
        vm.prank(BIDDER);
        uint256 motionId = shares.offerBuyout{value: 7_000}(address(share), NATIVE, 7);
        accept(ALICE, motionId);
        accept(BOB, motionId);
        vm.expectRevert();
        refuser.redeem(shares, motionId, address(refuser));
        vm.assertEq(refuser.redeem(shares, motionId, JUDGE), 700, "elsewhere");
    }

    // ---------------------------------------------------------------------------------------------------------- income

    function test_buyout_WhatWasEarnedBeforeStaysClaimable() public {
        pay(id, 1_000);
        uint256 motionId = buyOut(7);
        pay(id, 400);
        redeem(ALICE, motionId);
        vm.assertEq(claim(ALICE), 500, "after redeeming");
        vm.assertEq(claim(BOB), 300, "before");
        move(CAROL, THIEF, 200);
        vm.assertEq(claim(CAROL), 200, "after selling");
        refuseClaim(THIEF, address(token));
        vm.prank(BIDDER);
        vm.assertEq(royalties.withdraw(id, address(token), BIDDER), 400, "what came after is the buyer's");
    }

    function test_buyout_PastIncomeDoesNotWaitForALaterDispute() public {
        pay(id, 1_000);
        buyOut(7);
        vm.prank(JUDGE);
        titles.setDisputed(id, true);
        vm.assertEq(claim(ALICE), 500, "Alice");
    }

    function test_buyout_TheTitleCanBeDividedAgain() public {
        pay(id, 1_000);
        uint256 motionId = buyOut(7);
        Share second = divide(BIDDER, id, 5_001, allot(CAROL, 10));
        pass(1);
        pay(id, 90);
        vm.assertEq(second.claimable(CAROL, address(token)), 90, "by the new shares");
        checkClaimable(CAROL, 200, "by the old ones");
        redeem(CAROL, motionId);
        move(ALICE, BOB, 500);
        vm.assertEq(claim(CAROL), 200, "the old income");
        vm.assertEq(claim(second, CAROL, address(token)), 90, "the new");
        vm.assertEq(claim(ALICE) + claim(BOB), 800, "all the old");
        uint256 again = shares.offerBuyout{value: 10}(address(second), NATIVE, 1);
        accept(CAROL, again);
        vm.assertEq(titles.ownerOf(id), address(this), "bought out again");
        vm.assertEq(redeem(BOB, motionId), 5_600, "the first price is still there");
    }
}
