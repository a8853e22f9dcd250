// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Neighbors} from "./Neighbors.sol";

/// @title Foundation: creates the contracts, which know each other from birth
/// @notice Deployed by CREATE2 with the hashes of its contracts' creation codes, its address commits to all of them: the
/// same code stands at the same addresses on every chain, whoever deploys it, and nothing else can ever stand there.
/// @dev Invariants (docs/invariants.md): F1 only the committed codes are created, each once, in their order.
contract Foundation {
    /// @notice Emitted for each contract.
    event Founded(uint256 indexed index, address contractAddress);

    /// @notice Thrown when the code isn't the one committed to.
    error Foundation_WrongCode(uint256 index, bytes32 expected, bytes32 given);
    /// @notice Thrown when all contracts stand.
    error Foundation_Complete();

    bytes32[] private _codeHashes;
    uint256 private _founded;

    /// @param hashes Keccak-256 of each contract's creation code, constructor arguments included; 126 at most.
    constructor(bytes32[] memory hashes) {
        _codeHashes = hashes;
    }

    /// @notice Creates the next contract. Anybody may.
    /// @param creationCode Its creation code with constructor arguments.
    /// @return contractAddress Where it stands.
    function found(bytes calldata creationCode) external returns (address contractAddress) {
        // Checks.
        uint256 index = _founded;
        if (index == _codeHashes.length) revert Foundation_Complete();
        bytes32 given = keccak256(creationCode);
        if (given != _codeHashes[index]) revert Foundation_WrongCode(index, _codeHashes[index], given);
        // Effects.
        _founded = index + 1;
        emit Founded(index, Neighbors.at(address(this), index));
        // Interactions.
        bytes memory code = creationCode;
        assembly ("memory-safe") {
            contractAddress := create(0, add(code, 32), mload(code))
            if iszero(contractAddress) {
                returndatacopy(mload(0x40), 0, returndatasize())
                revert(mload(0x40), returndatasize())
            }
        }
    }

    /// @notice How many contracts stand.
    function founded() external view returns (uint256) {
        return _founded;
    }

    /// @notice The codes committed to, in order.
    function codeHashes() external view returns (bytes32[] memory) {
        return _codeHashes;
    }
}
