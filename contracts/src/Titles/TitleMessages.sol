// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ITitles} from "./ITitles.sol";

/// @title The EIP-712 messages that let a relayer act for an owner
/// @dev Struct hashes only: the domain (name, version, chain id, contract) is added by the contract. Every field that has an
/// effect is signed, the anchor's root and salt included: a relayer can't drop them and so give away the priority.
/// Vectors made by another implementation: vectors/titles-messages.json.
library TitleMessages {
    bytes32 internal constant PARENT_TYPEHASH = keccak256("Parent(uint256 title,uint16 royalty)");

    bytes32 internal constant REGISTER_TYPEHASH = keccak256(
        "Register(address owner,bytes32 fingerprint,bytes32 manifestDigest,bytes32 tensorRoot,uint8 kind,string name,Parent[] parents,address arbitrator,uint16 resaleRoyalty,bytes32 anchorRoot,bytes32 salt,uint256 nonce,uint256 deadline)Parent(uint256 title,uint16 royalty)"
    );

    bytes32 internal constant PUBLISH_VERSION_TYPEHASH = keccak256(
        "PublishVersion(uint256 titleId,bytes32 fingerprint,bytes32 manifestDigest,bytes32 tensorRoot,string note,bytes32 anchorRoot,bytes32 salt,uint256 nonce,uint256 deadline)"
    );

    /// @notice The struct hash of a `Register` message.
    function hash(address owner, ITitles.Registration calldata r, uint256 nonce, uint256 deadline)
        internal
        pure
        returns (bytes32)
    {
        // In two halves, for the stack's sake: all fields are words, so that the halves join without padding.
        bytes memory head = abi.encode(
            REGISTER_TYPEHASH,
            owner,
            r.fingerprint,
            r.manifestDigest,
            r.tensorRoot,
            r.kind,
            keccak256(bytes(r.name)),
            _hash(r.parents)
        );
        bytes memory tail = abi.encode(r.arbitrator, r.resaleRoyalty, r.anchorRoot, r.salt, nonce, deadline);
        return keccak256(bytes.concat(head, tail));
    }

    /// @notice The struct hash of a `PublishVersion` message.
    function hash(uint256 titleId, ITitles.Version calldata v, uint256 nonce, uint256 deadline)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(
            abi.encode(
                PUBLISH_VERSION_TYPEHASH,
                titleId,
                v.fingerprint,
                v.manifestDigest,
                v.tensorRoot,
                keccak256(bytes(v.note)),
                v.anchorRoot,
                v.salt,
                nonce,
                deadline
            )
        );
    }

    function _hash(ITitles.Parent[] calldata parents) private pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](parents.length);
        for (uint256 i = 0; i < parents.length; ++i) {
            hashes[i] = keccak256(abi.encode(PARENT_TYPEHASH, parents[i].title, parents[i].royalty));
        }
        return keccak256(abi.encodePacked(hashes));
    }
}
