// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ILicensing} from "../../src/Licensing/ILicensing.sol";
import {IOffers} from "../../src/Licensing/IOffers.sol";
import {LicensingCast} from "./LicensingCast.t.sol";

contract BuyLimitsTest is LicensingCast {
    function send(address payer, ILicensing.Order memory o) private returns (uint256) {
        vm.prank(payer);
        return licensing.buy(o, noCredential, noPermit);
    }

    function refuse(address payer, address receiver, bytes32 termsId, bytes memory reason) private {
        ILicensing.Order memory o = order(ID, termsId, receiver, everything());
        vm.expectRevert(reason);
        send(payer, o);
    }

    function give(address payer, address receiver, bytes32 termsId) private returns (uint256) {
        return send(payer, order(ID, termsId, receiver, everything()));
    }

    function limited(uint32 supply, uint32 perAccount) private view returns (IOffers.Terms memory t) {
        t = sale();
        (t.supply, t.perAccount) = (supply, perAccount);
    }

    // ---------------------------------------------------------------------------------------------------------- offers

    function test_buy_RevertWhen_ThereIsNoOffer() public {
        bytes memory reason = abi.encodeWithSelector(IOffers.Offers_NoOffer.selector, ID, MODEL);
        refuse(BOB, BOB, MODEL, reason);
        register(ALICE, MODEL);
        refuse(BOB, BOB, MODEL, reason);
    }

    function test_buy_RevertWhen_TheTitleIsAVersion() public {
        register(ALICE, MODEL);
        bytes32 termsId = offer(ALICE, ID, sale());
        publish(ALICE, ID, versionOf(OTHER));
        ILicensing.Order memory o = order(uint256(OTHER), termsId, BOB, everything());
        vm.expectRevert(abi.encodeWithSelector(IOffers.Offers_NoOffer.selector, OTHER, termsId));
        send(BOB, o);
    }

    function test_buy_RevertWhen_TheOfferIsClosed() public {
        register(ALICE, MODEL);
        bytes32 termsId = offer(ALICE, ID, sale());
        vm.prank(ALICE);
        offers.setOffer(ID, termsId, IOffers.OfferState.Closed);
        bytes memory reason =
            abi.encodeWithSelector(IOffers.Offers_NotOpen.selector, ID, termsId, IOffers.OfferState.Closed);
        refuse(BOB, BOB, termsId, reason);
        refuse(ALICE, ALICE, termsId, reason);
    }

    function test_buy_RevertWhen_ATakeOverHasVoidedTheOffer() public {
        robbed();
        bytes32 termsId = offer(THIEF, ID, sale());
        takeOver();
        refuse(BOB, BOB, termsId, abi.encodeWithSelector(IOffers.Offers_NoOffer.selector, ID, termsId));
        offer(ALICE, ID, sale());
        vm.assertEq(licensing.licenseOf(give(BOB, BOB, termsId)).epoch, 1, "epoch");
    }

    function test_buy_ANewHolderSellsOnTheOffersOfBefore() public {
        registerFinal(ALICE, MODEL);
        bytes32 termsId = offer(ALICE, ID, sale());
        vm.prank(ALICE);
        titles.transferFrom(ALICE, THIEF, ID);
        give(BOB, BOB, termsId);
        (uint256 due,) = royalties.dueTo(ID, THIEF, address(token));
        vm.assertEq(due, PRICE, "the new holder's");
    }

    // ---------------------------------------------------------------------------------------------------------- window

    function test_buy_OnlyInTheSalesWindowToTheSecond() public {
        register(ALICE, MODEL);
        IOffers.Terms memory t = sale();
        (t.saleStart, t.saleEnd) = (uint40(time() + 10), uint40(time() + 20));
        bytes32 termsId = offer(ALICE, ID, t);
        bytes memory reason = abi.encodeWithSelector(IOffers.Offers_NotOnSale.selector, t.saleStart, t.saleEnd);
        vm.warp(t.saleStart - 1);
        refuse(BOB, BOB, termsId, reason);
        vm.warp(t.saleStart);
        give(BOB, BOB, termsId);
        vm.warp(t.saleEnd - 1);
        give(BOB, BOB, termsId);
        vm.warp(t.saleEnd);
        refuse(BOB, BOB, termsId, reason);
    }

    // ---------------------------------------------------------------------------------------------------------- counts

    function test_buy_O2_RevertWhen_SoldOut() public {
        register(ALICE, MODEL);
        bytes32 termsId = offer(ALICE, ID, limited(2, 0));
        give(BOB, BOB, termsId);
        give(THIEF, THIEF, termsId);
        refuse(BOB, BOB, termsId, abi.encodeWithSelector(IOffers.Offers_SoldOut.selector, 2));
    }

    function test_buy_O2_WithdrawingAnOfferDoesNotForgetItsCount() public {
        register(ALICE, MODEL);
        bytes32 termsId = offer(ALICE, ID, limited(1, 0));
        give(BOB, BOB, termsId);
        vm.prank(ALICE);
        offers.setOffer(ID, termsId, IOffers.OfferState.Closed);
        offer(ALICE, ID, limited(1, 0));
        refuse(BOB, BOB, termsId, abi.encodeWithSelector(IOffers.Offers_SoldOut.selector, 1));
    }

    function test_buy_O2_RevertWhen_TheAccountHasAsManyAsItMay() public {
        register(ALICE, MODEL);
        bytes32 termsId = offer(ALICE, ID, limited(0, 1));
        give(BOB, BOB, termsId);
        refuse(BOB, BOB, termsId, abi.encodeWithSelector(IOffers.Offers_AccountLimit.selector, BOB, 1));
        give(THIEF, THIEF, termsId);
    }

    /// @dev Licenses that a take-over voided don't count against the account.
    function test_buy_O2_ATakeOverStartsTheAccountsCountAnew() public {
        robbed();
        bytes32 termsId = offer(THIEF, ID, limited(1, 1));
        give(BOB, BOB, termsId);
        takeOver();
        offer(ALICE, ID, limited(1, 1));
        give(BOB, BOB, termsId);
        vm.assertTrue(licensing.isLicensed(ID, BOB, 56, 0, 1, time()), "licensed");
    }

    function testFuzz_buy_O2_NoMoreThanSupplyAndAccountLimitAllow(uint8 supply, uint8 perAccount, uint256 seed) public {
        register(ALICE, MODEL);
        bytes32 termsId = offer(ALICE, ID, limited(supply % 8, perAccount % 4));
        uint256[2] memory had;
        for (uint256 i = 0; i < 10; ++i) {
            uint256 who = draw(seed, i) % 2;
            address buyer = who == 0 ? BOB : THIEF;
            bool out = supply % 8 != 0 && had[0] + had[1] == supply % 8;
            bool full = perAccount % 4 != 0 && had[who] == perAccount % 4;
            if (out) {
                refuse(buyer, buyer, termsId, abi.encodeWithSelector(IOffers.Offers_SoldOut.selector, supply % 8));
            } else if (full) {
                bytes4 limit = IOffers.Offers_AccountLimit.selector;
                refuse(buyer, buyer, termsId, abi.encodeWithSelector(limit, buyer, perAccount % 4));
            } else {
                give(buyer, buyer, termsId);
                ++had[who];
            }
        }
    }

    // ----------------------------------------------------------------------------------------------------------- gifts

    function test_buy_ForAnother() public {
        register(ALICE, MODEL);
        bytes32 termsId = offer(ALICE, ID, sale());
        uint256 before = token.balanceOf(BOB);
        uint256 licenseId = give(THIEF, BOB, termsId);
        vm.assertEq(licensing.ownerOf(licenseId), BOB, "owner");
        vm.assertEq(token.balanceOf(BOB), before, "not the receiver's money");
    }

    function test_buy_RevertWhen_TheReceiverHasFourGiftsAndAnotherBuys() public {
        register(ALICE, MODEL);
        bytes32 termsId = offer(ALICE, ID, sale());
        for (uint256 i = 0; i < 4; ++i) {
            vm.assertEq(give(THIEF, BOB, termsId), licensing.licenseIdOf(ID, THIEF, i), "the giver's id");
        }
        bytes memory reason = abi.encodeWithSelector(ILicensing.Licensing_TooManyReceived.selector, ID, BOB);
        refuse(THIEF, BOB, termsId, reason);
        vm.assertEq(give(BOB, BOB, termsId), licensing.licenseIdOf(ID, BOB, 0), "for himself");
        refuse(THIEF, BOB, termsId, reason);
        vm.assertEq(licensing.licensesOf(ID, BOB).length, 5, "licenses");
    }

    function test_buy_AGiftIsFoundLikeAnyOther() public {
        register(ALICE, MODEL);
        bytes32 termsId = offer(ALICE, ID, sale());
        give(THIEF, BOB, termsId);
        vm.assertTrue(licensing.isLicensed(ID, BOB, 56, 0, 1, time()), "the receiver");
        vm.assertTrue(!licensing.isLicensed(ID, THIEF, 56, 0, 1, time()), "not the giver");
        vm.assertEq(licensing.licensesOf(ID, THIEF).length, 0, "the giver's");
        give(THIEF, THIEF, termsId);
        vm.assertTrue(licensing.isLicensed(ID, THIEF, 56, 0, 1, time()), "for himself");
    }

    /// @dev Else a stranger could use up an account's one evaluation with a scope of no use to it.
    function test_buy_RevertWhen_AGiftWouldUseUpTheAccountsLimit() public {
        register(ALICE, MODEL);
        IOffers.Terms memory t = limited(0, 1);
        (t.payment, t.price) = (IOffers.Payment.Free, 0);
        bytes32 termsId = offer(ALICE, ID, t);
        ILicensing.Order memory o = order(ID, termsId, BOB, scope(JP, RESEARCH, PERSONAL));
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_TooManyGifts.selector, ID, BOB));
        send(THIEF, o);
        give(BOB, BOB, termsId);
    }
}
