// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ILicensing} from "./ILicensing.sol";

/// @title The EIP-712 messages of issuers and of titles' holders
/// @dev Struct hashes only; the contract adds the domain. Vectors made by another implementation:
/// vectors/licensing-messages.json.
library LicenseMessages {
    bytes32 internal constant CREDENTIAL_TYPEHASH = keccak256(
        "Credential(address account,bytes32 claim,uint16 country,uint48 sectors,uint40 expiry,bytes32 serial)"
    );
    bytes32 internal constant VOUCHER_TYPEHASH = keccak256(
        "Voucher(uint256 titleId,bytes32 termsId,address holder,address licensee,uint256 territories,uint48 fields,uint24 dataTypes,uint16 periods,address currency,uint256 price,uint128 renewalPrice,uint256 nonce,uint256 deadline)"
    );

    /// @notice The struct hash of a `Credential` message: what its issuer revokes it by.
    function hash(address account, bytes32 claim, ILicensing.Credential calldata c) internal pure returns (bytes32) {
        return keccak256(abi.encode(CREDENTIAL_TYPEHASH, account, claim, c.country, c.sectors, c.expiry, c.serial));
    }

    /// @notice The struct hash of a `Voucher` message.
    function hash(ILicensing.Voucher calldata v) internal pure returns (bytes32) {
        // All members are static, and the scope's stand inline: the type hash and the encoded struct are the message.
        return keccak256(abi.encode(VOUCHER_TYPEHASH, v));
    }
}
