// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {LibSort} from "solady/utils/LibSort.sol";

/// @title Royalty vectors: who gets what of a title's income
/// @dev An entry is a word: account number (40 bits) << 40 | part (40 bits) per 10^12. Stored, a vector is its entries' ten
/// bytes each, numbers ascending, as code of an account (SSTORE2): one cold read, whatever its length.
///
/// Merging (docs/formats.md, vectors/royalties.json): a parent with royalty R passes on floor(R * v / 10^12) to each of its
/// own ancestors with part v, and keeps the rest. Paths to the same account add up. If more than 32 accounts come together,
/// the parents stay, then the largest (of equals the lower number); what the others would get stays with the parent
/// through which it came. So nothing is lost: the parts sum to exactly the royalties' sum.
library Vectors {
    uint256 internal constant WHOLE = 1e12;
    uint256 internal constant MAX = 32;
    uint256 internal constant ENTRY = 10;

    uint256 private constant MASK = 0xffffffffff;

    /// @dev An open-addressing table of entries; its size is a power of two, and at least twice what goes in.
    struct Table {
        uint256[] slots;
        uint256 count;
    }

    /// @notice Merges the parents' vectors into the child's.
    /// @param parents Entries (number, royalty in parts per 10^12); royalties not zero.
    /// @param vectors Each parent's stored vector, empty for none.
    /// @return merged Entries, numbers ascending; 32 at most.
    function merge(uint256[] memory parents, bytes[] memory vectors) internal pure returns (uint256[] memory merged) {
        uint256 most = parents.length;
        for (uint256 i = 0; i < vectors.length; ++i) {
            most += vectors[i].length / ENTRY;
        }
        Table memory table = _table(most);
        for (uint256 i = 0; i < parents.length; ++i) {
            _add(table, parents[i] >> 40, _pass(table, parents[i] & MASK, vectors[i]));
        }
        merged = _list(table);
        if (merged.length > MAX) merged = _prune(parents, vectors, merged);
        LibSort.sort(merged);
    }

    /// @dev Adds what a parent passes on; answers what it keeps.
    function _pass(Table memory table, uint256 royalty, bytes memory vector) private pure returns (uint256 rest) {
        rest = royalty;
        for (uint256 i = 0; i < vector.length; i += ENTRY) {
            uint256 entry = at(vector, i);
            uint256 part = royalty * (entry & MASK) / WHOLE;
            if (part == 0) continue;
            rest -= part;
            _add(table, entry >> 40, part);
        }
    }

    /// @dev Keeps the parents and the largest others, and gives the rest back to the parents through which it came.
    function _prune(uint256[] memory parents, bytes[] memory vectors, uint256[] memory all)
        private
        pure
        returns (uint256[] memory)
    {
        Table memory kept = _table(MAX);
        for (uint256 i = 0; i < parents.length; ++i) {
            _add(kept, parents[i] >> 40, 0);
        }
        uint256[] memory others = new uint256[](all.length);
        uint256 count = 0;
        for (uint256 i = 0; i < all.length; ++i) {
            // The part first, then the number's complement: ascending order puts the largest, and of equals the lowest number, last.
            if (!_has(kept, all[i] >> 40)) others[count++] = (all[i] & MASK) << 40 | (MASK - (all[i] >> 40));
        }
        assembly ("memory-safe") { mstore(others, count) }
        LibSort.sort(others);
        for (uint256 room = MAX - parents.length; room > 0; --room) {
            _add(kept, MASK - (others[--count] & MASK), 0);
        }
        for (uint256 i = 0; i < parents.length; ++i) {
            _add(kept, parents[i] >> 40, _passKept(kept, parents[i] & MASK, vectors[i]));
        }
        return _list(kept);
    }

    /// @dev As `_pass`, but only to who is in the table already.
    function _passKept(Table memory kept, uint256 royalty, bytes memory vector) private pure returns (uint256 rest) {
        rest = royalty;
        for (uint256 i = 0; i < vector.length; i += ENTRY) {
            uint256 entry = at(vector, i);
            uint256 part = royalty * (entry & MASK) / WHOLE;
            if (part == 0 || !_has(kept, entry >> 40)) continue;
            rest -= part;
            _add(kept, entry >> 40, part);
        }
    }

    /// @notice The entry at a byte offset of a stored vector.
    function at(bytes memory vector, uint256 offset) internal pure returns (uint256 entry) {
        assembly ("memory-safe") { entry := shr(176, mload(add(add(vector, 32), offset))) }
    }

    /// @notice The stored form of a vector.
    function encode(uint256[] memory entries) internal pure returns (bytes memory vector) {
        vector = new bytes(entries.length * ENTRY);
        for (uint256 i = 0; i < entries.length; ++i) {
            uint256 entry = entries[i];
            // Ten bytes are set; the 22 behind them are written back as they were.
            assembly ("memory-safe") {
                let place := add(add(vector, 32), mul(i, 10))
                mstore(place, or(shl(176, entry), and(mload(place), sub(shl(176, 1), 1))))
            }
        }
    }

    // ----------------------------------------------------------------------------------------------------------- table

    function _table(uint256 most) private pure returns (Table memory table) {
        uint256 size = 4;
        while (size < most * 2) size <<= 1;
        table.slots = new uint256[](size);
    }

    /// @dev The slot of a number, or the free one where it belongs.
    function _find(Table memory table, uint256 number) private pure returns (uint256 slot) {
        uint256 mask = table.slots.length - 1;
        slot = number & mask;
        while (table.slots[slot] != 0 && table.slots[slot] >> 40 != number) slot = (slot + 1) & mask;
    }

    function _has(Table memory table, uint256 number) private pure returns (bool) {
        return table.slots[_find(table, number)] != 0;
    }

    function _add(Table memory table, uint256 number, uint256 part) private pure {
        uint256 slot = _find(table, number);
        if (table.slots[slot] == 0) {
            table.slots[slot] = number << 40;
            ++table.count;
        }
        table.slots[slot] += part;
    }

    function _list(Table memory table) private pure returns (uint256[] memory entries) {
        entries = new uint256[](table.count);
        uint256 count = 0;
        for (uint256 i = 0; i < table.slots.length; ++i) {
            if (table.slots[i] != 0) entries[count++] = table.slots[i];
        }
    }
}
