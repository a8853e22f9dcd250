// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Anchors} from "../../src/Anchors/Anchors.sol";
import {IAnchors} from "../../src/Anchors/IAnchors.sol";
import {Base} from "../Base.t.sol";

contract ProvenTimeTest is Base {
    struct Leaf {
        address owner;
        bytes32 fingerprint;
        bytes32 salt;
    }

    Anchors private anchors = new Anchors();
    string private json = vm.readFile("../vectors/anchor-trees.json");

    function hash(Leaf memory leaf) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(leaf.owner, leaf.fingerprint, leaf.salt))));
    }

    function join(bytes32 a, bytes32 b) private pure returns (bytes32) {
        return a < b ? keccak256(abi.encodePacked(a, b)) : keccak256(abi.encodePacked(b, a));
    }

    function proven(Leaf memory leaf, bytes32 root, bytes32[] memory proof) private view returns (uint256) {
        return anchors.provenTime(leaf.owner, leaf.fingerprint, leaf.salt, root, proof);
    }

    function refuse(Leaf memory leaf, bytes32 root, bytes32[] memory proof) private {
        vm.expectRevert(abi.encodeWithSelector(IAnchors.Anchors_NotInTree.selector, hash(leaf), root));
        proven(leaf, root, proof);
    }

    function test_provenTime_RevertWhen_ProofIsTooLong() public {
        Leaf memory leaf = Leaf(address(1), bytes32(uint256(2)), bytes32(uint256(3)));
        bytes32 root = hash(leaf);
        for (uint256 i = 0; i < 64; ++i) {
            root = join(root, 0);
        }
        anchors.anchor(root);
        vm.assertEq(proven(leaf, root, new bytes32[](64)), time(), "64 hashes");
        root = join(root, 0);
        anchors.anchor(root);
        vm.expectRevert(abi.encodeWithSelector(IAnchors.Anchors_ProofTooLong.selector, 65));
        proven(leaf, root, new bytes32[](65));
    }

    function testFuzz_provenTime_A4_RevertWhen_AnythingInTheLeafDiffers(
        Leaf memory leaf,
        Leaf memory other,
        bytes32 sibling
    ) public {
        vm.assume(hash(leaf) != hash(other) && sibling != hash(other));
        bytes32[] memory proof = new bytes32[](1);
        proof[0] = sibling;
        bytes32 root = join(hash(leaf), sibling);
        anchors.anchor(root);
        vm.assertEq(proven(leaf, root, proof), time(), "the leaf itself");
        refuse(other, root, proof);
        refuse(Leaf(other.owner, leaf.fingerprint, bytes32(uint256(leaf.salt) ^ 1)), root, proof);
        refuse(Leaf(address(uint160(leaf.owner) ^ 1), leaf.fingerprint, leaf.salt), root, proof);
        refuse(Leaf(leaf.owner, bytes32(uint256(leaf.fingerprint) ^ 1), leaf.salt), root, proof);
    }

    function test_provenTime_A4_RevertWhen_AnInnerNodeIsPassedOffAsALeaf() public {
        // With a leaf hashed once, (owner, fingerprint, salt) could be chosen so that its hash is a known inner node's.
        Leaf memory leaf = Leaf(address(1), bytes32(uint256(2)), bytes32(uint256(3)));
        bytes32 once = keccak256(abi.encode(leaf.owner, leaf.fingerprint, leaf.salt));
        anchors.anchor(once);
        refuse(leaf, once, new bytes32[](0));
    }

    function test_provenTime_A4_RevertWhen_AnyHashOfTheProofDiffers() public {
        (Leaf memory leaf, bytes32[] memory proof) = read(".trees[11].leaves[2]");
        bytes32 root = vm.parseJsonBytes32(json, ".trees[11].root");
        anchors.anchor(root);
        vm.assertEq(proof.length, 10, "a thousand leaves");
        for (uint256 i = 0; i < proof.length; ++i) {
            bytes32 good = proof[i];
            proof[i] = bytes32(uint256(good) ^ (1 << (i * 25)));
            refuse(leaf, root, proof);
            proof[i] = good;
        }
        vm.assertEq(proven(leaf, root, proof), time(), "untouched");
    }

    function test_provenTime_RevertWhen_RootIsUnknown() public {
        Leaf memory leaf = Leaf(address(1), bytes32(uint256(2)), bytes32(uint256(3)));
        vm.expectRevert(abi.encodeWithSelector(IAnchors.Anchors_UnknownRoot.selector, hash(leaf)));
        proven(leaf, hash(leaf), new bytes32[](0));
    }

    function test_provenTime_OfATreeOfOneLeaf() public {
        Leaf memory leaf = Leaf(address(1), bytes32(uint256(2)), bytes32(uint256(3)));
        anchors.anchor(hash(leaf));
        uint256 start = time();
        vm.warp(start + 365 days);
        vm.assertEq(proven(leaf, hash(leaf), new bytes32[](0)), start, "the first time");
    }

    function test_provenTime_AgreesWithTheMerkleTreePackage() public {
        uint256 count = 0;
        for (uint256 i = 0; vm.keyExistsJson(json, at(".trees", i)); ++i) {
            bytes32 root = vm.parseJsonBytes32(json, string.concat(at(".trees", i), ".root"));
            anchors.anchor(root);
            string memory leaves = string.concat(at(".trees", i), ".leaves");
            for (uint256 j = 0; vm.keyExistsJson(json, at(leaves, j)); ++j) {
                (Leaf memory leaf, bytes32[] memory proof) = read(at(leaves, j));
                vm.assertEq(hash(leaf), vm.parseJsonBytes32(json, string.concat(at(leaves, j), ".hash")), "leaf");
                vm.assertEq(proven(leaf, root, proof), time(), at(leaves, j));
                ++count;
            }
        }
        vm.assertEq(count, 57, "leaves read");
    }

    function at(string memory key, uint256 index) private pure returns (string memory) {
        return string.concat(key, "[", vm.toString(index), "]");
    }

    function read(string memory key) private view returns (Leaf memory leaf, bytes32[] memory proof) {
        leaf.owner = vm.parseJsonAddress(json, string.concat(key, ".owner"));
        leaf.fingerprint = vm.parseJsonBytes32(json, string.concat(key, ".fingerprint"));
        leaf.salt = vm.parseJsonBytes32(json, string.concat(key, ".salt"));
        // An empty JSON array has no type that the cheatcode could guess.
        string memory first = string.concat(key, ".proof[0]");
        if (vm.keyExistsJson(json, first)) proof = vm.parseJsonBytes32Array(json, string.concat(key, ".proof"));
    }
}
