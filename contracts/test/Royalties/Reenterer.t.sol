// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Royalties} from "../../src/Royalties/Royalties.sol";

/// @dev Called by a token or with native money, tries everything that moves money, and counts what was let through.
contract Reenterer {
    Royalties private immutable ROYALTIES;
    uint256 private immutable TITLE;
    address private immutable CURRENCY;

    uint256 public tried;
    uint256 public entered;

    constructor(Royalties royalties, uint256 titleId, address currency) {
        (ROYALTIES, TITLE, CURRENCY) = (royalties, titleId, currency);
    }

    receive() external payable {
        reenter();
    }

    fallback() external {
        reenter();
    }

    function reenter() private {
        attempt(abi.encodeCall(ROYALTIES.pay, (TITLE, CURRENCY, 1)));
        attempt(abi.encodeCall(ROYALTIES.payFrom, (address(this), TITLE, CURRENCY, 1)));
        attempt(abi.encodeCall(ROYALTIES.collect, (TITLE, CURRENCY)));
        attempt(abi.encodeCall(ROYALTIES.withdraw, (TITLE, CURRENCY, address(this))));
        attempt(abi.encodeCall(ROYALTIES.withdrawFrom, (TITLE, address(0), CURRENCY, address(this))));
        attempt(abi.encodeCall(ROYALTIES.release, (TITLE, CURRENCY, address(this), 0)));
        attempt(abi.encodeCall(ROYALTIES.release, (TITLE, CURRENCY, address(this), 1)));
    }

    function attempt(bytes memory call) private {
        ++tried;
        (bool ok,) = address(ROYALTIES).call(call);
        if (ok) ++entered;
    }

    function withdraw() external returns (uint256) {
        return ROYALTIES.withdraw(TITLE, CURRENCY, address(this));
    }
}
