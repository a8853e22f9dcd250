// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ITitles} from "../../src/Titles/ITitles.sol";
import {Cheats} from "../Base.t.sol";
import {TitlesFixture} from "../Titles/TitlesFixture.t.sol";

/// @dev Gas of whole transactions. Rewrite the snapshots with `FORGE_SNAPSHOT_CHECK=false forge test --match-contract GasTest`.
/// Each test writes names of its own; "first" is an owner's first title, "next" one after that.
/// forge-config: default.isolate = true
contract GasTest is TitlesFixture {
    uint256 private constant DEPTH = 20; // 2^20 leaves: a million

    function anchors_(string memory name, uint256 goal) private {
        check("Anchors", name, goal);
    }

    function titles_(string memory name, uint256 goal) private {
        check("Titles", name, goal);
    }

    /// @dev Notes the gas of the last call, and holds it against the goal of the design.
    function check(string memory group, string memory name, uint256 goal) private {
        vm.assertLe(vm.snapshotGasLastCall(group, name), goal, name);
    }

    function digest(uint256 i) private pure returns (bytes32) {
        return keccak256(abi.encode("gas", i));
    }

    /// @dev A tree as deep as a million leaves want, of which only one path is ever built.
    function million(address owner, bytes32 fingerprint) private returns (bytes32[] memory proof, bytes32 root) {
        proof = new bytes32[](DEPTH);
        root = leafOf(owner, fingerprint);
        for (uint256 i = 0; i < DEPTH; ++i) {
            proof[i] = digest(i);
            root = root < proof[i]
                ? keccak256(abi.encodePacked(root, proof[i]))
                : keccak256(abi.encodePacked(proof[i], root));
        }
        anchors.anchor(root);
    }

    function family(uint256 count) private returns (ITitles.Parent[] memory parents) {
        parents = new ITitles.Parent[](count);
        for (uint256 i = 0; i < count; ++i) {
            uint256 titleId = type(uint256).max / 2 + i * (type(uint256).max / 40);
            register(BOB, bytes32(titleId));
            parents[i] = ITitles.Parent({title: titleId, royalty: 100});
        }
    }

    function test_gas_anchor() public {
        anchors.anchor(digest(1));
        anchors_("anchor", 46_000);
    }

    function test_gas_anchorAgain() public {
        anchors.anchor(digest(1));
        anchors.anchor(digest(1));
        anchors_("anchor a known root", 25_000);
    }

    function test_gas_register() public {
        register(ALICE, MODEL);
        titles_("register, first", 130_000);
        register(ALICE, OTHER);
        titles_("register, next", 112_000);
        ITitles.Registration memory r = statement(digest(1));
        r.resaleRoyalty = 500;
        register(ALICE, r);
        titles_("register, next, with a resale royalty", 135_000);
    }

    function test_gas_registerWithProofOfAMillion() public {
        for (uint256 i = 0; i < 2; ++i) {
            (bytes32[] memory proof, bytes32 root) = million(ALICE, digest(i));
            ITitles.Registration memory r = anchored(ALICE, digest(i));
            r.anchorRoot = root;
            vm.prank(ALICE);
            titles.register(r, proof);
            titles_(
                i == 0 ? "register, first, anchored among a million" : "register, next, anchored among a million",
                150_000
            );
        }
    }

    function test_gas_registerFor() public {
        uint256 key = 0xA11CE;
        address owner = vm.addr(key);
        for (uint256 i = 0; i < 2; ++i) {
            ITitles.Registration memory r = statement(digest(i));
            bytes memory signature = sign(key, registerHash(owner, r, i, time()));
            titles.registerFor(owner, r, noProof, time(), signature);
            titles_(i == 0 ? "registerFor, first" : "registerFor, next", i == 0 ? 165_000 : 130_000);
        }
    }

    function test_gas_registerWithParents() public {
        uint256[3] memory counts = [uint256(1), 5, 16];
        uint256[3] memory goals = [uint256(140_000), 160_000, 200_000];
        ITitles.Parent[] memory all = family(16);
        register(ALICE, MODEL);
        for (uint256 i = 0; i < 3; ++i) {
            ITitles.Registration memory r = statement(digest(i));
            r.parents = new ITitles.Parent[](counts[i]);
            for (uint256 j = 0; j < counts[i]; ++j) {
                r.parents[j] = all[j];
            }
            register(ALICE, r);
            titles_(string.concat("register, next, with parents: ", vm.toString(counts[i])), goals[i]);
        }
    }

    function test_gas_supersede() public {
        (bytes32[] memory proof, bytes32 root) = million(ALICE, MODEL);
        register(ALICE, OTHER);
        pass(1 hours);
        uint256 titleId = register(THIEF, MODEL);
        publish(THIEF, titleId, versionOf(digest(1)));
        ITitles.Registration memory r = anchored(ALICE, MODEL);
        r.anchorRoot = root;
        vm.prank(ALICE);
        titles.register(r, proof);
        titles_("register, superseding a title with versions, anchored among a million", 150_000);
    }

    function test_gas_supersedeAVersion() public {
        (bytes32[] memory proof, bytes32 root) = million(ALICE, MODEL);
        register(ALICE, OTHER);
        pass(1 hours);
        publish(THIEF, register(THIEF, digest(1)), versionOf(MODEL));
        ITitles.Registration memory r = anchored(ALICE, MODEL);
        r.anchorRoot = root;
        vm.prank(ALICE);
        titles.register(r, proof);
        titles_("register, superseding a version, anchored among a million", 160_000);
    }

    function test_gas_publishVersion() public {
        uint256 titleId = register(ALICE, MODEL);
        publish(ALICE, titleId, versionOf(digest(1)));
        titles_("publishVersion, first", 160_000);
        publish(ALICE, titleId, versionOf(digest(2)));
        titles_("publishVersion, next", 126_000);
    }

    function test_gas_publishVersionThatDissolves() public {
        uint256 titleId = register(ALICE, OTHER);
        publish(ALICE, titleId, versionOf(digest(1)));
        anchor(ALICE, MODEL);
        pass(1 hours);
        register(THIEF, MODEL);
        publish(ALICE, titleId, anchoredVersion(ALICE, MODEL));
        titles_("publishVersion, dissolving a title", 160_000);
    }

    /// @dev Alice's client estimates her registration; then the thief is faster, in the way that costs her most. A limit of 10 %
    /// more than the estimate still covers what her transaction takes before refunds.
    function test_gas_AnEstimateAndFifteenPerCentCoverEveryTakeOver() public {
        uint256[3] memory counts = [uint256(0), 5, 16];
        for (uint256 i = 0; i < 3; ++i) {
            for (uint256 way = 0; way < 3; ++way) {
                super.setUp();
                ITitles.Parent[] memory parents = family(counts[i]);
                register(ALICE, OTHER);
                register(THIEF, digest(9));
                anchor(ALICE, digest(1));
                anchor(ALICE, digest(2));
                pass(1 hours);
                uint256 estimate = spent(digest(1), parents);
                if (way == 0) publish(THIEF, uint256(digest(9)), versionOf(digest(2)));
                else robbery(digest(2), way == 1);
                vm.assertLe(spent(digest(2), parents), estimate * 115 / 100, "more than 115 %");
            }
        }
    }

    function robbery(bytes32 fingerprint, bool adorned) private {
        ITitles.Registration memory r = statement(fingerprint);
        r.resaleRoyalty = adorned ? 1_000 : 0;
        register(THIEF, r);
        if (adorned) publish(THIEF, uint256(fingerprint), versionOf(digest(3)));
    }

    /// @dev Gas that Alice's registration takes before refunds: what its limit must allow.
    function spent(bytes32 fingerprint, ITitles.Parent[] memory parents) private returns (uint256) {
        ITitles.Registration memory r = anchored(ALICE, fingerprint);
        r.parents = parents;
        register(ALICE, r);
        Cheats.Gas memory gas = vm.lastCallGas();
        return uint256(gas.gasTotalUsed) + uint256(uint64(gas.gasRefunded));
    }

    function test_gas_provePriority() public {
        bytes32 root = anchor(ALICE, MODEL);
        pass(1 hours);
        register(ALICE, MODEL);
        titles.provePriority(MODEL, root, SALT, noProof);
        titles_("provePriority", 50_000);
    }

    function test_gas_transfer() public {
        uint256 titleId = registerFinal(ALICE, MODEL);
        register(BOB, OTHER);
        vm.prank(ALICE);
        titles.transferFrom(ALICE, BOB, titleId);
        titles_("transferFrom, to a holder of others", 50_000);
    }

    function test_gas_award() public {
        uint256 titleId = registerFinal(THIEF, MODEL);
        register(ALICE, OTHER);
        vm.prank(JUDGE);
        titles.setDisputed(titleId, true);
        titles_("setDisputed", 32_000);
        vm.prank(JUDGE);
        titles.award(titleId, ALICE);
        titles_("award, to a holder of others", 52_000);
    }
}
