// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Anchors} from "../../src/Anchors/Anchors.sol";
import {IAnchors} from "../../src/Anchors/IAnchors.sol";
import {Base, Cheats} from "../Base.t.sol";

contract AnchorTest is Base {
    bytes32 private constant ROOT = keccak256("root");
    Anchors private anchors = new Anchors();

    function test_anchor_RevertWhen_RootIsZero() public {
        vm.expectRevert(IAnchors.Anchors_ZeroRoot.selector);
        anchors.anchor(0);
    }

    function test_anchor_A3_EmitsWhatItRecords() public {
        vm.expectEmit();
        emit IAnchors.Anchored(ROOT, uint64(time()), uint64(height()));
        uint64 returned = anchors.anchor(ROOT);
        vm.assertEq(returned, time(), "returned");
    }

    function testFuzz_anchor_A2_RecordsTheBlocksTimeAndNumber(bytes32 root, uint64 start, uint64 number) public {
        vm.assume(root != 0 && start != 0);
        vm.warp(start);
        vm.roll(number);
        anchors.anchor(root);
        vm.assertEq(anchors.timeOf(root), start, "time");
        vm.assertEq(anchors.blockOf(root), number, "block");
    }

    function test_anchor_A1_KeepsTheFirstTime() public {
        uint256 first = time();
        uint256 number = height();
        anchors.anchor(ROOT);
        vm.warp(first + 1 days);
        vm.roll(number + 1);
        uint64 returned = anchors.anchor(ROOT);
        vm.assertEq(returned, first, "returned");
        vm.assertEq(anchors.timeOf(ROOT), first, "time");
        vm.assertEq(anchors.blockOf(ROOT), number, "block");
    }

    function test_anchor_A3_EmitsNothingTheSecondTime() public {
        anchors.anchor(ROOT);
        vm.recordLogs();
        anchors.anchor(ROOT);
        vm.assertEq(vm.getRecordedLogs().length, 0, "logs");
    }

    function test_anchor_RootOfAnotherHelpsItsOwner() public {
        // A watcher copies Alice's pending transaction and is first. Her leaf is proven all the same, and earlier.
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(address(0xA11CE), ROOT, bytes32(0)))));
        vm.prank(address(0x7141EF));
        anchors.anchor(leaf);
        uint256 start = time();
        vm.warp(start + 1);
        anchors.anchor(leaf);
        vm.assertEq(anchors.provenTime(address(0xA11CE), ROOT, 0, leaf, new bytes32[](0)), start, "proven");
    }

    function testFuzz_timeOf_IsZero(bytes32 root) public view {
        vm.assertEq(anchors.timeOf(root), 0, "time");
        vm.assertEq(anchors.blockOf(root), 0, "block");
    }
}
