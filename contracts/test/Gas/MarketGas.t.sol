// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IMarket} from "../../src/Market/IMarket.sol";
import {Share} from "../../src/Shares/Share.sol";
import {MarketFixture} from "../Market/MarketFixture.t.sol";

/// @dev Gas of whole transactions, as in Gas.t.sol. "Next" is the usual one: the title was sold before, both sides have other
/// titles and have dealt in this currency.
/// forge-config: default.isolate = true
contract MarketGasTest is MarketFixture {
    uint256 private constant GOAL = 120_000;
    /// @dev Whose income a title's is from now on stands in four more slots.
    uint256 private constant WITH_INCOME = 135_000;

    function note(string memory name, uint256 most) private {
        vm.assertLe(vm.snapshotGasLastCall("Market", name), most, name);
    }

    function resell(IMarket.Order memory o, string memory kind) private {
        register(SELLER, fp(7));
        register(BUYER, fp(8));
        address taker = o.maker == SELLER ? BUYER : SELLER;
        o.nonce = 1;
        fill(taker, o);
        note(string.concat(kind, ", first"), 260_000);
        sell(id, BUYER, SELLER);
        o.nonce = 2;
        fill(taker, o);
        note(string.concat(kind, ", next"), GOAL);
        sell(id, BUYER, SELLER);
        pay(CAROL, id, NATIVE, 1);
        sell(id, SELLER, BUYER);
        sell(id, BUYER, SELLER);
        o.nonce = 3;
        fill(taker, o);
        note(string.concat(kind, ", of a title with income"), WITH_INCOME);
    }

    function test_gas_saleForNative() public {
        resell(selling(NATIVE), "sale with royalty, native");
    }

    function test_gas_saleForTokens() public {
        resell(selling(address(token)), "sale with royalty, ERC-20");
    }

    function test_gas_offer() public {
        resell(buying(), "offer accepted, with royalty, ERC-20");
    }

    function test_gas_shares() public {
        Share share = divided();
        IMarket.Order memory o = sellingShares(share, address(token), 1_000);
        fill(BUYER, o, 10);
        note("part of an order for shares, first", 260_000);
        pass(1);
        fill(BUYER, o, 10);
        note("part of an order for shares, next", 211_000);
    }

    function test_gas_cancel() public {
        cancel(SELLER, 1);
        note("cancel, first of 256", 60_000);
        cancel(SELLER, 2);
        note("cancel, next", 40_000);
        vm.prank(SELLER);
        market.cancelAll();
        vm.prank(SELLER);
        market.cancelAll();
        note("cancel all, next", 40_000);
    }

    function test_gas_auction() public {
        pay(CAROL, id, NATIVE, 1);
        uint256 auctionId = auction(address(token));
        note("start an auction", 420_000);
        bid(BUYER, auctionId, 1_000);
        note("bid, first", 120_000);
        bid(BOB, auctionId, 2_000);
        note("bid, outbidding a new bidder", 110_000);
        bid(BUYER, auctionId, 3_000);
        bid(BOB, auctionId, 4_000);
        note("bid, outbidding again", 90_000);
        market.withdraw(BUYER, address(token));
        note("refund", 60_000);
        pass(2 hours);
        market.settle(auctionId);
        note("settle", 200_000);
    }

    function test_gas_describe() public {
        vm.prank(SELLER);
        market.describe(id, bytes32(id), "");
        note("describe", 40_000);
    }
}
