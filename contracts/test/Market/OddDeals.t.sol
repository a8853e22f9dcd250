// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ILicensing} from "../../src/Licensing/ILicensing.sol";
import {IOffers} from "../../src/Licensing/IOffers.sol";
import {IMarket} from "../../src/Market/IMarket.sol";
import {Share} from "../../src/Shares/Share.sol";
import {BlockingToken} from "../Tokens/BlockingToken.t.sol";
import {FalseToken} from "../Tokens/FalseToken.t.sol";
import {FeeToken} from "../Tokens/FeeToken.t.sol";
import {HookToken} from "../Tokens/HookToken.t.sol";
import {PlainToken} from "../Tokens/PlainToken.t.sol";
import {SilentToken} from "../Tokens/SilentToken.t.sol";
import {MarketFixture} from "./MarketFixture.t.sol";

/// @dev Told of a token's transfers, goes for the neighbors of the market with what is on its way: takes the title's income,
/// empties its till, buys a license, signs off what was signed.
contract Raider {
    address[] private targets;
    bytes[] private calls;
    uint256 public succeeded;

    function plan(address target, bytes memory data) external {
        targets.push(target);
        calls.push(data);
    }

    fallback() external {
        for (uint256 i = 0; i < calls.length; ++i) {
            (bool ok,) = targets[i].call(calls[i]);
            if (ok) ++succeeded;
        }
    }
}

