// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC4906} from "@openzeppelin/contracts/interfaces/IERC4906.sol";
import {IERC721} from "@openzeppelin/contracts/interfaces/IERC721.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {RefusingReceiver} from "./Accounts.t.sol";
import {TitlesFixture} from "./TitlesFixture.t.sol";

contract SupersedeTest is TitlesFixture {
    uint256 private constant ID = uint256(MODEL);
    bytes32 private constant FAKE = keccak256("a fake version");

    /// @dev Alice anchors at the time returned; an hour later the thief registers what she is about to reveal.
    function robbed() private returns (uint256 start) {
        start = time();
        anchor(ALICE, MODEL);
        pass(1 hours);
        register(THIEF, MODEL);
    }

    function refuseTaken(address caller, ITitles.Registration memory r, uint256 titleId, uint256 priority) private {
        refuse(
            caller,
            r,
            abi.encodeWithSelector(ITitles.Titles_AlreadyRegistered.selector, r.fingerprint, titleId, priority)
        );
    }

    function test_supersede_T4_RevertWhen_TheTimesAreEqual() public {
        anchor(ALICE, MODEL);
        anchor(BOB, MODEL);
        uint256 start = time();
        pass(1);
        register(BOB, anchored(BOB, MODEL));
        refuseTaken(ALICE, anchored(ALICE, MODEL), ID, start);
    }

    function test_supersede_T4_RevertWhen_TheClaimIsLater() public {
        anchor(BOB, MODEL);
        uint256 start = time();
        pass(1);
        anchor(ALICE, MODEL);
        pass(1);
        register(BOB, anchored(BOB, MODEL));
        refuseTaken(ALICE, anchored(ALICE, MODEL), ID, start);
        refuseTaken(ALICE, statement(MODEL), ID, start);
    }

    function test_supersede_T3_RevertWhen_TheTitleIsFinal() public {
        robbed();
        pass(PERIOD);
        refuse(
            ALICE,
            anchored(ALICE, MODEL),
            abi.encodeWithSelector(ITitles.Titles_ContestOver.selector, MODEL, ID, time())
        );
    }

    function test_supersede_T3_RevertWhen_TheVersionIsFinal() public {
        anchor(ALICE, MODEL);
        pass(1 hours);
        uint256 titleId = register(THIEF, OTHER);
        publish(THIEF, titleId, versionOf(MODEL));
        pass(PERIOD);
        refuse(
            ALICE,
            anchored(ALICE, MODEL),
            abi.encodeWithSelector(ITitles.Titles_ContestOver.selector, MODEL, titleId, time())
        );
    }

    /// @dev The order of a block in which the thief copies Alice's pending transaction and pays for the first place.
    function test_supersede_AFrontRunnerLosesInTheSameBlock() public {
        uint256 start = robbed();
        register(ALICE, anchored(ALICE, MODEL));
        checkRecord(ID, ALICE, start);
        refuseTaken(THIEF, statement(MODEL), ID, start);
    }

    function test_supersede_InTheLastSecond() public {
        uint256 start = robbed();
        pass(PERIOD - 1);
        register(ALICE, anchored(ALICE, MODEL));
        checkRecord(ID, ALICE, start);
    }

    function test_supersede_EmitsTheWholeStory() public {
        uint40 start = uint40(robbed());
        ITitles.Registration memory r = anchored(ALICE, MODEL);
        r.resaleRoyalty = 100;
        vm.expectEmit();
        emit ITitles.TitleSuperseded(ID, THIEF, ALICE, uint40(time()), start);
        vm.expectEmit();
        emit IERC721.Transfer(THIEF, ALICE, ID);
        vm.expectEmit();
        emit IERC4906.MetadataUpdate(ID);
        vm.expectEmit();
        emit ITitles.TitleRegistered(
            ID, ALICE, start, r.kind, JUDGE, 100, r.manifestDigest, r.tensorRoot, r.anchorRoot, r.name, r.parents
        );
        register(ALICE, r);
    }

    function test_supersede_WritesTheRecordAnew() public {
        anchor(ALICE, MODEL);
        pass(1 hours);
        ITitles.Registration memory lie = statement(MODEL);
        (lie.arbitrator, lie.manifestDigest, lie.kind) = (THIEF, keccak256("lie"), ITitles.Kind.Software);
        register(THIEF, lie);
        ITitles.Registration memory truth = anchored(ALICE, MODEL);
        register(ALICE, truth);
        ITitles.TitleRecord memory record = titles.recordOf(ID);
        vm.assertEq(record.arbitrator, JUDGE, "arbitrator");
        vm.assertTrue(record.kind == ITitles.Kind.Model, "kind");
        vm.assertEq(titles.manifestOf(MODEL), truth.manifestDigest, "manifest");
        vm.assertEq(titles.balanceOf(THIEF), 0, "the thief's balance");
        vm.assertEq(titles.balanceOf(ALICE), 1, "Alice's balance");
    }

    function test_supersede_T7_KeepsTheFirstBlockAndCountsTheEpoch() public {
        robbed();
        uint256 first = height();
        pass(1 hours);
        register(ALICE, anchored(ALICE, MODEL));
        vm.assertEq(titles.recordOf(ID).registeredBlock, first, "registeredBlock");
        vm.assertEq(titles.epochOf(ID), 1, "epoch");
    }

    function test_supersede_T8_VoidsTheLosersVersions() public {
        robbed();
        publish(THIEF, ID, versionOf(FAKE));
        vm.assertEq(titles.titleOf(FAKE), ID, "before");
        register(ALICE, anchored(ALICE, MODEL));
        vm.assertEq(titles.titleOf(FAKE), 0, "after");
        vm.assertEq(titles.versionOf(FAKE).titleId, 0, "its record");
        vm.assertEq(titles.manifestOf(FAKE), 0, "its manifest");
        (bytes32 latest, uint256 number) = titles.latestOf(ID);
        vm.assertEq(latest, MODEL, "latest");
        vm.assertEq(number, 1, "number");
        // What Alice publishes counts, and counts from 2 again.
        vm.assertEq(publish(ALICE, ID, versionOf(OTHER)), 2, "her first later version");
        vm.assertEq(titles.titleOf(FAKE), 0, "still void");
    }

    function test_supersede_ClearsApprovals() public {
        robbed();
        vm.prank(THIEF);
        titles.approve(BOB, ID);
        vm.prank(THIEF);
        titles.setApprovalForAll(BOB, true);
        register(ALICE, anchored(ALICE, MODEL));
        vm.assertEq(titles.getApproved(ID), address(0), "approval");
        pass(PERIOD);
        vm.expectRevert();
        vm.prank(BOB);
        titles.transferFrom(ALICE, BOB, ID);
    }

    function test_supersede_ReplacesTheResaleRoyalty() public {
        anchor(ALICE, MODEL);
        anchor(BOB, OTHER);
        pass(1 hours);
        ITitles.Registration memory lie = statement(MODEL);
        lie.resaleRoyalty = 1_000;
        register(THIEF, lie);
        register(ALICE, anchored(ALICE, MODEL));
        (address receiver, uint256 amount) = titles.royaltyInfo(ID, 1 ether);
        vm.assertEq(receiver, address(0), "receiver");
        vm.assertEq(amount, 0, "amount");
        register(THIEF, OTHER);
        ITitles.Registration memory truth = anchored(BOB, OTHER);
        truth.resaleRoyalty = 300;
        register(BOB, truth);
        (receiver, amount) = titles.royaltyInfo(uint256(OTHER), 1 ether);
        vm.assertEq(receiver, royalties.tillOf(uint256(OTHER)), "till");
        vm.assertEq(titles.resaleReceiverOf(uint256(OTHER)), BOB, "Bob");
        vm.assertEq(amount, 0.03 ether, "Bob's");
    }

    /// @dev Else a thief could name himself arbitrator, and freeze the title until it is final.
    function test_supersede_EndsADispute() public {
        anchor(ALICE, MODEL);
        pass(1 hours);
        ITitles.Registration memory lie = statement(MODEL);
        lie.arbitrator = THIEF;
        register(THIEF, lie);
        vm.prank(THIEF);
        titles.setDisputed(ID, true);
        register(ALICE, anchored(ALICE, MODEL));
        vm.assertTrue(!titles.recordOf(ID).disputed, "disputed");
        vm.expectRevert(abi.encodeWithSelector(ITitles.Titles_NotArbitrator.selector, ID, THIEF));
        vm.prank(THIEF);
        titles.award(ID, THIEF);
    }

    /// @dev Else a thief could name himself arbitrator, and give Alice the title, which then "is hers already", to award it
    /// back to himself once it is final.
    function test_supersede_AfterAGiftByTheThiefsArbitrator() public {
        anchor(ALICE, MODEL);
        uint256 start = time();
        pass(1 hours);
        ITitles.Registration memory lie = statement(MODEL);
        lie.arbitrator = THIEF;
        register(THIEF, lie);
        publish(THIEF, ID, versionOf(FAKE));
        vm.prank(THIEF);
        titles.award(ID, ALICE);
        register(ALICE, anchored(ALICE, MODEL));
        checkRecord(ID, ALICE, start);
        vm.assertEq(titles.recordOf(ID).arbitrator, JUDGE, "arbitrator");
        vm.assertEq(titles.titleOf(FAKE), 0, "the thief's version");
    }

    /// @dev The rule knows no persons: a second account of the holder's could do the same.
    function test_supersede_ByTheHolderWritesTheRecordAnewToo() public {
        uint256 start = time();
        anchor(ALICE, MODEL);
        pass(1 hours);
        register(ALICE, MODEL);
        publish(ALICE, ID, versionOf(FAKE));
        ITitles.Registration memory r = anchored(ALICE, MODEL);
        r.arbitrator = BOB;
        register(ALICE, r);
        checkRecord(ID, ALICE, start);
        vm.assertEq(titles.recordOf(ID).arbitrator, BOB, "arbitrator");
        vm.assertEq(titles.titleOf(FAKE), 0, "versions of before");
        vm.assertEq(titles.balanceOf(ALICE), 1, "balance");
    }

    function test_supersede_FromAContractThatRefusesTokens() public {
        anchor(ALICE, MODEL);
        pass(1 hours);
        register(address(new RefusingReceiver()), MODEL);
        register(ALICE, anchored(ALICE, MODEL));
        vm.assertEq(titles.ownerOf(ID), ALICE, "owner");
    }

    function test_supersede_AChainOfEverEarlierClaims() public {
        address[4] memory claimants = [ALICE, BOB, JUDGE, THIEF];
        uint256[4] memory times;
        for (uint256 i = 0; i < 4; ++i) {
            times[i] = time();
            anchor(claimants[i], MODEL);
            pass(1 hours);
        }
        for (uint256 i = 4; i > 0; --i) {
            register(claimants[i - 1], anchored(claimants[i - 1], MODEL));
            checkRecord(ID, claimants[i - 1], times[i - 1]);
            vm.assertEq(titles.epochOf(ID), 4 - i, "epoch");
        }
        for (uint256 i = 1; i < 4; ++i) {
            refuseTaken(claimants[i], anchored(claimants[i], MODEL), ID, times[0]);
        }
    }

    function test_supersede_WithAnOldAnchorIsFinalAtOnce() public {
        anchor(BOB, MODEL);
        pass(1);
        anchor(ALICE, MODEL);
        pass(PERIOD);
        register(THIEF, MODEL);
        register(ALICE, anchored(ALICE, MODEL));
        vm.assertTrue(titles.isFinal(MODEL), "final");
        // Bob's proof is earlier still, and too late.
        refuse(
            BOB,
            anchored(BOB, MODEL),
            abi.encodeWithSelector(ITitles.Titles_ContestOver.selector, MODEL, ID, titles.finalAt(MODEL))
        );
    }

    function test_supersede_BySignature() public {
        uint256 key = 0xC0FFEE;
        address owner = vm.addr(key);
        anchor(owner, MODEL);
        uint256 start = time();
        pass(1 hours);
        ITitles.Registration memory r = anchored(owner, MODEL);
        bytes memory signature = sign(key, registerHash(owner, r, 0, time()));
        register(THIEF, MODEL);
        // Whoever relays: even the thief can only carry out what was signed.
        vm.prank(THIEF);
        titles.registerFor(owner, r, noProof, time(), signature);
        checkRecord(ID, owner, start);
    }

    /// @dev Any number of honest and dishonest claimants, any order of registration: within the period the earliest wins.
    function testFuzz_supersede_TheEarliestProofWinsInAnyOrder(uint256 seed) public {
        address[4] memory claimants = [ALICE, BOB, JUDGE, THIEF];
        uint256 first = time();
        uint256 earliest = seed % 4;
        for (uint256 i = 0; i < 4; ++i) {
            anchor(claimants[(earliest + i) % 4], MODEL);
            pass(1 + (seed >> 8) % 1 hours);
        }
        uint256 order = seed >> 32;
        for (uint256 turn = 0; turn < 12; ++turn) {
            address claimant = claimants[order % 4];
            order /= 4;
            vm.prank(claimant);
            (bool done,) = address(titles).call(abi.encodeCall(ITitles.register, (anchored(claimant, MODEL), noProof)));
            vm.assertTrue(done || titles.titleOf(MODEL) == ID, "either taken, or taken before");
        }
        address winner = claimants[earliest];
        if (titles.ownerOf(ID) != winner) register(winner, anchored(winner, MODEL));
        checkRecord(ID, winner, first);
    }

    // -------------------------------------------------------------------------------------------------------- versions

    function stolenVersion() private returns (uint256 start, uint256 titleId) {
        start = time();
        anchor(ALICE, MODEL);
        pass(1 hours);
        titleId = register(THIEF, OTHER);
        publish(THIEF, titleId, versionOf(MODEL));
    }

    function test_supersedeVersion_LeavesItsTitle() public {
        (uint256 start, uint256 titleId) = stolenVersion();
        vm.expectEmit();
        emit ITitles.VersionSuperseded(MODEL, titleId, ID, uint40(time()), uint40(start));
        vm.expectEmit();
        emit IERC4906.MetadataUpdate(titleId);
        vm.expectEmit();
        emit IERC721.Transfer(address(0), ALICE, ID);
        register(ALICE, anchored(ALICE, MODEL));
        checkRecord(ID, ALICE, start);
        vm.assertEq(titles.versionOf(MODEL).titleId, 0, "no version any more");
        vm.assertEq(titles.ownerOf(titleId), THIEF, "the rest of the title stays the thief's");
        vm.assertEq(titles.epochOf(titleId), 0, "epoch");
    }

    function test_supersedeVersion_UnderAFinalTitle() public {
        uint256 titleId = registerFinal(THIEF, OTHER);
        anchor(ALICE, MODEL);
        pass(1 hours);
        publish(THIEF, titleId, versionOf(MODEL));
        vm.assertTrue(titles.isFinal(OTHER) && !titles.isFinal(MODEL), "each has its own period");
        register(ALICE, anchored(ALICE, MODEL));
        vm.assertEq(titles.ownerOf(ID), ALICE, "owner");
    }

    function test_supersedeVersion_TheLatestFallsBackToTheFirst() public {
        (, uint256 titleId) = stolenVersion();
        register(ALICE, anchored(ALICE, MODEL));
        (bytes32 latest, uint256 number) = titles.latestOf(titleId);
        vm.assertEq(latest, OTHER, "latest");
        vm.assertEq(number, 1, "number");
        vm.assertEq(publish(THIEF, titleId, versionOf(FAKE)), 3, "no number is given twice");
    }

    function test_supersedeVersion_TheLatestStaysWhenAnOlderOneLeaves() public {
        (, uint256 titleId) = stolenVersion();
        publish(THIEF, titleId, versionOf(FAKE));
        register(ALICE, anchored(ALICE, MODEL));
        (bytes32 latest, uint256 number) = titles.latestOf(titleId);
        vm.assertEq(latest, FAKE, "latest");
        vm.assertEq(number, 3, "number");
    }

    function test_supersedeVersion_AVoidVersionIsFree() public {
        robbed();
        publish(THIEF, ID, versionOf(FAKE));
        register(ALICE, anchored(ALICE, MODEL));
        // Bob has no proof, and needs none: nobody holds it.
        register(BOB, FAKE);
        checkRecord(uint256(FAKE), BOB, time());
    }
}
