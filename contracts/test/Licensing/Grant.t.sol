// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ILicensing} from "../../src/Licensing/ILicensing.sol";
import {IOffers} from "../../src/Licensing/IOffers.sol";
import {Licensing} from "../../src/Licensing/Licensing.sol";
import {HostileWallet, Wallet} from "../Titles/Accounts.t.sol";
import {LicensingCast} from "./LicensingCast.t.sol";

contract GrantTest is LicensingCast {
    bytes32 private termsId;

    function setUp() public override {
        super.setUp();
        registerFinal(SIGNER, MODEL);
        termsId = offer(SIGNER, ID, subscription());
    }

    function send(address caller, ILicensing.Voucher memory v, bytes memory signature) private returns (uint256) {
        vm.prank(caller);
        return licensing.grant(v, signature, noCredential, noPermit);
    }

    function refuse(ILicensing.Voucher memory v, bytes memory signature, bytes memory reason) private {
        vm.expectRevert(reason);
        send(BOB, v, signature);
    }

    function refuseSignature(ILicensing.Voucher memory v, bytes memory signature) private {
        refuse(v, signature, abi.encodeWithSelector(ILicensing.Licensing_BadSignature.selector, SIGNER));
    }

    function wrongHolder(address holder) private view returns (bytes memory) {
        return abi.encodeWithSelector(ILicensing.Licensing_WrongHolder.selector, holder, SIGNER);
    }

    function voucher() private view returns (ILicensing.Voucher memory) {
        return voucherOf(termsId, BOB);
    }

    // ------------------------------------------------------------------------------------------------------- who signed

    function test_grant_AtTheSignedPrices() public {
        ILicensing.Voucher memory v = voucher();
        (v.periods, v.renewalPrice, v.scope.territories) = (2, 3e6, DE | FR);
        uint256 licenseId = licensing.licenseIdOf(ID, BOB, 0);
        (uint40 since, uint40 expires) = (uint40(time()), uint40(time() + 60 days));
        uint256 before = token.balanceOf(BOB);
        bytes memory signature = signed(KEY, v);
        bytes32 message = hashes.voucher(v);
        vm.expectEmit();
        emit ILicensing.LicenseGranted(
            licenseId, ID, BOB, termsId, BOB, v.scope, since, expires, address(token), 7e6, 3e6, message
        );
        vm.assertEq(send(BOB, v, signature), licenseId, "id");
        vm.assertEq(before - token.balanceOf(BOB), 7e6, "paid");
        vm.assertEq(licensing.licenseOf(licenseId).renewalPrice, 3e6, "renewal price");
        vm.assertEq(licensing.licenseOf(licenseId).expires, expires, "expires");
    }

    function test_grant_SentByAnother() public {
        ILicensing.Voucher memory v = voucher();
        bytes memory signature = signed(KEY, v);
        uint256 before = token.balanceOf(THIEF);
        uint256 licenseId = send(THIEF, v, signature);
        vm.assertEq(licensing.ownerOf(licenseId), BOB, "the licensee");
        vm.assertEq(licenseId, uint256(hashes.voucher(v)), "the voucher's hash");
        vm.assertTrue(licensing.isLicensed(ID, BOB, 56, 0, 1, time()), "found");
        vm.assertEq(licensing.licensesOf(ID, THIEF).length, 0, "none of the caller's");
        vm.assertEq(before - token.balanceOf(THIEF), 7e6, "the caller pays");
    }

    function test_grant_ByTheHolderHimself() public {
        ILicensing.Voucher memory v = voucher();
        v.price = 0;
        uint256 licenseId = send(SIGNER, v, "");
        vm.assertEq(licensing.ownerOf(licenseId), BOB, "the licensee");
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_NonceUsed.selector, SIGNER, v.nonce));
        send(SIGNER, v, "");
    }

    function test_grant_AContractAccountSignsByItsOwnRule() public {
        Wallet wallet = new Wallet(vm.addr(ISSUER_KEY));
        vm.prank(SIGNER);
        titles.transferFrom(SIGNER, address(wallet), ID);
        ILicensing.Voucher memory v = voucher();
        v.holder = address(wallet);
        bytes memory signature = signed(KEY, v);
        refuse(v, signature, abi.encodeWithSelector(ILicensing.Licensing_BadSignature.selector, wallet));
        send(BOB, v, signed(ISSUER_KEY, v));
    }

    function test_grant_RevertWhen_TheContractAccountIsHostile() public {
        address holder = SIGNER;
        for (uint256 way = 0; way < 4; ++way) {
            address wallet = address(new HostileWallet(HostileWallet.Way(way)));
            vm.prank(holder);
            titles.transferFrom(holder, wallet, ID);
            holder = wallet;
            ILicensing.Voucher memory v = voucher();
            v.holder = wallet;
            refuse(v, "", abi.encodeWithSelector(ILicensing.Licensing_BadSignature.selector, wallet));
        }
    }

    function test_grant_RevertWhen_AnotherHasSigned() public {
        ILicensing.Voucher memory v = voucher();
        refuseSignature(v, signed(ISSUER_KEY, v));
        refuseSignature(v, "");
        refuseSignature(v, new bytes(65));
    }

    function test_grant_RevertWhen_AFormerHolderHasSigned() public {
        ILicensing.Voucher memory v = voucher();
        bytes memory signature = signed(KEY, v);
        vm.prank(SIGNER);
        titles.transferFrom(SIGNER, ALICE, ID);
        refuse(v, signature, wrongHolder(ALICE));
        // Nor when the new holder is written over the old.
        v.holder = ALICE;
        refuse(v, signature, abi.encodeWithSelector(ILicensing.Licensing_BadSignature.selector, ALICE));
    }

    function test_grant_RevertWhen_AnOperatorSends() public {
        vm.prank(SIGNER);
        titles.setApprovalForAll(BOB, true);
        refuseSignature(voucher(), "");
    }

    // ---------------------------------------------------------------------------------------------------- what is signed

    /// @dev One field after the other is changed by whoever sends it.
    function test_grant_L6_RevertWhen_AnyFieldDiffers() public {
        register(SIGNER, OTHER);
        offer(SIGNER, uint256(OTHER), subscription());
        bytes32 others = offer(SIGNER, ID, sale());
        for (uint256 field = 0; field < 14; ++field) {
            ILicensing.Voucher memory v = voucher();
            bytes memory signature = signed(KEY, v);
            if (field == 0) v.titleId = uint256(OTHER);
            if (field == 1) v.termsId = others;
            if (field == 2) v.licensee = THIEF;
            if (field == 3) v.scope.territories = DE;
            if (field == 4) v.scope.fields = RESEARCH;
            if (field == 5) v.scope.dataTypes = PERSONAL;
            if (field == 6) v.periods = 2;
            if (field == 7) v.price = 0;
            if (field == 8) v.renewalPrice = 0;
            if (field == 9) v.nonce = 301;
            if (field == 10) v.deadline += 1;
            if (field == 11) v.currency = ALICE;
            if (field == 12) v.holder = BOB;
            bytes4 wrong = ILicensing.Licensing_WrongCurrency.selector;
            bytes4 notHers = ILicensing.Licensing_WrongHolder.selector;
            if (field < 11) refuseSignature(v, signature);
            else if (field == 11) refuse(v, signature, abi.encodeWithSelector(wrong, token, ALICE));
            else if (field == 12) refuse(v, signature, abi.encodeWithSelector(notHers, SIGNER, BOB));
            else send(BOB, v, signature);
        }
    }

    function test_grant_RevertWhen_TheCurrencySignedIsNotTheTerms() public {
        ILicensing.Voucher memory v = voucher();
        v.currency = address(0);
        bytes memory reason =
            abi.encodeWithSelector(ILicensing.Licensing_WrongCurrency.selector, address(token), address(0));
        refuse(v, signed(KEY, v), reason);
    }

    function test_grant_RevertWhen_SignedForAnotherChain() public {
        ILicensing.Voucher memory v = voucher();
        bytes memory signature = signed(KEY, v);
        vm.chainId(137);
        refuseSignature(v, signature);
        send(BOB, v, signed(KEY, v));
    }

    function test_grant_RevertWhen_SignedForAnotherContract() public {
        ILicensing.Voucher memory v = voucher();
        Licensing twin = Licensing(vm.deployCode("out/Licensing.sol/Licensing.json", ""));
        refuseSignature(v, sign(KEY, hashes.digest(twin, hashes.voucher(v))));
    }

    // -------------------------------------------------------------------------------------------------- when, how often

    function test_grant_AtTheLastSecond() public {
        ILicensing.Voucher memory v = voucher();
        bytes memory signature = signed(KEY, v);
        vm.warp(v.deadline + 1);
        refuse(v, signature, abi.encodeWithSelector(ILicensing.Licensing_VoucherExpired.selector, v.deadline));
        vm.warp(v.deadline);
        send(BOB, v, signature);
    }

    function test_grant_L6_RevertWhen_TheNonceWasUsed() public {
        ILicensing.Voucher memory v = voucher();
        bytes memory signature = signed(KEY, v);
        bytes memory reason = abi.encodeWithSelector(ILicensing.Licensing_NonceUsed.selector, SIGNER, v.nonce);
        send(BOB, v, signature);
        refuse(v, signature, reason);
        v.price = 1;
        refuse(v, signed(KEY, v), reason);
    }

    /// @dev The title goes to a wallet contract for which the holder's key signs: its nonces are others, its vouchers too.
    function toTheWallet() private returns (address wallet) {
        wallet = address(new Wallet(SIGNER));
        vm.prank(SIGNER);
        titles.transferFrom(SIGNER, wallet, ID);
    }

    function test_grant_L6_RevertWhen_TheSameVoucherCountedForAFormerHolder() public {
        ILicensing.Voucher memory v = voucher();
        bytes memory signature = signed(KEY, v);
        send(BOB, v, signature);
        refuse(v, signature, wrongHolder(toTheWallet()));
    }

    function test_grant_L6_RevertWhen_AFormerHolderOfTheSameKeyCanceledIt() public {
        ILicensing.Voucher memory v = voucher();
        bytes memory signature = signed(KEY, v);
        vm.prank(SIGNER);
        licensing.cancelVoucher(v.nonce);
        address wallet = toTheWallet();
        refuse(v, signature, wrongHolder(wallet));
        v.holder = wallet;
        refuse(v, signature, abi.encodeWithSelector(ILicensing.Licensing_BadSignature.selector, wallet));
        send(BOB, v, signed(KEY, v));
    }

    function testFuzz_grant_L6_NoncesCountInAnyOrder(uint256 first, uint256 second) public {
        ILicensing.Voucher memory v = voucher();
        v.nonce = first;
        send(BOB, v, signed(KEY, v));
        v.nonce = second;
        bytes memory signature = signed(KEY, v);
        bytes memory reason = abi.encodeWithSelector(ILicensing.Licensing_NonceUsed.selector, SIGNER, first);
        if (first == second) refuse(v, signature, reason);
        else send(BOB, v, signature);
    }

    function test_cancelVoucher_L6_TakesTheNonceBack() public {
        ILicensing.Voucher memory v = voucher();
        bytes memory signature = signed(KEY, v);
        vm.expectEmit();
        emit ILicensing.VoucherCanceled(SIGNER, v.nonce);
        vm.prank(SIGNER);
        licensing.cancelVoucher(v.nonce);
        bytes memory reason = abi.encodeWithSelector(ILicensing.Licensing_NonceUsed.selector, SIGNER, v.nonce);
        refuse(v, signature, reason);
        vm.expectRevert(reason);
        vm.prank(SIGNER);
        licensing.cancelVoucher(v.nonce);
    }

    function test_cancelVoucher_OfAnotherDoesNothingToIt() public {
        ILicensing.Voucher memory v = voucher();
        vm.prank(THIEF);
        licensing.cancelVoucher(v.nonce);
        send(BOB, v, signed(KEY, v));
    }

    // ------------------------------------------------------------------------------------------------------- the limits

    function test_grant_OnAClosedOfferAndOutsideOfTheWindow() public {
        IOffers.Terms memory t = subscription();
        (t.saleStart, t.saleEnd) = (uint40(time() + 1 days), uint40(time() + 2 days));
        vm.prank(SIGNER);
        bytes32 closed = offers.offer(ID, t, IOffers.OfferState.Closed);
        ILicensing.Voucher memory v = voucherOf(closed, BOB);
        send(BOB, v, signed(KEY, v));
        vm.warp(t.saleEnd);
        (v.nonce, v.deadline) = (301, time());
        send(BOB, v, signed(KEY, v));
    }

    function test_grant_RevertWhen_ThereIsNoOffer() public {
        ILicensing.Voucher memory v = voucherOf(OTHER, BOB);
        refuse(v, signed(KEY, v), abi.encodeWithSelector(IOffers.Offers_NoOffer.selector, ID, OTHER));
    }

    function test_grant_O2_RevertWhen_SupplyOrAccountLimitIsReached() public {
        IOffers.Terms memory t = subscription();
        (t.supply, t.perAccount) = (2, 1);
        ILicensing.Voucher memory v = voucherOf(offer(SIGNER, ID, t), BOB);
        send(BOB, v, signed(KEY, v));
        v.nonce = 301;
        refuse(v, signed(KEY, v), abi.encodeWithSelector(IOffers.Offers_AccountLimit.selector, BOB, 1));
        v.licensee = THIEF;
        send(BOB, v, signed(KEY, v));
        (v.nonce, v.licensee) = (302, ALICE);
        refuse(v, signed(KEY, v), abi.encodeWithSelector(IOffers.Offers_SoldOut.selector, 2));
    }

    /// @dev Even the holder can't sign away more than the terms have.
    function test_grant_L1_RevertWhen_TheScopeGoesBeyondTheTerms() public {
        IOffers.Terms memory t = subscription();
        t.territories = DE;
        ILicensing.Voucher memory v = voucherOf(offer(SIGNER, ID, t), BOB);
        bytes memory reason = abi.encodeWithSelector(ILicensing.Licensing_BeyondTerms.selector, bytes32("territories"));
        refuse(v, signed(KEY, v), reason);
    }

    function test_grant_RevertWhen_ThePeriodsDoNotFit() public {
        ILicensing.Voucher memory v = voucher();
        v.periods = 0;
        refuse(v, signed(KEY, v), abi.encodeWithSelector(ILicensing.Licensing_BadPeriods.selector, 0));
    }

    /// @dev What others bring counts as received, of which there are eight: however many the licensee has taken itself.
    function test_grant_RevertWhen_TheLicenseeHasReceivedEightAndAnotherSends() public {
        ILicensing.Voucher memory v = voucher();
        v.price = 0;
        for (uint256 i = 0; i < 5; ++i) {
            buy(BOB, ID, termsId, everything());
        }
        for (uint256 i = 0; i < 8; ++i) {
            v.nonce = 300 + i;
            send(SIGNER, v, "");
        }
        v.nonce = 308;
        bytes memory signature = signed(KEY, v);
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_TooManyReceived.selector, ID, BOB));
        send(SIGNER, v, signature);
        send(BOB, v, signature);
        vm.assertEq(licensing.licensesOf(ID, BOB).length, 14, "licenses");
    }

    function test_grant_InNativeMoney() public {
        IOffers.Terms memory t = subscription();
        t.currency = address(0);
        ILicensing.Voucher memory v = voucherOf(offer(SIGNER, ID, t), BOB);
        (v.currency, v.price) = (address(0), 5);
        bytes memory signature = signed(KEY, v);
        vm.deal(BOB, 9);
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_WrongValue.selector, 5, 4));
        vm.prank(BOB);
        licensing.grant{value: 4}(v, signature, noCredential, noPermit);
        vm.prank(BOB);
        licensing.grant{value: 5}(v, signature, noCredential, noPermit);
        vm.assertEq(royalties.balanceOf(ID, royalties.payeeOf(ID), address(0)), 5, "credited");
    }
}
