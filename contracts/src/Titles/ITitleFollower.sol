// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title What `Titles` tells the contract that keeps the titles' income
/// @dev Only `Titles` may call the first three, within the transaction that changes the title.
interface ITitleFollower {
    /// @notice A holder has transferred a title: what it earned until now stays his.
    function titleTransferred(uint256 titleId, address from, address to) external;

    /// @notice The arbitrator has moved a title: what hasn't been withdrawn goes with it.
    function titleAwarded(uint256 titleId, address from, address to) external;

    /// @notice A title was superseded or dissolved: what its loser bound it to is void. Its income stays with it.
    function titleLost(uint256 titleId) external;

    /// @notice Where to pay a title's resale royalty: an address of the title's own, which nobody else can empty.
    function tillOf(uint256 titleId) external view returns (address till);
}
