// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC4906} from "@openzeppelin/contracts/interfaces/IERC4906.sol";
import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IAnchors} from "../../src/Anchors/IAnchors.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {Wallet} from "./Accounts.t.sol";
import {TitlesFixture} from "./TitlesFixture.t.sol";

contract PublishVersionTest is TitlesFixture {
    bytes32 private constant NEXT = keccak256("the next version");
    uint256 private constant ID = uint256(MODEL);
    uint256 private constant KEY = 0xC0FFEE;
    address private immutable SIGNER = vm.addr(KEY);

    function refusePublication(address caller, uint256 titleId, ITitles.Version memory v, bytes memory reason) private {
        vm.expectRevert(reason);
        publish(caller, titleId, v);
    }

    function refuseTaken(bytes32 fingerprint, uint256 titleId, uint256 priority, ITitles.Version memory v) private {
        refusePublication(
            ALICE,
            ID,
            v,
            abi.encodeWithSelector(ITitles.Titles_AlreadyRegistered.selector, fingerprint, titleId, priority)
        );
    }

    function test_publishVersion_RevertWhen_TheTitleDoesNotExist() public {
        refusePublication(
            ALICE, ID, versionOf(NEXT), abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, ID)
        );
    }

    function test_publishVersion_RevertWhen_TheCallerIsAStranger() public {
        register(ALICE, MODEL);
        refusePublication(
            BOB, ID, versionOf(NEXT), abi.encodeWithSelector(IERC721Errors.ERC721InsufficientApproval.selector, BOB, ID)
        );
    }

    function test_publishVersion_RevertWhen_TheCallerIsAFormerHolder() public {
        registerFinal(ALICE, MODEL);
        vm.prank(ALICE);
        titles.transferFrom(ALICE, BOB, ID);
        refusePublication(
            ALICE,
            ID,
            versionOf(NEXT),
            abi.encodeWithSelector(IERC721Errors.ERC721InsufficientApproval.selector, ALICE, ID)
        );
        publish(BOB, ID, versionOf(NEXT));
    }

    function test_publishVersion_TheApprovedMay() public {
        register(ALICE, MODEL);
        vm.prank(ALICE);
        titles.approve(BOB, ID);
        publish(BOB, ID, versionOf(NEXT));
        vm.prank(ALICE);
        titles.setApprovalForAll(JUDGE, true);
        publish(JUDGE, ID, versionOf(OTHER));
    }

    function test_publishVersion_RevertWhen_ADigestIsZero() public {
        register(ALICE, MODEL);
        bytes memory reason = abi.encodeWithSelector(ITitles.Titles_ZeroDigest.selector);
        refusePublication(ALICE, ID, versionOf(0), reason);
        ITitles.Version memory v = versionOf(NEXT);
        v.manifestDigest = 0;
        refusePublication(ALICE, ID, v, reason);
    }

    function test_publishVersion_RevertWhen_TheNoteIsTooLong() public {
        register(ALICE, MODEL);
        ITitles.Version memory v = versionOf(NEXT);
        v.note = string(new bytes(257));
        refusePublication(ALICE, ID, v, abi.encodeWithSelector(ITitles.Titles_NoteTooLong.selector, 257));
        v.note = string(new bytes(256));
        publish(ALICE, ID, v);
    }

    function test_publishVersion_RevertWhen_ProofHasNoRoot() public {
        register(ALICE, MODEL);
        vm.expectRevert(ITitles.Titles_ProofWithoutRoot.selector);
        vm.prank(ALICE);
        titles.publishVersion(ID, versionOf(NEXT), new bytes32[](1));
    }

    /// @dev An operator's own anchor is of no use: the version's priority is the holder's.
    function test_publishVersion_RevertWhen_TheLeafNamesAnotherThanTheHolder() public {
        register(ALICE, MODEL);
        bytes32 root = anchor(BOB, NEXT);
        vm.prank(ALICE);
        titles.approve(BOB, ID);
        refusePublication(
            BOB,
            ID,
            anchoredVersion(BOB, NEXT),
            abi.encodeWithSelector(IAnchors.Anchors_NotInTree.selector, leafOf(ALICE, NEXT), root)
        );
    }

    function test_publishVersion_T1_RevertWhen_ItIsATitle() public {
        register(ALICE, MODEL);
        uint256 other = register(BOB, NEXT);
        refuseTaken(NEXT, other, time(), versionOf(NEXT));
    }

    function test_publishVersion_T1_RevertWhen_ItIsAVersion() public {
        register(ALICE, MODEL);
        uint256 other = register(BOB, OTHER);
        publish(BOB, other, versionOf(NEXT));
        refuseTaken(NEXT, other, time(), versionOf(NEXT));
        publish(ALICE, ID, versionOf(keccak256("free")));
        refuseTaken(keccak256("free"), ID, time(), versionOf(keccak256("free")));
    }

    function test_publishVersion_T1_RevertWhen_ItIsTheTitlesOwnFirst() public {
        register(ALICE, MODEL);
        refuseTaken(MODEL, ID, time(), versionOf(MODEL));
    }

    function test_publishVersion_T3_RevertWhen_TheOtherTitleIsFinal() public {
        register(ALICE, MODEL);
        anchor(ALICE, NEXT);
        pass(1);
        uint256 other = registerFinal(THIEF, NEXT);
        refusePublication(
            ALICE,
            ID,
            anchoredVersion(ALICE, NEXT),
            abi.encodeWithSelector(ITitles.Titles_ContestOver.selector, NEXT, other, time())
        );
    }

    function test_publishVersion_T4_RevertWhen_TheTimesAreEqual() public {
        register(ALICE, MODEL);
        anchor(ALICE, NEXT);
        anchor(BOB, NEXT);
        uint256 start = time();
        pass(1);
        uint256 other = register(BOB, anchored(BOB, NEXT));
        refuseTaken(NEXT, other, start, anchoredVersion(ALICE, NEXT));
    }

    /// @dev Alice holds a title and has anchored its next version; an hour later the thief registers that as a title.
    function robbed() private returns (uint256 start, uint256 stolen) {
        register(ALICE, MODEL);
        start = time();
        anchor(ALICE, NEXT);
        pass(1 hours);
        ITitles.Registration memory lie = statement(NEXT);
        lie.resaleRoyalty = 1_000;
        lie.arbitrator = THIEF;
        stolen = register(THIEF, lie);
    }

    function test_publishVersion_DissolvesIt() public {
        (uint256 start, uint256 stolen) = robbed();
        vm.expectEmit();
        emit ITitles.TitleDissolved(stolen, THIEF, ID, uint40(time()), uint40(start));
        publish(ALICE, ID, anchoredVersion(ALICE, NEXT));
        vm.assertEq(titles.titleOf(NEXT), ID, "titleOf");
        vm.assertEq(titles.priorityOf(NEXT), start, "priority");
        vm.assertEq(titles.balanceOf(THIEF), 0, "balance");
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, stolen));
        titles.ownerOf(stolen);
        (address receiver,) = titles.royaltyInfo(stolen, 1 ether);
        vm.assertEq(receiver, address(0), "resale royalty");
        vm.expectRevert(abi.encodeWithSelector(ITitles.Titles_NotArbitrator.selector, stolen, THIEF));
        vm.prank(THIEF);
        titles.award(stolen, THIEF);
    }

    function test_publishVersion_T8_DissolvingVoidsItsVersions() public {
        (, uint256 stolen) = robbed();
        publish(THIEF, stolen, versionOf(OTHER));
        publish(ALICE, ID, anchoredVersion(ALICE, NEXT));
        vm.assertEq(titles.titleOf(OTHER), 0, "void");
        vm.assertEq(titles.epochOf(stolen), 1, "epoch");
    }

    function test_publishVersion_T7_DissolvingKeepsTheFirstBlock() public {
        (, uint256 stolen) = robbed();
        uint256 first = height();
        pass(1);
        publish(ALICE, ID, anchoredVersion(ALICE, NEXT));
        ITitles.TitleRecord memory record = titles.recordOf(stolen);
        vm.assertEq(record.registeredBlock, first, "registeredBlock");
        vm.assertEq(record.priority, 0, "priority");
        vm.assertEq(record.arbitrator, address(0), "arbitrator");
    }

    /// @dev The claim that came first of all may come last: then the version is a title again, with the id's first block.
    function test_publishVersion_WhatWasDissolvedCanBeWonBack() public {
        anchor(BOB, NEXT);
        uint256 start = time();
        pass(1);
        (, uint256 stolen) = robbed();
        uint256 first = height();
        publish(ALICE, ID, anchoredVersion(ALICE, NEXT));
        pass(1);
        register(BOB, anchored(BOB, NEXT));
        checkRecord(stolen, BOB, start);
        vm.assertEq(titles.recordOf(stolen).registeredBlock, first, "registeredBlock");
        vm.assertEq(titles.epochOf(stolen), 1, "epoch");
    }

    function test_publishVersion_TakesItOver() public {
        register(ALICE, MODEL);
        uint256 start = time();
        anchor(ALICE, NEXT);
        pass(1);
        uint256 other = register(THIEF, OTHER);
        publish(THIEF, other, versionOf(NEXT));
        vm.expectEmit();
        emit ITitles.VersionSuperseded(NEXT, other, ID, uint40(time()), uint40(start));
        publish(ALICE, ID, anchoredVersion(ALICE, NEXT));
        vm.assertEq(titles.titleOf(NEXT), ID, "titleOf");
        (bytes32 latest,) = titles.latestOf(other);
        vm.assertEq(latest, OTHER, "the other's latest");
    }

    function test_publishVersion_TakesItOverWithinOneTitle() public {
        register(ALICE, MODEL);
        anchor(ALICE, NEXT);
        uint256 start = time();
        pass(1);
        publish(ALICE, ID, versionOf(NEXT));
        vm.assertEq(publish(ALICE, ID, anchoredVersion(ALICE, NEXT)), 3, "number");
        vm.assertEq(titles.priorityOf(NEXT), start, "priority");
        (bytes32 latest, uint256 number) = titles.latestOf(ID);
        vm.assertEq(latest, NEXT, "latest");
        vm.assertEq(number, 3, "its number");
    }

    function test_publishVersion_EmitsEveryStoredValue() public {
        register(ALICE, MODEL);
        bytes32 root = anchor(ALICE, NEXT);
        ITitles.Version memory v = anchoredVersion(ALICE, NEXT);
        vm.expectEmit();
        emit ITitles.VersionPublished(ID, NEXT, 2, uint40(time()), v.manifestDigest, v.tensorRoot, root, v.note);
        vm.expectEmit();
        emit IERC4906.MetadataUpdate(ID);
        publish(ALICE, ID, v);
    }

    function test_publishVersion_KeepsEveryStoredValue() public {
        register(ALICE, MODEL);
        publish(ALICE, ID, versionOf(NEXT));
        ITitles.VersionRecord memory record = titles.versionOf(NEXT);
        vm.assertEq(record.titleId, ID, "titleId");
        vm.assertEq(record.priority, time(), "priority");
        vm.assertEq(record.number, 2, "number");
        vm.assertEq(record.epoch, 0, "epoch");
        vm.assertEq(titles.manifestOf(NEXT), versionOf(NEXT).manifestDigest, "manifest");
    }

    function test_publishVersion_TakesPriorityFromTheHoldersAnchor() public {
        register(ALICE, MODEL);
        anchor(ALICE, NEXT);
        uint256 start = time();
        pass(2 days);
        publish(ALICE, ID, anchoredVersion(ALICE, NEXT));
        vm.assertEq(titles.priorityOf(NEXT), start, "priority");
        vm.assertEq(titles.finalAt(NEXT), start + PERIOD, "finalAt");
    }

    /// @dev The thief's version is older than the contest period, but it falls with the title.
    function test_publishVersion_T3_IsNotFinalBeforeItsTitle() public {
        anchor(THIEF, NEXT);
        pass(PERIOD);
        anchor(ALICE, MODEL);
        pass(1 hours);
        register(THIEF, MODEL);
        publish(THIEF, ID, anchoredVersion(THIEF, NEXT));
        vm.assertTrue(!titles.isFinal(NEXT), "as provisional as its title");
        vm.assertEq(titles.finalAt(NEXT), titles.finalAt(MODEL), "finalAt");
        register(ALICE, anchored(ALICE, MODEL));
        vm.assertEq(titles.titleOf(NEXT), 0, "void");
    }

    function test_publishVersion_CountsFromTwo() public {
        register(ALICE, MODEL);
        for (uint256 number = 2; number < 6; ++number) {
            bytes32 fingerprint = bytes32(number);
            vm.assertEq(publish(ALICE, ID, versionOf(fingerprint)), number, "returned");
            (bytes32 latest, uint256 counted) = titles.latestOf(ID);
            vm.assertEq(latest, fingerprint, "latest");
            vm.assertEq(counted, number, "its number");
        }
    }

    function test_publishVersion_WhileProvisionalOrDisputed() public {
        register(ALICE, MODEL);
        vm.prank(JUDGE);
        titles.setDisputed(ID, true);
        publish(ALICE, ID, versionOf(NEXT));
        vm.assertEq(titles.titleOf(NEXT), ID, "titleOf");
    }

    function test_publishVersion_GoesWithTheTitleWhenSold() public {
        registerFinal(ALICE, MODEL);
        publish(ALICE, ID, versionOf(NEXT));
        vm.prank(ALICE);
        titles.transferFrom(ALICE, BOB, ID);
        vm.assertEq(titles.titleOf(NEXT), ID, "titleOf");
        vm.assertEq(titles.epochOf(ID), 0, "a sale is no new epoch");
    }

    // ---------------------------------------------------------------------------------------------------- by signature

    function send(ITitles.Version memory v, uint256 deadline, bytes memory signature) private {
        vm.prank(BOB);
        titles.publishVersionFor(ID, v, noProof, deadline, signature);
    }

    function refuseSignature(address signer, ITitles.Version memory v, bytes memory signature) private {
        vm.expectRevert(abi.encodeWithSelector(ITitles.Titles_BadSignature.selector, signer));
        send(v, time(), signature);
    }

    function signed(ITitles.Version memory v, address signer) private view returns (bytes memory) {
        return sign(KEY, publishHash(ID, v, titles.nonces(signer), time()));
    }

    function test_publishVersionFor_RevertWhen_TheTitleDoesNotExist() public {
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, ID));
        send(versionOf(NEXT), time(), "");
    }

    function test_publishVersionFor_RevertWhen_TheDeadlineHasPassed() public {
        register(SIGNER, MODEL);
        uint256 deadline = time();
        bytes memory signature = signed(versionOf(NEXT), SIGNER);
        pass(1);
        vm.expectRevert(abi.encodeWithSelector(ITitles.Titles_SignatureExpired.selector, deadline));
        send(versionOf(NEXT), deadline, signature);
    }

    function test_publishVersionFor_RevertWhen_AnyFieldDiffers() public {
        register(SIGNER, MODEL);
        for (uint256 field = 0; field < 7; ++field) {
            ITitles.Version memory v = versionOf(NEXT);
            bytes memory signature = signed(v, SIGNER);
            if (field == 0) v.fingerprint = OTHER;
            if (field == 1) v.manifestDigest = OTHER;
            if (field == 2) v.tensorRoot = OTHER;
            if (field == 3) v.note = "";
            if (field == 4) v.anchorRoot = OTHER;
            if (field == 5) v.salt = OTHER;
            if (field < 6) refuseSignature(SIGNER, v, signature);
            else send(v, time(), signature);
        }
        vm.assertEq(titles.titleOf(NEXT), ID, "titleOf");
        // For another title of the same holder.
        register(SIGNER, OTHER);
        ITitles.Version memory w = versionOf(keccak256("w"));
        refuseSignature(SIGNER, w, sign(KEY, publishHash(uint256(OTHER), w, 1, time())));
    }

    function test_publishVersionFor_RevertWhen_SignedByAFormerHolder() public {
        registerFinal(SIGNER, MODEL);
        bytes memory signature = signed(versionOf(NEXT), SIGNER);
        vm.prank(SIGNER);
        titles.transferFrom(SIGNER, ALICE, ID);
        refuseSignature(ALICE, versionOf(NEXT), signature);
    }

    function test_publishVersionFor_RevertWhen_SignedForAnotherChain() public {
        register(SIGNER, MODEL);
        bytes memory signature = signed(versionOf(NEXT), SIGNER);
        vm.chainId(1);
        refuseSignature(SIGNER, versionOf(NEXT), signature);
    }

    function test_publishVersionFor_RevertWhen_Replayed() public {
        register(SIGNER, MODEL);
        bytes memory signature = signed(versionOf(NEXT), SIGNER);
        send(versionOf(NEXT), time(), signature);
        vm.prank(JUDGE);
        titles.strike(NEXT);
        refuseSignature(SIGNER, versionOf(NEXT), signature);
    }

    function test_publishVersionFor_AContractAccountSigns() public {
        Wallet wallet = new Wallet(SIGNER);
        register(address(wallet), MODEL);
        send(versionOf(NEXT), time(), signed(versionOf(NEXT), address(wallet)));
        vm.assertEq(titles.titleOf(NEXT), ID, "titleOf");
    }
}
