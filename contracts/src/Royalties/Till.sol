// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title Till: where marketplaces pay a title's resale royalty
/// @dev ERC-2981 names one address to pay and no call to make, so money that simply arrives must tell by its address whose it
/// is. A title's till has an address from the start, and code only once `Royalties.collect` empties it.
contract Till {
    using SafeERC20 for IERC20;

    error Till_NotAllowed(address caller);

    address private immutable ROYALTIES = msg.sender;

    receive() external payable {}

    /// @notice Sends all there is of a currency to `Royalties`, which asks for it.
    function empty(address currency) external {
        if (msg.sender != ROYALTIES) revert Till_NotAllowed(msg.sender);
        if (currency != address(0)) {
            IERC20(currency).safeTransfer(ROYALTIES, IERC20(currency).balanceOf(address(this)));
        } else {
            (bool ok,) = ROYALTIES.call{value: address(this).balance}("");
            assert(ok); // `Royalties.receive` takes what a till sends
        }
    }
}
