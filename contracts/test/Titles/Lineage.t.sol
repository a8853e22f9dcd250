// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ITitles} from "../../src/Titles/ITitles.sol";
import {TitlesFixture} from "./TitlesFixture.t.sol";

contract LineageTest is TitlesFixture {
    uint256 private constant ID = uint256(MODEL);
    bytes32 private constant CHILD = keccak256("a child");

    function parentsOf(uint256[] memory ids, uint16 royalty) private pure returns (ITitles.Parent[] memory parents) {
        parents = new ITitles.Parent[](ids.length);
        for (uint256 i = 0; i < ids.length; ++i) {
            parents[i] = ITitles.Parent({title: ids[i], royalty: royalty});
        }
    }

    /// @dev `count` titles with ascending ids.
    function family(uint256 count) private returns (uint256[] memory ids) {
        ids = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            ids[i] = register(BOB, bytes32(1_000 + i));
        }
    }

    function refuseParents(ITitles.Parent[] memory parents, bytes memory reason) private {
        ITitles.Registration memory r = statement(MODEL);
        r.parents = parents;
        refuse(ALICE, r, reason);
    }

    function refuseParent(uint256 parent) private {
        refuse(
            ALICE,
            withParent(statement(MODEL), parent, 0),
            abi.encodeWithSelector(ITitles.Titles_UnknownParent.selector, ID, parent)
        );
    }

    function test_lineage_RevertWhen_ThereAreTooManyParents() public {
        refuseParents(parentsOf(family(17), 0), abi.encodeWithSelector(ITitles.Titles_TooManyParents.selector, 17));
    }

    function test_lineage_RevertWhen_AParentStandsTwice() public {
        uint256[] memory ids = family(2);
        ids[1] = ids[0];
        refuseParents(
            parentsOf(ids, 0), abi.encodeWithSelector(ITitles.Titles_ParentsNotAscending.selector, ID, ids[0])
        );
    }

    function test_lineage_RevertWhen_ParentsDoNotAscend() public {
        uint256[] memory ids = family(2);
        (ids[0], ids[1]) = (ids[1], ids[0]);
        refuseParents(
            parentsOf(ids, 0), abi.encodeWithSelector(ITitles.Titles_ParentsNotAscending.selector, ID, ids[1])
        );
    }

    function test_lineage_T11_RevertWhen_RoyaltiesExceedTheWhole() public {
        ITitles.Parent[] memory parents = parentsOf(family(2), 5_000);
        parents[1].royalty = 5_001;
        refuseParents(parents, abi.encodeWithSelector(ITitles.Titles_RoyaltiesTooHigh.selector, 10_001));
        parents[0].royalty = parents[1].royalty = type(uint16).max;
        refuseParents(parents, abi.encodeWithSelector(ITitles.Titles_RoyaltiesTooHigh.selector, 131_070));
        parents[0].royalty = parents[1].royalty = 5_000;
        ITitles.Registration memory r = statement(MODEL);
        r.parents = parents;
        register(ALICE, r);
    }

    function test_lineage_RevertWhen_AParentIsUnknown() public {
        refuseParent(uint256(OTHER));
    }

    function test_lineage_RevertWhen_AParentIsZero() public {
        refuseParents(
            parentsOf(new uint256[](1), 0), abi.encodeWithSelector(ITitles.Titles_ParentsNotAscending.selector, ID, 0)
        );
    }

    function test_lineage_RevertWhen_AParentIsALaterVersion() public {
        publish(BOB, register(BOB, OTHER), versionOf(CHILD));
        refuseParent(uint256(CHILD));
    }

    function test_lineage_RevertWhen_AParentWasDissolved() public {
        dissolved(CHILD);
        refuseParent(uint256(CHILD));
    }

    function test_lineage_T5_RevertWhen_AnAssetNamesItself() public {
        refuseParent(ID);
    }

    /// @dev Alice's title; later the thief's on `fingerprint`, with a child; then Alice takes it in as a version.
    function dissolved(bytes32 fingerprint) private returns (uint256 titleId) {
        titleId = register(ALICE, keccak256(abi.encode("the elder", fingerprint)));
        anchor(ALICE, fingerprint);
        pass(1 hours);
        register(THIEF, fingerprint);
        registerAs(THIEF, keccak256(abi.encode("the child", fingerprint)), uint256(fingerprint));
        publish(ALICE, titleId, anchoredVersion(ALICE, fingerprint));
        pass(1 hours);
    }

    function refuseYounger(address claimant, bytes32 fingerprint, uint256 parent, bool proof) private {
        ITitles.Registration memory r = proof ? anchored(claimant, fingerprint) : statement(fingerprint);
        refuse(
            claimant,
            withParent(r, parent, 0),
            abi.encodeWithSelector(ITitles.Titles_ParentNotOlder.selector, uint256(fingerprint), parent)
        );
    }

    function test_lineage_T5_RevertWhen_TheWinnerNamesAChildOfTheThiefs() public {
        anchor(ALICE, MODEL);
        pass(1 hours);
        register(THIEF, MODEL);
        pass(1 hours);
        uint256 child = registerAs(THIEF, CHILD, ID);
        uint256 grandchild = registerAs(THIEF, OTHER, child);
        refuseYounger(ALICE, MODEL, child, true);
        refuseYounger(ALICE, MODEL, grandchild, true);
        register(ALICE, anchored(ALICE, MODEL));
    }

    function test_lineage_T5_RevertWhen_TheWinnerNamesItself() public {
        anchor(ALICE, MODEL);
        pass(1 hours);
        register(THIEF, MODEL);
        refuseYounger(ALICE, MODEL, ID, true);
    }

    /// @dev Within a block the order isn't recorded, so that neither of two is older. The price: a front-runner in the very
    /// block of the parent's registration costs the winner that edge (docs/threats.md).
    function test_lineage_T5_RevertWhen_AParentIsOfTheSameBlock() public {
        anchor(ALICE, MODEL);
        pass(1 hours);
        uint256 parent = register(ALICE, OTHER);
        register(THIEF, MODEL);
        refuseYounger(ALICE, MODEL, parent, true);
    }

    function test_lineage_T5_RevertWhen_ADissolvedIdNamesItsOldChild() public {
        dissolved(MODEL);
        vm.prank(JUDGE);
        titles.strike(MODEL);
        uint256 child = uint256(keccak256(abi.encode("the child", MODEL)));
        refuseYounger(BOB, MODEL, child, false);
        register(BOB, MODEL);
        vm.assertEq(titles.ownerOf(ID), BOB, "without that parent");
    }

    function test_lineage_T5_TheWinnerNamesAnOlderParent() public {
        uint256 parent = register(BOB, OTHER);
        anchor(ALICE, MODEL);
        pass(1 hours);
        register(THIEF, MODEL);
        register(ALICE, withParent(anchored(ALICE, MODEL), parent, 100));
        vm.assertEq(titles.ownerOf(ID), ALICE, "owner");
    }

    function refuseTakeIn(uint256 titleId, ITitles.Version memory v) private {
        vm.expectRevert(abi.encodeWithSelector(ITitles.Titles_VersionNotYounger.selector, titleId, v.fingerprint));
        publish(ALICE, titleId, v);
    }

    function test_lineage_T5_RevertWhen_TheTitleTakesInItself() public {
        anchor(ALICE, MODEL);
        pass(1 hours);
        register(ALICE, MODEL);
        refuseTakeIn(ID, anchoredVersion(ALICE, MODEL));
    }

    /// @dev Alice's title descends from the thief's: the thief's can't become a version of it, or it would descend from itself.
    function test_lineage_T5_RevertWhen_TheTitleIsYounger() public {
        anchor(ALICE, MODEL);
        pass(1 hours);
        register(THIEF, MODEL);
        pass(1 hours);
        uint256 titleId = registerAs(ALICE, OTHER, ID);
        refuseTakeIn(titleId, anchoredVersion(ALICE, MODEL));
    }

    function test_lineage_T5_RevertWhen_ADissolvedIdIsTakenInByAYoungerTitle() public {
        dissolved(MODEL);
        vm.prank(JUDGE);
        titles.strike(MODEL);
        uint256 titleId = registerAs(ALICE, OTHER, uint256(keccak256(abi.encode("the child", MODEL))));
        refuseTakeIn(titleId, versionOf(MODEL));
    }

    function test_lineage_T5_RevertWhen_TheTitleIsOfTheSameBlock() public {
        anchor(ALICE, MODEL);
        pass(1 hours);
        uint256 titleId = register(ALICE, OTHER);
        register(THIEF, MODEL);
        refuseTakeIn(titleId, anchoredVersion(ALICE, MODEL));
        // She isn't left without it: it becomes a title of hers.
        register(ALICE, anchored(ALICE, MODEL));
        vm.assertEq(titles.ownerOf(ID), ALICE, "owner");
    }

    function test_lineage_OfSixteenParents() public {
        ITitles.Registration memory r = statement(MODEL);
        r.parents = parentsOf(family(16), 625);
        vm.expectEmit(true, true, true, true);
        emit ITitles.TitleRegistered(
            ID, ALICE, uint40(time()), r.kind, JUDGE, 0, r.manifestDigest, r.tensorRoot, 0, r.name, r.parents
        );
        register(ALICE, r);
    }

    function test_lineage_FromAProvisionalParentInTheSameBlock() public {
        uint256 parent = register(BOB, OTHER);
        registerAs(ALICE, MODEL, parent);
    }

    function test_lineage_ChildrenStayWithTheIdWhenItIsSuperseded() public {
        anchor(ALICE, MODEL);
        pass(1 hours);
        register(THIEF, MODEL);
        uint256 child = registerAs(BOB, CHILD, ID);
        register(ALICE, anchored(ALICE, MODEL));
        vm.assertEq(titles.ownerOf(ID), ALICE, "the parent is Alice's");
        vm.assertEq(titles.ownerOf(child), BOB, "the child is Bob's");
    }
}
