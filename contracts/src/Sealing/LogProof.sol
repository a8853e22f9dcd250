// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title LogProof: what stands where in a log under a root
/// @dev RFC 6962, 2.1.1, checked as RFC 9162, 2.1.3.2 says: node = SHA-256(0x01 || left || right). Place and size alone
/// tell the path's length, so that an inner node never passes for a leaf. 64 hashes at most.
library LogProof {
    /// @notice True when a leaf is at `index` of the log of `size` entries under `root`.
    function covers(uint64 size, bytes32 root, uint64 index, bytes32 leaf, bytes32[] calldata path)
        internal
        pure
        returns (bool)
    {
        if (index >= size) return false;
        (uint256 at, uint256 last, bytes32 node) = (index, size - 1, leaf);
        for (uint256 i = 0; i < path.length; ++i) {
            if (last == 0) return false;
            if (at & 1 == 1 || at == last) {
                node = sha256(abi.encodePacked(bytes1(0x01), path[i], node));
                while (at & 1 == 0 && at != 0) (at, last) = (at >> 1, last >> 1);
            } else {
                node = sha256(abi.encodePacked(bytes1(0x01), node, path[i]));
            }
            (at, last) = (at >> 1, last >> 1);
        }
        return last == 0 && node == root;
    }
}
