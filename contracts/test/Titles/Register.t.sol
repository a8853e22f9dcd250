// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IAnchors} from "../../src/Anchors/IAnchors.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {TitlesFixture} from "./TitlesFixture.t.sol";

contract RegisterTest is TitlesFixture {
    function test_register_RevertWhen_FingerprintIsZero() public {
        refuse(ALICE, statement(0), abi.encodeWithSelector(ITitles.Titles_ZeroDigest.selector));
    }

    function test_register_RevertWhen_ManifestDigestIsZero() public {
        ITitles.Registration memory r = statement(MODEL);
        r.manifestDigest = 0;
        refuse(ALICE, r, abi.encodeWithSelector(ITitles.Titles_ZeroDigest.selector));
    }

    function test_register_RevertWhen_NameIsEmpty() public {
        ITitles.Registration memory r = statement(MODEL);
        r.name = "";
        refuse(ALICE, r, abi.encodeWithSelector(ITitles.Titles_BadName.selector, 0));
    }

    function test_register_RevertWhen_NameIsTooLong() public {
        ITitles.Registration memory r = statement(MODEL);
        r.name = string(new bytes(129));
        refuse(ALICE, r, abi.encodeWithSelector(ITitles.Titles_BadName.selector, 129));
        r.name = string(new bytes(128));
        register(ALICE, r);
    }

    function test_register_RevertWhen_KindIsUnknown() public {
        bytes memory call = abi.encodeCall(ITitles.register, (statement(MODEL), noProof));
        // selector (4), two offsets (64), then fingerprint, manifest digest and tensor root: the kind is the next word.
        call[4 + 64 + 128 - 1] = 0x05;
        vm.prank(ALICE);
        (bool ok,) = address(titles).call(call);
        vm.assertTrue(!ok, "kind 5 was accepted");
        call[4 + 64 + 128 - 1] = 0x04;
        vm.prank(ALICE);
        (ok,) = address(titles).call(call);
        vm.assertTrue(ok, "kind 4 was refused");
    }

    function test_register_RevertWhen_ResaleRoyaltyIsTooHigh() public {
        ITitles.Registration memory r = statement(MODEL);
        r.resaleRoyalty = 1_001;
        refuse(ALICE, r, abi.encodeWithSelector(ITitles.Titles_ResaleRoyaltyTooHigh.selector, 1_001));
        r.resaleRoyalty = 1_000;
        register(ALICE, r);
    }

    function test_register_RevertWhen_ProofHasNoRoot() public {
        vm.expectRevert(ITitles.Titles_ProofWithoutRoot.selector);
        vm.prank(ALICE);
        titles.register(statement(MODEL), new bytes32[](1));
    }

    function test_register_T2_TakesTheBlocksTimeAsPriority() public {
        uint256 titleId = register(ALICE, MODEL);
        checkRecord(titleId, ALICE, time());
        vm.assertEq(titles.finalAt(MODEL), time() + PERIOD, "finalAt");
    }

    function test_register_RevertWhen_Taken() public {
        uint256 titleId = register(ALICE, MODEL);
        uint256 priority = time();
        pass(1);
        refuse(
            BOB,
            statement(MODEL),
            abi.encodeWithSelector(ITitles.Titles_AlreadyRegistered.selector, MODEL, titleId, priority)
        );
    }

    function test_register_RevertWhen_TakenInTheSameBlock() public {
        uint256 titleId = register(ALICE, MODEL);
        refuse(
            BOB,
            statement(MODEL),
            abi.encodeWithSelector(ITitles.Titles_AlreadyRegistered.selector, MODEL, titleId, time())
        );
    }

    function test_register_RevertWhen_OwnedByTheCaller() public {
        uint256 titleId = register(ALICE, MODEL);
        refuse(
            ALICE,
            statement(MODEL),
            abi.encodeWithSelector(ITitles.Titles_AlreadyRegistered.selector, MODEL, titleId, time())
        );
    }

    function test_register_RevertWhen_LeafNamesAnother() public {
        bytes32 root = anchor(ALICE, MODEL);
        refuse(
            THIEF,
            anchored(ALICE, MODEL),
            abi.encodeWithSelector(IAnchors.Anchors_NotInTree.selector, leafOf(THIEF, MODEL), root)
        );
    }

    function test_register_RevertWhen_SaltIsWrong() public {
        anchor(ALICE, MODEL);
        ITitles.Registration memory r = anchored(ALICE, MODEL);
        r.salt = 0;
        vm.expectRevert();
        vm.prank(ALICE);
        titles.register(r, noProof);
    }

    function test_register_RevertWhen_RootIsUnknown() public {
        ITitles.Registration memory r = anchored(ALICE, MODEL);
        refuse(ALICE, r, abi.encodeWithSelector(IAnchors.Anchors_UnknownRoot.selector, r.anchorRoot));
    }

    function test_register_TakesTheAnchorsTimeAsPriority() public {
        uint256 start = time();
        anchor(ALICE, MODEL);
        pass(1 days);
        uint256 titleId = register(ALICE, anchored(ALICE, MODEL));
        checkRecord(titleId, ALICE, start);
        vm.assertTrue(!titles.isFinal(MODEL), "six days are left");
    }

    function test_register_WithAnOldAnchorIsFinalAtOnce() public {
        anchor(ALICE, MODEL);
        pass(PERIOD);
        uint256 titleId = register(ALICE, anchored(ALICE, MODEL));
        vm.assertTrue(titles.isFinal(MODEL), "final");
        vm.prank(ALICE);
        titles.transferFrom(ALICE, BOB, titleId);
    }

    function test_register_EmitsEveryStoredValue() public {
        uint256 parent = register(BOB, OTHER);
        bytes32 root = anchor(ALICE, MODEL);
        ITitles.Registration memory r = withParent(anchored(ALICE, MODEL), parent, 250);
        r.kind = ITitles.Kind.Dataset;
        r.resaleRoyalty = 700;
        vm.expectEmit();
        emit ITitles.TitleRegistered(
            uint256(MODEL),
            ALICE,
            uint40(time()),
            ITitles.Kind.Dataset,
            JUDGE,
            700,
            r.manifestDigest,
            r.tensorRoot,
            root,
            "A model",
            r.parents
        );
        register(ALICE, r);
    }

    function test_register_KeepsEveryStoredValue() public {
        ITitles.Registration memory r = statement(MODEL);
        r.kind = ITitles.Kind.Output;
        uint256 titleId = register(ALICE, r);
        ITitles.TitleRecord memory record = titles.recordOf(titleId);
        vm.assertEq(record.arbitrator, JUDGE, "arbitrator");
        vm.assertEq(record.priority, time(), "priority");
        vm.assertEq(record.registeredBlock, height(), "registeredBlock");
        vm.assertTrue(record.kind == ITitles.Kind.Output, "kind");
        vm.assertTrue(!record.disputed, "disputed");
        vm.assertEq(titles.manifestOf(MODEL), r.manifestDigest, "manifest");
        vm.assertEq(titles.epochOf(titleId), 0, "epoch");
        vm.assertEq(titles.balanceOf(ALICE), 1, "balance");
    }

    function test_register_StoresResaleRoyaltyForTheRegistrant() public {
        ITitles.Registration memory r = statement(MODEL);
        r.resaleRoyalty = 750;
        uint256 titleId = register(ALICE, r);
        pass(PERIOD);
        vm.prank(ALICE);
        titles.transferFrom(ALICE, BOB, titleId);
        (address receiver, uint256 amount) = titles.royaltyInfo(titleId, 1 ether);
        vm.assertEq(receiver, royalties.tillOf(titleId), "receiver");
        vm.assertEq(titles.resaleReceiverOf(titleId), ALICE, "whose");
        vm.assertEq(amount, 0.075 ether, "amount");
    }

    function test_register_GivesToAContractWithoutCallback() public {
        // This test contract has no onERC721Received.
        uint256 titleId = titles.register(statement(MODEL), noProof);
        vm.assertEq(titles.ownerOf(titleId), address(this), "owner");
    }

    function testFuzz_register_RoundTrips(
        address owner,
        bytes32 fingerprint,
        bytes32 digest,
        address arbitrator,
        bytes32 salt,
        uint256 rest
    ) public {
        vm.assume(owner != address(0) && fingerprint != 0 && digest != 0);
        uint256 start = time();
        ITitles.Registration memory r = statement(fingerprint);
        r.manifestDigest = digest;
        r.arbitrator = arbitrator;
        r.kind = ITitles.Kind(rest % 5);
        r.name = string(new bytes(1 + rest % 128));
        r.salt = salt;
        r.anchorRoot = keccak256(bytes.concat(keccak256(abi.encode(owner, fingerprint, salt))));
        anchors.anchor(r.anchorRoot);
        pass(rest % 14 days);
        uint256 titleId = register(owner, r);
        checkRecord(titleId, owner, start);
        vm.assertEq(titles.recordOf(titleId).arbitrator, arbitrator, "arbitrator");
        vm.assertTrue(titles.recordOf(titleId).kind == r.kind, "kind");
        vm.assertEq(titles.manifestOf(fingerprint), digest, "manifest");
        vm.assertTrue(titles.isFinal(fingerprint) == (rest % 14 days >= PERIOD), "final");
    }
}
