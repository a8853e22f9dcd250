// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ITitles} from "../../src/Titles/ITitles.sol";
import {Titles} from "../../src/Titles/Titles.sol";
import {TitlesFixture} from "./TitlesFixture.t.sol";

contract TitleMessagesTest is TitlesFixture {
    string private json = vm.readFile("../vectors/titles-messages.json");
    address private signer = vm.parseJsonAddress(json, ".signer");

    /// @dev The contract where the vectors' domain has it.
    function setUp() public override {
        super.setUp();
        address at = vm.parseJsonAddress(json, ".domain.verifyingContract");
        vm.chainId(vm.parseJsonUint(json, ".domain.chainId"));
        deployAt(at, bytes.concat(vm.getCode("out/Titles.sol/Titles.json"), abi.encode(anchors, PERIOD)));
        titles = Titles(at);
    }

    function key(uint256 index, string memory name) private pure returns (string memory) {
        return string.concat(".messages[", vm.toString(index), "].", name);
    }

    function field(uint256 index, string memory name) private view returns (bytes32) {
        return vm.parseJsonBytes32(json, key(index, string.concat("message.", name)));
    }

    function number(uint256 index, string memory name) private view returns (uint256) {
        return vm.parseJsonUint(json, key(index, string.concat("message.", name)));
    }

    function words(uint256 index, string memory name) private view returns (string memory) {
        return vm.parseJsonString(json, key(index, string.concat("message.", name)));
    }

    function registration(uint256 i) private view returns (ITitles.Registration memory r) {
        r.fingerprint = field(i, "fingerprint");
        r.manifestDigest = field(i, "manifestDigest");
        r.tensorRoot = field(i, "tensorRoot");
        r.kind = ITitles.Kind(number(i, "kind"));
        r.name = words(i, "name");
        uint256 count = 0;
        while (vm.keyExistsJson(json, key(i, parent(count, "title")))) ++count;
        r.parents = new ITitles.Parent[](count);
        for (uint256 j = 0; j < count; ++j) {
            r.parents[j].title = vm.parseJsonUint(json, key(i, parent(j, "title")));
            r.parents[j].royalty = uint16(vm.parseJsonUint(json, key(i, parent(j, "royalty"))));
        }
        r.arbitrator = vm.parseJsonAddress(json, key(i, "message.arbitrator"));
        r.resaleRoyalty = uint16(number(i, "resaleRoyalty"));
        r.anchorRoot = field(i, "anchorRoot");
        r.salt = field(i, "salt");
    }

    function parent(uint256 index, string memory name) private pure returns (string memory) {
        return string.concat("message.parents[", vm.toString(index), "].", name);
    }

    function version(uint256 i) private view returns (ITitles.Version memory v) {
        v.fingerprint = field(i, "fingerprint");
        v.manifestDigest = field(i, "manifestDigest");
        v.tensorRoot = field(i, "tensorRoot");
        v.note = words(i, "note");
        v.anchorRoot = field(i, "anchorRoot");
        v.salt = field(i, "salt");
    }

    function isRegister(uint256 i) private view returns (bool) {
        return keccak256(bytes(vm.parseJsonString(json, key(i, "primaryType")))) == keccak256("Register");
    }

    function hashes(uint256 i) private view returns (bytes32 structHash, bytes32 digest) {
        uint256 nonce = number(i, "nonce");
        uint256 deadline = number(i, "deadline");
        if (isRegister(i)) {
            structHash = messages.registerStruct(signer, registration(i), nonce, deadline);
        } else {
            structHash = messages.publishVersionStruct(number(i, "titleId"), version(i), nonce, deadline);
        }
        digest = messages.digest(titles, structHash);
    }

    function test_messages_TheDomainIsTheVectors() public view {
        (bytes1 fields, string memory name, string memory ver, uint256 chainId, address target,,) =
            titles.eip712Domain();
        vm.assertEq(fields, hex"0f", "fields");
        vm.assertEq(name, vm.parseJsonString(json, ".domain.name"), "name");
        vm.assertEq(ver, vm.parseJsonString(json, ".domain.version"), "version");
        vm.assertEq(chainId, vm.parseJsonUint(json, ".domain.chainId"), "chain id");
        vm.assertEq(target, vm.parseJsonAddress(json, ".domain.verifyingContract"), "contract");
        vm.assertEq(signer, vm.addr(vm.parseJsonUint(json, ".privateKey")), "signer");
    }

    function test_messages_StructHashesAndDigestsAreTheVectors() public view {
        uint256 i = 0;
        for (; vm.keyExistsJson(json, key(i, "digest")); ++i) {
            (bytes32 structHash, bytes32 digest) = hashes(i);
            vm.assertEq(structHash, vm.parseJsonBytes32(json, key(i, "structHash")), key(i, "structHash"));
            vm.assertEq(digest, vm.parseJsonBytes32(json, key(i, "digest")), key(i, "digest"));
        }
        vm.assertEq(i, 4, "messages");
    }

    /// @dev The first three build upon each other. (The fourth names parents and an anchor that exist nowhere.)
    function test_messages_TheVectorsSignaturesAreAccepted() public {
        uint256 titleId = titles.registerFor(
            signer, registration(0), noProof, number(0, "deadline"), vm.parseJsonBytes(json, key(0, "signature"))
        );
        for (uint256 i = 1; i < 3; ++i) {
            titles.publishVersionFor(
                titleId, version(i), noProof, number(i, "deadline"), vm.parseJsonBytes(json, key(i, "signature"))
            );
        }
        vm.assertEq(titles.ownerOf(titleId), signer, "owner");
        (bytes32 latest, uint256 count) = titles.latestOf(titleId);
        vm.assertEq(latest, field(2, "fingerprint"), "latest");
        vm.assertEq(count, 3, "its number");
    }
}
