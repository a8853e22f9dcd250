// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ReturningToken} from "./ReturningToken.t.sol";

/// @dev All balances change at once, by a factor in parts per 10,000.
contract RebasingToken is ReturningToken {
    uint256 public factor = 10_000;

    function rebase(uint256 factor_) external {
        factor = factor_;
    }

    function balanceOf(address account) public view override returns (uint256) {
        return balances[account] * factor / 10_000;
    }

    function move(address from, address to, uint256 amount) internal override {
        super.move(from, to, amount * 10_000 / factor);
    }
}
