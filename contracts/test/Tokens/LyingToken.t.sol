// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ReturningToken} from "./ReturningToken.t.sol";

/// @dev Says of every balance what it was told to, and moves nothing.
contract LyingToken is ReturningToken {
    uint256 public before;
    uint256 public afterwards;
    bool private moved;

    function lie(uint256 before_, uint256 afterwards_) external {
        (before, afterwards, moved) = (before_, afterwards_, false);
    }

    function balanceOf(address) public view override returns (uint256) {
        return moved ? afterwards : before;
    }

    function transfer(address, uint256) external override returns (bool) {
        return moved = true;
    }

    function transferFrom(address, address, uint256) external override returns (bool) {
        return moved = true;
    }
}
