// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {ERC721} from "solady/tokens/ERC721.sol";
import {ILicensing} from "./ILicensing.sol";
import {IOffers} from "./IOffers.sol";
import {TermsCodec} from "./TermsCodec.sol";

/// @title The tokens of `Licensing`: their records, where they are found, and how they move
/// @dev A license bought for an account has the id Keccak-256 (title, account, index), counting up: so it is found without a
/// list. Licenses received from others stand in a list, of eight at most per title.
/// A license's record is two slots: the token's own, with 96 bits beside its owner (expires 40 | since 40 | place 8 | flags 8);
/// and `Record`. Only a territory set of more than one country and less than all takes a third.
abstract contract LicenseTokens is ERC721, ILicensing {
    /// @dev One slot: the terms' code (160 bits) | fields (48) | data types (24) | epoch (24).
    struct Record {
        address terms;
        uint48 fields;
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
    uint256 private constant MAX_RECEIVED = 8;
    uint8 private constant PLACE_SET = 254;
    uint8 private constant PLACE_WORLD = 255;

    mapping(uint256 licenseId => Record) internal _records;
    mapping(uint256 licenseId => uint256) private _territories;
    mapping(uint256 titleId => mapping(address account => uint256[])) private _received;

    // --------------------------------------------------------------------------------------------------------- records

    function _tagOf(uint256 licenseId) internal view returns (Tag memory tag) {
        uint256 word = _getExtraData(licenseId);
        return Tag(uint40(word >> 56), uint40(word >> 16), uint8(word >> 8), uint8(word));
    }

    function _wordOf(Tag memory tag) internal pure returns (uint96) {
        return uint96(tag.expires) << 56 | uint96(tag.since) << 16 | uint96(tag.place) << 8 | tag.flags;
    }

    /// @dev Writes a territory set; answers its short form.
    function _writeTerritories(uint256 licenseId, uint256 territories) internal returns (uint8 place) {
        if (territories == TermsCodec.WORLDWIDE) return PLACE_WORLD;
        if (territories & (territories - 1) == 0) return _indexOf(territories);
        _territories[licenseId] = territories;
        return PLACE_SET;
    }

    function _indexOf(uint256 bit) private pure returns (uint8 index) {
        for (uint256 half = 128; half > 0; half >>= 1) {
            if (bit >> half != 0) {
                bit >>= half;
                index += uint8(half);
            }
        }
    }

    function _territoriesOf(uint256 licenseId, uint8 place) internal view returns (uint256) {
        if (place == PLACE_WORLD) return TermsCodec.WORLDWIDE;
        return place == PLACE_SET ? _territories[licenseId] : 1 << place;
    }

    /// @dev Whether an existing license covers a use.
    function _covers(uint256 titleId, uint256 licenseId, uint8 territory, uint8 field, uint8 dataType, uint256 time)
        internal
        view
        returns (bool)
    {
        Tag memory tag = _tagOf(licenseId);
        if (time < tag.since || (time >= tag.expires && tag.expires != NEVER)) return false;
        Record memory record = _records[licenseId];
        if (record.fields >> field & 1 == 0 || record.dataTypes >> dataType & 1 == 0) return false;
        if (territory > 248 || _territoriesOf(licenseId, tag.place) >> territory & 1 == 0) return false;
        return tag.flags & FINAL != 0 || record.epoch == _epochOf(titleId);
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

    /// @dev The id of the next license bought for an account, and how many came before.
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

    function _anyCovers(uint256 titleId, address account, uint8 territory, uint8 field, uint8 dataType, uint256 time)
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
        uint256[] storage received = _received[titleId][account];
        for (uint256 i = 0; i < received.length; ++i) {
            if (_covers(titleId, received[i], territory, field, dataType, time)) return true;
        }
        return false;
    }

    // ------------------------------------------------------------------------------------------------------- transfers

    /// @dev Soulbound unless the terms allow transfer. Terms that ask for a credential don't.
    function _beforeTokenTransfer(address from, address to, uint256 licenseId) internal override {
        if (from == address(0)) return;
        _requireNoValue();
        if (from == to) return;
        (uint256 titleId, IOffers.Terms memory terms) = TermsCodec.read(_records[licenseId].terms);
        if (terms.rights & TermsCodec.TRANSFERABLE == 0) revert Licensing_Soulbound(licenseId);
        _drop(_received[titleId][from], licenseId);
        if (_isBoughtFor(titleId, to, licenseId)) return;
        uint256[] storage received = _received[titleId][to];
        if (received.length == MAX_RECEIVED) revert Licensing_TooManyReceived(titleId, to);
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
