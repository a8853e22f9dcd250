// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC165} from "@openzeppelin/contracts/interfaces/IERC165.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {IERC4906} from "@openzeppelin/contracts/interfaces/IERC4906.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IAnchors} from "../Anchors/IAnchors.sol";
import {ITitleFollower} from "./ITitleFollower.sol";
import {ITitles} from "./ITitles.sol";

/// @title The records that `Titles` keeps, and what they say
/// @dev Storage and views; `Titles` has everything that changes them.
abstract contract TitleRecords is ERC721, IERC2981, IERC4906, ITitles {
    /// @dev One slot: receiver (160 bits) | share in parts per 10,000 (16).
    struct Resale {
        address receiver;
        uint16 share;
    }

    /// @dev Two slots: latest; published (32 bits) | epoch (64). Zero for a title that never had a later version nor a rival.
    struct VersionList {
        bytes32 latest;
        uint32 published;
        uint64 epoch;
    }

    uint256 internal constant WHOLE = 10_000;

    IAnchors internal immutable ANCHORS;
    ITitleFollower internal immutable FOLLOWER;
    uint256 internal immutable CONTEST_PERIOD;

    mapping(uint256 titleId => TitleRecord) internal _titles;
    mapping(uint256 titleId => VersionList) internal _lists;
    mapping(uint256 titleId => Resale) internal _resales;
    mapping(bytes32 fingerprint => VersionRecord) internal _versions;
    /// @dev Of whatever was registered last under a fingerprint; of no meaning while it belongs to no title.
    mapping(bytes32 fingerprint => bytes32 sha256Digest) internal _manifests;

    constructor(address anchorsContract, address follower, uint256 contestSeconds) ERC721("ModelDeed Title", "DEED") {
        if (anchorsContract.code.length == 0) revert Titles_NoAnchors(anchorsContract);
        if (contestSeconds == 0 || contestSeconds > 365 days) revert Titles_BadContestPeriod(contestSeconds);
        ANCHORS = IAnchors(anchorsContract);
        FOLLOWER = ITitleFollower(follower);
        CONTEST_PERIOD = contestSeconds;
    }

    /// @inheritdoc ITitles
    function titleOf(bytes32 fingerprint) public view returns (uint256 titleId) {
        titleId = uint256(fingerprint);
        if (_ownerOf(titleId) == address(0)) titleId = _linked(fingerprint);
    }

    /// @dev The title under which a fingerprint is a valid later version; 0 for none.
    function _linked(bytes32 fingerprint) internal view returns (uint256 titleId) {
        VersionRecord storage version = _versions[fingerprint];
        titleId = version.titleId;
        if (titleId != 0 && version.epoch != _lists[titleId].epoch) titleId = 0;
    }

    function _priority(bytes32 fingerprint, uint256 titleId) internal view returns (uint40) {
        return titleId == uint256(fingerprint) ? _titles[titleId].priority : _versions[fingerprint].priority;
    }

    /// @inheritdoc ITitles
    function recordOf(uint256 titleId) external view returns (TitleRecord memory) {
        return _titles[titleId];
    }

    /// @inheritdoc ITitles
    function versionOf(bytes32 fingerprint) external view returns (VersionRecord memory version) {
        uint256 titleId = titleOf(fingerprint);
        if (titleId != 0 && titleId != uint256(fingerprint)) version = _versions[fingerprint];
    }

    /// @inheritdoc ITitles
    function latestOf(uint256 titleId) public view returns (bytes32 fingerprint, uint32 number) {
        _requireOwned(titleId);
        fingerprint = _lists[titleId].latest;
        if (fingerprint == 0) return (bytes32(titleId), 1);
        number = _versions[fingerprint].number;
    }

    /// @inheritdoc ITitles
    function epochOf(uint256 titleId) external view returns (uint64 epoch) {
        return _lists[titleId].epoch;
    }

    /// @inheritdoc ITitles
    function manifestOf(bytes32 fingerprint) external view returns (bytes32 digest) {
        return titleOf(fingerprint) == 0 ? bytes32(0) : _manifests[fingerprint];
    }

    /// @inheritdoc ITitles
    function priorityOf(bytes32 fingerprint) external view returns (uint40 priority) {
        return _priority(fingerprint, _requireTitleOf(fingerprint));
    }

    /// @inheritdoc ITitles
    function finalAt(bytes32 fingerprint) public view returns (uint256 time) {
        uint256 titleId = _requireTitleOf(fingerprint);
        // A version falls with its title, however old its own priority is.
        return Math.max(_priority(fingerprint, titleId), _titles[titleId].priority) + CONTEST_PERIOD;
    }

    /// @inheritdoc ITitles
    function isFinal(bytes32 fingerprint) external view returns (bool) {
        return block.timestamp >= finalAt(fingerprint);
    }

    /// @inheritdoc ITitles
    function standingOf(bytes32 fingerprint)
        external
        view
        returns (uint256 titleId, address holder, bool final_, bool disputed)
    {
        titleId = titleOf(fingerprint);
        if (titleId == 0) return (0, address(0), false, false);
        holder = _ownerOf(titleId);
        disputed = _titles[titleId].disputed;
        final_ = block.timestamp >= finalAt(fingerprint);
    }

    /// @inheritdoc ITitles
    function rightsIn(bytes32 fingerprint)
        external
        view
        returns (uint256 titleId, address holder, uint64 epoch, bool final_, bool disputed)
    {
        titleId = titleOf(fingerprint);
        if (titleId == 0) return (0, address(0), 0, false, false);
        holder = _ownerOf(titleId);
        epoch = _lists[titleId].epoch;
        // Of the title, not of the version: what a title's holder may do hangs on that.
        final_ = block.timestamp >= _titles[titleId].priority + CONTEST_PERIOD;
        disputed = _titles[titleId].disputed;
    }

    /// @inheritdoc ITitles
    function resaleReceiverOf(uint256 titleId) external view returns (address receiver) {
        return _resales[titleId].receiver;
    }

    /// @inheritdoc ITitles
    function contestPeriod() external view returns (uint256) {
        return CONTEST_PERIOD;
    }

    /// @inheritdoc ITitles
    function anchors() external view returns (address) {
        return address(ANCHORS);
    }

    /// @inheritdoc IERC2981
    function royaltyInfo(uint256 titleId, uint256 salePrice) external view returns (address receiver, uint256 amount) {
        uint256 share = _resales[titleId].share;
        // 512 bits in between: no price overflows.
        if (share != 0) return (FOLLOWER.tillOf(titleId), Math.mulDiv(salePrice, share, WHOLE));
    }

    /// @notice The manifest of the latest version as `ipfs://` CID version 1: base 16 of (raw block, SHA-256 of 32 bytes).
    function tokenURI(uint256 titleId) public view override returns (string memory) {
        (bytes32 latest,) = latestOf(titleId);
        bytes memory digits = bytes(Strings.toHexString(uint256(_manifests[latest]), 32));
        // "0x" becomes the two last digits of the CID's prefix.
        digits[0] = "2";
        digits[1] = "0";
        return string.concat("ipfs://f015512", string(digits));
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 id) public view override(ERC721, IERC165) returns (bool) {
        // ERC-4906 adds no function: its id, 0x49064906, is given by the standard.
        return id == type(IERC2981).interfaceId || id == bytes4(0x49064906) || super.supportsInterface(id);
    }

    function _requireTitleOf(bytes32 fingerprint) internal view returns (uint256 titleId) {
        titleId = titleOf(fingerprint);
        if (titleId == 0) revert Titles_Unregistered(fingerprint);
    }
}
