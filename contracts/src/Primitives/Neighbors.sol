// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Where the contracts of one foundation stand
/// @dev A `Foundation` creates its contracts one after another, so their addresses follow from its own (CREATE: its address
/// and the number of the creation). Each contract computes its neighbors' in its constructor, where `msg.sender` is the
/// foundation: they know each other without a setter that somebody would have to be trusted with.
library Neighbors {
    uint256 internal constant TITLES = 0;
    uint256 internal constant ROYALTIES = 1;
    uint256 internal constant OFFERS = 2;
    uint256 internal constant LICENSING = 3;
    uint256 internal constant SHARES = 4;
    uint256 internal constant MARKET = 5;

    /// @notice The address of the `index`-th contract that `foundation` creates; 126 at most.
    function at(address foundation, uint256 index) internal pure returns (address) {
        // RLP of (address, nonce) for nonces below 0x80. A contract's first creation has nonce 1 (EIP-161).
        return address(uint160(uint256(keccak256(abi.encodePacked(hex"d694", foundation, uint8(index + 1))))));
    }
}
