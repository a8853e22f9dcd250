// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IOffers} from "../../src/Licensing/IOffers.sol";
import {TermsCodec} from "../../src/Licensing/TermsCodec.sol";
import {LicensingCast} from "./LicensingCast.t.sol";

contract Codec {
    function requireSound(IOffers.Terms memory t) external pure {
        TermsCodec.requireSound(t);
    }

    function id(IOffers.Terms memory t) external pure returns (bytes32) {
        return TermsCodec.id(t);
    }

    function pack(uint256 titleId, IOffers.Terms memory t) external pure returns (bytes memory) {
        return TermsCodec.pack(titleId, t);
    }

    function unpack(bytes memory packed) external pure returns (uint256 titleId, IOffers.Terms memory t) {
        return TermsCodec.unpack(packed);
    }
}

contract TermsCodecTest is LicensingCast {
    Codec private codec = new Codec();

    function refuse(IOffers.Terms memory t, bytes32 field) private {
        vm.expectRevert(abi.encodeWithSelector(IOffers.Offers_BadTerms.selector, field));
        codec.requireSound(t);
    }

    function metered() private view returns (IOffers.Terms memory t) {
        t = sale();
        (t.payment, t.unitPrice, t.unit) = (IOffers.Payment.Metered, 1, "token");
    }

    // ----------------------------------------------------------------------------------------------------------- rules

    function test_requireSound_RevertWhen_FreeTermsHaveAPrice() public {
        IOffers.Terms memory t = sale();
        t.payment = IOffers.Payment.Free;
        refuse(t, "price");
        t.price = 0;
        codec.requireSound(t);
    }

    function test_requireSound_RevertWhen_ASubscriptionHasNoPeriod() public {
        IOffers.Terms memory t = subscription();
        t.period = 0;
        refuse(t, "period");
    }

    function test_requireSound_RevertWhen_GraceIsGivenWithoutSubscription() public {
        IOffers.Terms memory t = sale();
        (t.period, t.grace) = (1 days, 1);
        refuse(t, "grace");
        t.grace = 0;
        codec.requireSound(t);
    }

    function test_requireSound_RevertWhen_TheUnitPriceDoesNotFitThePayment() public {
        IOffers.Terms memory t = metered();
        t.unitPrice = 0;
        refuse(t, "unitPrice");
        t = sale();
        t.unitPrice = 1;
        refuse(t, "unitPrice");
    }

    function test_requireSound_RevertWhen_TheUnitDoesNotFitThePayment() public {
        IOffers.Terms memory t = metered();
        t.unit = 0;
        refuse(t, "unit");
        t = sale();
        t.unit = "token";
        refuse(t, "unit");
    }

    function test_requireSound_RevertWhen_TheSaleEndsBeforeItStarts() public {
        IOffers.Terms memory t = sale();
        (t.saleStart, t.saleEnd) = (10, 10);
        refuse(t, "saleEnd");
        t.saleEnd = 9;
        refuse(t, "saleEnd");
        t.saleEnd = 11;
        codec.requireSound(t);
        t.saleEnd = 0;
        codec.requireSound(t);
    }

    function test_requireSound_RevertWhen_ARightIsUnknown() public {
        for (uint8 bit = 5; bit < 8; ++bit) {
            IOffers.Terms memory t = sale();
            t.rights |= uint8(1) << bit;
            refuse(t, "rights");
        }
    }

    function test_requireSound_RevertWhen_ShareAlikeComesWithoutDerivatives() public {
        IOffers.Terms memory t = sale();
        t.rights |= TermsCodec.SHARE_ALIKE;
        refuse(t, "rights");
        t.rights |= TermsCodec.DERIVATIVES;
        codec.requireSound(t);
    }

    function test_requireSound_RevertWhen_WhatHangsOnACredentialMayBeTransferred() public {
        IOffers.Terms memory t = guarded();
        codec.requireSound(t);
        t.rights |= TermsCodec.TRANSFERABLE;
        refuse(t, "rights");
    }

    function test_requireSound_RevertWhen_TheRoyaltyIsOverTheWhole() public {
        codec.requireSound(derivable(10_000));
        refuse(derivable(10_001), "royalty");
    }

    function test_requireSound_RevertWhen_ARoyaltyComesWithoutDerivatives() public {
        IOffers.Terms memory t = sale();
        t.royalty = 1;
        refuse(t, "royalty");
    }

    function test_requireSound_RevertWhen_ASetIsEmpty() public {
        IOffers.Terms memory t = sale();
        t.territories = 0;
        refuse(t, "territories");
        t = sale();
        t.fields = 0;
        refuse(t, "fields");
        t = sale();
        t.dataTypes = 0;
        refuse(t, "dataTypes");
    }

    function test_requireSound_RevertWhen_ABitStandsForNothing() public {
        for (uint256 bit = 249; bit < 256; ++bit) {
            IOffers.Terms memory t = sale();
            t.territories = 1 << bit | 1;
            refuse(t, "territories");
        }
        for (uint256 bit = 40; bit < 48; ++bit) {
            IOffers.Terms memory t = sale();
            t.fields = uint48(1 << bit) | 1;
            refuse(t, "fields");
        }
        for (uint256 bit = 20; bit < 24; ++bit) {
            IOffers.Terms memory t = sale();
            t.dataTypes = uint24(1 << bit) | 1;
            refuse(t, "dataTypes");
        }
    }

    function test_requireSound_RevertWhen_IssuerOrClaimStandsAlone() public {
        IOffers.Terms memory t = guarded();
        t.claim = 0;
        refuse(t, "issuer");
        t = guarded();
        t.issuer = address(0);
        refuse(t, "issuer");
    }

    function test_requireSound_RevertWhen_ThereIsNoLegalText() public {
        IOffers.Terms memory t = sale();
        t.legalText = 0;
        refuse(t, "legalText");
    }

    function testFuzz_requireSound_AcceptsWhateverKeepsTheRules(uint256 seed) public view {
        codec.requireSound(anyTerms(seed));
    }

    // --------------------------------------------------------------------------------------------------------- packing

    function testFuzz_pack_O1_UnpackGivesTheSameBack(uint256 titleId, uint256 seed) public view {
        IOffers.Terms memory t = anyTerms(seed);
        (uint256 back, IOffers.Terms memory u) = codec.unpack(codec.pack(titleId, t));
        vm.assertEq(back, titleId, "title");
        vm.assertEq(keccak256(abi.encode(u)), keccak256(abi.encode(t)), "terms");
    }

    /// @dev A list or a set: the same terms.
    function testFuzz_pack_O1_AnyNumberOfTerritories(uint256 seed, uint8 more) public view {
        IOffers.Terms memory t = anyTerms(seed);
        t.territories = 1 << draw(seed, 100) % 249;
        for (uint256 i = 1; i < more % 12; ++i) {
            t.territories |= 1 << draw(seed, 100 + i) % 249;
        }
        (, IOffers.Terms memory u) = codec.unpack(codec.pack(ID, t));
        vm.assertEq(keccak256(abi.encode(u)), keccak256(abi.encode(t)), "terms");
    }

    /// @dev What most terms leave empty takes no room: 114 bytes for a plain sale.
    function test_pack_LeavesEmptyGroupsOut() public view {
        vm.assertEq(codec.pack(ID, sale()).length, 114, "a sale");
        vm.assertEq(codec.pack(ID, subscription()).length, 114 + 8, "a subscription");
        vm.assertEq(codec.pack(ID, metered()).length, 114 + 48, "metered");
        vm.assertEq(codec.pack(ID, guarded()).length, 114 + 52, "with a credential");
        IOffers.Terms memory t = sale();
        t.perAccount = 1;
        vm.assertEq(codec.pack(ID, t).length, 114 + 18, "with a limit");
        t.territories = DE;
        vm.assertEq(codec.pack(ID, t).length, 114 + 18 + 2, "for one country");
        t.territories = 0xff;
        vm.assertEq(codec.pack(ID, t).length, 114 + 18 + 9, "for eight");
        t.territories = 0x1ff;
        vm.assertEq(codec.pack(ID, t).length, 114 + 18 + 32, "for nine");
    }

    // --------------------------------------------------------------------------------------------------------- vectors

    function test_id_O1_IsTheVectors() public view {
        string memory json = vm.readFile("../vectors/licensing-messages.json");
        uint256 i = 0;
        for (; vm.keyExistsJson(json, at("templates", i, "termsId")); ++i) {
            IOffers.Terms memory t = abi.decode(vm.parseJsonBytes(json, at("templates", i, "encoded")), (IOffers.Terms));
            string memory name = vm.parseJsonString(json, at("templates", i, "name"));
            codec.requireSound(t);
            vm.assertEq(codec.id(t), vm.parseJsonBytes32(json, at("templates", i, "termsId")), name);
            (, IOffers.Terms memory u) = codec.unpack(codec.pack(ID, t));
            vm.assertEq(codec.id(u), codec.id(t), name);
            string memory text = vm.readFile(string.concat("../vectors/legal/", name, ".md"));
            vm.assertEq(sha256(bytes(text)), t.legalText, "legal text");
        }
        vm.assertEq(i, 5, "templates");
    }

    function test_id_O1_DiffersWithEveryMember() public view {
        for (uint256 member = 0; member < 19; ++member) {
            IOffers.Terms memory t = sale();
            if (member == 0) t.currency = ALICE;
            if (member == 1) t.price = 1;
            if (member == 2) t.payment = IOffers.Payment.Metered;
            if (member == 3) t.period = 1;
            if (member == 4) t.grace = 1;
            if (member == 5) t.unitPrice = 1;
            if (member == 6) t.unit = "x";
            if (member == 7) t.supply = 1;
            if (member == 8) t.perAccount = 1;
            if (member == 9) t.saleStart = 1;
            if (member == 10) t.saleEnd = 1;
            if (member == 11) t.rights = 0;
            if (member == 12) t.royalty = 1;
            if (member == 13) t.territories = DE;
            if (member == 14) t.fields = RESEARCH;
            if (member == 15) t.dataTypes = PERSONAL;
            if (member == 16) t.issuer = ISSUER;
            if (member == 17) t.claim = CLAIM;
            if (member == 18) t.legalText = keccak256("other words");
            vm.assertTrue(codec.id(t) != codec.id(sale()), vm.toString(member));
        }
    }

    function test_catalogs_TheMasksAreTheVectors() public view {
        string memory json = vm.readFile("../vectors/licensing-catalogs.json");
        vm.assertEq(listed(json, "territories"), TermsCodec.WORLDWIDE, "territories");
        vm.assertEq(listed(json, "fields"), TermsCodec.ALL_FIELDS, "fields");
        vm.assertEq(listed(json, "dataTypes"), TermsCodec.ALL_DATA_TYPES, "data types");
        vm.assertEq(group(json, "worldwide"), TermsCodec.WORLDWIDE, "worldwide");
        vm.assertEq(group(json, "allFields"), TermsCodec.ALL_FIELDS, "all fields");
        vm.assertEq(group(json, "allDataTypes"), TermsCodec.ALL_DATA_TYPES, "all data types");
        vm.assertEq(vm.parseJsonString(json, ".territories[56].word"), "DE", "DE");
        vm.assertEq(vm.parseJsonString(json, ".territories[74].word"), "FR", "FR");
        (uint256 eu, uint256 eea) = (group(json, "EU"), group(json, "EEA"));
        vm.assertEq(count(eu), 27, "members of the EU");
        vm.assertEq(count(eea), 30, "members of the EEA");
        vm.assertEq(eu & ~eea, 0, "EU within EEA");
        vm.assertEq(eu & (DE | FR | JP), DE | FR, "who is in");
    }

    /// @dev A bit for each entry, by its stated index.
    function listed(string memory json, string memory list) private pure returns (uint256 bits) {
        for (uint256 i = 0; vm.keyExistsJson(json, at(list, i, "index")); ++i) {
            bits |= 1 << vm.parseJsonUint(json, at(list, i, "index"));
        }
    }

    function group(string memory json, string memory name) private pure returns (uint256) {
        return uint256(vm.parseJsonBytes32(json, string.concat(".groups.", name)));
    }

    function count(uint256 bits) private pure returns (uint256 ones) {
        for (; bits != 0; bits &= bits - 1) {
            ++ones;
        }
    }

    function at(string memory list, uint256 i, string memory name) private pure returns (string memory) {
        return string.concat(".", list, "[", vm.toString(i), "].", name);
    }
}
