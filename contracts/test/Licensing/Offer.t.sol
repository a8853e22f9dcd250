// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOffers} from "../../src/Licensing/IOffers.sol";
import {LicensingCast} from "./LicensingCast.t.sol";

contract OfferTest is LicensingCast {
    function refuse(address caller, uint256 titleId, IOffers.Terms memory t, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(caller);
        offers.offer(titleId, t, IOffers.OfferState.Open);
    }

    function set(address caller, bytes32 termsId, IOffers.OfferState state) private {
        vm.prank(caller);
        offers.setOffer(ID, termsId, state);
    }

    function notHolder(uint256 titleId, address caller) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IOffers.Offers_NotHolder.selector, titleId, caller);
    }

    function noOffer(bytes32 termsId) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IOffers.Offers_NoOffer.selector, ID, termsId);
    }

    function check(bytes32 termsId, IOffers.OfferState state, uint256 sold) private view {
        (IOffers.OfferState now_, uint32 count) = offers.offerOf(ID, termsId);
        vm.assertEq(uint256(now_), uint256(state), "state");
        vm.assertEq(count, sold, "sold");
    }

    // ----------------------------------------------------------------------------------------------------------- offer

    function test_offer_O5_RevertWhen_TheCallerIsAnother() public {
        register(ALICE, MODEL);
        refuse(BOB, ID, sale(), notHolder(ID, BOB));
        refuse(ALICE, uint256(OTHER), sale(), notHolder(uint256(OTHER), ALICE));
        refuse(ALICE, 0, sale(), notHolder(0, ALICE));
    }

    function test_offer_O5_RevertWhen_TheCallerIsAnOperator() public {
        register(ALICE, MODEL);
        vm.prank(ALICE);
        titles.setApprovalForAll(BOB, true);
        refuse(BOB, ID, sale(), notHolder(ID, BOB));
    }

    function test_offer_O5_RevertWhen_TheTitleWasSold() public {
        registerFinal(ALICE, MODEL);
        vm.prank(ALICE);
        titles.transferFrom(ALICE, BOB, ID);
        refuse(ALICE, ID, sale(), notHolder(ID, ALICE));
        offer(BOB, ID, sale());
    }

    function test_offer_O5_RevertWhen_TheTitleIsAVersion() public {
        register(ALICE, MODEL);
        publish(ALICE, ID, versionOf(OTHER));
        refuse(ALICE, uint256(OTHER), sale(), notHolder(uint256(OTHER), ALICE));
    }

    function test_offer_RevertWhen_TheTermsAreUnsound() public {
        register(ALICE, MODEL);
        IOffers.Terms memory t = sale();
        t.legalText = 0;
        refuse(ALICE, ID, t, abi.encodeWithSelector(IOffers.Offers_BadTerms.selector, bytes32("legalText")));
    }

    function test_offer_RevertWhen_TheStateIsNone() public {
        register(ALICE, MODEL);
        vm.expectRevert(abi.encodeWithSelector(IOffers.Offers_BadTerms.selector, bytes32("state")));
        vm.prank(ALICE);
        offers.offer(ID, sale(), IOffers.OfferState.None);
    }

    function test_offer_EmitsAndKeepsWhatIsOffered() public {
        register(ALICE, MODEL);
        IOffers.Terms memory t = subscription();
        bytes32 expected = keccak256(abi.encode(termsTypehash(), t));
        vm.expectEmit();
        emit IOffers.TermsOffered(ID, expected, t, IOffers.OfferState.Open);
        vm.assertEq(offer(ALICE, ID, t), expected, "id");
        check(expected, IOffers.OfferState.Open, 0);
        (address pointer, uint64 epoch, IOffers.OfferState state) = offers.offerAt(ID, expected);
        vm.assertTrue(pointer.code.length != 0, "code");
        vm.assertEq(epoch, 0, "epoch");
        vm.assertEq(uint256(state), uint256(IOffers.OfferState.Open), "state");
    }

    function termsTypehash() private pure returns (bytes32) {
        return keccak256(
            "Terms(address currency,uint128 price,uint8 payment,uint32 period,uint32 grace,uint128 unitPrice,bytes32 unit,uint32 supply,uint32 perAccount,uint40 saleStart,uint40 saleEnd,uint8 rights,uint16 royalty,uint256 territories,uint48 fields,uint24 dataTypes,address issuer,bytes32 claim,bytes32 legalText)"
        );
    }

    function testFuzz_offer_O1_TermsOfGivesThemBack(uint256 seed) public {
        register(ALICE, MODEL);
        IOffers.Terms memory t = anyTerms(seed);
        bytes32 termsId = offer(ALICE, ID, t);
        vm.assertEq(keccak256(abi.encode(offers.termsOf(ID, termsId))), keccak256(abi.encode(t)), "terms");
    }

    function test_offer_O1_TheSameTermsAgainKeepTheirCodeAndCount() public {
        register(ALICE, MODEL);
        bytes32 termsId = offer(ALICE, ID, sale());
        (address pointer,,) = offers.offerAt(ID, termsId);
        buy(BOB, ID, termsId, everything());
        vm.prank(ALICE);
        vm.assertEq(offers.offer(ID, sale(), IOffers.OfferState.Closed), termsId, "id");
        (address after_,,) = offers.offerAt(ID, termsId);
        vm.assertEq(after_, pointer, "code");
        check(termsId, IOffers.OfferState.Closed, 1);
    }

    function test_offer_TwoTitlesMayOfferTheSameTerms() public {
        register(ALICE, MODEL);
        register(BOB, OTHER);
        bytes32 termsId = offer(ALICE, ID, sale());
        vm.assertEq(offer(BOB, uint256(OTHER), sale()), termsId, "id");
        buy(THIEF, uint256(OTHER), termsId, everything());
        check(termsId, IOffers.OfferState.Open, 0);
    }

    function test_offer_AfterATakeOverTheCountStartsAnew() public {
        robbed();
        bytes32 termsId = offer(THIEF, ID, sale());
        buy(BOB, ID, termsId, everything());
        takeOver();
        check(termsId, IOffers.OfferState.None, 0);
        offer(ALICE, ID, sale());
        check(termsId, IOffers.OfferState.Open, 0);
    }

    // -------------------------------------------------------------------------------------------------------- setOffer

    function test_setOffer_WithdrawsAndOpensAgain() public {
        register(ALICE, MODEL);
        bytes32 termsId = offer(ALICE, ID, sale());
        vm.expectEmit();
        emit IOffers.OfferChanged(ID, termsId, IOffers.OfferState.Closed);
        set(ALICE, termsId, IOffers.OfferState.Closed);
        check(termsId, IOffers.OfferState.Closed, 0);
        set(ALICE, termsId, IOffers.OfferState.Open);
        check(termsId, IOffers.OfferState.Open, 0);
    }

    function test_setOffer_LicensesStand() public {
        register(ALICE, MODEL);
        bytes32 termsId = offer(ALICE, ID, sale());
        buy(BOB, ID, termsId, everything());
        set(ALICE, termsId, IOffers.OfferState.Closed);
        vm.assertTrue(licensing.isLicensed(ID, BOB, 56, 0, 1, time()), "licensed");
    }

    function test_setOffer_O5_RevertWhen_TheCallerIsAnother() public {
        register(ALICE, MODEL);
        bytes32 termsId = offer(ALICE, ID, sale());
        vm.expectRevert(notHolder(ID, BOB));
        set(BOB, termsId, IOffers.OfferState.Closed);
    }

    function test_setOffer_RevertWhen_ThereIsNoOffer() public {
        register(ALICE, MODEL);
        vm.expectRevert(noOffer(MODEL));
        set(ALICE, MODEL, IOffers.OfferState.Open);
    }

    function test_setOffer_RevertWhen_TheStateIsNone() public {
        register(ALICE, MODEL);
        bytes32 termsId = offer(ALICE, ID, sale());
        vm.expectRevert(noOffer(termsId));
        set(ALICE, termsId, IOffers.OfferState.None);
    }

    function test_setOffer_RevertWhen_ATakeOverHasVoidedIt() public {
        robbed();
        bytes32 termsId = offer(THIEF, ID, sale());
        takeOver();
        vm.expectRevert(noOffer(termsId));
        set(ALICE, termsId, IOffers.OfferState.Open);
    }

    // ----------------------------------------------------------------------------------------------------------- views

    function test_termsOf_RevertWhen_ThereAreNone() public {
        register(ALICE, MODEL);
        vm.expectRevert(noOffer(MODEL));
        offers.termsOf(ID, MODEL);
    }

    function test_offerOf_NoneForNoTitle() public view {
        check(MODEL, IOffers.OfferState.None, 0);
    }

    function test_take_RevertWhen_TheCallerIsNotLicensing() public {
        register(ALICE, MODEL);
        bytes32 termsId = offer(ALICE, ID, sale());
        vm.expectRevert(abi.encodeWithSelector(IOffers.Offers_NotAllowed.selector, ALICE));
        vm.prank(ALICE);
        offers.take(ID, termsId, BOB, true);
    }
}
