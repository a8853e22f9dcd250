// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ILicensing} from "../../src/Licensing/ILicensing.sol";
import {IOffers} from "../../src/Licensing/IOffers.sol";
import {Licensing} from "../../src/Licensing/Licensing.sol";
import {HostileWallet, Wallet} from "../Titles/Accounts.t.sol";
import {LicensingCast} from "./LicensingCast.t.sol";

contract CredentialsTest is LicensingCast {
    bytes32 private termsId;

    function setUp() public override {
        super.setUp();
        registerFinal(ALICE, MODEL);
        termsId = offer(ALICE, ID, guarded());
    }

    function send(IOffers.Scope memory s, ILicensing.Credential memory c) private returns (uint256) {
        vm.prank(BOB);
        return licensing.buy(order(ID, termsId, BOB, s), c, noPermit);
    }

    function refuse(IOffers.Scope memory s, ILicensing.Credential memory c, bytes memory reason) private {
        vm.expectRevert(reason);
        send(s, c);
    }

    function refuse(ILicensing.Credential memory c) private {
        refuse(everything(), c, noCredentialOf(ISSUER));
    }

    function noCredentialOf(address issuer) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ILicensing.Licensing_NoCredential.selector, issuer, CLAIM, BOB);
    }

    function wrongCountry(uint256 country, uint256 territories) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ILicensing.Licensing_WrongCountry.selector, country, territories);
    }

    // ---------------------------------------------------------------------------------------------------------- whose

    function test_buy_L5_WithTheIssuersCredential() public {
        uint256 licenseId = send(everything(), issue(BOB, statementOf(NO_COUNTRY, 0)));
        vm.assertTrue(licensing.isLicensed(ID, BOB, 56, 0, 1, time()), "licensed");
        vm.assertEq(licensing.ownerOf(licenseId), BOB, "owner");
    }

    function test_buy_L5_RevertWhen_ThereIsNone() public {
        refuse(noCredential);
    }

    /// @dev The buyer's own issuer, another claim of the issuer's, another account's credential.
    function test_buy_L5_RevertWhen_ItIsNotTheIssuersForThisClaimAndReceiver() public {
        ILicensing.Credential memory c = statementOf(NO_COUNTRY, 0);
        refuse(issue(KEY, BOB, CLAIM, c));
        refuse(issue(ISSUER_KEY, BOB, keccak256("accredited-research"), c));
        refuse(issue(THIEF, c));
    }

    function test_buy_L5_TheReceiverNotThePayerNeedsIt() public {
        ILicensing.Credential memory c = issue(BOB, statementOf(NO_COUNTRY, 0));
        vm.prank(THIEF);
        licensing.buy(order(ID, termsId, BOB, everything()), c, noPermit);
        vm.assertTrue(licensing.isLicensed(ID, BOB, 56, 0, 1, time()), "licensed");
    }

    function test_buy_L5_RevertWhen_AnyFieldDiffers() public {
        for (uint256 field = 0; field < 5; ++field) {
            ILicensing.Credential memory c = issue(BOB, statementOf(56, RESEARCH));
            if (field == 0) c.country = NO_COUNTRY;
            if (field == 1) c.sectors = 0;
            if (field == 2) c.expiry += 1;
            if (field == 3) c.serial = 0;
            if (field < 4) refuse(scope(DE, RESEARCH, PERSONAL), c, noCredentialOf(ISSUER));
            else send(scope(DE, RESEARCH, PERSONAL), c);
        }
    }

    function test_buy_L5_RevertWhen_SignedForAnotherChain() public {
        ILicensing.Credential memory c = issue(BOB, statementOf(NO_COUNTRY, 0));
        vm.chainId(137);
        refuse(c);
        send(everything(), issue(BOB, c));
    }

    function test_buy_L5_RevertWhen_SignedForAnotherContract() public {
        ILicensing.Credential memory c = statementOf(NO_COUNTRY, 0);
        Licensing twin = Licensing(vm.deployCode("out/Licensing.sol/Licensing.json", ""));
        c.signature = sign(ISSUER_KEY, hashes.digest(twin, hashes.credential(BOB, CLAIM, c)));
        refuse(c);
    }

    function test_buy_L5_AContractAccountIssuesByItsOwnRule() public {
        IOffers.Terms memory t = guarded();
        t.issuer = address(new Wallet(SIGNER));
        termsId = offer(ALICE, ID, t);
        ILicensing.Credential memory c = statementOf(NO_COUNTRY, 0);
        refuse(everything(), issue(BOB, c), noCredentialOf(t.issuer));
        send(everything(), issue(KEY, BOB, CLAIM, c));
    }

    /// @dev Even an issuer that takes everything for its signature isn't asked without one.
    function test_buy_L5_RevertWhen_TheContractAccountIsHostileOrThereIsNoSignature() public {
        for (uint256 way = 0; way < 4; ++way) {
            IOffers.Terms memory t = guarded();
            t.issuer = address(new HostileWallet(HostileWallet.Way(way)));
            termsId = offer(ALICE, ID, t);
            ILicensing.Credential memory c = statementOf(NO_COUNTRY, 0);
            refuse(everything(), c, noCredentialOf(t.issuer));
            c.signature = hex"00";
            refuse(everything(), c, noCredentialOf(t.issuer));
        }
    }

    function test_buy_IgnoresACredentialThatTheTermsDoNotAskFor() public {
        termsId = offer(ALICE, ID, sale());
        ILicensing.Credential memory c = statementOf(56, RESEARCH);
        c.signature = hex"00";
        send(everything(), c);
    }

    // ------------------------------------------------------------------------------------------------------ what it says

    function test_buy_L5_ExpiryToTheSecond() public {
        ILicensing.Credential memory c = issue(BOB, statementOf(NO_COUNTRY, 0));
        vm.warp(c.expiry);
        refuse(everything(), c, abi.encodeWithSelector(ILicensing.Licensing_CredentialExpired.selector, c.expiry));
        vm.warp(c.expiry - 1);
        send(everything(), c);
    }

    /// @dev Bought for Germany by an account whose credential says France.
    function test_buy_L5_RevertWhen_TheCountryIsAnother() public {
        ILicensing.Credential memory french = issue(BOB, statementOf(74, 0));
        refuse(scope(DE, RESEARCH, PERSONAL), french, wrongCountry(74, DE));
        refuse(scope(DE | FR, RESEARCH, PERSONAL), french, wrongCountry(74, DE | FR));
        refuse(everything(), french, wrongCountry(74, everything().territories));
        send(scope(FR, RESEARCH, PERSONAL), french);
    }

    function test_buy_L5_RevertWhen_TheCountryIsNone() public {
        for (uint256 i = 0; i < 4; ++i) {
            uint16 country = [249, 255, 256, type(uint16).max - 1][i];
            ILicensing.Credential memory c = issue(BOB, statementOf(country, 0));
            refuse(scope(1, RESEARCH, PERSONAL), c, wrongCountry(country, 1));
        }
    }

    function test_buy_L5_RevertWhen_AFieldLiesOutsideOfTheSectors() public {
        ILicensing.Credential memory c = issue(BOB, statementOf(NO_COUNTRY, RESEARCH | 1 << 9));
        bytes4 wrong = ILicensing.Licensing_WrongSector.selector;
        uint48 fields = RESEARCH | MEDICAL;
        bytes memory reason = abi.encodeWithSelector(wrong, RESEARCH | 1 << 9, fields);
        refuse(scope(DE, fields, PERSONAL), c, reason);
        send(scope(DE, RESEARCH, PERSONAL), c);
    }

    // ---------------------------------------------------------------------------------------------------------- revoke

    function test_revoke_ByItsIssuer() public {
        ILicensing.Credential memory c = issue(BOB, statementOf(NO_COUNTRY, 0));
        bytes32 message = hashes.credential(BOB, CLAIM, c);
        vm.assertTrue(!licensing.isRevoked(ISSUER, message), "before");
        vm.expectEmit();
        emit ILicensing.CredentialRevoked(ISSUER, message);
        vm.prank(ISSUER);
        licensing.revoke(message);
        vm.assertTrue(licensing.isRevoked(ISSUER, message), "after");
        refuse(everything(), c, abi.encodeWithSelector(ILicensing.Licensing_CredentialRevoked.selector, message));
    }

    function test_revoke_ByAnotherDoesNothingToIt() public {
        ILicensing.Credential memory c = issue(BOB, statementOf(NO_COUNTRY, 0));
        bytes32 message = hashes.credential(BOB, CLAIM, c);
        vm.prank(THIEF);
        licensing.revoke(message);
        vm.assertTrue(!licensing.isRevoked(ISSUER, message), "not the issuer's");
        send(everything(), c);
    }

    function test_revoke_LicensesStand() public {
        ILicensing.Credential memory c = issue(BOB, statementOf(NO_COUNTRY, 0));
        send(everything(), c);
        bytes32 message = hashes.credential(BOB, CLAIM, c);
        vm.prank(ISSUER);
        licensing.revoke(message);
        vm.assertTrue(licensing.isLicensed(ID, BOB, 56, 0, 1, time()), "licensed");
    }

    // --------------------------------------------------------------------------------------------------------- present

    function test_present_ByAnybodyIfItIsNewer() public {
        uint256 licenseId = send(everything(), issue(BOB, statementOf(NO_COUNTRY, 0)));
        pass(1 days);
        ILicensing.Credential memory c = issue(BOB, statementOf(NO_COUNTRY, 0));
        vm.expectEmit();
        emit ILicensing.CredentialPresented(licenseId, hashes.credential(BOB, CLAIM, c));
        vm.prank(THIEF);
        licensing.present(licenseId, c);
    }

    /// @dev Else a stranger could put back an older one, and so end the renewals sooner.
    function test_present_RevertWhen_AStrangersEndsSooner() public {
        ILicensing.Credential memory older = issue(BOB, statementOf(NO_COUNTRY, 0));
        pass(1 days);
        uint256 licenseId = send(everything(), issue(BOB, statementOf(NO_COUNTRY, 0)));
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_NoLicense.selector, licenseId));
        vm.prank(THIEF);
        licensing.present(licenseId, older);
        vm.prank(BOB);
        licensing.present(licenseId, older);
    }

    function test_present_L5_RevertWhen_ItDoesNotFitTheLicense() public {
        uint256 licenseId = send(scope(DE, RESEARCH, PERSONAL), issue(BOB, statementOf(56, RESEARCH)));
        ILicensing.Credential memory c = issue(BOB, statementOf(74, RESEARCH));
        vm.expectRevert(wrongCountry(74, DE));
        licensing.present(licenseId, c);
        c = issue(BOB, statementOf(56, MEDICAL));
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_WrongSector.selector, MEDICAL, RESEARCH));
        licensing.present(licenseId, c);
        c = issue(THIEF, statementOf(56, RESEARCH));
        vm.expectRevert(noCredentialOf(ISSUER));
        licensing.present(licenseId, c);
    }

    function test_present_RevertWhen_TheTermsAskForNone() public {
        uint256 licenseId = buy(BOB, ID, offer(ALICE, ID, sale()), everything());
        ILicensing.Credential memory c = issue(BOB, statementOf(NO_COUNTRY, 0));
        bytes4 none = ILicensing.Licensing_NoCredential.selector;
        vm.expectRevert(abi.encodeWithSelector(none, address(0), bytes32(0), BOB));
        licensing.present(licenseId, c);
    }

    function test_present_RevertWhen_ThereIsNoLicense() public {
        vm.expectRevert(abi.encodeWithSelector(ILicensing.Licensing_NoLicense.selector, 1));
        licensing.present(1, noCredential);
    }
}
