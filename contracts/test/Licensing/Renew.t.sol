// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC5643} from "../../src/Licensing/IERC5643.sol";
import {ILicensing} from "../../src/Licensing/ILicensing.sol";
import {IOffers} from "../../src/Licensing/IOffers.sol";
import {LicensingCast} from "./LicensingCast.t.sol";

contract RenewTest is LicensingCast {
    bytes32 private termsId;
    uint256 private license;
    uint40 private start;
    uint40 private ends;

    function setUp() public override {
        super.setUp();
        registerFinal(ALICE, MODEL);
        take(subscription());
    }

    /// @dev Bob buys one period.
    function take(IOffers.Terms memory t) private {
        termsId = offer(ALICE, ID, t);
        license = buy(BOB, ID, termsId, everything());
        (start, ends) = (uint40(time()), uint40(time()) + 30 days);
    }

    function renew(address caller, uint16 periods) private returns (uint40) {
        vm.prank(caller);
        return licensing.renew(license, periods, type(uint256).max, noPermit);
    }

    function refuse(string memory reason) private {
        (bool can, string memory why) = licensing.canRenew(license);
        vm.assertTrue(!can, "can");
        vm.assertEq(why, reason, "why");
        vm.assertTrue(!licensing.isRenewable(license), "renewable");
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_NotRenewable.selector, license, reason));
        renew(BOB, 1);
    }

    function check(uint256 since, uint256 expires) private view {
        ILicensing.License memory l = licensing.licenseOf(license);
        vm.assertEq(l.since, since, "since");
        vm.assertEq(l.expires, expires, "expires");
        vm.assertEq(licensing.expiresAt(license), expires, "expiresAt");
    }

    // ------------------------------------------------------------------------------------------------------------ time

    function test_renew_BeforeExpiryJoinsOn() public {
        vm.warp(ends - 1);
        vm.expectEmit();
        emit ILicensing.LicenseRenewed(license, BOB, 2, 2 * PRICE, start, ends + 60 days);
        vm.expectEmit();
        emit IERC5643.SubscriptionUpdate(license, ends + 60 days);
        vm.assertEq(renew(BOB, 2), ends + 60 days, "answer");
        check(start, ends + 60 days);
    }

    function test_renew_AtExpiryJoinsOn() public {
        vm.warp(ends);
        renew(BOB, 1);
        check(start, ends + 30 days);
    }

    function test_renew_InTheLastSecondOfGraceJoinsOn() public {
        vm.warp(ends + 3 days);
        renew(BOB, 1);
        check(start, ends + 30 days);
    }

    function test_renew_AfterGraceBeginsNow() public {
        vm.warp(ends + 3 days + 1);
        vm.expectEmit();
        emit ILicensing.LicenseRenewed(license, BOB, 1, PRICE, ends + 3 days + 1, ends + 3 days + 1 + 30 days);
        renew(BOB, 1);
        check(ends + 3 days + 1, ends + 3 days + 1 + 30 days);
        vm.assertTrue(!licensing.covers(license, 56, 0, 1, ends), "the gap");
    }

    function testFuzz_renew_L2_JoinsOnOrBeginsNow(uint256 wait, uint16 periods) public {
        vm.warp(start + bound(wait, 0, 200 days));
        uint16 count = uint16(bound(periods, 1, 100));
        renew(BOB, count);
        bool joins = time() <= ends + 3 days;
        uint256 from = joins ? ends : time();
        check(joins ? start : time(), from + uint256(count) * 30 days);
    }

    function test_renew_RevertWhen_ItWouldLastTooLong() public {
        IOffers.Terms memory t = subscription();
        (t.period, t.price) = (type(uint32).max, 0);
        take(t);
        ends = licensing.licenseOf(license).expires;
        uint16 count = uint16((uint256(type(uint40).max) - 1 - ends) / t.period) + 1;
        uint256 too = ends + uint256(count) * t.period;
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_TooLong.selector, too));
        renew(BOB, count);
        renew(BOB, count - 1);
    }

    // ------------------------------------------------------------------------------------------------------- the price

    function test_renew_ByAnybodyAtHisCost() public {
        uint256 before = token.balanceOf(THIEF);
        renew(THIEF, 2);
        vm.assertEq(before - token.balanceOf(THIEF), 2 * PRICE, "paid");
        vm.assertEq(licensing.ownerOf(license), BOB, "still his");
    }

    function test_renew_L3_NeverDearerThanAgreed() public {
        vm.prank(ALICE);
        offers.setOffer(ID, termsId, IOffers.OfferState.Closed);
        IOffers.Terms memory dearer = subscription();
        dearer.price = 10 * PRICE;
        offer(ALICE, ID, dearer);
        pass(400 days);
        uint256 before = token.balanceOf(BOB);
        renew(BOB, 1);
        vm.assertEq(before - token.balanceOf(BOB), PRICE, "paid");
    }

    function test_renew_L3_AtTheVouchersOwnPrice() public {
        registerFinal(SIGNER, OTHER);
        ILicensing.Voucher memory v = voucherOf(offer(SIGNER, uint256(OTHER), subscription()), BOB);
        (v.titleId, v.renewalPrice) = (uint256(OTHER), 0);
        bytes memory signature = signed(KEY, v);
        vm.prank(BOB);
        license = licensing.grant(v, signature, noCredential, noPermit);
        uint256 before = token.balanceOf(BOB);
        renew(BOB, 3);
        vm.assertEq(token.balanceOf(BOB), before, "for nothing");
    }

    function test_renew_L3_RevertWhen_ItCostsMoreThanTheMost() public {
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_TooDear.selector, 2 * PRICE, 2 * PRICE - 1));
        vm.prank(BOB);
        licensing.renew(license, 2, 2 * PRICE - 1, noPermit);
    }

    function test_renew_InNativeMoney() public {
        IOffers.Terms memory t = subscription();
        (t.currency, t.price) = (address(0), 10);
        termsId = offer(ALICE, ID, t);
        vm.deal(BOB, 100);
        vm.prank(BOB);
        license = licensing.buy{value: 10}(order(ID, termsId, BOB, everything()), noCredential, noPermit);
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_WrongValue.selector, 20, 10));
        vm.prank(BOB);
        licensing.renew{value: 10}(license, 2, 20, noPermit);
        vm.prank(BOB);
        licensing.renew{value: 20}(license, 2, 20, noPermit);
        vm.prank(BOB);
        licensing.renewSubscription{value: 10}(license, 30 days);
        vm.assertEq(address(royalties).balance, 40, "in the vault");
    }

    // --------------------------------------------------------------------------------------------------------- whether

    function test_renew_RevertWhen_ThePeriodsAreNone() public {
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_BadPeriods.selector, 0));
        renew(BOB, 0);
    }

    function test_renew_RevertWhen_ThereIsNoLicense() public {
        license = 1;
        (bool can, string memory why) = licensing.canRenew(license);
        vm.assertTrue(!can, "can");
        vm.assertEq(why, "no such license", "why");
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_NoLicense.selector, 1));
        renew(BOB, 1);
    }

    function test_renew_RevertWhen_ItIsNoSubscription() public {
        IOffers.Terms memory t = sale();
        t.period = 30 days;
        take(t);
        refuse("not a subscription");
    }

    function test_endRenewals_EndsAndAllowsThemAgain() public {
        vm.expectEmit();
        emit ILicensing.RenewalsEnded(ID, termsId, true);
        vm.prank(ALICE);
        licensing.endRenewals(ID, termsId, true);
        refuse("the title's holder has ended renewals of these terms");
        vm.assertTrue(licensing.isLicensed(ID, BOB, 56, 0, 1, ends - 1), "stands until it expires");
        vm.prank(ALICE);
        licensing.endRenewals(ID, termsId, false);
        vm.assertTrue(licensing.isRenewable(license), "renewable");
        renew(BOB, 1);
    }

    function test_endRenewals_ATakeOverVoidsIt() public {
        anchor(ALICE, OTHER);
        pass(1 hours);
        register(THIEF, OTHER);
        bytes32 stolen = offer(THIEF, uint256(OTHER), subscription());
        vm.prank(THIEF);
        licensing.endRenewals(uint256(OTHER), stolen, true);
        register(ALICE, anchored(ALICE, OTHER));
        offer(ALICE, uint256(OTHER), subscription());
        uint256 renewable = buy(BOB, uint256(OTHER), stolen, everything());
        vm.assertTrue(licensing.isRenewable(renewable), "on the same terms");
    }

    function test_endRenewals_RevertWhen_TheCallerIsNotTheHolder() public {
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_NotHolder.selector, ID, BOB));
        vm.prank(BOB);
        licensing.endRenewals(ID, termsId, true);
    }

    function test_endRenewals_RevertWhen_ThereIsNoOffer() public {
        vm.expectRevert(abi.encodeWithSelector(IOffers.Offers_NoOffer.selector, ID, OTHER));
        vm.prank(ALICE);
        licensing.endRenewals(ID, OTHER, true);
    }

    function test_renew_RevertWhen_TheTitleWasTakenOver() public {
        anchor(BOB, OTHER);
        pass(1 hours);
        uint256 id = register(ALICE, OTHER);
        license = buy(BOB, id, offer(ALICE, id, subscription()), everything());
        renew(BOB, 1);
        register(BOB, anchored(BOB, OTHER));
        refuse("the title was taken over");
        vm.prank(BOB);
        licensing.honor(license);
        renew(BOB, 1);
    }

    function test_renew_RevertWhen_TheTitleWasDissolved() public {
        anchor(ALICE, OTHER);
        pass(1 hours);
        uint256 id = register(THIEF, OTHER);
        license = buy(BOB, id, offer(THIEF, id, subscription()), everything());
        publish(ALICE, ID, anchoredVersion(ALICE, OTHER));
        refuse("the title was taken over");
    }

    // ----------------------------------------------------------------------------------------------------- credentials

    function takeGuarded(ILicensing.Credential memory c) private {
        IOffers.Terms memory t = subscription();
        (t.issuer, t.claim) = (ISSUER, CLAIM);
        termsId = offer(ALICE, ID, t);
        vm.prank(BOB);
        license = licensing.buy(order(ID, termsId, BOB, everything()), c, noPermit);
    }

    function test_renew_RevertWhen_TheCredentialHasExpired() public {
        ILicensing.Credential memory c = statementOf(NO_COUNTRY, 0);
        c.expiry = uint40(time() + 20 days);
        takeGuarded(issue(BOB, c));
        vm.warp(c.expiry - 1);
        renew(BOB, 1);
        vm.warp(c.expiry);
        refuse("the credential has expired: present another");
        c.expiry = uint40(time() + 1);
        licensing.present(license, issue(BOB, c));
        renew(BOB, 1);
    }

    function test_renew_RevertWhen_TheCredentialWasRevoked() public {
        ILicensing.Credential memory c = issue(BOB, statementOf(NO_COUNTRY, 0));
        takeGuarded(c);
        bytes32 message = hashes.credential(BOB, CLAIM, c);
        vm.prank(ISSUER);
        licensing.revoke(message);
        refuse("the credential was revoked: present another");
        c.serial = keccak256("another serial");
        licensing.present(license, issue(BOB, c));
        renew(BOB, 1);
    }

    // --------------------------------------------------------------------------------------------------------- EIP-5643

    function test_renewSubscription_ByWholePeriods() public {
        uint256 before = token.balanceOf(BOB);
        vm.prank(BOB);
        licensing.renewSubscription(license, 60 days);
        check(start, ends + 60 days);
        vm.assertEq(before - token.balanceOf(BOB), 2 * PRICE, "paid");
    }

    function test_renewSubscription_RevertWhen_ItIsNotWholePeriods() public {
        bytes4 bad = ILicensing.Licensing_BadPeriods.selector;
        uint64[4] memory durations = [uint64(0), 30 days - 1, 30 days + 1, uint64(65_536) * 30 days];
        uint256[4] memory periods = [uint256(0), 0, 1, 65_536];
        for (uint256 i = 0; i < 4; ++i) {
            vm.expectRevert(abi.encodeWithSelector(bad, periods[i]));
            vm.prank(BOB);
            licensing.renewSubscription(license, durations[i]);
        }
    }

    function test_renewSubscription_RevertWhen_ItIsForEver() public {
        license = buy(BOB, ID, offer(ALICE, ID, sale()), everything());
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_BadPeriods.selector, 0));
        licensing.renewSubscription(license, 1);
    }

    function test_renewSubscription_RevertWhen_ThereIsNoLicense() public {
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_NoLicense.selector, 1));
        licensing.renewSubscription(1, 30 days);
    }

    function test_cancelSubscription_EndsItAtOnce() public {
        pass(10 days);
        vm.expectEmit();
        emit IERC5643.SubscriptionUpdate(license, uint64(time()));
        vm.prank(BOB);
        licensing.cancelSubscription(license);
        vm.assertTrue(!licensing.isLicensed(ID, BOB, 56, 0, 1, time()), "now");
        vm.assertTrue(licensing.isLicensed(ID, BOB, 56, 0, 1, time() - 1), "before");
    }

    function test_cancelSubscription_AfterExpiryChangesNothing() public {
        vm.warp(ends + 10);
        vm.prank(BOB);
        licensing.cancelSubscription(license);
        check(start, ends);
    }

    function test_cancelSubscription_EndsALicenseForEverToo() public {
        license = buy(BOB, ID, offer(ALICE, ID, sale()), everything());
        vm.prank(BOB);
        licensing.cancelSubscription(license);
        vm.assertEq(licensing.expiresAt(license), time(), "expires");
    }

    function test_cancelSubscription_RevertWhen_TheCallerIsNotItsHolder() public {
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_NoLicense.selector, license));
        vm.prank(ALICE);
        licensing.cancelSubscription(license);
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_NoLicense.selector, 1));
        licensing.cancelSubscription(1);
    }

    function test_cancelSubscription_RevertWhen_MoneyComesAlong() public {
        vm.deal(BOB, 1);
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_WrongValue.selector, 0, 1));
        vm.prank(BOB);
        licensing.cancelSubscription{value: 1}(license);
    }

    function test_expiresAt_RevertWhen_ThereIsNoLicense() public {
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_NoLicense.selector, 1));
        licensing.expiresAt(1);
    }

    function test_supportsInterface_OfSubscriptionsAndTokens() public view {
        vm.assertEq(bytes32(type(IERC5643).interfaceId), bytes32(bytes4(0x8c65f84d)), "ERC-5643");
        bytes4[4] memory known = [bytes4(0x8c65f84d), 0x01ffc9a7, 0x80ac58cd, 0x5b5e139f];
        for (uint256 i = 0; i < 4; ++i) {
            vm.assertTrue(licensing.supportsInterface(known[i]), "known");
        }
        vm.assertTrue(!licensing.supportsInterface(0xffffffff), "none");
    }
}
