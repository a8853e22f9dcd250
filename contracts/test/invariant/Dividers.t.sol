// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @dev Stands where `Shares` does, so that plain accounts can divide titles' income: those that it is told.
contract Dividers {
    mapping(address account => uint256 titleId) private _made;

    function make(address account, uint256 titleId) external {
        _made[account] = titleId;
    }

    function divisionOf(address account) external view returns (uint256, uint16, address, uint256) {
        return (_made[account], 0, address(0), 0);
    }
}
