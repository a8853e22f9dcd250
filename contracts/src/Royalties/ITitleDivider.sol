// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title What `Royalties` asks the contract that divides titles: whether an account is a token of its making
interface ITitleDivider {
    /// @notice What a token was made for; all zero for an account that is no such token.
    function divisionOf(address share)
        external
        view
        returns (uint256 titleId, uint16 majority, address steward, uint256 boughtOut);
}
