// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IMarket} from "./IMarket.sol";

/// @title The EIP-712 message of a market order
/// @dev Struct hash only; the contract adds the domain. Vectors made by another implementation: vectors/market-orders.json.
library OrderMessages {
    bytes32 internal constant ORDER_TYPEHASH = keccak256(
        "Order(uint8 side,address maker,address taker,address asset,uint256 titleId,uint96 amount,address currency,uint128 price,uint16 maxRoyalty,uint64 epoch,bytes32 state,uint40 start,uint40 deadline,uint256 nonce,uint256 counter)"
    );

    /// @notice The struct hash of an `Order`.
    function hash(IMarket.Order calldata order) internal pure returns (bytes32) {
        // All members are static words: the type hash and the encoded struct are the message.
        return keccak256(abi.encode(ORDER_TYPEHASH, order));
    }
}
