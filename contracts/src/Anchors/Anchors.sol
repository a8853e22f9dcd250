// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {IAnchors} from "./IAnchors.sol";

/// @title Anchors
/// @dev Invariants (docs/invariants.md):
/// A1 what is recorded for a root never changes. A2 no recorded time lies in the future. A3 one `Anchored` per root, and
/// it bears what is recorded. A4 a time is proven only for a leaf of an anchored tree.
/// Nobody owns or administers this contract, and it holds no money.
/// Warning: a time is as true as the chain's block times: its validators may shift it within the chain's own rules.
/// Warning: until the block is final, a reorganisation may move an anchor to a later time: wait before showing the proof.
contract Anchors is IAnchors {
    uint256 private constant MAX_PROOF = 64;

    /// @dev One slot: block number (192 bits) | time (64 bits). Packed by hand: whole-slot access saves the 46,000th unit of gas.
    mapping(bytes32 root => uint256 numberAndTime) private _anchors;

    /// @inheritdoc IAnchors
    function anchor(bytes32 root) external returns (uint64 time) {
        // Checks.
        if (root == 0) revert Anchors_ZeroRoot();
        time = uint64(_anchors[root]);
        if (time != 0) return time;
        // Effects. 64 bits hold the seconds and the blocks of any chain for longer than the sun will shine.
        time = uint64(block.timestamp);
        _anchors[root] = (block.number << 64) | time;
        emit Anchored(root, time, uint64(block.number));
    }

    /// @inheritdoc IAnchors
    function timeOf(bytes32 root) external view returns (uint64 time) {
        return uint64(_anchors[root]);
    }

    /// @inheritdoc IAnchors
    function blockOf(bytes32 root) external view returns (uint64 blockNumber) {
        return uint64(_anchors[root] >> 64);
    }

    /// @inheritdoc IAnchors
    function provenTime(address owner, bytes32 fingerprint, bytes32 salt, bytes32 root, bytes32[] calldata proof)
        external
        view
        returns (uint64 time)
    {
        if (proof.length > MAX_PROOF) revert Anchors_ProofTooLong(proof.length);
        // Hashed twice: a leaf can't be passed off as an inner node, nor an inner node (64 bytes) as a leaf (96).
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(owner, fingerprint, salt))));
        if (!MerkleProof.verifyCalldata(proof, root, leaf)) revert Anchors_NotInTree(leaf, root);
        time = uint64(_anchors[root]);
        if (time == 0) revert Anchors_UnknownRoot(root);
    }
}
