// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ILicensing} from "../../src/Licensing/ILicensing.sol";
import {IOffers} from "../../src/Licensing/IOffers.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {LicensingCast} from "./LicensingCast.t.sol";

contract DisputesTest is LicensingCast {
    bytes32 private constant CHILD = keccak256("a child");
    IOffers.Terms[] private noOffers;
    bytes32 private termsId;
    uint256 private license;

    /// @dev The signer's title has sold Bob a subscription that allows derivatives.
    function setUp() public override {
        super.setUp();
        registerFinal(SIGNER, MODEL);
        IOffers.Terms memory t = derivable(500);
        (t.payment, t.period, t.grace) = (IOffers.Payment.Subscription, 30 days, 3 days);
        termsId = offer(SIGNER, ID, t);
        license = buy(BOB, ID, termsId, everything());
    }

    function dispute(bool disputed) private {
        vm.prank(JUDGE);
        titles.setDisputed(ID, disputed);
    }

    function expectDisputed() private {
        vm.expectRevert(abi.encodeWithSelector(IOffers.Offers_Disputed.selector, ID));
    }

    function derive(address owner, uint256 licenseId, uint16 royalty) private {
        ITitles.Registration memory r = withParent(statement(CHILD), ID, royalty);
        uint256[] memory licenses = new uint256[](1);
        licenses[0] = licenseId;
        vm.prank(owner);
        offers.register(r, noProof, licenses, noOffers);
    }

    function test_offer_RevertWhen_TheTitleIsDisputed() public {
        IOffers.Terms memory t = sale();
        dispute(true);
        expectDisputed();
        vm.prank(SIGNER);
        offers.offer(ID, t, IOffers.OfferState.Open);
        expectDisputed();
        vm.prank(SIGNER);
        offers.offer(ID, t, IOffers.OfferState.Closed);
        dispute(false);
        offer(SIGNER, ID, t);
    }

    function test_setOffer_WhileDisputedOnlyWithdraws() public {
        dispute(true);
        vm.prank(SIGNER);
        offers.setOffer(ID, termsId, IOffers.OfferState.Closed);
        expectDisputed();
        vm.prank(SIGNER);
        offers.setOffer(ID, termsId, IOffers.OfferState.Open);
        dispute(false);
        vm.prank(SIGNER);
        offers.setOffer(ID, termsId, IOffers.OfferState.Open);
    }

    function test_buy_RevertWhen_TheTitleIsDisputed() public {
        dispute(true);
        ILicensing.Order memory o = order(ID, termsId, THIEF, everything());
        expectDisputed();
        vm.prank(THIEF);
        licensing.buy(o, noCredential, noPermit);
        dispute(false);
        buy(THIEF, ID, termsId, everything());
    }

    /// @dev Neither by signature nor by the holder himself.
    function test_grant_RevertWhen_TheTitleIsDisputed() public {
        ILicensing.Voucher memory v = voucherOf(termsId, THIEF);
        bytes memory signature = signed(KEY, v);
        dispute(true);
        expectDisputed();
        vm.prank(THIEF);
        licensing.grant(v, signature, noCredential, noPermit);
        v.price = 0;
        expectDisputed();
        vm.prank(SIGNER);
        licensing.grant(v, "", noCredential, noPermit);
    }

    function test_register_RevertWhen_TheLicensedParentIsDisputed() public {
        dispute(true);
        expectDisputed();
        derive(BOB, license, 500);
        dispute(false);
        derive(BOB, license, 500);
    }

    function test_register_RevertWhen_TheOwnParentIsDisputed() public {
        dispute(true);
        expectDisputed();
        derive(SIGNER, 0, 0);
        // Whoever only declares a parent claims no right of its holder's.
        derive(THIEF, 0, 0);
    }

    function test_renew_GoesOnWhileTheTitleIsDisputed() public {
        dispute(true);
        pass(29 days);
        vm.prank(BOB);
        licensing.renew(license, 1, PRICE, noPermit);
        vm.assertEq(licensing.expiresAt(license), time() + 31 days, "expires");
        vm.assertTrue(licensing.isLicensed(ID, BOB, 56, 0, 1, time() + 30 days), "licensed");
        vm.assertEq(royalties.balanceOf(ID, royalties.payeeOf(ID), address(token)), 2 * PRICE, "the money waits");
    }

    function test_honor_RevertWhen_TheTitleIsDisputed() public {
        dispute(true);
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_Disputed.selector, ID));
        vm.prank(SIGNER);
        licensing.honor(license);
        dispute(false);
        vm.prank(SIGNER);
        licensing.honor(license);
    }

    /// @dev What was sold before the dispute stands; its income and all that is sold from then on are the winner's.
    function test_award_LicensesStandAndTheWinnerSells() public {
        dispute(true);
        vm.prank(JUDGE);
        titles.award(ID, ALICE);
        vm.assertTrue(licensing.isLicensed(ID, BOB, 56, 0, 1, time()), "stands");
        vm.assertTrue(!licensing.isLicensed(ID, SIGNER, 56, 0, 1, time()), "the loser");
        vm.expectRevert(abi.encodeWithSelector(IOffers.Offers_NotHolder.selector, ID, SIGNER));
        vm.prank(SIGNER);
        offers.setOffer(ID, termsId, IOffers.OfferState.Closed);
        ILicensing.Voucher memory v = voucherOf(termsId, THIEF);
        bytes memory signature = signed(KEY, v);
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_WrongHolder.selector, ALICE, SIGNER));
        vm.prank(THIEF);
        licensing.grant(v, signature, noCredential, noPermit);
        buy(THIEF, ID, termsId, everything());
        (uint256 due,) = royalties.dueTo(ID, ALICE, address(token));
        vm.assertEq(due, 2 * PRICE, "the winner's");
    }
}
