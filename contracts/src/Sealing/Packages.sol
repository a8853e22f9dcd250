// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ITitles} from "../Titles/ITitles.sol";
import {IPackages} from "./IPackages.sol";

/// @title Packages
/// @dev Stands alone, like `Anchors`: no contract needs it, so that its code leaves the others' addresses as they are.
/// Invariants (docs/invariants.md): K1 a package is named by the holder of its version's title alone. K2 a package doesn't
/// outlive the registration that it was published under.
contract Packages is IPackages {
    uint256 private constant MOST_SOURCES = 2_048;

    ITitles private immutable TITLES;

    struct Slot {
        bytes32 header;
        bytes32 root;
        uint256 titleId;
        uint64 epoch;
        uint64 publishedAt;
    }

    mapping(bytes32 fingerprint => Slot slot) private _slots;

    /// @param titles_ The `Titles` contract.
    constructor(address titles_) {
        if (titles_.code.length == 0) revert Packages_NoTitles(titles_);
        TITLES = ITitles(titles_);
    }

    /// @inheritdoc IPackages
    function publish(bytes32 fingerprint, bytes32 header, bytes32 root, string calldata sources) external {
        (uint256 titleId, uint64 epoch) = _requireHolder(fingerprint);
        if (header == 0 || root == 0) revert Packages_NoDigest();
        if (bytes(sources).length > MOST_SOURCES) revert Packages_SourcesTooLong(bytes(sources).length);
        _slots[fingerprint] = Slot(header, root, titleId, epoch, uint64(block.timestamp));
        emit Published(titleId, fingerprint, header, root, sources);
    }

    /// @inheritdoc IPackages
    function withdraw(bytes32 fingerprint) external {
        (uint256 titleId,) = _requireHolder(fingerprint);
        if (packageOf(fingerprint).header == 0) revert Packages_None(fingerprint);
        delete _slots[fingerprint];
        emit Withdrawn(titleId, fingerprint);
    }

    /// @inheritdoc IPackages
    function packageOf(bytes32 fingerprint) public view returns (Package memory package) {
        Slot storage slot = _slots[fingerprint];
        (uint256 titleId,, uint64 epoch,,) = TITLES.rightsIn(fingerprint);
        if (titleId == 0 || titleId != slot.titleId || epoch != slot.epoch) return package;
        return Package(slot.header, slot.root, slot.publishedAt);
    }

    /// @inheritdoc IPackages
    function titles() external view returns (address) {
        return address(TITLES);
    }

    function _requireHolder(bytes32 fingerprint) private view returns (uint256 titleId, uint64 epoch) {
        address holder;
        (titleId, holder, epoch,,) = TITLES.rightsIn(fingerprint);
        if (titleId == 0) revert Packages_Unregistered(fingerprint);
        if (holder != msg.sender) revert Packages_NotHolder(titleId, msg.sender);
    }
}
