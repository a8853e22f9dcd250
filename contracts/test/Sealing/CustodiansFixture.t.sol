// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Custodians} from "../../src/Sealing/Custodians.sol";
import {ICustodians} from "../../src/Sealing/ICustodians.sol";
import {Base} from "../Base.t.sol";

/// @dev Carol, a custodian, and who reports her.
abstract contract CustodiansFixture is Base {
    uint256 internal constant SECRET = 0xC057;
    uint256 internal constant DAVES = 0xDA7E;
    bytes32 internal constant KEY = keccak256("x25519");
    bytes32 internal constant OTHER = keccak256("another");
    string internal constant URL = "https://custodian.example/";
    uint256 internal constant DE = 1 << 56;
    address internal constant BOB = address(0xB0B);

    Custodians internal custodians;
    address internal carol;

    function setUp() public virtual {
        custodians = Custodians(vm.deployCode("out/Custodians.sol/Custodians.json", ""));
        carol = vm.addr(SECRET);
        vm.deal(carol, 100 ether);
        vm.deal(BOB, 100 ether);
    }

    /// @dev Reserves a key; the next block has come.
    function reserve(address account, bytes32 key) internal {
        custodians.reserve(custodians.commitmentOf(account, key));
        vm.roll(vm.getBlockNumber() + 1);
    }

    function join(uint256 bond) internal {
        reserve(carol, KEY);
        join(bond, signedJoin(SECRET, carol, KEY));
    }

    function join(uint256 bond, bytes memory signature) internal {
        vm.prank(carol);
        custodians.join{value: bond}(KEY, URL, DE, signature);
    }

    function refuseJoin(bytes32 key, string memory url, uint256 territories, bytes memory reason) internal {
        bytes memory signature = signedJoin(SECRET, carol, key);
        vm.expectRevert(reason);
        vm.prank(carol);
        custodians.join(key, url, territories, signature);
    }

    function leave() internal {
        vm.prank(carol);
        custodians.leave();
    }

    function signedJoin(uint256 secret, address account, bytes32 key) internal view returns (bytes memory) {
        return signed(secret, custodians.joinDigest(account, key));
    }

    function signed(uint256 secret, ICustodians.Checkpoint memory checkpoint) internal view returns (bytes memory) {
        return signed(secret, custodians.checkpointDigest(checkpoint));
    }

    function signed(uint256 secret, bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(secret, digest);
        return abi.encodePacked(r, s, v);
    }
}
