// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ITitles} from "../../src/Titles/ITitles.sol";
import {World} from "../World.t.sol";
import {TitlesHandler} from "./TitlesHandler.t.sol";
import {TitlesModel} from "./TitlesModel.t.sol";

contract TitlesInvariants is World {
    uint256 private constant PERIOD = 7 days;
    uint256 private constant COUNT = 7;
    uint256 private constant WORLDS = 32;

    TitlesModel private model;
    TitlesHandler private handler;

    function setUp() public {
        found(PERIOD);
        model = TitlesModel(vm.deployCode("TitlesModel.t.sol:TitlesModel", abi.encode(PERIOD)));
        handler = TitlesHandler(vm.deployCode("TitlesHandler.t.sol:TitlesHandler", abi.encode(anchors, titles, model)));
        // Each fingerprint but the last has an owner who anchored it before the story begins: there is something to rob.
        for (uint256 i = 0; i + 1 < COUNT; ++i) {
            handler.anchor(i, i);
        }
        handler.pass(1 hours + 1);
    }

    /// @dev forge calls nothing but the handler.
    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(handler);
    }

    /// @dev All in one campaign: forge gives each invariant function the same calls, so that several would see nothing more.
    function invariant_T1_to_T10_HoldUnderRandomUsers() public view {
        T1_AFingerprintBelongsToOneTitleAtMost();
        T2_NoPriorityLiesInTheFutureOrGrows();
        T3_WhatIsFinalIsNeverTaken();
        T5_TheLineageHasNoCycle();
        T6_HoldersAreTheModels();
        T7_FirstBlocksAndEpochsNeverGoBack();
        T8_VersionsAreTheModels();
        T9_RecordsAreTheModels();
        T10_TokensAreTheRegisteredTitles();
    }

    function fingerprint(uint256 i) private view returns (bytes32) {
        return handler.fingerprint(i);
    }

    function T1_AFingerprintBelongsToOneTitleAtMost() private view {
        for (uint256 i = 0; i < COUNT; ++i) {
            uint256 t = model.titleOf(i);
            uint256 titleId = titles.titleOf(fingerprint(i));
            vm.assertEq(titleId, t == model.NONE() ? 0 : uint256(fingerprint(t)), "T1: titleOf");
            if (titleId != 0) vm.assertTrue(titles.ownerOf(titleId) != address(0), "T1: the title exists");
            vm.assertTrue(!(model.exists(i) && model.version(i).exists), "T1: a title or a version, never both");
        }
    }

    function T2_NoPriorityLiesInTheFutureOrGrows() private view {
        for (uint256 i = 0; i < COUNT; ++i) {
            if (titles.titleOf(fingerprint(i)) == 0) continue;
            vm.assertLe(titles.priorityOf(fingerprint(i)), time(), "T2: in the future");
            vm.assertEq(titles.priorityOf(fingerprint(i)), model.priorityOf(i), "T2: the model's");
        }
        vm.assertTrue(!handler.priorityGrew(), "T2: a priority grew");
    }

    function T3_WhatIsFinalIsNeverTaken() private view {
        for (uint256 i = 0; i < COUNT; ++i) {
            uint256 t = model.titleOf(i);
            if (t == model.NONE()) continue;
            bool expected = model.isFinal(i, time()) && model.isFinal(t, time());
            vm.assertEq(titles.isFinal(fingerprint(i)), expected, "T3: isFinal");
        }
        vm.assertTrue(!handler.finalWasTaken(), "T3: a final fingerprint left its title without its arbitrator");
    }

    function T5_TheLineageHasNoCycle() private view {
        vm.assertTrue(model.isAcyclic(), "T5: the lineage as it stands");
        vm.assertTrue(model.wasAlwaysAcyclic(), "T5: all edges of all times");
    }

    function T6_HoldersAreTheModels() private view {
        for (uint256 i = 0; i < COUNT; ++i) {
            if (model.exists(i)) {
                vm.assertEq(titles.ownerOf(uint256(fingerprint(i))), model.title(i).owner, "T6: owner");
            }
        }
    }

    function T7_FirstBlocksAndEpochsNeverGoBack() private view {
        vm.assertTrue(!handler.firstBlockChanged(), "T7: a first block changed");
        vm.assertTrue(!handler.epochShrank(), "T7: an epoch shrank");
        for (uint256 i = 0; i < COUNT; ++i) {
            uint256 id = uint256(fingerprint(i));
            vm.assertEq(titles.recordOf(id).registeredBlock, model.title(i).firstBlock, "T7: registeredBlock");
            vm.assertEq(titles.epochOf(id), model.title(i).takeOvers, "T7: epoch");
        }
    }

    function T8_VersionsAreTheModels() private view {
        for (uint256 i = 0; i < COUNT; ++i) {
            TitlesModel.Version memory expected = model.version(i);
            ITitles.VersionRecord memory v = titles.versionOf(fingerprint(i));
            vm.assertEq(v.titleId, expected.exists ? uint256(fingerprint(expected.title)) : 0, "T8: title");
            vm.assertEq(v.priority, expected.priority, "T8: priority");
            if (expected.exists) vm.assertEq(v.epoch, titles.epochOf(v.titleId), "T8: epoch");
            vm.assertEq(titles.manifestOf(fingerprint(i)), manifest(i), "T8: manifest");
            if (!model.exists(i)) continue;
            (bytes32 latest,) = titles.latestOf(uint256(fingerprint(i)));
            uint256 l = model.title(i).latest;
            vm.assertEq(latest, fingerprint(l == model.NONE() ? i : l), "T8: latest");
        }
    }

    function manifest(uint256 i) private view returns (bytes32) {
        if (model.exists(i)) return keccak256(abi.encode(i, "title"));
        return model.version(i).exists ? keccak256(abi.encode(i, "version")) : bytes32(0);
    }

    function T9_RecordsAreTheModels() private view {
        for (uint256 i = 0; i < COUNT; ++i) {
            TitlesModel.Title memory expected = model.title(i);
            ITitles.TitleRecord memory record = titles.recordOf(uint256(fingerprint(i)));
            vm.assertEq(record.arbitrator, expected.arbitrator, "T9: arbitrator");
            vm.assertEq(record.disputed, expected.disputed, "T9: disputed");
            vm.assertEq(record.priority, expected.priority, "T9: priority");
        }
    }

    function T10_TokensAreTheRegisteredTitles() private view {
        uint256 tokens = 0;
        uint256 balances = 0;
        for (uint256 i = 0; i < COUNT; ++i) {
            if (model.exists(i)) ++tokens;
        }
        for (uint256 a = 0; a < 4; ++a) {
            balances += titles.balanceOf(handler.actor(a));
        }
        vm.assertEq(balances, tokens, "T10: balances");
    }

    /// @dev An invariant says nothing of what never happened: a long fixed course must see every outcome.
    function test_invariant_TheHandlerReachesEveryOutcome() public {
        uint256 deeds = uint256(type(TitlesHandler.Deed).max) + 1;
        uint256[] memory seen = new uint256[](deeds);
        for (uint256 world = 0; world < WORLDS; ++world) {
            setUp();
            this.course(world);
            for (uint256 deed = 0; deed < deeds; ++deed) {
                seen[deed] += handler.done(TitlesHandler.Deed(deed));
            }
        }
        for (uint256 deed = 0; deed < deeds; ++deed) {
            vm.assertTrue(seen[deed] > 0, string.concat("never done: ", vm.toString(deed)));
        }
    }

    function course(uint256 x) external {
        for (uint256 step = 0; step < 100; ++step) {
            x = uint256(keccak256(abi.encode(x)));
            uint256 pick = x % 20;
            (uint256 a, uint256 b, uint256 c) = ((x >> 8) & 0xffff, (x >> 24) & 0xffff, x >> 40);
            bool coin = (x >> 4) & 1 == 0;
            if (pick < 4) handler.anchor(a, b);
            else if (pick < 6) handler.register(a, b, c, coin);
            else if (pick < 8) handler.publish(a, b, coin);
            else if (pick < 11) handler.reclaim(a, b, coin);
            else if (pick == 11) handler.prove(a, b);
            else if (pick == 12) handler.transfer(a, b, c);
            else if (pick == 13) handler.pass(c);
            else if (pick == 14) handler.strike(a, b);
            else if (pick < 18) handler.publish(a, b, false);
            else if (pick == 18) handler.ambush(a, c, b);
            else if (coin) handler.award(a, b, c);
            else handler.dispute(a, b, c % 2 == 0);
        }
    }

    function test_invariant_ThePeelerSeesPlantedCycles() public view {
        bool[COUNT][COUNT] memory graph;
        for (uint256 i = 1; i < COUNT; ++i) {
            graph[i][i - 1] = true;
        }
        vm.assertTrue(model.peelsAway(graph), "a chain");
        graph[0][COUNT - 1] = true;
        vm.assertTrue(!model.peelsAway(graph), "a ring");
        graph[0][COUNT - 1] = false;
        graph[3][3] = true;
        vm.assertTrue(!model.peelsAway(graph), "a loop");
    }
}
