// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Lot: what one auction sells, and holds meanwhile
interface ILot {
    /// @notice Thrown when the caller isn't the market, or isn't the seller.
    error Lot_NotAllowed(address caller);

    /// @notice Hands the asset over. Only the market.
    function release(address to) external;

    /// @notice Sends what the asset has earned while it was here. Only the seller; also after the auction.
    /// @param currency Zero for native.
    /// @param to Where it goes.
    /// @return amount In the currency's smallest units.
    function takeIncome(address currency, address to) external returns (uint256 amount);
}

/// @title What a lot asks of the token of a divided title
interface IShareToken {
    /// @notice Sends the caller what its shares have earned.
    function claim(address currency, address to) external returns (uint256 amount);
}
