// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title What `Titles` tells the contract that keeps the titles' income
/// @dev Only `Titles` may call the first four, within the transaction that changes the title.
interface ITitleFollower {
    /// @notice A holder has transferred a title: what it earned until now stays his.
    function titleTransferred(uint256 titleId, address from, address to) external;

    /// @notice The arbitrator has moved a title: what hasn't been withdrawn goes with it.
    function titleAwarded(uint256 titleId, address from, address to) external;

    /// @notice A title was superseded or dissolved: what its loser bound it to is void. Its income stays with it.
    function titleLost(uint256 titleId) external;

    /// @notice A fingerprint that was a title is a version of another title from now on: once that is final, what it earned counts
    /// as earned by the other at this moment.
    function titleJoined(uint256 titleId, uint256 into) external;

    /// @notice Where to pay a title's resale royalty: an address of the title's own, which nobody else can empty.
    function tillOf(uint256 titleId) external view returns (address till);
}
