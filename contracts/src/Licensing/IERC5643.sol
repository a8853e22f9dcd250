// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title ERC-5643: subscription NFTs
interface IERC5643 {
    /// @notice Emitted when a license's expiry changes.
    event SubscriptionUpdate(uint256 indexed tokenId, uint64 expiration);

    /// @notice Renews by `duration` seconds, which must be whole periods.
    function renewSubscription(uint256 tokenId, uint64 duration) external payable;

    /// @notice Ends a license at once. Only its holder. Nothing is paid back.
    function cancelSubscription(uint256 tokenId) external payable;

    /// @notice Seconds since 1970 from which it counts no more; 2^64 - 1 for never.
    function expiresAt(uint256 tokenId) external view returns (uint64);

    /// @notice Whether it can be renewed now.
    function isRenewable(uint256 tokenId) external view returns (bool);
}
