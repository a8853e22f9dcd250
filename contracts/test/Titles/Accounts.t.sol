// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {IERC721Receiver} from "@openzeppelin/contracts/interfaces/IERC721Receiver.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";

/// @dev A contract account (EIP-1271) with one key.
contract Wallet is IERC1271 {
    address private immutable KEY;

    constructor(address key) {
        KEY = key;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        return ECDSA.recoverCalldata(hash, signature) == KEY ? this.isValidSignature.selector : bytes4(0);
    }
}

/// @dev Contract accounts that misbehave when asked for a signature.
contract HostileWallet {
    enum Way {
        WrongValue,
        ShortAnswer,
        Revert,
        Write
    }

    Way private immutable WAY;
    uint256 private count;

    constructor(Way way) {
        WAY = way;
    }

    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        if (WAY == Way.WrongValue) return 0xffffffff;
        if (WAY == Way.Revert) revert("no");
        if (WAY == Way.Write) ++count;
        if (WAY == Way.ShortAnswer) {
            assembly ("memory-safe") {
                mstore(0, shl(224, 0x1626ba7e))
                return(0, 4)
            }
        }
        return 0x1626ba7e;
    }
}

/// @dev Takes ERC-721 tokens, and tries to register another title as soon as it gets one.
contract ReentrantReceiver is IERC721Receiver {
    ITitles.Registration private next;
    bool public entered;

    constructor(ITitles.Registration memory registration) {
        next.fingerprint = registration.fingerprint;
        next.manifestDigest = registration.manifestDigest;
        next.name = registration.name;
    }

    function onERC721Received(address, address, uint256, bytes calldata) external returns (bytes4) {
        ITitles(msg.sender).register(next, new bytes32[](0));
        entered = true;
        return this.onERC721Received.selector;
    }
}

/// @dev Refuses every token, with the answer that it wants to give.
contract RefusingReceiver is IERC721Receiver {
    function onERC721Received(address, address, uint256, bytes calldata) external pure returns (bytes4) {
        return 0xffffffff;
    }
}
