// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Anchors} from "../../src/Anchors/Anchors.sol";
import {Base, Cheats} from "../Base.t.sol";

/// @dev Anchors a few roots over and over, and keeps what the first log of each said.
contract AnchorsHandler is Base {
    uint256 public constant ROOTS = 8;
    Anchors private immutable ANCHORS;

    mapping(uint256 i => uint256) public time_;
    mapping(uint256 i => uint256) public height_;
    mapping(uint256 i => uint256) public logs;
    uint256 public again;

    constructor(Anchors anchors) {
        ANCHORS = anchors;
    }

    function leaf(uint256 i) public pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(address(0xA11CE), bytes32(i), bytes32(0)))));
    }

    function pass(uint256 seed) external {
        vm.warp(time() + seed % 1 days);
        vm.roll(height() + seed % 100);
    }

    function anchor(address sender, uint256 i) external {
        i = i % ROOTS;
        vm.recordLogs();
        vm.prank(sender);
        uint256 returned = ANCHORS.anchor(leaf(i));
        Cheats.Log[] memory seen = vm.getRecordedLogs();
        if (seen.length == 0) ++again;
        for (uint256 l = 0; l < seen.length; ++l) {
            vm.assertEq(seen[l].topics[1], leaf(i), "root");
            (time_[i], height_[i]) = abi.decode(seen[l].data, (uint64, uint64));
            vm.assertEq(time_[i], time(), "A3: the log bears the block's time");
            ++logs[i];
        }
        vm.assertEq(returned, time_[i], "returned");
    }
}

contract AnchorsInvariants is Base {
    Anchors private anchors = new Anchors();
    AnchorsHandler private handler = new AnchorsHandler(anchors);

    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    function invariant_A1_A2_A3_A4_HoldUnderRandomUsers() public view {
        bytes32[] memory none;
        for (uint256 i = 0; i < handler.ROOTS(); ++i) {
            bytes32 root = handler.leaf(i);
            vm.assertEq(anchors.timeOf(root), handler.time_(i), "A1: the time is that of the first log");
            vm.assertEq(anchors.blockOf(root), handler.height_(i), "A1: the block is that of the first log");
            vm.assertLe(anchors.timeOf(root), time(), "A2: in the future");
            vm.assertLe(handler.logs(i), 1, "A3: logs");
            try anchors.provenTime(address(0xA11CE), bytes32(i), 0, root, none) returns (uint64 proven) {
                vm.assertTrue(proven != 0 && proven == handler.time_(i), "A4: the anchored time");
            } catch {
                vm.assertEq(handler.logs(i), 0, "A4: an anchored leaf is proven");
            }
        }
    }

    function test_invariant_TheHandlerAnchorsAnewAndAgain() public {
        for (uint256 step = 0; step < 40; ++step) {
            handler.anchor(address(uint160(step + 1)), uint256(keccak256(abi.encode(step))));
            handler.pass(step * 7_919);
        }
        uint256 first = 0;
        for (uint256 i = 0; i < handler.ROOTS(); ++i) {
            first += handler.logs(i);
        }
        vm.assertEq(first, handler.ROOTS(), "anchored");
        vm.assertEq(handler.again(), 40 - first, "anchored again");
        invariant_A1_A2_A3_A4_HoldUnderRandomUsers();
    }
}
