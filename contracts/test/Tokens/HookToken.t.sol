// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ReturningToken} from "./ReturningToken.t.sol";

/// @dev Tells an account of each transfer, before and after, as ERC-777 does.
contract HookToken is ReturningToken {
    address public listener;

    function listen(address listener_) external {
        listener = listener_;
    }

    function move(address from, address to, uint256 amount) internal override {
        tell();
        super.move(from, to, amount);
        tell();
    }

    function tell() private {
        if (listener == address(0)) return;
        (bool ok,) = listener.call("");
        require(ok, "HookToken: the listener refuses");
    }
}
