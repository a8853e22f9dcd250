// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {PlainToken} from "./PlainToken.t.sol";

/// @dev Returns nothing, as USDT on Ethereum.
contract SilentToken is PlainToken {
    function transfer(address to, uint256 amount) external {
        move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external {
        spend(from, amount);
        move(from, to, amount);
    }
}
