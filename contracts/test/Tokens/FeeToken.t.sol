// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ReturningToken} from "./ReturningToken.t.sol";

/// @dev Burns a part of each transfer, in parts per 10,000.
contract FeeToken is ReturningToken {
    uint256 public immutable FEE;

    constructor(uint256 fee) {
        FEE = fee;
    }

    function move(address from, address to, uint256 amount) internal override {
        balances[from] -= amount;
        balances[to] += amount - amount * FEE / 10_000;
    }
}
