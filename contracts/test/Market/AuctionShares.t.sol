// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ILot} from "../../src/Market/ILot.sol";
import {IMarket} from "../../src/Market/IMarket.sol";
import {Share} from "../../src/Shares/Share.sol";
import {MarketFixture} from "./MarketFixture.t.sol";

contract AuctionSharesTest is MarketFixture {
    Share private share;

    function setUp() public override {
        super.setUp();
        share = divided();
    }

    function start(address seller, uint96 amount) private returns (uint256) {
        vm.prank(seller);
        return market.startAuction(address(share), id, amount, NATIVE, 100, 0, 1 hours, 0);
    }

    function test_auctionShares_GoToTheHighestBidder() public {
        uint256 auctionId = start(SELLER, 250);
        vm.assertEq(share.balanceOf(SELLER), 350, "in the lot");
        bid(BUYER, auctionId, 100);
        bid(BOB, auctionId, 200);
        pass(1 hours);
        market.settle(auctionId);
        vm.assertEq(share.balanceOf(BOB), 250, "the winner's");
        refund(SELLER, NATIVE, 200);
        refund(BUYER, NATIVE, 100);
    }

    function test_auctionShares_TwoLotsKeepTheirIncomeApart() public {
        uint256 first = start(SELLER, 100);
        pay(CAROL, id, address(token), 10_000); // of which 9,000 are the title's
        uint256 second = start(BUYER, 400);
        pay(CAROL, id, address(token), 10_000);
        pass(1 hours);
        market.settle(first);
        market.settle(second);
        address lot = market.auctionOf(first).lot;
        vm.prank(SELLER);
        vm.assertEq(ILot(lot).takeIncome(address(token), SELLER), 1_800, "a tenth of both");
        lot = market.auctionOf(second).lot;
        vm.prank(BUYER);
        vm.assertEq(ILot(lot).takeIncome(address(token), BUYER), 3_600, "two fifths of one");
    }

    function test_auctionShares_ABuyoutGivesMoneyAndSharesBack() public {
        uint256 auctionId = start(SELLER, 1);
        bid(BOB, auctionId, 100);
        vm.prank(CAROL);
        uint256 motion = shares.offerBuyout{value: 7_000}(address(share), NATIVE, 7);
        pass(1);
        vm.prank(CAROL);
        shares.withdrawMotion(motion, CAROL);
        vm.prank(CAROL);
        motion = shares.offerBuyout{value: 7_000}(address(share), NATIVE, 7);
        vm.prank(SELLER);
        shares.accept(motion);
        vm.prank(BUYER);
        shares.accept(motion);
        vm.assertEq(titles.ownerOf(id), CAROL, "bought out");
        refuseBid(BUYER, auctionId, 200, abi.encodeWithSelector(IMarket.Market_NotAuctioned.selector, auctionId));
        market.settle(auctionId);
        refund(BOB, NATIVE, 100);
        vm.prank(SELLER);
        vm.assertEq(shares.redeem(motion, SELLER), 600 * 7, "the seller redeems them all");
    }

    function test_auctionShares_RevertWhen_ThereAreNotSoMany() public {
        vm.expectRevert();
        start(SELLER, 601);
        vm.expectRevert(abi.encodeWithSelector(IMarket.Market_BadAmount.selector, 0, type(uint96).max));
        start(SELLER, 0);
    }
}
