// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Anchors: the first time that a Merkle root was seen on this chain
/// @notice One transaction timestamps any number of fingerprints. A tree's leaves are
/// `["address","bytes32","bytes32"]` = (owner, fingerprint, salt), and tree, leaf and proof are exactly those of
/// OpenZeppelin's `StandardMerkleTree`: `leaf = keccak256(bytes.concat(keccak256(abi.encode(owner, fingerprint, salt))))`,
/// inner nodes hash their two children in sorted order. The salt hides the fingerprint until its owner shows the proof;
/// the owner in the leaf keeps others from using it.
interface IAnchors {
    /// @notice Emitted once per root, by the transaction that anchored it first.
    /// @param root The Merkle root.
    /// @param time Seconds since 1970 of the block.
    /// @param blockNumber As the chain's `block.number` says (on some rollups that isn't the number of the log's block).
    event Anchored(bytes32 indexed root, uint64 time, uint64 blockNumber);

    /// @notice Thrown when asked to anchor zero, which marks "no anchor".
    error Anchors_ZeroRoot();

    /// @notice Records the present time for `root`, unless it has one: then nothing changes and nothing is emitted.
    /// @dev Anybody may anchor any root: that can only help the owners in its leaves.
    /// @param root The Merkle root; not zero.
    /// @return time Seconds since 1970 of the first anchoring, this one or the one that came before.
    function anchor(bytes32 root) external returns (uint64 time);

    /// @notice When `root` was first anchored.
    /// @param root The Merkle root.
    /// @return time Seconds since 1970; 0 if it never was.
    function timeOf(bytes32 root) external view returns (uint64 time);

    /// @notice The block in which `root` was first anchored.
    /// @param root The Merkle root.
    /// @return blockNumber 0 if it never was.
    function blockOf(bytes32 root) external view returns (uint64 blockNumber);

    /// @notice Thrown when the root that a proof leads to was never anchored.
    error Anchors_UnknownRoot(bytes32 root);
    /// @notice Thrown when the proof doesn't lead from the leaf to the root.
    error Anchors_NotInTree(bytes32 leaf, bytes32 root);
    /// @notice Thrown for a proof of more than 64 hashes: no tree is that deep.
    error Anchors_ProofTooLong(uint256 hashes);

    /// @notice The time that `owner` can prove for `fingerprint`.
    /// @param owner The account named in the leaf.
    /// @param fingerprint The asset's fingerprint.
    /// @param salt The leaf's secret.
    /// @param root The anchored root.
    /// @param proof The sibling hashes from the leaf up, 64 at most; empty when the leaf is the root.
    /// @return time Seconds since 1970 when the root was first anchored; never 0.
    function provenTime(address owner, bytes32 fingerprint, bytes32 salt, bytes32 root, bytes32[] calldata proof)
        external
        view
        returns (uint64 time);
}
