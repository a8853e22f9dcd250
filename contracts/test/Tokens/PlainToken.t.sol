// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @dev The least of a token, for the odd ones to depart from. Anybody may mint.
abstract contract PlainToken {
    mapping(address account => uint256) internal balances;
    mapping(address owner => mapping(address spender => uint256)) public allowance;

    function mint(address to, uint256 amount) external {
        balances[to] += amount;
    }

    function approve(address spender, uint256 amount) external returns (bool) {
        allowance[msg.sender][spender] = amount;
        return true;
    }

    function balanceOf(address account) public view virtual returns (uint256) {
        return balances[account];
    }

    function spend(address from, uint256 amount) internal {
        allowance[from][msg.sender] -= amount;
    }

    function move(address from, address to, uint256 amount) internal virtual {
        balances[from] -= amount;
        balances[to] += amount;
    }
}
