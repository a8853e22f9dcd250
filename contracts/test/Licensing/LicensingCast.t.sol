// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {ILicensing} from "../../src/Licensing/ILicensing.sol";
import {IOffers} from "../../src/Licensing/IOffers.sol";
import {LicenseMessages} from "../../src/Licensing/LicenseMessages.sol";
import {Licensing} from "../../src/Licensing/Licensing.sol";
import {TermsCodec} from "../../src/Licensing/TermsCodec.sol";
import {LicensingFixture} from "./LicensingFixture.t.sol";

/// @dev What issuers and holders sign. The struct hashes are the library's, which LicenseMessages.t.sol holds against viem's.
contract LicenseHashes {
    function credential(address account, bytes32 claim, ILicensing.Credential calldata c)
        external
        pure
        returns (bytes32)
    {
        return LicenseMessages.hash(account, claim, c);
    }

    function voucher(ILicensing.Voucher calldata v) external pure returns (bytes32) {
        return LicenseMessages.hash(v);
    }

    /// @dev The domain as the contract itself states it by ERC-5267.
    function digest(Licensing licensing, bytes32 structHash) external view returns (bytes32) {
        return MessageHashUtils.toTypedDataHash(separator(licensing), structHash);
    }

    function separator(Licensing licensing) public view returns (bytes32) {
        (, string memory name, string memory version, uint256 chainId, address target,,) = licensing.eip712Domain();
        return keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256(bytes(version)),
                chainId,
                target
            )
        );
    }
}

/// @dev Who signs, and what; and a title that is taken over.
abstract contract LicensingCast is LicensingFixture {
    uint256 internal constant KEY = 0xC0FFEE;
    uint256 internal constant ISSUER_KEY = 0x1551E5;
    bytes32 internal constant CLAIM = keccak256("accredited-hospital");
    uint16 internal constant NO_COUNTRY = type(uint16).max;
    address internal immutable SIGNER = vm.addr(KEY);
    address internal immutable ISSUER = vm.addr(ISSUER_KEY);
    uint256 internal constant ID = uint256(MODEL);

    LicenseHashes internal hashes;

    function setUp() public virtual override {
        super.setUp();
        hashes = new LicenseHashes();
    }

    /// @dev The thief has registered Alice's model, which she anchored before.
    function robbed() internal {
        anchor(ALICE, MODEL);
        pass(1 hours);
        register(THIEF, MODEL);
        pass(1 hours);
    }

    function takeOver() internal {
        register(ALICE, anchored(ALICE, MODEL));
    }

    /// @dev Plain terms that ask for the issuer's credential.
    function guarded() internal view returns (IOffers.Terms memory t) {
        t = sale();
        (t.issuer, t.claim) = (ISSUER, CLAIM);
    }

    function statementOf(uint16 country, uint48 sectors) internal view returns (ILicensing.Credential memory c) {
        (c.country, c.sectors, c.expiry, c.serial) = (country, sectors, uint40(time() + 90 days), keccak256("serial"));
    }

    function issue(uint256 key, address account, bytes32 claim, ILicensing.Credential memory c)
        internal
        view
        returns (ILicensing.Credential memory)
    {
        c.signature = sign(key, hashes.digest(licensing, hashes.credential(account, claim, c)));
        return c;
    }

    function issue(address account, ILicensing.Credential memory c)
        internal
        view
        returns (ILicensing.Credential memory)
    {
        return issue(ISSUER_KEY, account, CLAIM, c);
    }

    function voucherOf(bytes32 termsId, address licensee) internal view returns (ILicensing.Voucher memory v) {
        (v.titleId, v.termsId, v.licensee, v.scope) = (ID, termsId, licensee, everything());
        v.holder = SIGNER;
        (v.periods, v.currency, v.price, v.renewalPrice) = (1, address(token), 7e6, PRICE);
        (v.nonce, v.deadline) = (300, time() + 1 days);
    }

    function signed(uint256 key, ILicensing.Voucher memory v) internal view returns (bytes memory) {
        return sign(key, hashes.digest(licensing, hashes.voucher(v)));
    }

    /// @dev Any sound terms: each group of members there or not.
    function anyTerms(uint256 seed) internal pure returns (IOffers.Terms memory t) {
        t.currency = address(uint160(draw(seed, 0)));
        t.payment = IOffers.Payment(draw(seed, 1) % 4);
        if (t.payment != IOffers.Payment.Free) t.price = uint128(draw(seed, 2));
        bool subscription = t.payment == IOffers.Payment.Subscription;
        if (subscription || draw(seed, 3) % 2 == 0) t.period = uint32(draw(seed, 3)) | 1;
        if (subscription && draw(seed, 4) % 2 == 0) t.grace = uint32(draw(seed, 4));
        if (t.payment == IOffers.Payment.Metered) {
            (t.unitPrice, t.unit) = (uint128(draw(seed, 5)) | 1, bytes32(draw(seed, 6) | 1));
        }
        if (draw(seed, 7) % 2 == 0) t.supply = uint32(draw(seed, 7));
        if (draw(seed, 8) % 2 == 0) t.perAccount = uint32(draw(seed, 8));
        if (draw(seed, 9) % 2 == 0) t.saleStart = uint40(draw(seed, 9) >> 1) >> 1;
        if (draw(seed, 10) % 2 == 0) t.saleEnd = t.saleStart + 1 + (uint40(draw(seed, 10)) >> 1);
        t.rights = uint8(draw(seed, 11)) & 31;
        if (t.rights & TermsCodec.DERIVATIVES == 0) t.rights &= ~TermsCodec.SHARE_ALIKE;
        else t.royalty = uint16(draw(seed, 12) % 10_001);
        t.territories = draw(seed, 13) % 2 == 0 ? TermsCodec.WORLDWIDE : draw(seed, 13) >> 7 | 1;
        t.fields = uint48(draw(seed, 14) >> 216 | 1);
        t.dataTypes = uint24(draw(seed, 15) >> 236 | 1);
        if (draw(seed, 16) % 2 == 0) {
            (t.issuer, t.claim) = (address(uint160(draw(seed, 17) | 1)), bytes32(draw(seed, 18) | 1));
            t.rights &= ~TermsCodec.TRANSFERABLE;
        }
        t.legalText = bytes32(draw(seed, 19) | 1);
    }

    function draw(uint256 seed, uint256 index) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, index)));
    }
}
