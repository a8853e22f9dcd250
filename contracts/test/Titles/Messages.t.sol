// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {TitleMessages} from "../../src/Titles/TitleMessages.sol";
import {Titles} from "../../src/Titles/Titles.sol";

/// @dev What an owner signs. The struct hashes are the library's, which TitleMessages.t.sol holds against viem's.
contract Messages {
    function register(Titles titles, address owner, ITitles.Registration calldata r, uint256 nonce, uint256 deadline)
        external
        view
        returns (bytes32)
    {
        return digest(titles, TitleMessages.hash(owner, r, nonce, deadline));
    }

    function publishVersion(Titles titles, uint256 titleId, ITitles.Version calldata v, uint256 nonce, uint256 deadline)
        external
        view
        returns (bytes32)
    {
        return digest(titles, TitleMessages.hash(titleId, v, nonce, deadline));
    }

    function registerStruct(address owner, ITitles.Registration calldata r, uint256 nonce, uint256 deadline)
        external
        pure
        returns (bytes32)
    {
        return TitleMessages.hash(owner, r, nonce, deadline);
    }

    function publishVersionStruct(uint256 titleId, ITitles.Version calldata v, uint256 nonce, uint256 deadline)
        external
        pure
        returns (bytes32)
    {
        return TitleMessages.hash(titleId, v, nonce, deadline);
    }

    /// @dev The domain as the contract itself states it by ERC-5267.
    function digest(Titles titles, bytes32 structHash) public view returns (bytes32) {
        (, string memory name, string memory version, uint256 chainId, address target,,) = titles.eip712Domain();
        bytes32 separator = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256(bytes(version)),
                chainId,
                target
            )
        );
        return MessageHashUtils.toTypedDataHash(separator, structHash);
    }
}
