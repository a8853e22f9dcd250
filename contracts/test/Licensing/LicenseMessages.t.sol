// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {ILicensing} from "../../src/Licensing/ILicensing.sol";
import {Licensing} from "../../src/Licensing/Licensing.sol";
import {LicensingCast} from "./LicensingCast.t.sol";

contract LicenseMessagesTest is LicensingCast {
    string private json = vm.readFile("../vectors/licensing-messages.json");

    /// @dev The contract where the vectors' domain has it.
    function setUp() public override {
        super.setUp();
        address at = vm.parseJsonAddress(json, ".domain.verifyingContract");
        vm.chainId(vm.parseJsonUint(json, ".domain.chainId"));
        deployAt(at, vm.getCode("out/Licensing.sol/Licensing.json"));
        licensing = Licensing(at);
    }

    function key(string memory list, uint256 index, string memory name) private pure returns (string memory) {
        return string.concat(".", list, "[", vm.toString(index), "].", name);
    }

    function number(string memory list, uint256 index, string memory name) private view returns (uint256) {
        return vm.parseJsonUint(json, key(list, index, string.concat("message.", name)));
    }

    function account(string memory list, uint256 index, string memory name) private view returns (address) {
        return vm.parseJsonAddress(json, key(list, index, string.concat("message.", name)));
    }

    function word(string memory list, uint256 index, string memory name) private view returns (bytes32) {
        return vm.parseJsonBytes32(json, key(list, index, string.concat("message.", name)));
    }

    function credentialStruct(uint256 i) private view returns (bytes32) {
        ILicensing.Credential memory c;
        c.country = uint16(number("credentials", i, "country"));
        c.sectors = uint48(number("credentials", i, "sectors"));
        c.expiry = uint40(number("credentials", i, "expiry"));
        c.serial = word("credentials", i, "serial");
        return hashes.credential(account("credentials", i, "account"), word("credentials", i, "claim"), c);
    }

    function voucherStruct(uint256 i) private view returns (bytes32) {
        ILicensing.Voucher memory v;
        v.titleId = number("vouchers", i, "titleId");
        v.termsId = word("vouchers", i, "termsId");
        v.licensee = account("vouchers", i, "licensee");
        v.scope = scope(
            number("vouchers", i, "territories"),
            uint48(number("vouchers", i, "fields")),
            uint24(number("vouchers", i, "dataTypes"))
        );
        v.periods = uint16(number("vouchers", i, "periods"));
        v.currency = account("vouchers", i, "currency");
        v.price = number("vouchers", i, "price");
        v.renewalPrice = uint128(number("vouchers", i, "renewalPrice"));
        v.nonce = number("vouchers", i, "nonce");
        v.deadline = number("vouchers", i, "deadline");
        return hashes.voucher(v);
    }

    function check(string memory list, uint256 i, bytes32 structHash) private view {
        bytes32 digest = hashes.digest(licensing, structHash);
        vm.assertEq(structHash, vm.parseJsonBytes32(json, key(list, i, "structHash")), key(list, i, "structHash"));
        vm.assertEq(digest, vm.parseJsonBytes32(json, key(list, i, "digest")), key(list, i, "digest"));
        bytes memory signature = vm.parseJsonBytes(json, key(list, i, "signature"));
        vm.assertEq(ECDSA.recover(digest, signature), vm.parseJsonAddress(json, ".signer"), key(list, i, "signature"));
    }

    function test_messages_TheDomainIsTheVectors() public view {
        (bytes1 fields, string memory name, string memory ver, uint256 chainId, address target,,) =
            licensing.eip712Domain();
        vm.assertEq(fields, hex"0f", "fields");
        vm.assertEq(name, vm.parseJsonString(json, ".domain.name"), "name");
        vm.assertEq(ver, vm.parseJsonString(json, ".domain.version"), "version");
        vm.assertEq(chainId, vm.parseJsonUint(json, ".domain.chainId"), "chain id");
        vm.assertEq(target, vm.parseJsonAddress(json, ".domain.verifyingContract"), "contract");
        vm.assertEq(hashes.separator(licensing), vm.parseJsonBytes32(json, ".domain.separator"), "separator");
    }

    function test_messages_CredentialsAreTheVectors() public view {
        uint256 i = 0;
        for (; vm.keyExistsJson(json, key("credentials", i, "digest")); ++i) {
            check("credentials", i, credentialStruct(i));
        }
        vm.assertEq(i, 2, "credentials");
    }

    function test_messages_VouchersAreTheVectors() public view {
        uint256 i = 0;
        for (; vm.keyExistsJson(json, key("vouchers", i, "digest")); ++i) {
            check("vouchers", i, voucherStruct(i));
        }
        vm.assertEq(i, 2, "vouchers");
    }
}
