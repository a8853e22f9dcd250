// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IShares} from "../../src/Shares/IShares.sol";
import {Share} from "../../src/Shares/Share.sol";
import {Royalties} from "../../src/Royalties/Royalties.sol";
import {Token} from "../Tokens/Token.t.sol";

/// @dev Keeps a hundredth of every transfer for itself.
contract FeeToken is Token(6) {
    function _update(address from, address to, uint256 value) internal override {
        super._update(from, to, value);
        if (from != address(0) && to != address(0)) super._update(to, address(this), value / 100);
    }
}

/// @dev Refuses to pay whom its issuer has blocked.
contract BlockingToken is Token(6) {
    mapping(address => bool) private blocked;

    function forbid(address account) external {
        blocked[account] = true;
    }

    function _update(address from, address to, uint256 value) internal override {
        require(!blocked[from] && !blocked[to], "blocked");
        super._update(from, to, value);
    }
}

/// @dev Calls back whoever pays with it, before the money moves.
contract CallingToken is Token(6) {
    function _update(address from, address to, uint256 value) internal override {
        if (from.code.length != 0) Intruder(payable(from)).interrupt();
        super._update(from, to, value);
    }
}

/// @dev Enters again wherever its code is called, and notes whether it was let in.
contract Intruder {
    address private target;
    bytes private call;
    uint256 public attempts;
    uint256 public entries;

    function plan(address target_, bytes calldata call_) external {
        (target, call) = (target_, call_);
    }

    function interrupt() public {
        if (call.length == 0) return;
        ++attempts;
        (bool ok,) = target.call(call);
        if (ok) ++entries;
    }

    function act(address where, bytes calldata data, uint256 value) external payable returns (bytes memory) {
        (bool ok, bytes memory result) = where.call{value: value}(data);
        require(ok, "refused");
        return result;
    }

    receive() external payable {
        interrupt();
    }
}

/// @dev Has no way to take native money.
contract Refuser {
    function claim(Share share, address to) external returns (uint256) {
        return share.claim(address(0), to);
    }

    function redeem(IShares shares, uint256 motionId, address to) external returns (uint256) {
        return shares.redeem(motionId, to);
    }
}

/// @dev Borrows shares, pays their title and gives the shares back, in one transaction.
contract FlashHolder {
    function hold(Share share, address lender, uint256 amount, Royalties royalties) external payable {
        share.transferFrom(lender, address(this), amount);
        royalties.pay{value: msg.value}(share.titleId(), address(0), msg.value);
        share.transfer(lender, amount);
    }

    function claim(Share share, address to) external returns (uint256) {
        return share.claim(address(0), to);
    }
}
