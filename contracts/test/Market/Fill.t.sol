// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IMarket} from "../../src/Market/IMarket.sol";
import {IOffers} from "../../src/Licensing/IOffers.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {HostileWallet, Wallet} from "../Titles/Accounts.t.sol";
import {MarketFixture} from "./MarketFixture.t.sol";

/// @dev Sells a title, and while it is paid for tries to burden it with a license.
contract BurdeningSeller is Wallet {
    IOffers private immutable OFFERS;
    IOffers.Terms private terms;
    uint256 private id;
    bool public burdened;
    bool public paid;

    constructor(address key, IOffers offers, IOffers.Terms memory terms_, uint256 id_) Wallet(key) {
        (OFFERS, terms, id) = (offers, terms_, id_);
    }

    receive() external payable {
        paid = true;
        try OFFERS.offer(id, terms, IOffers.OfferState.Open) {
            burdened = true;
        } catch {}
    }

    function approve(address titles, address market) external {
        (bool ok,) = titles.call(abi.encodeWithSignature("setApprovalForAll(address,bool)", market, true));
        require(ok, "approved");
    }
}

contract FillTest is MarketFixture {
    function checkSold(address currency, address by, uint256 seller, uint256 buyer) private view {
        vm.assertEq(titles.ownerOf(id), BUYER, "the buyer's");
        vm.assertEq(held(royalties.tillOf(id), currency), ROYALTY, "the till's");
        vm.assertEq(held(SELLER, currency) - seller, SALE - ROYALTY, "the seller's");
        vm.assertEq(buyer - held(BUYER, currency), SALE, "the buyer paid");
        vm.assertEq(held(address(market), currency), 0, "nothing stays");
        vm.assertTrue(market.isUsed(by, 0), "used");
    }

    function test_fill_M3_SellsForNative() public {
        (uint256 seller, uint256 buyer) = (SELLER.balance, BUYER.balance);
        IMarket.Order memory o = selling(NATIVE);
        bytes32 hash = market.hashOf(o);
        bytes memory signature = signatureOf(o);
        vm.expectEmit();
        emit IMarket.OrderFilled(id, SELLER, BUYER, hash, IMarket.Side.Sell, address(titles), 1, NATIVE, SALE, ROYALTY);
        vm.prank(BUYER);
        market.fill{value: SALE}(o, signature, 1, noTerms, 0);
        checkSold(NATIVE, SELLER, seller, buyer);
    }

    function test_fill_M3_SellsForTokens() public {
        (uint256 seller, uint256 buyer) = (held(SELLER, address(token)), held(BUYER, address(token)));
        fill(BUYER, selling(address(token)));
        checkSold(address(token), SELLER, seller, buyer);
    }

    function test_fill_M3_TakesAnOffer() public {
        (uint256 seller, uint256 buyer) = (held(SELLER, address(token)), held(BUYER, address(token)));
        fill(SELLER, buying());
        checkSold(address(token), BUYER, seller, buyer);
    }

    function test_fill_TheRoyaltyReachesRegistrantAndAncestor() public {
        fill(BUYER, selling(address(token)));
        vm.assertEq(royalties.collect(id, address(token)), ROYALTY, "collected");
        take(ALICE, parentId, address(token), ROYALTY / 10);
        take(SELLER, id, address(token), ROYALTY - ROYALTY / 10);
    }

    function test_fill_IncomeBeforeTheSaleStaysTheSellers() public {
        pay(CAROL, id, address(token), 1_000);
        fill(BUYER, selling(NATIVE));
        pay(CAROL, id, address(token), 2_000);
        take(SELLER, id, address(token), 900);
        take(BUYER, id, address(token), 1_800);
        take(ALICE, parentId, address(token), 300);
    }

    function testFuzz_fill_M3_ThePriceIsWhatAllGet(uint128 price, bool native) public {
        address currency = native ? NATIVE : address(token);
        IMarket.Order memory o = selling(currency);
        o.price = uint128(bound(price, 0, 1e15));
        (uint256 seller, uint256 buyer) = (held(SELLER, currency), held(BUYER, currency));
        fill(BUYER, o);
        uint256 till = held(royalties.tillOf(id), currency);
        vm.assertEq(till, uint256(o.price) * 500 / 10_000, "the royalty");
        vm.assertEq(held(SELLER, currency) - seller + till, o.price, "all of it");
        vm.assertEq(buyer - held(BUYER, currency), o.price, "and no more");
    }

    // ----------------------------------------------------------------------------------------------------- once at most

    function test_fill_M2_RevertWhen_FilledBefore() public {
        IMarket.Order memory o = selling(NATIVE);
        fill(BUYER, o);
        sell(id, BUYER, SELLER);
        refuseFill(BUYER, o, abi.encodeWithSelector(IMarket.Market_NonceUsed.selector, SELLER, 0));
    }

    function test_fill_M2_RevertWhen_Canceled() public {
        IMarket.Order memory o = selling(NATIVE);
        o.nonce = 777;
        vm.expectEmit();
        emit IMarket.OrderCanceled(SELLER, 777);
        cancel(SELLER, 777);
        refuseFill(BUYER, o, abi.encodeWithSelector(IMarket.Market_NonceUsed.selector, SELLER, 777));
        cancel(BUYER, 778);
        o.nonce = 778;
        fill(BUYER, o); // another's cancellation is nothing to it
    }

    function test_fill_M2_RevertWhen_AllAreCanceled() public {
        IMarket.Order memory o = selling(NATIVE);
        vm.prank(SELLER);
        vm.assertEq(market.cancelAll(), market.counterOf(SELLER), "counter");
        refuseFill(BUYER, o, abi.encodeWithSelector(IMarket.Market_CounterPassed.selector, SELLER, 0));
        o.counter = market.counterOf(SELLER);
        fill(BUYER, o);
    }

    /// @dev What somebody was led to sign for the next counter, he takes back too.
    function test_fill_M2_RevertWhen_SignedForACounterToCome() public {
        IMarket.Order memory o = selling(NATIVE);
        for (uint256 i = 1; i < 4; ++i) {
            vm.roll(height() + 1);
            vm.setBlockhash(height() - 1, keccak256(abi.encode(i)));
            uint256 before = market.counterOf(SELLER);
            o.counter = before + 1;
            vm.prank(SELLER);
            uint256 counter = market.cancelAll();
            vm.assertEq(counter - before, 1 + (uint256(keccak256(abi.encode(i))) >> 128), "by the last block");
            refuseFill(BUYER, o, abi.encodeWithSelector(IMarket.Market_CounterPassed.selector, SELLER, o.counter));
        }
        o.counter = market.counterOf(SELLER);
        fill(BUYER, o);
    }

    function test_fill_M2_RevertWhen_OnAnotherChain() public {
        IMarket.Order memory o = selling(NATIVE);
        bytes memory signature = signatureOf(o);
        vm.chainId(5);
        vm.expectRevert(abi.encodeWithSelector(IMarket.Market_BadSignature.selector, SELLER));
        vm.prank(BUYER);
        market.fill{value: SALE}(o, signature, 1, noTerms, 0);
    }

    /// @dev The call's data, whatever the words of the order are.
    function callWith(bytes memory words, bytes memory signature) private pure returns (bytes memory) {
        return bytes.concat(
            IMarket.fill.selector,
            words,
            abi.encode(words.length + 128, uint256(1), words.length + 256, uint256(0)),
            abi.encode(signature.length),
            signature,
            new bytes(31),
            abi.encode(uint256(0))
        );
    }

    function testFuzz_fill_M2_RevertWhen_AnyMemberIsAnother(uint256 which, uint256 bit) public {
        IMarket.Order memory o = selling(NATIVE);
        bytes memory signature = signatureOf(o);
        bytes memory words = abi.encode(o);
        // One bit of one member; what no longer fits its type isn't decoded at all.
        (which, bit) = (bound(which, 0, 14), bound(bit, 0, 255));
        uint256 at = which * 32 + 31 - bit / 8;
        words[at] ^= bytes1(uint8(1 << (bit % 8)));
        vm.prank(BUYER);
        (bool ok,) = address(market).call{value: SALE}(callWith(words, signature));
        vm.assertTrue(!ok, "another order");
        vm.assertEq(titles.ownerOf(id), SELLER, "still his");
        words[at] ^= bytes1(uint8(1 << (bit % 8)));
        vm.prank(BUYER);
        (ok,) = address(market).call{value: SALE}(callWith(words, signature));
        vm.assertTrue(ok, "his order");
    }

    function test_fill_M6_RevertWhen_SignedByAnother() public {
        IMarket.Order memory o = selling(NATIVE);
        bytes memory signature = sign(BUYER_KEY, digestOf(o));
        vm.expectRevert(abi.encodeWithSelector(IMarket.Market_BadSignature.selector, SELLER));
        vm.prank(BUYER);
        market.fill{value: SALE}(o, signature, 1, noTerms, 0);
    }

    // ------------------------------------------------------------------------------------------------- time and parties

    function test_fill_RevertWhen_OutsideOfItsTime() public {
        IMarket.Order memory o = selling(NATIVE);
        o.start = uint40(time() + 10);
        bytes memory reason = abi.encodeWithSelector(IMarket.Market_NotOpen.selector, o.start, o.deadline);
        refuseFill(BUYER, o, reason);
        vm.warp(o.deadline + 1);
        refuseFill(BUYER, o, reason);
        vm.warp(o.deadline);
        fill(BUYER, o);
    }

    function test_fill_RevertWhen_TheTakerIsAnother() public {
        IMarket.Order memory o = selling(NATIVE);
        o.taker = BUYER;
        refuseFill(BOB, o, abi.encodeWithSelector(IMarket.Market_NotTaker.selector, BUYER, BOB));
        fill(BUYER, o);
    }

    function test_fill_RevertWhen_TheTakerIsTheMaker() public {
        refuseFill(SELLER, selling(NATIVE), abi.encodeWithSelector(IMarket.Market_NotTaker.selector, NATIVE, SELLER));
    }

    // ------------------------------------------------------------------------------------------------------------ asset

    function test_fill_RevertWhen_Provisional() public {
        uint256 fresh = register(SELLER, fp(2));
        IMarket.Order memory o = selling(NATIVE);
        o.titleId = fresh;
        refuseFill(
            BUYER, o, abi.encodeWithSelector(ITitles.Titles_Provisional.selector, fresh, titles.finalAt(bytes32(fresh)))
        );
    }

    function test_fill_RevertWhen_Disputed() public {
        dispute(id, true);
        refuseFill(BUYER, selling(NATIVE), abi.encodeWithSelector(ITitles.Titles_Disputed.selector, id));
    }

    function test_fill_RevertWhen_TheSellerDoesNotHoldIt() public {
        sell(id, SELLER, CAROL);
        refuseFill(BUYER, selling(NATIVE), abi.encodeWithSelector(IMarket.Market_NotHolder.selector, id, SELLER, CAROL));
        refuseFill(SELLER, buying(), abi.encodeWithSelector(IMarket.Market_NotHolder.selector, id, SELLER, CAROL));
    }

    function test_fill_RevertWhen_TheTitleWasTakenOver() public {
        anchor(SELLER, fp(3));
        pass(1 hours);
        uint256 taken = register(THIEF, fp(3));
        IMarket.Order memory o = buying();
        o.titleId = taken;
        o.deadline = uint40(time() + 30 days);
        register(SELLER, anchored(SELLER, fp(3)));
        pass(PERIOD);
        refuseFill(SELLER, o, abi.encodeWithSelector(IMarket.Market_EpochPassed.selector, taken, 0));
        o.epoch = 1;
        fill(SELLER, o);
    }

    function test_fill_RevertWhen_ItIsNotForSale() public {
        IMarket.Order memory o = selling(NATIVE);
        o.titleId = uint256(OTHER);
        refuseFill(
            BUYER, o, abi.encodeWithSelector(IMarket.Market_NotForSale.selector, address(titles), uint256(OTHER))
        );
        publish(SELLER, id, versionOf(OTHER)); // a version names the title, and isn't one
        refuseFill(
            BUYER, o, abi.encodeWithSelector(IMarket.Market_NotForSale.selector, address(titles), uint256(OTHER))
        );
        o = selling(NATIVE);
        o.asset = address(token);
        refuseFill(BUYER, o, abi.encodeWithSelector(IMarket.Market_NotForSale.selector, address(token), id));
    }

    function test_fill_RevertWhen_TheAmountOfATitleIsNotOne() public {
        IMarket.Order memory o = selling(address(token));
        o.amount = 2;
        refuseFill(BUYER, o, abi.encodeWithSelector(IMarket.Market_BadAmount.selector, 2, 1));
        o.amount = 0;
        refuseFill(BUYER, o, abi.encodeWithSelector(IMarket.Market_BadAmount.selector, 1, 0));
    }

    // ------------------------------------------------------------------------------------------------------------ money

    function test_fill_RevertWhen_TheOfferIsInNative() public {
        IMarket.Order memory o = buying();
        o.currency = NATIVE;
        refuseFill(SELLER, o, abi.encodeWithSelector(IMarket.Market_BadCurrency.selector, NATIVE));
    }

    function test_fill_RevertWhen_ThePriceIsInTitles() public {
        IMarket.Order memory o = selling(address(titles));
        refuseFill(BUYER, o, abi.encodeWithSelector(IMarket.Market_BadCurrency.selector, address(titles)));
    }

    function test_fill_RevertWhen_TheMoneySentIsNotThePrice() public {
        IMarket.Order memory o = selling(NATIVE);
        bytes memory signature = signatureOf(o);
        vm.expectRevert(abi.encodeWithSelector(IMarket.Market_WrongValue.selector, SALE, SALE - 1));
        vm.prank(BUYER);
        market.fill{value: SALE - 1}(o, signature, 1, noTerms, 0);
        o = selling(address(token));
        signature = signatureOf(o);
        vm.expectRevert(abi.encodeWithSelector(IMarket.Market_WrongValue.selector, 0, 1));
        vm.prank(BUYER);
        market.fill{value: 1}(o, signature, 1, noTerms, 0);
    }

    function test_fill_RevertWhen_TheRoyaltyIsAboveTheAgreed() public {
        IMarket.Order memory o = selling(NATIVE);
        o.maxRoyalty = 499;
        uint256 most = uint256(SALE) * 499 / 10_000;
        refuseFill(BUYER, o, abi.encodeWithSelector(IMarket.Market_RoyaltyTooHigh.selector, ROYALTY, most));
    }

    // ------------------------------------------------------------------------------------------------------------ state

    function test_fill_RevertWhen_ALicenseWasSoldSince() public {
        bytes32[] memory terms = new bytes32[](1);
        terms[0] = offer(SELLER, id, sale());
        IMarket.Order memory o = selling(NATIVE);
        o.state = market.stateOf(id, terms);
        bytes memory signature = signatureOf(o);
        buy(BOB, id, terms[0], everything());
        bytes32 found = market.stateOf(id, terms);
        vm.expectRevert(abi.encodeWithSelector(IMarket.Market_StateChanged.selector, id, o.state, found));
        vm.prank(BUYER);
        market.fill{value: SALE}(o, signature, 1, terms, 0);
    }

    function test_fill_RevertWhen_TheTakerWasShownAnotherState() public {
        bytes32 shown = market.stateOf(id, noTerms);
        publish(SELLER, id, versionOf(OTHER));
        bytes32 found = market.stateOf(id, noTerms);
        IMarket.Order memory o = selling(NATIVE);
        bytes memory signature = signatureOf(o);
        vm.expectRevert(abi.encodeWithSelector(IMarket.Market_StateChanged.selector, id, shown, found));
        vm.prank(BUYER);
        market.fill{value: SALE}(o, signature, 1, noTerms, shown);
        vm.prank(BUYER);
        market.fill{value: SALE}(o, signature, 1, noTerms, found);
    }

    function test_fill_TheSellerCannotBurdenItWhileHeIsPaid() public {
        BurdeningSeller seller = new BurdeningSeller(SELLER, offers, sale(), id);
        sell(id, SELLER, address(seller));
        seller.approve(address(titles), address(market));
        IMarket.Order memory o = selling(NATIVE);
        o.maker = address(seller);
        bytes memory signature = sign(SELLER_KEY, digestOf(o));
        bytes32 shown = market.stateOf(id, noTerms);
        vm.prank(BUYER);
        market.fill{value: SALE}(o, signature, 1, noTerms, shown);
        vm.assertTrue(seller.paid(), "asked");
        vm.assertTrue(!seller.burdened(), "and refused");
        vm.assertEq(titles.ownerOf(id), BUYER, "sold");
    }

    // -------------------------------------------------------------------------------------------------- contract makers

    function test_fill_OfAContractAccount() public {
        BurdeningSeller wallet = new BurdeningSeller(BUYER, offers, sale(), id);
        allow(address(wallet));
        IMarket.Order memory o = buying();
        o.maker = address(wallet);
        bytes memory signature = sign(BUYER_KEY, digestOf(o));
        vm.prank(SELLER);
        market.fill(o, signature, 1, noTerms, 0);
        vm.assertEq(titles.ownerOf(id), address(wallet), "the contract's");
    }

    function test_fill_RevertWhen_AContractAccountDoesNotAgree() public {
        for (uint256 way = 0; way < 4; ++way) {
            IMarket.Order memory o = buying();
            o.maker = address(new HostileWallet(HostileWallet.Way(way)));
            refuseFill(SELLER, o, abi.encodeWithSelector(IMarket.Market_BadSignature.selector, o.maker));
        }
    }
}
