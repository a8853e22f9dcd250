// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IMarket} from "../../src/Market/IMarket.sol";
import {IShares} from "../../src/Shares/IShares.sol";
import {Share} from "../../src/Shares/Share.sol";
import {MarketFixture} from "./MarketFixture.t.sol";

contract FillSharesTest is MarketFixture {
    uint256 private constant STEWARD_KEY = 0x57E3A8D;

    Share private share;

    function setUp() public override {
        super.setUp();
        share = divided();
    }

    function test_fillShares_APartCostsItsProRataShareRoundedUp() public {
        IMarket.Order memory o = sellingShares(share, address(token), 1_000);
        uint256 before = held(SELLER, address(token));
        fill(BUYER, o, 7); // 11.67
        vm.assertEq(held(SELLER, address(token)) - before, 12, "rounded up");
        vm.assertEq(share.balanceOf(BUYER), 407, "moved");
        vm.assertEq(market.filledOf(market.hashOf(o)), 7, "filled");
        vm.assertTrue(!market.isUsed(SELLER, 0), "still open");
        vm.assertEq(held(royalties.tillOf(id), address(token)), 0, "no royalty on shares");
    }

    function test_fillShares_AnOfferPaysRoundedDown() public {
        IMarket.Order memory o = sellingShares(share, address(token), 1_000);
        (o.side, o.maker) = (IMarket.Side.Buy, BUYER);
        uint256 before = held(SELLER, address(token));
        fill(SELLER, o, 7);
        vm.assertEq(held(SELLER, address(token)) - before, 11, "rounded down");
        vm.assertEq(share.balanceOf(BUYER), 407, "moved");
    }

    function test_fillShares_M2_NoMoreThanThereIs() public {
        IMarket.Order memory o = sellingShares(share, address(token), 1_000);
        fill(BUYER, o, 400);
        bytes memory signature = signatureOf(o);
        vm.expectRevert(abi.encodeWithSelector(IMarket.Market_BadAmount.selector, 201, 200));
        vm.prank(BOB);
        market.fill(o, signature, 201, noTerms, 0);
        vm.expectRevert(abi.encodeWithSelector(IMarket.Market_BadAmount.selector, 0, 200));
        vm.prank(BOB);
        market.fill(o, signature, 0, noTerms, 0);
        fill(BOB, o, 200);
        vm.assertTrue(market.isUsed(SELLER, 0), "whole");
        refuseFill(BOB, o, abi.encodeWithSelector(IMarket.Market_NonceUsed.selector, SELLER, 0));
    }

    function testFuzz_fillShares_M2_M3_InAnyParts(uint256 seed, uint128 price, bool buys) public {
        IMarket.Order memory o = sellingShares(share, address(token), uint128(bound(price, 0, 1e12)));
        if (buys) (o.side, o.maker) = (IMarket.Side.Buy, BUYER);
        address taker = buys ? SELLER : BUYER;
        uint256 before = held(BUYER, address(token));
        uint256 left = 600;
        uint256 parts = 0;
        while (left != 0) {
            uint96 part = uint96(bound(uint256(keccak256(abi.encode(seed, left))), 1, left));
            fill(taker, o, part);
            left -= part;
            ++parts;
        }
        uint256 paid = before - held(BUYER, address(token));
        // In the maker's favor, by less than a unit for each part.
        if (buys) vm.assertTrue(paid <= o.price && paid + parts > o.price, "the buyer's");
        else vm.assertTrue(paid >= o.price && paid < o.price + parts, "the seller's");
        vm.assertEq(share.balanceOf(BUYER), 1_000, "all");
    }

    function test_fillShares_IncomeBeforeTheSaleStaysTheSellers() public {
        pay(CAROL, id, address(token), 1_000); // of which 900 are the title's
        fill(BUYER, sellingShares(share, NATIVE, 1_000), 600);
        pay(CAROL, id, address(token), 1_000);
        vm.assertEq(share.claimable(SELLER, address(token)), 540, "the seller's");
        vm.assertEq(share.claimable(BUYER, address(token)), 360 + 900, "the buyer's");
    }

    function test_fillShares_RevertWhen_TheTitleHasLeftThem() public {
        IMarket.Order memory o = sellingShares(share, NATIVE, 1_000);
        award(id, CAROL);
        refuseFill(BUYER, o, abi.encodeWithSelector(IMarket.Market_NotForSale.selector, address(share), id));
    }

    function test_fillShares_RevertWhen_TheyAreOfAnotherTitle() public {
        IMarket.Order memory o = sellingShares(share, NATIVE, 1_000);
        o.titleId = parentId;
        refuseFill(BUYER, o, abi.encodeWithSelector(IMarket.Market_NotForSale.selector, address(share), parentId));
        // Nor is whoever holds a title a token of its shares.
        o.asset = ALICE;
        refuseFill(BUYER, o, abi.encodeWithSelector(IMarket.Market_NotForSale.selector, ALICE, parentId));
    }

    function test_fillShares_M6_AStewardsSignatureSellsNothing() public {
        address steward = vm.addr(STEWARD_KEY);
        vm.prank(SELLER);
        uint256 motion = shares.proposeSteward(address(share), steward);
        pass(1);
        vm.prank(SELLER);
        motion = shares.proposeSteward(address(share), steward);
        pass(1);
        vm.prank(SELLER);
        shares.accept(motion);
        IMarket.Order memory o = selling(NATIVE);
        o.maker = address(share);
        bytes memory signature = sign(STEWARD_KEY, digestOf(o));
        vm.assertEq(share.isValidSignature(digestOf(o), signature), share.isValidSignature.selector, "his signature");
        vm.expectRevert();
        vm.prank(BUYER);
        market.fill{value: SALE}(o, signature, 1, noTerms, 0);
        vm.expectRevert(
            abi.encodeWithSelector(IShares.Shares_ActNotAllowed.selector, address(titles), titles.approve.selector)
        );
        vm.prank(steward);
        shares.act(address(share), address(titles), abi.encodeCall(titles.approve, (address(market), id)));
    }
}
