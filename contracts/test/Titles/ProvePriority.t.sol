// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAnchors} from "../../src/Anchors/IAnchors.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {TitlesFixture} from "./TitlesFixture.t.sol";

contract ProvePriorityTest is TitlesFixture {
    uint256 private constant ID = uint256(MODEL);

    /// @dev Alice has anchored, and forgets to say so when she registers.
    function forgotten() private returns (uint256 start, bytes32 root) {
        start = time();
        root = anchor(ALICE, MODEL);
        pass(1 hours);
        register(ALICE, MODEL);
    }

    function test_provePriority_RevertWhen_ItIsUnregistered() public {
        bytes32 root = anchor(ALICE, MODEL);
        vm.expectRevert(abi.encodeWithSelector(ITitles.Titles_Unregistered.selector, MODEL));
        titles.provePriority(MODEL, root, SALT, noProof);
    }

    function test_provePriority_RevertWhen_NoAnchorIsGiven() public {
        register(ALICE, MODEL);
        uint256 start = time();
        pass(1);
        vm.expectRevert(abi.encodeWithSelector(ITitles.Titles_PriorityNotEarlier.selector, MODEL, start, start + 1));
        titles.provePriority(MODEL, 0, 0, noProof);
    }

    function test_provePriority_RevertWhen_TheTimeIsNotEarlier() public {
        bytes32 root = anchor(ALICE, MODEL);
        register(ALICE, MODEL);
        vm.expectRevert(abi.encodeWithSelector(ITitles.Titles_PriorityNotEarlier.selector, MODEL, time(), time()));
        titles.provePriority(MODEL, root, SALT, noProof);
    }

    function test_provePriority_RevertWhen_TheLeafNamesAnother() public {
        bytes32 root = anchor(BOB, MODEL);
        pass(1);
        register(ALICE, MODEL);
        vm.expectRevert(abi.encodeWithSelector(IAnchors.Anchors_NotInTree.selector, leafOf(ALICE, MODEL), root));
        vm.prank(BOB);
        titles.provePriority(MODEL, root, SALT, noProof);
    }

    function test_provePriority_T2_OfATitle() public {
        (uint256 start, bytes32 root) = forgotten();
        vm.expectEmit();
        emit ITitles.PriorityProven(MODEL, ID, uint40(time()), uint40(start), root);
        vm.prank(ALICE);
        titles.provePriority(MODEL, root, SALT, noProof);
        checkRecord(ID, ALICE, start);
    }

    function test_provePriority_T2_OfAVersion() public {
        register(ALICE, OTHER);
        bytes32 root = anchor(ALICE, MODEL);
        uint256 start = time();
        pass(1);
        publish(ALICE, uint256(OTHER), versionOf(MODEL));
        vm.expectEmit();
        emit ITitles.PriorityProven(MODEL, uint256(OTHER), uint40(time()), uint40(start), root);
        titles.provePriority(MODEL, root, SALT, noProof);
        vm.assertEq(titles.priorityOf(MODEL), start, "the version's");
        vm.assertEq(titles.priorityOf(OTHER), start, "the title's, as it was");
        vm.assertEq(titles.versionOf(MODEL).number, 2, "number");
    }

    function test_provePriority_ChangesNothingElse() public {
        (, bytes32 root) = forgotten();
        ITitles.TitleRecord memory before = titles.recordOf(ID);
        titles.provePriority(MODEL, root, SALT, noProof);
        ITitles.TitleRecord memory record = titles.recordOf(ID);
        record.priority = before.priority;
        vm.assertEq(keccak256(abi.encode(record)), keccak256(abi.encode(before)), "record");
        vm.assertEq(titles.epochOf(ID), 0, "epoch");
    }

    function test_provePriority_ByAnybody() public {
        (uint256 start, bytes32 root) = forgotten();
        vm.prank(THIEF);
        titles.provePriority(MODEL, root, SALT, noProof);
        checkRecord(ID, ALICE, start);
    }

    function test_provePriority_KeepsTheVersionsValid() public {
        (, bytes32 root) = forgotten();
        publish(ALICE, ID, versionOf(OTHER));
        titles.provePriority(MODEL, root, SALT, noProof);
        vm.assertEq(titles.titleOf(OTHER), ID, "titleOf");
    }

    /// @dev Bob anchored after Alice, but before she registered without her proof: he would win until she shows it.
    function test_provePriority_DefeatsALaterClaim() public {
        uint256 start = time();
        bytes32 root = anchor(ALICE, MODEL);
        pass(1);
        anchor(BOB, MODEL);
        pass(1);
        register(ALICE, MODEL);
        titles.provePriority(MODEL, root, SALT, noProof);
        refuse(
            BOB,
            anchored(BOB, MODEL),
            abi.encodeWithSelector(ITitles.Titles_AlreadyRegistered.selector, MODEL, ID, start)
        );
    }
}
