// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Licensing} from "../../src/Licensing/Licensing.sol";

/// @dev Asks from another contract, cold, as a custodian's or a gateway's contract would.
contract Asker {
    Licensing private immutable LICENSING;

    constructor(Licensing licensing) {
        LICENSING = licensing;
    }

    function gasOf(uint256 asset, address account) external view returns (uint256 gas) {
        gas = gasleft();
        LICENSING.isLicensed(asset, account, 56, 0, 1, block.timestamp);
        gas -= gasleft();
    }
}
