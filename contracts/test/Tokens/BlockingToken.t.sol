// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ReturningToken} from "./ReturningToken.t.sol";

/// @dev Blocks accounts, and stops altogether, as USDC can.
contract BlockingToken is ReturningToken {
    mapping(address account => bool) public blocked;
    bool public paused;

    function block_(address account, bool blocked_) external {
        blocked[account] = blocked_;
    }

    function pause(bool paused_) external {
        paused = paused_;
    }

    function move(address from, address to, uint256 amount) internal override {
        require(!paused && !blocked[from] && !blocked[to], "BlockingToken: no");
        super.move(from, to, amount);
    }
}
