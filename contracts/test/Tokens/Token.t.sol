// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @dev An honest token with EIP-2612, that anybody may mint.
contract Token is ERC20, ERC20Permit {
    uint8 private immutable PLACES;

    constructor(uint8 places) ERC20("Test Dollar", "TUSD") ERC20Permit("Test Dollar") {
        PLACES = places;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function decimals() public view override returns (uint8) {
        return PLACES;
    }
}
