// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Custodians} from "../../src/Sealing/Custodians.sol";
import {ICustodians} from "../../src/Sealing/ICustodians.sol";
import {IPackages} from "../../src/Sealing/IPackages.sol";
import {TitlesFixture} from "../Titles/TitlesFixture.t.sol";

/// @dev Gas of whole transactions, as in Gas.t.sol.
/// forge-config: default.isolate = true
contract SealingGasTest is TitlesFixture {
    uint256 private constant SECRET = 0xC057;
    bytes32 private constant KEY = keccak256("x25519");
    string private constant URL = "https://custodian.example/";

    Custodians private custodians;
    address private carol;

    function setUp() public override {
        super.setUp();
        custodians = Custodians(vm.deployCode("out/Custodians.sol/Custodians.json", ""));
        carol = vm.addr(SECRET);
        vm.deal(carol, 100 ether);
    }

    function note(string memory group, string memory name, uint256 most) private {
        vm.assertLe(vm.snapshotGasLastCall(group, name), most, name);
    }

    function signed(bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(SECRET, digest);
        return abi.encodePacked(r, s, v);
    }

    function reserve(bytes32 key) private {
        custodians.reserve(custodians.commitmentOf(carol, key));
        vm.roll(vm.getBlockNumber() + 1);
    }

    function join() private {
        reserve(KEY);
        bytes memory signature = signed(custodians.joinDigest(carol, KEY));
        vm.prank(carol);
        custodians.join{value: 1 ether}(KEY, URL, 1, signature);
    }

    /// @dev An entry on the far left of a log with 2^height entries, every sibling of which is `side`.
    function entry(uint256 height, bytes32 leaf, bytes32 side) private view returns (ICustodians.Inclusion memory e) {
        (e.leaf, e.path) = (leaf, new bytes32[](height));
        bytes32 root = leaf;
        for (uint256 i = 0; i < height; ++i) {
            (e.path[i], root) = (side, sha256(abi.encodePacked(bytes1(0x01), root, side)));
        }
        e.head = ICustodians.Checkpoint(uint64(1) << uint64(height), root);
        e.signature = signed(custodians.checkpointDigest(e.head));
    }

    function test_gas_join() public {
        reserve(KEY);
        note("Custodians", "reserve a key", 50_000);
        bytes memory signature = signed(custodians.joinDigest(carol, KEY));
        vm.prank(carol);
        custodians.join{value: 1 ether}(KEY, URL, 1, signature);
        note("Custodians", "join, with a bond", 200_000);
    }

    function test_gas_serve() public {
        join();
        vm.prank(carol);
        custodians.change("https://elsewhere.example/", 3);
        note("Custodians", "change address and territories", 50_000);
        reserve(keccak256("another"));
        vm.prank(carol);
        custodians.changeKey(keccak256("another"));
        note("Custodians", "take another key", 70_000);
        vm.prank(carol);
        custodians.leave();
        note("Custodians", "leave", 60_000);
    }

    function test_gas_proveEquivocation() public {
        join();
        ICustodians.Checkpoint memory a = ICustodians.Checkpoint(7, keccak256("one"));
        ICustodians.Checkpoint memory b = ICustodians.Checkpoint(7, keccak256("two"));
        (bytes memory one, bytes memory two) =
            (signed(custodians.checkpointDigest(a)), signed(custodians.checkpointDigest(b)));
        vm.prank(BOB);
        custodians.proveEquivocation(carol, a, one, b, two);
        note("Custodians", "prove two heads of one size", 130_000);
    }

    function proveFork(uint256 height, string memory name) private {
        join();
        ICustodians.Inclusion memory a = entry(height, keccak256("one"), keccak256("a"));
        ICustodians.Inclusion memory b = entry(height, keccak256("two"), keccak256("b"));
        vm.prank(BOB);
        custodians.proveFork(carol, 0, a, b);
        note("Custodians", name, 300_000);
    }

    function test_gas_proveFork() public {
        proveFork(20, "prove a fork, of a million entries");
    }

    function test_gas_proveFork_OfTheLongestLog() public {
        proveFork(63, "prove a fork, of 2^63 entries");
    }

    function test_gas_packages() public {
        IPackages packages = IPackages(vm.deployCode("out/Packages.sol/Packages.json", abi.encode(titles)));
        vm.prank(ALICE);
        titles.register(statement(MODEL), noProof);
        vm.prank(ALICE);
        packages.publish(MODEL, keccak256("h"), keccak256("r"), "https://a.example/");
        note("Packages", "publish", 160_000);
        vm.prank(ALICE);
        packages.publish(MODEL, keccak256("i"), keccak256("s"), "https://a.example/");
        note("Packages", "publish again (another header)", 80_000);
        vm.prank(ALICE);
        packages.withdraw(MODEL);
        note("Packages", "withdraw", 60_000);
    }
}
