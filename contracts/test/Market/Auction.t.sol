// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ILot} from "../../src/Market/ILot.sol";
import {IMarket} from "../../src/Market/IMarket.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {MarketFixture} from "./MarketFixture.t.sol";

contract AuctionTest is MarketFixture {
    function lotOf(uint256 auctionId) private view returns (address) {
        return market.auctionOf(auctionId).lot;
    }

    function check(uint256 auctionId, IMarket.AuctionState state) private view {
        vm.assertEq(uint256(market.auctionOf(auctionId).state), uint256(state), "state");
    }

    function refuseStart(uint128 reserve, uint16 step, uint32 duration, uint32 extension, bytes32 field) private {
        vm.expectRevert(abi.encodeWithSelector(IMarket.Market_BadAuction.selector, field));
        vm.prank(SELLER);
        market.startAuction(address(titles), id, 1, NATIVE, reserve, step, duration, extension);
    }

    // ----------------------------------------------------------------------------------------------------------- start

    function test_startAuction_HoldsTheTitleInALotOfItsOwn() public {
        uint256 auctionId = auction(NATIVE);
        IMarket.Auction memory a = market.auctionOf(auctionId);
        vm.assertEq(titles.ownerOf(id), a.lot, "in the lot");
        vm.assertEq(a.seller, SELLER, "seller");
        vm.assertEq(a.end, time() + 1 hours, "end");
        vm.assertEq(market.leastBid(auctionId), 100, "the reserve");
        check(auctionId, IMarket.AuctionState.Open);
    }

    function test_startAuction_RevertWhen_TheTermsAreOutOfRange() public {
        refuseStart(0, 0, 1 hours, 0, "reserve");
        refuseStart(1, 10_001, 1 hours, 0, "step");
        refuseStart(1, 0, 59, 0, "duration");
        refuseStart(1, 0, 90 days + 1, 0, "duration");
        refuseStart(1, 0, 1 hours, 1 days + 1, "extension");
    }

    function test_startAuction_RevertWhen_TheTitleCannotBeSold() public {
        vm.expectRevert(abi.encodeWithSelector(IMarket.Market_NotHolder.selector, id, BUYER, SELLER));
        vm.prank(BUYER);
        market.startAuction(address(titles), id, 1, NATIVE, 1, 0, 1 hours, 0);
        uint256 fresh = register(SELLER, fp(2));
        vm.expectRevert(
            abi.encodeWithSelector(ITitles.Titles_Provisional.selector, fresh, titles.finalAt(bytes32(fresh)))
        );
        vm.prank(SELLER);
        market.startAuction(address(titles), fresh, 1, NATIVE, 1, 0, 1 hours, 0);
        dispute(id, true);
        vm.expectRevert(abi.encodeWithSelector(ITitles.Titles_Disputed.selector, id));
        auction(NATIVE);
    }

    function test_startAuction_RevertWhen_AmountOrCurrencyIsNone() public {
        vm.expectRevert(abi.encodeWithSelector(IMarket.Market_BadAmount.selector, 2, type(uint96).max));
        vm.prank(SELLER);
        market.startAuction(address(titles), id, 2, NATIVE, 1, 0, 1 hours, 0);
        vm.expectRevert(abi.encodeWithSelector(IMarket.Market_BadCurrency.selector, address(titles)));
        vm.prank(SELLER);
        market.startAuction(address(titles), id, 1, address(titles), 1, 0, 1 hours, 0);
    }

    // ------------------------------------------------------------------------------------------------------------- bid

    function test_bid_EachIsHigherByTheStep() public {
        uint256 auctionId = auction(NATIVE);
        refuseBid(BUYER, auctionId, 99, abi.encodeWithSelector(IMarket.Market_BidTooLow.selector, 99, 100));
        bid(BUYER, auctionId, 101);
        vm.assertEq(market.leastBid(auctionId), 112, "a tenth, rounded up");
        refuseBid(BOB, auctionId, 111, abi.encodeWithSelector(IMarket.Market_BidTooLow.selector, 111, 112));
        vm.expectEmit();
        emit IMarket.BidPlaced(auctionId, BOB, BUYER, 112, uint40(time() + 1 hours));
        bid(BOB, auctionId, 112);
        checkOwed(BUYER, NATIVE, 101, "outbid");
    }

    function test_bid_ByOneUnitAtLeast() public {
        vm.prank(SELLER);
        uint256 auctionId = market.startAuction(address(titles), id, 1, NATIVE, 1, 0, 1 hours, 0);
        bid(BUYER, auctionId, 7);
        refuseBid(BOB, auctionId, 7, abi.encodeWithSelector(IMarket.Market_BidTooLow.selector, 7, 8));
        bid(BOB, auctionId, 8);
    }

    function test_bid_ALateOneExtends() public {
        uint256 auctionId = auction(NATIVE);
        uint256 end = market.auctionOf(auctionId).end;
        vm.warp(end - 5 minutes);
        bid(BUYER, auctionId, 100);
        vm.assertEq(market.auctionOf(auctionId).end, end, "in time");
        vm.warp(end - 1);
        bid(BOB, auctionId, 200);
        vm.assertEq(market.auctionOf(auctionId).end, end - 1 + 5 minutes, "late");
    }

    function test_bid_RevertWhen_ItIsOver() public {
        uint256 auctionId = auction(NATIVE);
        uint256 end = market.auctionOf(auctionId).end;
        vm.warp(end);
        refuseBid(BUYER, auctionId, 100, abi.encodeWithSelector(IMarket.Market_WrongTime.selector, auctionId, end));
        market.settle(auctionId);
        refuseBid(BUYER, auctionId, 100, abi.encodeWithSelector(IMarket.Market_NotAuctioned.selector, auctionId));
        refuseBid(BUYER, 99, 100, abi.encodeWithSelector(IMarket.Market_NotAuctioned.selector, 99));
    }

    function test_bid_RevertWhen_TheMoneySentIsNotTheBid() public {
        uint256 auctionId = auction(NATIVE);
        vm.expectRevert(abi.encodeWithSelector(IMarket.Market_WrongValue.selector, 100, 99));
        vm.prank(BUYER);
        market.bid{value: 99}(auctionId, 100);
    }

    function test_bid_RevertWhen_TheTitleWasAwarded() public {
        uint256 auctionId = auction(NATIVE);
        award(id, CAROL);
        refuseBid(BUYER, auctionId, 100, abi.encodeWithSelector(IMarket.Market_NotAuctioned.selector, auctionId));
    }

    // ---------------------------------------------------------------------------------------------------------- settle

    function test_settle_M3_TheWinnerGetsItAndTheSellerThePrice() public {
        uint256 auctionId = auction(address(token));
        bid(BUYER, auctionId, 1_000);
        bid(BOB, auctionId, 10_000);
        bid(CAROL, auctionId, 20_003);
        pass(2 hours);
        vm.expectEmit();
        emit IMarket.AuctionSold(auctionId, id, CAROL, 20_003, 1_000);
        market.settle(auctionId);
        vm.assertEq(titles.ownerOf(id), CAROL, "the highest bidder's");
        refund(BUYER, address(token), 1_000);
        refund(BOB, address(token), 10_000);
        refund(SELLER, address(token), 19_003);
        refund(royalties.tillOf(id), address(token), 1_000);
        vm.assertEq(royalties.collect(id, address(token)), 1_000, "collected");
        take(ALICE, parentId, address(token), 100);
        vm.assertEq(held(address(market), address(token)), 0, "nothing stays");
        check(auctionId, IMarket.AuctionState.Sold);
    }

    function test_settle_WithoutABidItGoesBack() public {
        uint256 auctionId = auction(NATIVE);
        pass(1 hours);
        vm.expectEmit();
        emit IMarket.LotReturned(auctionId, SELLER);
        market.settle(auctionId);
        vm.assertEq(titles.ownerOf(id), SELLER, "back");
        check(auctionId, IMarket.AuctionState.Void);
    }

    function test_settle_RevertWhen_ItIsNotOver() public {
        uint256 auctionId = auction(NATIVE);
        uint256 end = market.auctionOf(auctionId).end;
        vm.warp(end - 1);
        vm.expectRevert(abi.encodeWithSelector(IMarket.Market_WrongTime.selector, auctionId, end));
        market.settle(auctionId);
    }

    function test_settle_RevertWhen_Twice() public {
        uint256 auctionId = auction(NATIVE);
        bid(BUYER, auctionId, 100);
        pass(2 hours);
        market.settle(auctionId);
        vm.expectRevert(abi.encodeWithSelector(IMarket.Market_NotAuctioned.selector, auctionId));
        market.settle(auctionId);
    }

    function test_settle_M5_AnAwardGivesEverybodyHisMoneyBack() public {
        uint256 auctionId = auction(NATIVE);
        bid(BUYER, auctionId, 100);
        bid(BOB, auctionId, 200);
        award(id, ALICE);
        vm.expectEmit();
        emit IMarket.AuctionVoided(auctionId, id, BOB, 200);
        market.settle(auctionId); // at once
        refund(BUYER, NATIVE, 100);
        refund(BOB, NATIVE, 200);
        vm.assertEq(titles.ownerOf(id), ALICE, "where it was awarded");
        vm.expectRevert(abi.encodeWithSelector(IMarket.Market_NothingThere.selector, lotOf(auctionId)));
        market.returnLot(auctionId);
    }

    function test_settle_M4_AnAwardedTitleIsAuctionedAnew() public {
        uint256 first = auction(NATIVE);
        bid(BUYER, first, 100);
        award(id, CAROL);
        vm.prank(CAROL);
        uint256 second = market.startAuction(address(titles), id, 1, NATIVE, 50, 0, 1 hours, 0);
        pass(2 hours);
        market.settle(first); // has lost it, though it is up for auction
        refund(BUYER, NATIVE, 100);
        market.settle(second);
        vm.assertEq(titles.ownerOf(id), CAROL, "nobody bid");
    }

    function test_settle_M5_ADisputeGivesTheBidBackAndTheTitleLater() public {
        uint256 auctionId = auction(NATIVE);
        bid(BUYER, auctionId, 100);
        dispute(id, true);
        vm.expectRevert(
            abi.encodeWithSelector(IMarket.Market_WrongTime.selector, auctionId, market.auctionOf(auctionId).end)
        );
        market.settle(auctionId); // it may be decided in time
        pass(2 hours);
        market.settle(auctionId);
        refund(BUYER, NATIVE, 100);
        vm.expectRevert(abi.encodeWithSelector(ITitles.Titles_Disputed.selector, id));
        market.returnLot(auctionId);
        dispute(id, false);
        market.returnLot(auctionId);
        vm.assertEq(titles.ownerOf(id), SELLER, "back");
        vm.expectRevert(abi.encodeWithSelector(IMarket.Market_NothingThere.selector, lotOf(auctionId)));
        market.returnLot(auctionId);
    }

    function test_returnLot_RevertWhen_TheAuctionIsNotVoid() public {
        uint256 auctionId = auction(NATIVE);
        vm.expectRevert(abi.encodeWithSelector(IMarket.Market_NotAuctioned.selector, auctionId));
        market.returnLot(auctionId);
    }

    // ---------------------------------------------------------------------------------------------------------- cancel

    function test_cancelAuction_BeforeTheFirstBid() public {
        uint256 auctionId = auction(NATIVE);
        vm.prank(SELLER);
        market.cancelAuction(auctionId);
        vm.assertEq(titles.ownerOf(id), SELLER, "back");
        check(auctionId, IMarket.AuctionState.Void);
    }

    function test_cancelAuction_RevertWhen_ByAnotherOrAfterABid() public {
        uint256 auctionId = auction(NATIVE);
        bytes memory reason = abi.encodeWithSelector(IMarket.Market_NotCancelable.selector, auctionId);
        vm.expectRevert(reason);
        vm.prank(BUYER);
        market.cancelAuction(auctionId);
        bid(BUYER, auctionId, 100);
        vm.expectRevert(reason);
        vm.prank(SELLER);
        market.cancelAuction(auctionId);
    }

    function test_cancelAuction_OfWhatWasAwarded() public {
        uint256 auctionId = auction(NATIVE);
        award(id, CAROL);
        vm.prank(SELLER);
        market.cancelAuction(auctionId);
        vm.assertEq(titles.ownerOf(id), CAROL, "where it was awarded");
    }

    // ---------------------------------------------------------------------------------------------------------- income

    function test_takeIncome_WhatItEarnsMeanwhileIsTheSellers() public {
        pay(CAROL, id, address(token), 1_000);
        uint256 auctionId = auction(NATIVE);
        pay(CAROL, id, address(token), 2_000);
        pay(CAROL, id, NATIVE, 100);
        bid(BUYER, auctionId, 100);
        pass(2 hours);
        market.settle(auctionId);
        pay(CAROL, id, address(token), 4_000);
        take(SELLER, id, address(token), 900);
        address lot = lotOf(auctionId);
        vm.expectRevert(abi.encodeWithSelector(ILot.Lot_NotAllowed.selector, BUYER));
        vm.prank(BUYER);
        ILot(lot).takeIncome(address(token), BUYER);
        vm.prank(SELLER);
        vm.assertEq(ILot(lot).takeIncome(address(token), SELLER), 1_800, "meanwhile");
        vm.prank(SELLER);
        vm.assertEq(ILot(lot).takeIncome(NATIVE, SELLER), 90, "in any currency");
        take(BUYER, id, address(token), 3_600);
    }

    function test_takeIncome_OfATitleThatNeverEarnedBefore() public {
        uint256 auctionId = auction(NATIVE);
        pay(CAROL, id, address(token), 1_000);
        pass(2 hours);
        market.settle(auctionId);
        address lot = lotOf(auctionId);
        vm.prank(SELLER);
        vm.assertEq(ILot(lot).takeIncome(address(token), CAROL), 900, "the seller's");
    }

    function test_release_RevertWhen_TheCallerIsNotTheMarket() public {
        address lot = lotOf(auction(NATIVE));
        vm.expectRevert(abi.encodeWithSelector(ILot.Lot_NotAllowed.selector, SELLER));
        vm.prank(SELLER);
        ILot(lot).release(SELLER);
    }
}
