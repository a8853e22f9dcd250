// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {LibBit} from "solady/utils/LibBit.sol";
import {SSTORE2} from "solady/utils/SSTORE2.sol";
import {IOffers} from "./IOffers.sol";

/// @title Terms: their rules, their id, and their packed form
/// @dev Packed, terms are stored as code of an account (SSTORE2): 115 bytes for a plain sale, one cold read. Members that most
/// terms leave empty come in groups, each present if its bit in `groups` is set.
library TermsCodec {
    bytes32 internal constant TYPEHASH = keccak256(
        "Terms(address currency,uint128 price,uint8 payment,uint32 period,uint32 grace,uint128 unitPrice,bytes32 unit,uint32 supply,uint32 perAccount,uint40 saleStart,uint40 saleEnd,uint8 rights,uint16 royalty,uint256 territories,uint48 fields,uint24 dataTypes,address issuer,bytes32 claim,bytes32 legalText)"
    );

    uint8 internal constant COMMERCIAL = 1;
    uint8 internal constant DERIVATIVES = 2;
    uint8 internal constant SHARE_ALIKE = 4;
    uint8 internal constant ATTRIBUTION = 8;
    uint8 internal constant TRANSFERABLE = 16;

    uint256 internal constant WORLDWIDE = (1 << 249) - 1;
    uint48 internal constant ALL_FIELDS = (1 << 40) - 1;
    uint24 internal constant ALL_DATA_TYPES = (1 << 20) - 1;

    uint8 private constant TIME = 1;
    uint8 private constant METER = 2;
    uint8 private constant LIMITS = 4;
    uint8 private constant TERRITORIES = 8;
    uint8 private constant CREDENTIAL = 16;
    /// @dev Territories as a list of indices, a byte each after their number: up to eight take less than the set.
    uint8 private constant LISTED = 32;
    uint256 private constant FEW = 8;

    /// @notice The EIP-712 struct hash.
    function id(IOffers.Terms memory terms) internal pure returns (bytes32) {
        return keccak256(abi.encode(TYPEHASH, terms));
    }

    /// @notice Reverts with the first member that contradicts the rules.
    function requireSound(IOffers.Terms memory t) internal pure {
        bool subscription = t.payment == IOffers.Payment.Subscription;
        bool metered = t.payment == IOffers.Payment.Metered;
        if (t.price != 0 && t.payment == IOffers.Payment.Free) _bad("price");
        if (subscription && t.period == 0) _bad("period");
        if (!subscription && t.grace != 0) _bad("grace");
        if (metered != (t.unitPrice != 0)) _bad("unitPrice");
        if (metered != (t.unit != 0)) _bad("unit");
        if (t.saleEnd != 0 && t.saleEnd <= t.saleStart) _bad("saleEnd");
        if (t.rights > 31) _bad("rights");
        if (t.rights & DERIVATIVES == 0 && (t.rights & SHARE_ALIKE != 0)) _bad("rights");
        if (t.royalty > 10_000 || (t.royalty != 0 && t.rights & DERIVATIVES == 0)) _bad("royalty");
        if (t.territories == 0 || t.territories > WORLDWIDE) _bad("territories");
        if (t.fields == 0 || t.fields > ALL_FIELDS) _bad("fields");
        if (t.dataTypes == 0 || t.dataTypes > ALL_DATA_TYPES) _bad("dataTypes");
        if ((t.issuer == address(0)) != (t.claim == 0)) _bad("issuer");
        // A credential is its holder's: what was granted on one can't move.
        if (t.issuer != address(0) && t.rights & TRANSFERABLE != 0) _bad("rights");
        if (t.legalText == 0) _bad("legalText");
    }

    function _bad(bytes32 field) private pure {
        revert IOffers.Offers_BadTerms(field);
    }

    /// @notice The packed form: the title, then the terms.
    function pack(uint256 titleId, IOffers.Terms memory t) internal pure returns (bytes memory packed) {
        uint8 groups = (t.period | t.grace) != 0 ? TIME : 0;
        if (t.unit != 0) groups |= METER;
        if (t.supply | t.perAccount | t.saleStart | t.saleEnd != 0) groups |= LIMITS;
        bytes memory listed;
        if (t.territories != WORLDWIDE) {
            listed = _list(t.territories);
            groups |= listed.length != 0 ? LISTED : TERRITORIES;
        }
        if (t.issuer != address(0)) groups |= CREDENTIAL;
        packed = abi.encodePacked(
            titleId, t.legalText, t.currency, t.price, t.payment, t.rights, t.royalty, t.fields, t.dataTypes, groups
        );
        if (groups & TIME != 0) packed = abi.encodePacked(packed, t.period, t.grace);
        if (groups & METER != 0) packed = abi.encodePacked(packed, t.unitPrice, t.unit);
        if (groups & LIMITS != 0) packed = abi.encodePacked(packed, t.supply, t.perAccount, t.saleStart, t.saleEnd);
        if (groups & TERRITORIES != 0) packed = abi.encodePacked(packed, t.territories);
        if (groups & LISTED != 0) packed = abi.encodePacked(packed, listed);
        if (groups & CREDENTIAL != 0) packed = abi.encodePacked(packed, t.issuer, t.claim);
    }

    /// @dev A few territories as their number and indices, ascending; empty for more.
    function _list(uint256 territories) private pure returns (bytes memory list) {
        uint256 count = 0;
        for (uint256 left = territories; left != 0; left &= left - 1) {
            if (++count > FEW) return list;
        }
        list = new bytes(count + 1);
        list[0] = bytes1(uint8(count));
        for (uint256 i = 1; i <= count; ++i) {
            list[i] = bytes1(uint8(LibBit.ffs(territories)));
            territories &= territories - 1;
        }
    }

    /// @notice The title and terms whose packed form is stored at `pointer`.
    function read(address pointer) internal view returns (uint256 titleId, IOffers.Terms memory t) {
        return unpack(SSTORE2.read(pointer));
    }

    /// @notice The title alone.
    function titleAt(address pointer) internal view returns (uint256 titleId) {
        return uint256(bytes32(SSTORE2.read(pointer, 0, 32)));
    }

    /// @notice The reverse of `pack`.
    function unpack(bytes memory packed) internal pure returns (uint256 titleId, IOffers.Terms memory t) {
        uint256 at;
        assembly ("memory-safe") { at := add(packed, 32) }
        (titleId, at) = _take(at, 32);
        uint256 word;
        (word, at) = _take(at, 32);
        t.legalText = bytes32(word);
        (word, at) = _take(at, 20);
        t.currency = address(uint160(word));
        (word, at) = _take(at, 16);
        t.price = uint128(word);
        (word, at) = _take(at, 14);
        t.payment = IOffers.Payment(uint8(word >> 104));
        t.rights = uint8(word >> 96);
        t.royalty = uint16(word >> 80);
        t.fields = uint48(word >> 32);
        t.dataTypes = uint24(word >> 8);
        _unpackGroups(t, uint8(word), at);
    }

    function _unpackGroups(IOffers.Terms memory t, uint8 groups, uint256 at) private pure {
        uint256 word;
        if (groups & TIME != 0) {
            (word, at) = _take(at, 8);
            t.period = uint32(word >> 32);
            t.grace = uint32(word);
        }
        if (groups & METER != 0) {
            (word, at) = _take(at, 16);
            t.unitPrice = uint128(word);
            (word, at) = _take(at, 32);
            t.unit = bytes32(word);
        }
        if (groups & LIMITS != 0) {
            (word, at) = _take(at, 18);
            t.supply = uint32(word >> 112);
            t.perAccount = uint32(word >> 80);
            t.saleStart = uint40(word >> 40);
            t.saleEnd = uint40(word);
        }
        t.territories = WORLDWIDE;
        if (groups & TERRITORIES != 0) (t.territories, at) = _take(at, 32);
        if (groups & LISTED != 0) {
            uint256 count;
            (count, at) = _take(at, 1);
            t.territories = 0;
            for (; count > 0; --count) {
                (word, at) = _take(at, 1);
                t.territories |= 1 << word;
            }
        }
        if (groups & CREDENTIAL != 0) {
            (word, at) = _take(at, 20);
            t.issuer = address(uint160(word));
            (word, at) = _take(at, 32);
            t.claim = bytes32(word);
        }
    }

    /// @dev The next `size` bytes, 1 to 32, as a number.
    function _take(uint256 at, uint256 size) private pure returns (uint256 word, uint256 next) {
        assembly ("memory-safe") { word := shr(sub(256, mul(size, 8)), mload(at)) }
        next = at + size;
    }
}
