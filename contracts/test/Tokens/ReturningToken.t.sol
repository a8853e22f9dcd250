// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {PlainToken} from "./PlainToken.t.sol";

/// @dev Returns true, as the standard says.
abstract contract ReturningToken is PlainToken {
    function transfer(address to, uint256 amount) external virtual returns (bool) {
        move(msg.sender, to, amount);
        return true;
    }

    function transferFrom(address from, address to, uint256 amount) external virtual returns (bool) {
        spend(from, amount);
        move(from, to, amount);
        return true;
    }
}
