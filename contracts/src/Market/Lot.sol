// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IRoyalties} from "../Royalties/IRoyalties.sol";
import {ILot, IShareToken} from "./ILot.sol";

/// @title Lot
/// @dev Income goes to whoever holds a title or a share when it is earned, in any currency. One account for all auctions would
/// have to tell apart what each of them earned; a lot of its own is an account of its own, to which only its seller has the key.
/// It approves nobody and signs nothing. A minimal clone (ERC-1167) per auction, created by `Market`.
contract Lot is ILot {
    address private immutable MARKET = msg.sender;
    address private immutable TITLES;
    IRoyalties private immutable ROYALTIES;

    constructor(address titles, IRoyalties royalties) {
        (TITLES, ROYALTIES) = (titles, royalties);
    }

    /// @inheritdoc ILot
    function release(address to) external {
        if (msg.sender != MARKET) revert Lot_NotAllowed(msg.sender);
        (, address asset, uint256 titleId, uint256 amount) = _arguments();
        if (asset == TITLES) IERC721(asset).transferFrom(address(this), to, titleId);
        // A share's own code: it reverts, and never answers false.
        else IERC20(asset).transfer(to, amount);
    }

    /// @inheritdoc ILot
    function takeIncome(address currency, address to) external returns (uint256 amount) {
        (address seller, address asset, uint256 titleId,) = _arguments();
        if (msg.sender != seller) revert Lot_NotAllowed(msg.sender);
        if (asset == TITLES) return ROYALTIES.withdraw(titleId, currency, to);
        return IShareToken(asset).claim(currency, to);
    }

    function _arguments() private view returns (address seller, address asset, uint256 titleId, uint256 amount) {
        return abi.decode(Clones.fetchCloneArgs(address(this)), (address, address, uint256, uint256));
    }
}
