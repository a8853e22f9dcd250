// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {ReentrantReceiver, RefusingReceiver} from "./Accounts.t.sol";
import {TitlesFixture} from "./TitlesFixture.t.sol";

contract TransferTest is TitlesFixture {
    uint256 private constant ID = uint256(MODEL);

    function transfer(address sender, address from, address to) private {
        vm.prank(sender);
        titles.transferFrom(from, to, ID);
    }

    function test_transfer_T6_RevertWhen_Provisional() public {
        register(ALICE, MODEL);
        bytes memory reason = abi.encodeWithSelector(ITitles.Titles_Provisional.selector, ID, time() + PERIOD);
        vm.expectRevert(reason);
        transfer(ALICE, ALICE, BOB);
        vm.expectRevert(reason);
        vm.prank(ALICE);
        titles.safeTransferFrom(ALICE, BOB, ID);
        vm.expectRevert(reason);
        vm.prank(ALICE);
        titles.safeTransferFrom(ALICE, BOB, ID, "data");
        // Not even to oneself, and not by the approved either.
        vm.expectRevert(reason);
        transfer(ALICE, ALICE, ALICE);
        vm.prank(ALICE);
        titles.approve(BOB, ID);
        vm.expectRevert(reason);
        transfer(BOB, ALICE, BOB);
    }

    function test_transfer_T6_AtTheExactSecondOfFinality() public {
        register(ALICE, MODEL);
        uint256 end = time() + PERIOD;
        vm.warp(end - 1);
        vm.assertTrue(!titles.isFinal(MODEL), "a second before");
        vm.expectRevert(abi.encodeWithSelector(ITitles.Titles_Provisional.selector, ID, end));
        transfer(ALICE, ALICE, BOB);
        vm.warp(end);
        vm.assertTrue(titles.isFinal(MODEL), "at the second");
        transfer(ALICE, ALICE, BOB);
        vm.assertEq(titles.ownerOf(ID), BOB, "owner");
    }

    function test_transfer_RevertWhen_TheTitleDoesNotExist() public {
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, ID));
        transfer(ALICE, ALICE, BOB);
    }

    function test_transfer_RevertWhen_TheSenderIsAStranger() public {
        registerFinal(ALICE, MODEL);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InsufficientApproval.selector, THIEF, ID));
        transfer(THIEF, ALICE, THIEF);
    }

    function test_transfer_RevertWhen_TheReceiverRefuses() public {
        registerFinal(ALICE, MODEL);
        address receiver = address(new RefusingReceiver());
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidReceiver.selector, receiver));
        vm.prank(ALICE);
        titles.safeTransferFrom(ALICE, receiver, ID);
        transfer(ALICE, ALICE, receiver);
        vm.assertEq(titles.ownerOf(ID), receiver, "the unsafe way doesn't ask");
    }

    function test_transfer_TheReceiverMayReenter() public {
        registerFinal(ALICE, MODEL);
        ReentrantReceiver receiver = new ReentrantReceiver(statement(OTHER));
        vm.prank(ALICE);
        titles.safeTransferFrom(ALICE, address(receiver), ID);
        vm.assertTrue(receiver.entered(), "entered");
        vm.assertEq(titles.balanceOf(address(receiver)), 2, "balance");
        vm.assertEq(titles.ownerOf(uint256(OTHER)), address(receiver), "owner");
    }

    function test_transfer_ByTheApproved() public {
        registerFinal(ALICE, MODEL);
        vm.prank(ALICE);
        titles.approve(BOB, ID);
        transfer(BOB, ALICE, JUDGE);
        vm.assertEq(titles.ownerOf(ID), JUDGE, "owner");
        vm.assertEq(titles.getApproved(ID), address(0), "approval");
    }

    function test_transfer_KeepsTheRecord() public {
        registerFinal(ALICE, MODEL);
        bytes32 before = keccak256(abi.encode(titles.recordOf(ID)));
        transfer(ALICE, ALICE, BOB);
        vm.assertEq(keccak256(abi.encode(titles.recordOf(ID))), before, "record");
        vm.assertEq(titles.epochOf(ID), 0, "epoch");
    }

    function testFuzz_transfer_T6_OnlyFromFinality(uint256 age, uint256 wait) public {
        age = bound(age, 0, 2 * PERIOD);
        wait = bound(wait, 0, 2 * PERIOD);
        anchor(ALICE, MODEL);
        pass(age);
        register(ALICE, anchored(ALICE, MODEL));
        pass(wait);
        vm.prank(ALICE);
        (bool ok,) = address(titles).call(abi.encodeCall(titles.transferFrom, (ALICE, BOB, ID)));
        vm.assertEq(ok, age + wait >= PERIOD, "transferable");
    }
}
