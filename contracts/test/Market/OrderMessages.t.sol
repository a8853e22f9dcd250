// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {IMarket} from "../../src/Market/IMarket.sol";
import {Base} from "../Base.t.sol";
import {Market} from "../../src/Market/Market.sol";

contract OrderMessagesTest is Base {
    string private json = vm.readFile("../vectors/market-orders.json");
    Market private market;

    /// @dev The contract where the vectors' domain has it.
    function setUp() public {
        address at = vm.parseJsonAddress(json, ".domain.verifyingContract");
        vm.chainId(vm.parseJsonUint(json, ".domain.chainId"));
        deployAt(at, vm.getCode("out/Market.sol/Market.json"));
        market = Market(at);
    }

    function key(uint256 index, string memory name) private pure returns (string memory) {
        return string.concat(".orders[", vm.toString(index), "].", name);
    }

    function number(uint256 index, string memory name) private view returns (uint256) {
        return vm.parseJsonUint(json, key(index, string.concat("message.", name)));
    }

    function account(uint256 index, string memory name) private view returns (address) {
        return vm.parseJsonAddress(json, key(index, string.concat("message.", name)));
    }

    function order(uint256 i) private view returns (IMarket.Order memory o) {
        o.side = IMarket.Side(number(i, "side"));
        (o.maker, o.taker, o.asset) = (account(i, "maker"), account(i, "taker"), account(i, "asset"));
        (o.titleId, o.amount) = (number(i, "titleId"), uint96(number(i, "amount")));
        (o.currency, o.price) = (account(i, "currency"), uint128(number(i, "price")));
        (o.maxRoyalty, o.epoch) = (uint16(number(i, "maxRoyalty")), uint64(number(i, "epoch")));
        o.state = vm.parseJsonBytes32(json, key(i, "message.state"));
        (o.start, o.deadline) = (uint40(number(i, "start")), uint40(number(i, "deadline")));
        (o.nonce, o.counter) = (number(i, "nonce"), number(i, "counter"));
    }

    function test_orders_AreTheVectors() public view {
        (, string memory name, string memory version, uint256 chainId, address target,,) = market.eip712Domain();
        vm.assertEq(name, vm.parseJsonString(json, ".domain.name"), "name");
        vm.assertEq(version, vm.parseJsonString(json, ".domain.version"), "version");
        vm.assertEq(chainId, vm.parseJsonUint(json, ".domain.chainId"), "chain id");
        vm.assertEq(target, vm.parseJsonAddress(json, ".domain.verifyingContract"), "contract");
        bytes32 separator = vm.parseJsonBytes32(json, ".domain.separator");
        uint256 i = 0;
        for (; vm.keyExistsJson(json, key(i, "digest")); ++i) {
            bytes32 hash = market.hashOf(order(i));
            bytes32 digest = keccak256(abi.encodePacked(hex"1901", separator, hash));
            vm.assertEq(hash, vm.parseJsonBytes32(json, key(i, "structHash")), key(i, "structHash"));
            vm.assertEq(digest, vm.parseJsonBytes32(json, key(i, "digest")), key(i, "digest"));
            address signer = ECDSA.recover(digest, vm.parseJsonBytes(json, key(i, "signature")));
            vm.assertEq(signer, vm.parseJsonAddress(json, ".signer"), key(i, "signature"));
        }
        vm.assertEq(i, 3, "orders");
    }
}
