// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ReturningToken} from "./ReturningToken.t.sol";

/// @dev Returns false instead of reverting, once it is told to.
contract FalseToken is ReturningToken {
    bool public refuses;

    function refuse(bool refuses_) external {
        refuses = refuses_;
    }

    function transfer(address to, uint256 amount) external override returns (bool) {
        if (!refuses) move(msg.sender, to, amount);
        return !refuses;
    }

    function transferFrom(address from, address to, uint256 amount) external override returns (bool) {
        if (!refuses) move(from, to, amount);
        return !refuses;
    }
}
