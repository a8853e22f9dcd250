// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {ERC721} from "solady/tokens/ERC721.sol";
import {LibBit} from "solady/utils/LibBit.sol";
import {ILicensing} from "./ILicensing.sol";
import {IOffers} from "./IOffers.sol";
import {TermsCodec} from "./TermsCodec.sol";

/// @title The tokens of `Licensing`: their records, where they are found, and how they move
/// @dev A license that an account has bought, for itself or as a gift, or has brought a voucher of its own for, has the id
/// Keccak-256 (title, account, index), counting up: so it is found without a list. One for which another has brought the voucher
/// has that voucher's hash. Licenses that others gave, brought or transferred to an account stand in a list, of eight at most
/// per title.
/// A license's record is two slots: the token's own, with 96 bits beside its owner (expires 40 | since 40 | place 8 | flags 8);
/// and `Record`. Only a territory set of more than two countries and less than all takes a third.
abstract contract LicenseTokens is ERC721, ILicensing {
    /// @dev One slot: the terms' code (160 bits) | fields (40) | the higher of two countries, 0 for none (8) | data types (24)
    /// | epoch (24).
    struct Record {
        address terms;
        uint40 fields;
        uint8 second;
        uint24 dataTypes;
        uint24 epoch;
    }

    /// @dev What stands beside the owner.
    struct Tag {
        uint40 expires;
        uint40 since;
        uint8 place;
        uint8 flags;
    }

    uint40 internal constant NEVER = type(uint40).max;
    uint8 internal constant OWN_PRICE = 1;
    uint8 internal constant HAS_CREDENTIAL = 2;
    /// @dev The title was final when the license was granted: nobody can take it over, its epoch stays.
    uint8 internal constant FINAL = 4;
    /// @dev It lapsed and was renewed: `_spans` tells when it counted before.
    uint8 internal constant LAPSED = 8;
    /// @dev A derivative hangs on it: it moves no more.
    uint8 internal constant BOUND = 16;
    uint256 internal constant MAX_RECEIVED = 8;
    uint8 private constant PLACE_SET = 254;
    uint8 private constant PLACE_WORLD = 255;

    mapping(uint256 licenseId => Record) internal _records;
    mapping(uint256 licenseId => uint256) private _territories;
    /// @dev Times before `since`, each since << 40 | expires, ascending; three to a slot.
    mapping(uint256 licenseId => uint80[]) private _spans;
    mapping(uint256 titleId => mapping(address account => uint256[])) private _received;

    // --------------------------------------------------------------------------------------------------------- records

    function _tagOf(uint256 licenseId) internal view returns (Tag memory tag) {
        uint256 word = _getExtraData(licenseId);
        return Tag(uint40(word >> 56), uint40(word >> 16), uint8(word >> 8), uint8(word));
    }

    function _wordOf(Tag memory tag) internal pure returns (uint96) {
        return uint96(tag.expires) << 56 | uint96(tag.since) << 16 | uint96(tag.place) << 8 | tag.flags;
    }

    /// @dev Writes a territory set; answers its short form: one country, or two.
    function _writeTerritories(uint256 licenseId, uint256 territories) internal returns (uint8 place, uint8 second) {
        if (territories == TermsCodec.WORLDWIDE) return (PLACE_WORLD, 0);
        uint256 rest = territories & (territories - 1);
        if (rest & (rest == 0 ? 0 : rest - 1) == 0) {
            return (uint8(LibBit.ffs(territories)), rest == 0 ? 0 : uint8(LibBit.ffs(rest)));
        }
        _territories[licenseId] = territories;
        return (PLACE_SET, 0);
    }

    function _territoriesOf(uint256 licenseId, uint8 place, uint8 second) internal view returns (uint256) {
        if (place == PLACE_WORLD) return TermsCodec.WORLDWIDE;
        if (place == PLACE_SET) return _territories[licenseId];
        return second == 0 ? 1 << place : 1 << place | 1 << second;
    }

    /// @dev Whether an existing license covers a use.
    function _covers(uint256 titleId, uint256 licenseId, uint8 territory, uint8 field, uint8 dataType, uint256 time)
        internal
        view
        returns (bool)
    {
        Tag memory tag = _tagOf(licenseId);
        if (time >= tag.expires && tag.expires != NEVER) return false;
        if (time < tag.since && (tag.flags & LAPSED == 0 || !_countedAt(licenseId, time))) return false;
        Record memory record = _records[licenseId];
        if (record.fields >> field & 1 == 0 || record.dataTypes >> dataType & 1 == 0) return false;
        if (territory > 248 || _territoriesOf(licenseId, tag.place, record.second) >> territory & 1 == 0) return false;
        return tag.flags & FINAL != 0 || record.epoch == _epochOf(titleId);
    }

    /// @dev Keeps the time in which a license counted before it begins anew.
    function _lapse(uint256 licenseId, Tag memory tag) internal {
        _spans[licenseId].push(uint80(tag.since) << 40 | tag.expires);
        tag.flags |= LAPSED;
    }

    /// @dev Whether one of the former times has `time`: that which began last before it, by halving.
    function _countedAt(uint256 licenseId, uint256 time) private view returns (bool) {
        uint80[] storage spans = _spans[licenseId];
        uint256 low = 0;
        uint256 high = spans.length;
        while (low < high) {
            uint256 middle = (low + high) >> 1;
            if (spans[middle] >> 40 <= time) low = middle + 1;
            else high = middle;
        }
        return low != 0 && time < uint40(spans[low - 1]);
    }

    /// @inheritdoc ILicensing
    function spansOf(uint256 licenseId) external view returns (Span[] memory list) {
        _requireLicense(licenseId);
        uint80[] storage spans = _spans[licenseId];
        list = new Span[](spans.length);
        for (uint256 i = 0; i < list.length; ++i) {
            list[i] = Span(uint40(spans[i] >> 40), uint40(spans[i]));
        }
    }

    function _epochOf(uint256 titleId) internal view virtual returns (uint64);

    function _requireLicense(uint256 licenseId) internal view returns (address licensee) {
        licensee = _ownerOf(licenseId);
        if (licensee == address(0)) revert Licensing_NoLicense(licenseId);
    }

    // ------------------------------------------------------------------------------------------------------------ find

    /// @inheritdoc ILicensing
    function licenseIdOf(uint256 titleId, address account, uint256 index) public pure returns (uint256 licenseId) {
        return uint256(keccak256(abi.encode(titleId, account, index)));
    }

    /// @dev The id of the next license that an account buys or brings its voucher for, and how many came before.
    function _nextId(uint256 titleId, address account) internal view returns (uint256 licenseId, uint256 index) {
        licenseId = licenseIdOf(titleId, account, 0);
        while (_exists(licenseId)) licenseId = licenseIdOf(titleId, account, ++index);
    }

    /// @inheritdoc ILicensing
    function licensesOf(uint256 titleId, address account) external view returns (uint256[] memory licenseIds) {
        (, uint256 bought) = _nextId(titleId, account);
        uint256[] storage received = _received[titleId][account];
        licenseIds = new uint256[](bought + received.length);
        uint256 count = 0;
        for (uint256 i = 0; i < bought; ++i) {
            uint256 licenseId = licenseIdOf(titleId, account, i);
            if (_ownerOf(licenseId) == account) licenseIds[count++] = licenseId;
        }
        for (uint256 i = 0; i < received.length; ++i) {
            licenseIds[count++] = received[i];
        }
        assembly ("memory-safe") { mstore(licenseIds, count) }
    }

    /// @dev Whether a license that the account itself has bought or brought the voucher for, and that is still its own, covers a use.
    function _boughtCovers(uint256 titleId, address account, uint8 territory, uint8 field, uint8 dataType, uint256 time)
        internal
        view
        returns (bool)
    {
        for (uint256 i = 0;; ++i) {
            uint256 licenseId = licenseIdOf(titleId, account, i);
            address owner = _ownerOf(licenseId);
            if (owner == address(0)) break;
            if (owner == account && _covers(titleId, licenseId, territory, field, dataType, time)) return true;
        }
        return false;
    }

    /// @dev Whether a license that others have given, brought or transferred to the account does.
    function _receivedCovers(
        uint256 titleId,
        address account,
        uint8 territory,
        uint8 field,
        uint8 dataType,
        uint256 time
    ) internal view returns (bool) {
        uint256[] storage received = _received[titleId][account];
        for (uint256 i = 0; i < received.length; ++i) {
            if (_covers(titleId, received[i], territory, field, dataType, time)) return true;
        }
        return false;
    }

    // ------------------------------------------------------------------------------------------------------- transfers

    /// @dev Soulbound unless the terms allow transfer, and once a derivative hangs on it: else one license would serve each of
    /// its holders in turn. Terms that ask for a credential don't allow it.
    function _beforeTokenTransfer(address from, address to, uint256 licenseId) internal override {
        if (from == address(0)) return;
        _requireNoValue();
        if (from == to) return;
        (uint256 titleId, IOffers.Terms memory terms) = TermsCodec.read(_records[licenseId].terms);
        if (terms.rights & TermsCodec.TRANSFERABLE == 0 || _tagOf(licenseId).flags & BOUND != 0) {
            revert Licensing_Soulbound(licenseId);
        }
        _drop(_received[titleId][from], licenseId);
        if (_isBoughtFor(titleId, to, licenseId)) return;
        _receive(titleId, to, licenseId, MAX_RECEIVED);
    }

    /// @dev Lists a license that others have given an account, if it has fewer than `most` of these.
    function _receive(uint256 titleId, address to, uint256 licenseId, uint256 most) internal {
        uint256[] storage received = _received[titleId][to];
        if (received.length >= most) revert Licensing_TooManyReceived(titleId, to);
        received.push(licenseId);
    }

    /// @dev ERC-721 lets money come along with approvals and transfers: it would never get out again.
    function _requireNoValue() internal view {
        if (msg.value != 0) revert Licensing_WrongValue(0, msg.value);
    }

    function approve(address account, uint256 id) public payable override {
        _requireNoValue();
        super.approve(account, id);
    }

    function _drop(uint256[] storage list, uint256 licenseId) private {
        for (uint256 i = 0; i < list.length; ++i) {
            if (list[i] != licenseId) continue;
            list[i] = list[list.length - 1];
            list.pop();
            return;
        }
    }

    function _isBoughtFor(uint256 titleId, address account, uint256 licenseId) private view returns (bool) {
        for (uint256 i = 0;; ++i) {
            uint256 bought = licenseIdOf(titleId, account, i);
            if (bought == licenseId) return true;
            if (!_exists(bought)) return false;
        }
        return false;
    }

    // -------------------------------------------------------------------------------------------------------- metadata

    function name() public pure override returns (string memory) {
        return "ModelDeed License";
    }

    function symbol() public pure override returns (string memory) {
        return "LICENSE";
    }

    /// @notice A JSON document with the title, the terms and the times, in place.
    function tokenURI(uint256 licenseId) public view override returns (string memory) {
        _requireLicense(licenseId);
        (uint256 titleId, IOffers.Terms memory terms) = TermsCodec.read(_records[licenseId].terms);
        Tag memory tag = _tagOf(licenseId);
        return string.concat(
            'data:application/json;utf8,{"name":"License","title":"',
            Strings.toHexString(titleId, 32),
            '","terms":"',
            Strings.toHexString(uint256(TermsCodec.id(terms)), 32),
            '","since":',
            Strings.toString(tag.since),
            ',"expires":',
            tag.expires == NEVER ? "null" : Strings.toString(tag.expires),
            "}"
        );
    }
}