/// @dev Sales, offers and auctions in every odd token: a deal is done as signed, or not at all; no unit is lost or made; and no
/// deal fails for what befell another.
contract OddDealsTest is MarketFixture {
    uint256 private constant MONEY = 1e9;

    address[] private people;

    function setUp() public override {
        super.setUp();
        people = [SELLER, BUYER, BOB, CAROL, ALICE, address(market), address(royalties), royalties.tillOf(id)];
    }

    function provide(PlainToken odd) private returns (address) {
        for (uint256 i = 0; i < 4; ++i) {
            odd.mint(people[i], MONEY);
            vm.prank(people[i]);
            odd.approve(address(market), type(uint256).max);
        }
        return address(odd);
    }

    function sum(address odd) private view returns (uint256 total) {
        for (uint256 i = 0; i < people.length; ++i) {
            total += PlainToken(odd).balanceOf(people[i]);
        }
    }

    function offering(address odd) private view returns (IMarket.Order memory o) {
        o = buying();
        o.currency = odd;
        o.nonce = 7;
    }

    function tryFill(address taker, IMarket.Order memory o) private returns (bool ok) {
        bytes memory signature = signatureOf(o);
        vm.prank(taker);
        (ok,) = address(market).call(abi.encodeCall(market.fill, (o, signature, 1, noTerms, 0)));
    }

    // ---------------------------------------------------------------------------------------------------- orders, offers

    /// @dev Sold to the buyer, and back to the seller by an offer of his: both prices as they were signed.
    function checkDeals(address odd) private {
        IMarket.Order memory sale_ = selling(odd);
        vm.assertTrue(tryFill(BUYER, sale_), "the sale");
        vm.assertEq(titles.ownerOf(id), BUYER, "the buyer's");
        vm.assertEq(PlainToken(odd).balanceOf(SELLER), MONEY + SALE - ROYALTY, "the seller's price");
        vm.prank(BUYER);
        titles.transferFrom(BUYER, SELLER, id);
        vm.assertTrue(tryFill(SELLER, offering(odd)), "the offer");
        vm.assertEq(titles.ownerOf(id), BUYER, "the buyer's again");
        vm.assertEq(PlainToken(odd).balanceOf(SELLER), MONEY + 2 * (SALE - ROYALTY), "both prices");
        vm.assertEq(PlainToken(odd).balanceOf(royalties.tillOf(id)), 2 * ROYALTY, "both royalties");
        vm.assertEq(sum(odd), 4 * MONEY, "the sum");
    }

    /// @dev Neither sale nor offer is done, and nothing is used up: in honest money they still can be.
    function checkNoDeals(address odd) private {
        vm.assertTrue(!tryFill(BUYER, selling(odd)) && !tryFill(SELLER, offering(odd)), "refused");
        vm.assertEq(titles.ownerOf(id), SELLER, "still the seller's");
        vm.assertEq(sum(odd), 4 * MONEY, "the sum");
        vm.assertTrue(!market.isUsed(SELLER, 0) && !market.isUsed(BUYER, 7), "no nonce is used");
        IMarket.Order memory honest = offering(address(token));
        fill(SELLER, honest);
        vm.assertEq(titles.ownerOf(id), BUYER, "sold for honest money");
    }

    function test_deals_WithoutReturnValue() public {
        checkDeals(provide(new SilentToken()));
    }

    function test_deals_FalseInsteadOfReverting() public {
        FalseToken odd = new FalseToken();
        provide(odd);
        odd.refuse(true);
        checkNoDeals(address(odd));
    }

    function test_deals_FalseOnlyWhenItWorks() public {
        checkDeals(provide(new FalseToken()));
    }

    function test_deals_WithAFeeOnTheWay() public {
        checkNoDeals(provide(new FeeToken(1)));
    }

    function test_deals_Paused() public {
        BlockingToken odd = new BlockingToken();
        provide(odd);
        odd.pause(true);
        checkNoDeals(address(odd));
    }

    /// @dev The registrant's royalty goes to a till: who could block that one sells for nothing less.
    function test_deals_ABlockedTill() public {
        BlockingToken odd = new BlockingToken();
        provide(odd);
        odd.block_(royalties.tillOf(id), true);
        checkNoDeals(address(odd));
    }

    // ------------------------------------------------------------------------------------------------------- call-backs

    function raid(address odd) private returns (Raider raider) {
        raider = new Raider();
        IOffers.Terms memory t = sale();
        (t.price, t.currency) = (0, odd);
        bytes32 termsId = offer(SELLER, id, t);
        ILicensing.Order memory o = order(id, termsId, address(raider), everything());
        raider.plan(address(royalties), abi.encodeCall(royalties.withdraw, (id, odd, address(raider))));
        raider.plan(address(royalties), abi.encodeCall(royalties.collect, (id, odd)));
        raider.plan(address(royalties), abi.encodeCall(royalties.settle, (id, address(0), odd)));
        raider.plan(address(royalties), abi.encodeCall(royalties.pay, (id, odd, 1)));
        raider.plan(address(licensing), abi.encodeCall(licensing.buy, (o, noCredential, noPermit)));
        raider.plan(address(market), abi.encodeCall(market.cancelAll, ()));
        raider.plan(address(titles), abi.encodeCall(titles.transferFrom, (SELLER, address(raider), id)));
        HookToken(odd).listen(address(raider));
    }

    /// @dev Called six times and more, it takes a free license, empties the till for those whose it is, and gets nothing.
    function test_deals_ATokenThatCallsBackChangesNone() public {
        HookToken odd = new HookToken();
        provide(odd);
        Raider raider = raid(address(odd));
        people.push(address(raider));
        vm.assertTrue(tryFill(BUYER, selling(address(odd))), "the sale");
        vm.assertTrue(raider.succeeded() > 0, "it was called, and free licenses are anybody's");
        vm.assertEq(titles.ownerOf(id), BUYER, "the buyer's");
        vm.assertEq(odd.balanceOf(SELLER), MONEY + SALE - ROYALTY, "the seller's price");
        vm.assertEq(odd.balanceOf(address(raider)), 0, "the raider's");
        vm.assertEq(
            odd.balanceOf(royalties.tillOf(id)) + odd.balanceOf(address(royalties)), ROYALTY, "the royalty, wherever"
        );
        vm.assertEq(sum(address(odd)), 4 * MONEY, "the sum");
    }

    function test_auction_ATokenThatCallsBackChangesNone() public {
        HookToken odd = new HookToken();
        provide(odd);
        raid(address(odd));
        uint256 auctionId = auction(address(odd));
        bid(BUYER, auctionId, 1_000);
        bid(BOB, auctionId, 2_000);
        pass(2 hours);
        market.settle(auctionId);
        refund(BUYER, address(odd), 1_000);
        refund(SELLER, address(odd), 1_900);
        market.withdraw(royalties.tillOf(id), address(odd));
        vm.assertEq(
            odd.balanceOf(royalties.tillOf(id)) + odd.balanceOf(address(royalties)), 100, "the royalty, wherever"
        );
        vm.assertEq(titles.ownerOf(id), BOB, "sold");
        vm.assertEq(odd.balanceOf(address(market)), 0, "nothing stays");
        vm.assertEq(sum(address(odd)), 4 * MONEY, "the sum");
    }

    // --------------------------------------------------------------------------------------------------------- auctions

    /// @dev Two auctions in one token: whoever is blocked, outbid or refused in one, the other goes on,
    /// and what each is owed is there.
    function test_auction_M1_NoneFailsForAnother() public {
        BlockingToken odd = new BlockingToken();
        provide(odd);
        registerFinal(SELLER, fp(5));
        uint256 titleAuction = auction(address(odd));
        vm.prank(SELLER);
        uint256 other = market.startAuction(address(titles), idOf(5), 1, address(odd), 100, 1_000, 1 hours, 0);
        bid(BUYER, titleAuction, 1_000);
        bid(BUYER, other, 500);
        odd.block_(BUYER, true);
        // Blocked, he can be outbid in both; his money waits for him.
        bid(BOB, titleAuction, 1_500);
        bid(CAROL, other, 700);
        refuseBid(BUYER, other, 900, "BlockingToken: no");
        odd.block_(CAROL, true);
        bid(BOB, other, 800);
        checkOwed(BUYER, address(odd), 1_500, "of both");
        pass(2 hours);
        odd.pause(true);
        market.settle(titleAuction);
        market.settle(other);
        odd.pause(false);
        refund(SELLER, address(odd), 1_500 - 75 + 800);
        odd.block_(BUYER, false);
        refund(BUYER, address(odd), 1_500);
        odd.block_(CAROL, false);
        refund(CAROL, address(odd), 700);
        refund(royalties.tillOf(id), address(odd), 75);
        vm.assertEq(odd.balanceOf(address(market)), 0, "nothing stays");
        vm.assertEq(sum(address(odd)), 4 * MONEY, "the sum");
    }

    /// @dev A contract that takes no ether sells, is outbid and wins: what it can't take waits, and holds nobody up.
    function test_auction_M5_AContractThatTakesNoEtherMayDealAll() public {
        vm.deal(address(this), 1_000);
        uint256 first = auction(NATIVE);
        market.bid{value: 100}(first, 100);
        bid(BOB, first, 200);
        market.bid{value: 300}(first, 300);
        pass(2 hours);
        market.settle(first);
        vm.assertEq(titles.ownerOf(id), address(this), "won");
        titles.setApprovalForAll(address(market), true);
        uint256 second = market.startAuction(address(titles), id, 1, NATIVE, 100, 0, 1 hours, 0);
        bid(CAROL, second, 100);
        pass(2 hours);
        market.settle(second);
        refund(SELLER, NATIVE, 285);
        refund(BOB, NATIVE, 200);
        checkOwed(address(this), NATIVE, 100 + 95, "outbid once, and sold");
        vm.assertEq(market.withdrawTo(NATIVE, ALICE), 195, "elsewhere");
    }

    // ----------------------------------------------------------------------------------------------------------- shares

    function test_dealsShares_InOddTokens() public {
        Share share = divided();
        PlainToken[3] memory odds = [PlainToken(new SilentToken()), new FeeToken(100), new BlockingToken()];
        for (uint256 i = 0; i < 3; ++i) {
            provide(odds[i]);
            IMarket.Order memory o = sellingShares(share, address(odds[i]), 6_000);
            (o.nonce, o.amount) = (i, 100);
            if (i == 2) BlockingToken(address(odds[i])).block_(SELLER, true);
            bytes memory signature = signatureOf(o);
            vm.prank(BOB);
            (bool ok,) = address(market).call(abi.encodeCall(market.fill, (o, signature, 100, noTerms, 0)));
            vm.assertEq(ok, i == 0, "only what brings the price");
            vm.assertEq(sum(address(odds[i])), 4 * MONEY, "the sum");
        }
        vm.assertEq(share.balanceOf(BOB), 100, "of the one sale");
        vm.assertEq(odds[0].balanceOf(SELLER), MONEY + 6_000, "its price");
    }
}
