// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Custodians} from "../../src/Sealing/Custodians.sol";
import {ICustodians} from "../../src/Sealing/ICustodians.sol";
import {CustodiansFixture} from "./CustodiansFixture.t.sol";

/// @dev vectors/release.json: what the service in C# signs is what the contract reads.
contract ReleaseVectorTest is CustodiansFixture {
    string private json;
    address private account;

    function setUp() public override {
        super.setUp();
        json = vm.readFile("../vectors/release.json");
        vm.chainId(vm.parseJsonUint(json, ".chainId"));
        address at = vm.parseJsonAddress(json, ".directory");
        vm.etch(at, address(custodians).code); // signatures name the contract's address
        custodians = Custodians(at);
        account = vm.parseJsonAddress(json, ".custodian.account");
        vm.deal(account, 10 ether);
    }

    function entry(string memory which) private view returns (ICustodians.Inclusion memory e) {
        e.head.size = uint64(vm.parseJsonUint(json, string.concat(which, ".size")));
        e.head.root = vm.parseJsonBytes32(json, string.concat(which, ".root"));
        e.signature = vm.parseJsonBytes(json, string.concat(which, ".signature"));
        e.leaf = vm.parseJsonBytes32(json, string.concat(which, ".leaf"));
        e.path = vm.parseJsonBytes32Array(json, string.concat(which, ".path"));
        bytes32 digest = vm.parseJsonBytes32(json, string.concat(which, ".digest"));
        vm.assertEq(custodians.checkpointDigest(e.head), digest, "head's digest");
        bytes memory text = bytes(vm.parseJsonString(json, string.concat(".entries[", leafOf(which), "]")));
        vm.assertEq(e.leaf, sha256(abi.encodePacked(bytes1(0), text)), "leaf");
    }

    /// @dev The fourth entry of the first log is the fourth that was released; of the second it is the fifth.
    function leafOf(string memory which) private pure returns (string memory) {
        return keccak256(bytes(which)) == keccak256(".first") ? "3" : "4";
    }

    function test_vector_JoinsAndIsConvicted() public {
        bytes32 key = vm.parseJsonBytes32(json, ".custodian.key");
        bytes32 commitment = vm.parseJsonBytes32(json, ".custodian.commitment");
        vm.assertEq(custodians.commitmentOf(account, key), commitment, "commitment");
        bytes32 digest = vm.parseJsonBytes32(json, ".custodian.joinDigest");
        vm.assertEq(custodians.joinDigest(account, key), digest, "join's digest");
        reserve(account, key);
        bytes memory signature = vm.parseJsonBytes(json, ".custodian.joinSignature");
        vm.prank(account);
        custodians.join{value: 2 ether}(key, URL, DE, signature);
        ICustodians.Inclusion memory first = entry(".first");
        ICustodians.Inclusion memory second = entry(".second");
        vm.prank(BOB);
        custodians.proveFork(account, uint64(vm.parseJsonUint(json, ".index")), first, second);
        vm.assertEq(BOB.balance, 101 ether, "rewarded");
    }
}
