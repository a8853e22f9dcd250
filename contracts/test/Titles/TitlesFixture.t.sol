// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ITitles} from "../../src/Titles/ITitles.sol";
import {World} from "../World.t.sol";
import {Messages} from "./Messages.t.sol";

/// @dev Fresh contracts, a cast of accounts, and builders of well-formed statements.
abstract contract TitlesFixture is World {
    uint256 internal constant PERIOD = 7 days;
    bytes32 internal constant MODEL = keccak256("a model");
    bytes32 internal constant OTHER = keccak256("another model");
    bytes32 internal constant SALT = keccak256("salt");

    address internal constant ALICE = address(0xA11CE);
    address internal constant BOB = address(0xB0B);
    address internal constant THIEF = address(0x7141EF);
    address internal constant JUDGE = address(0x70D6E);

    Messages internal messages;

    bytes32[] internal noProof;
    ITitles.Parent[] internal noParents;

    function setUp() public virtual {
        found(PERIOD);
        messages = new Messages();
    }

    /// @dev Lets `duration` seconds pass in one block.
    function pass(uint256 duration) internal {
        vm.warp(time() + duration);
        vm.roll(height() + 1);
    }

    function leafOf(address owner, bytes32 fingerprint) internal pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(owner, fingerprint, SALT))));
    }

    /// @dev Anchors a tree of one leaf, whose root is the leaf and whose proof is empty.
    function anchor(address owner, bytes32 fingerprint) internal returns (bytes32 root) {
        root = leafOf(owner, fingerprint);
        anchors.anchor(root);
    }

    function statement(bytes32 fingerprint) internal view returns (ITitles.Registration memory r) {
        r.fingerprint = fingerprint;
        r.manifestDigest = keccak256(abi.encode("manifest", fingerprint));
        r.tensorRoot = keccak256(abi.encode("tensors", fingerprint));
        r.kind = ITitles.Kind.Model;
        r.name = "A model";
        r.parents = noParents;
        r.arbitrator = JUDGE;
    }

    /// @dev The statement with the proof of `anchor(owner, fingerprint)`.
    function anchored(address owner, bytes32 fingerprint) internal view returns (ITitles.Registration memory r) {
        r = statement(fingerprint);
        r.anchorRoot = leafOf(owner, fingerprint);
        r.salt = SALT;
    }

    function versionOf(bytes32 fingerprint) internal pure returns (ITitles.Version memory v) {
        v.fingerprint = fingerprint;
        v.manifestDigest = keccak256(abi.encode("manifest", fingerprint));
        v.tensorRoot = keccak256(abi.encode("tensors", fingerprint));
        v.note = "Trained for longer";
    }

    function anchoredVersion(address holder, bytes32 fingerprint) internal pure returns (ITitles.Version memory v) {
        v = versionOf(fingerprint);
        v.anchorRoot = leafOf(holder, fingerprint);
        v.salt = SALT;
    }

    function register(address owner, ITitles.Registration memory r) internal returns (uint256) {
        vm.prank(owner);
        return titles.register(r, noProof);
    }

    function register(address owner, bytes32 fingerprint) internal returns (uint256) {
        return register(owner, statement(fingerprint));
    }

    function registerAs(address owner, bytes32 fingerprint, uint256 parent) internal returns (uint256) {
        return register(owner, withParent(statement(fingerprint), parent, 500));
    }

    /// @dev Registered and past its contest period.
    function registerFinal(address owner, bytes32 fingerprint) internal returns (uint256 titleId) {
        titleId = register(owner, fingerprint);
        pass(PERIOD);
    }

    function publish(address holder, uint256 titleId, ITitles.Version memory v) internal returns (uint32) {
        vm.prank(holder);
        return titles.publishVersion(titleId, v, noProof);
    }

    function withParent(ITitles.Registration memory r, uint256 parent, uint16 royalty)
        internal
        pure
        returns (ITitles.Registration memory)
    {
        ITitles.Parent[] memory parents = new ITitles.Parent[](1);
        parents[0] = ITitles.Parent({title: parent, royalty: royalty});
        r.parents = parents;
        return r;
    }

    function refuse(address caller, ITitles.Registration memory r, bytes memory reason) internal {
        vm.expectRevert(reason);
        vm.prank(caller);
        titles.register(r, noProof);
    }

    function checkRecord(uint256 titleId, address owner, uint256 priority) internal view {
        vm.assertEq(titles.ownerOf(titleId), owner, "owner");
        vm.assertEq(titles.titleOf(bytes32(titleId)), titleId, "titleOf");
        vm.assertEq(titles.priorityOf(bytes32(titleId)), priority, "priority");
    }

    function registerHash(address owner, ITitles.Registration memory r, uint256 nonce, uint256 deadline)
        internal
        view
        returns (bytes32)
    {
        return messages.register(titles, owner, r, nonce, deadline);
    }

    function publishHash(uint256 titleId, ITitles.Version memory v, uint256 nonce, uint256 deadline)
        internal
        view
        returns (bytes32)
    {
        return messages.publishVersion(titles, titleId, v, nonce, deadline);
    }

    function sign(uint256 key, bytes32 hash) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, hash);
        return abi.encodePacked(r, s, v);
    }
}
