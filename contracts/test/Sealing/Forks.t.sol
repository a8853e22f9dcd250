// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ICustodians} from "../../src/Sealing/ICustodians.sol";
import {LogProof} from "../../src/Sealing/LogProof.sol";
import {CustodiansFixture} from "./CustodiansFixture.t.sol";

/// @dev Logs built here by the recursive definition of RFC 6962, 2.1, which shares nothing with the loop under test.
contract ForksTest is CustodiansFixture {
    function node(bytes32 left, bytes32 right) private pure returns (bytes32) {
        return sha256(abi.encodePacked(bytes1(0x01), left, right));
    }

    /// @dev The largest power of two below n.
    function split(uint256 n) private pure returns (uint256 k) {
        for (k = 1; 2 * k < n;) {
            k *= 2;
        }
    }

    function rootOf(bytes32[] memory leaves, uint256 from, uint256 n) private pure returns (bytes32) {
        if (n == 1) return leaves[from];
        uint256 k = split(n);
        return node(rootOf(leaves, from, k), rootOf(leaves, from + k, n - k));
    }

    function pathOf(bytes32[] memory leaves, uint256 index, uint256 size) private pure returns (bytes32[] memory path) {
        bytes32[64] memory steps;
        uint256 count = 0;
        (uint256 from, uint256 n) = (0, size);
        for (; n > 1; ++count) {
            uint256 k = split(n);
            if (index - from < k) {
                (steps[count], n) = (rootOf(leaves, from + k, n - k), k);
            } else {
                (steps[count], from, n) = (rootOf(leaves, from, k), from + k, n - k);
            }
        }
        path = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            path[i] = steps[count - 1 - i];
        }
    }

    /// @dev The entries of a log; those from `from` on are of the story `story`.
    function log(uint256 size, uint256 from, uint256 story) private pure returns (bytes32[] memory leaves) {
        leaves = new bytes32[](size);
        for (uint256 i = 0; i < size; ++i) {
            leaves[i] = keccak256(abi.encode(i, i < from ? 0 : story));
        }
    }

    function entry(bytes32[] memory leaves, uint256 index) private view returns (ICustodians.Inclusion memory e) {
        e.head = ICustodians.Checkpoint(uint64(leaves.length), rootOf(leaves, 0, leaves.length));
        e.signature = signed(SECRET, e.head);
        (e.leaf, e.path) = (leaves[index], pathOf(leaves, index, leaves.length));
    }

    function refuse(uint64 at, ICustodians.Inclusion memory a, ICustodians.Inclusion memory b, bytes memory why)
        private
    {
        vm.expectRevert(why);
        vm.prank(BOB);
        custodians.proveFork(carol, at, a, b);
    }

    function covers(uint64 size, bytes32 root, uint64 index, bytes32 leaf, bytes32[] calldata path)
        external
        pure
        returns (bool)
    {
        return LogProof.covers(size, root, index, leaf, path);
    }

    /// @dev The eight entries by which implementations of Certificate Transparency are tested.
    function test_covers_TheKnownTree() public view {
        bytes[8] memory entries = [
            bytes(""),
            hex"00",
            hex"10",
            hex"2021",
            hex"3031",
            hex"40414243",
            hex"5051525354555657",
            hex"606162636465666768696a6b6c6d6e6f"
        ];
        bytes32[] memory leaves = new bytes32[](8);
        for (uint256 i = 0; i < 8; ++i) {
            leaves[i] = sha256(abi.encodePacked(bytes1(0), entries[i]));
        }
        bytes32 root = 0x5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328;
        for (uint64 i = 0; i < 8; ++i) {
            vm.assertTrue(this.covers(8, root, i, leaves[i], pathOf(leaves, i, 8)), "covered");
        }
    }

    function test_covers_EveryPlaceOfEverySizeAndNoOther() public view {
        for (uint64 size = 1; size <= 17; ++size) {
            bytes32[] memory leaves = log(size, size, 0);
            bytes32 root = rootOf(leaves, 0, size);
            for (uint64 i = 0; i < size; ++i) {
                bytes32[] memory path = pathOf(leaves, i, size);
                vm.assertTrue(this.covers(size, root, i, leaves[i], path), "covered");
                vm.assertTrue(!this.covers(size, root, i, keccak256("none"), path), "another leaf");
                vm.assertTrue(!this.covers(size, root, i + 1, leaves[i], path), "another place");
                vm.assertTrue(!this.covers(size, root, size, leaves[i], path), "beyond");
            }
        }
    }

    function testFuzz_covers_RefusesWhatIsAltered(uint8 entries, uint8 place, uint8 step, bytes32 with) public view {
        uint64 size = 2 + uint64(entries % 60);
        uint64 index = place % size;
        bytes32[] memory leaves = log(size, size, 0);
        bytes32 root = rootOf(leaves, 0, size);
        bytes32[] memory path = pathOf(leaves, index, size);
        bytes32[] memory shorter = new bytes32[](path.length - 1);
        for (uint256 i = 0; i < shorter.length; ++i) {
            shorter[i] = path[i + 1];
        }
        vm.assertTrue(!this.covers(size, root, index, leaves[index], shorter), "shorter");
        // The same without the first step: an inner node passed off as a leaf.
        bytes32 inner = index % 2 == 1 ? node(path[0], leaves[index]) : node(leaves[index], path[0]);
        vm.assertTrue(!this.covers(size, root, index, inner, shorter), "inner node");
        vm.assume(path[step % path.length] != with);
        path[step % path.length] = with;
        vm.assertTrue(!this.covers(size, root, index, leaves[index], path), "altered");
    }

    function testFuzz_proveFork_OfAnySizes(uint8 one, uint8 two, uint8 place, uint8 fork) public {
        (uint256 a, uint256 b) = (1 + uint256(one % 40), 1 + uint256(two % 40));
        uint256 index = place % (a < b ? a : b);
        join(2 ether);
        bytes32[] memory first = log(a, 0, 1);
        uint256 parted = fork % (index + 1); // at or before the place
        bytes32[] memory second = log(b, parted, 2);
        for (uint256 i = 0; i < parted; ++i) {
            first[i] = second[i];
        }
        ICustodians.Inclusion memory one_ = entry(first, index);
        ICustodians.Inclusion memory two_ = entry(second, index);
        vm.expectEmit();
        emit ICustodians.Equivocated(carol, BOB, uint64(a), 1 ether, 1 ether);
        vm.prank(BOB);
        custodians.proveFork(carol, uint64(index), one_, two_);
        vm.assertEq(BOB.balance, 101 ether, "rewarded");
        vm.assertEq(uint256(custodians.custodianOf(carol).bond), 0, "bond");
        vm.assertEq(uint256(custodians.custodianOf(carol).leftAt), time(), "left");
    }

    function testFuzz_proveFork_K5_NeverOfALogThatGrew(uint8 one, uint8 more, uint8 place) public {
        join(2 ether);
        uint256 a = 1 + uint256(one % 40);
        bytes32[] memory older = log(a, a, 0);
        bytes32[] memory newer = log(a + more % 40, a, 1);
        uint64 index = uint64(place % a);
        bytes memory reason = abi.encodePacked(ICustodians.Custodians_NoContradiction.selector);
        refuse(index, entry(older, index), entry(newer, index), reason);
        ICustodians.Inclusion memory forged = entry(newer, index);
        forged.leaf = keccak256("invented");
        refuse(index, entry(older, index), forged, notIncluded(forged.leaf, index));
    }

    function test_proveFork_K5_RevertWhen_AnEntryIsOfAnotherPlace() public {
        join(2 ether);
        bytes32[] memory leaves = log(7, 7, 0);
        refuse(2, entry(leaves, 2), entry(leaves, 3), notIncluded(leaves[3], 2));
        refuse(3, entry(leaves, 2), entry(leaves, 3), notIncluded(leaves[2], 3));
    }

    function test_proveFork_RevertWhen_AHeadIsNotTheCustodians() public {
        join(2 ether);
        ICustodians.Inclusion memory a = entry(log(7, 0, 1), 2);
        ICustodians.Inclusion memory b = entry(log(9, 0, 2), 2);
        (bytes memory right, bytes memory wrong) = (b.signature, signed(DAVES, b.head));
        bytes memory reason = abi.encodeWithSelector(ICustodians.Custodians_WrongSignature.selector, carol);
        b.signature = wrong;
        refuse(2, a, b, reason);
        refuse(2, b, a, reason);
        b.signature = right;
        vm.prank(BOB);
        custodians.proveFork(carol, 2, a, b);
    }

    function test_proveFork_RevertWhen_NoCustodian() public {
        ICustodians.Inclusion memory a = entry(log(7, 0, 1), 2);
        refuse(2, a, entry(log(9, 0, 2), 2), abi.encodeWithSelector(ICustodians.Custodians_NotServing.selector, carol));
    }

    function notIncluded(bytes32 leaf, uint64 index) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ICustodians.Custodians_NotIncluded.selector, leaf, index);
    }
}
