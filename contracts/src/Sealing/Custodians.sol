// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ICustodians} from "./ICustodians.sol";
import {LogProof} from "./LogProof.sol";

/// @title Custodians
/// @dev Stands alone, like `Anchors`: the same address on every chain. Nobody administers it.
/// Invariants (docs/invariants.md): K3 a key is one account's for ever. K4 the bonds of all that joined are what the contract
/// holds, but for what was burnt. K5 a bond leaves by withdrawal after the wait, or by proof of equivocation; never otherwise.
/// K6 a custodian's account signed by its own key when it joined, and what that key signs counts whatever code stands there.
/// K7 a key is entered by an account for which it was reserved in an earlier block.
contract Custodians is ICustodians, EIP712 {
    /// @notice Seconds from leaving to the bond's return: time to audit the log.
    uint256 public constant LEAVE_PERIOD = 30 days;

    bytes32 private constant JOIN = keccak256("Join(address account,bytes32 key)");
    bytes32 private constant CHECKPOINT = keccak256("Checkpoint(uint64 size,bytes32 root)");
    uint256 private constant MOST_URL = 256;

    /// @notice Wei that nobody will ever get.
    uint256 public burnt;

    mapping(address account => Custodian custodian) private _custodians;
    mapping(bytes32 key => address account) private _accounts;
    mapping(bytes32 commitment => uint256 blockNumber) private _reserved;

    constructor() EIP712("ModelDeed Custodians", "1") {}

    /// @inheritdoc ICustodians
    function reserve(bytes32 commitment) external {
        if (_reserved[commitment] != 0) return;
        _reserved[commitment] = block.number;
        emit KeyReserved(commitment);
    }

    /// @inheritdoc ICustodians
    function join(bytes32 key, string calldata url, uint256 territories, bytes calldata signature) external payable {
        if (_custodians[msg.sender].key != 0) revert Custodians_Joined(msg.sender);
        if (msg.sender.code.length != 0) revert Custodians_HasCode(msg.sender);
        _requireUsable(url, territories);
        _enter(key);
        // A contract under construction has no code yet, but no key either.
        _requireSigned(msg.sender, joinDigest(msg.sender, key), signature);
        _custodians[msg.sender] = Custodian(key, territories, uint128(msg.value), uint64(block.timestamp), 0, url);
        emit Joined(msg.sender, key, territories, url);
        if (msg.value > 0) emit Bonded(msg.sender, msg.value, msg.value);
    }

    /// @inheritdoc ICustodians
    function changeKey(bytes32 key) external {
        Custodian storage custodian = _serving(msg.sender);
        _enter(key);
        custodian.key = key;
        emit KeyChanged(msg.sender, key);
    }

    /// @inheritdoc ICustodians
    function change(string calldata url, uint256 territories) external {
        Custodian storage custodian = _serving(msg.sender);
        _requireUsable(url, territories);
        (custodian.url, custodian.territories) = (url, territories);
        emit Changed(msg.sender, territories, url);
    }

    /// @inheritdoc ICustodians
    function addBond() external payable {
        Custodian storage custodian = _serving(msg.sender);
        if (msg.value == 0) revert Custodians_NoBond(msg.sender);
        custodian.bond += uint128(msg.value);
        emit Bonded(msg.sender, msg.value, custodian.bond);
    }

    /// @inheritdoc ICustodians
    function leave() external {
        _serving(msg.sender).leftAt = uint64(block.timestamp);
        emit Left(msg.sender);
    }

    /// @inheritdoc ICustodians
    function withdrawBond(address payable to) external {
        // Checks.
        Custodian storage custodian = _custodians[msg.sender];
        uint256 amount = custodian.bond;
        if (amount == 0) revert Custodians_NoBond(msg.sender);
        uint256 until = custodian.leftAt == 0 ? type(uint256).max : custodian.leftAt + LEAVE_PERIOD;
        if (block.timestamp < until) revert Custodians_Waiting(until);
        // Effects.
        custodian.bond = 0;
        emit BondReturned(msg.sender, to, amount);
        // Interactions.
        _pay(to, amount);
    }

    /// @inheritdoc ICustodians
    function proveEquivocation(
        address account,
        Checkpoint calldata first,
        bytes calldata firstSignature,
        Checkpoint calldata second,
        bytes calldata secondSignature
    ) external {
        // Checks.
        Custodian storage custodian = _joined(account);
        if (first.size != second.size || first.root == second.root) revert Custodians_NoContradiction();
        _requireSigned(account, checkpointDigest(first), firstSignature);
        _requireSigned(account, checkpointDigest(second), secondSignature);
        // Effects and interactions.
        _convict(custodian, account, first.size);
    }

    /// @inheritdoc ICustodians
    function proveFork(address account, uint64 index, Inclusion calldata first, Inclusion calldata second) external {
        // Checks.
        Custodian storage custodian = _joined(account);
        if (first.leaf == second.leaf) revert Custodians_NoContradiction();
        _requireIncluded(account, index, first);
        _requireIncluded(account, index, second);
        // Effects and interactions.
        _convict(custodian, account, first.head.size);
    }

    /// @inheritdoc ICustodians
    function custodianOf(address account) external view returns (Custodian memory) {
        return _custodians[account];
    }

    /// @inheritdoc ICustodians
    function accountOf(bytes32 key) external view returns (address account) {
        return _accounts[key];
    }

    /// @inheritdoc ICustodians
    function reservedIn(bytes32 commitment) external view returns (uint256 blockNumber) {
        return _reserved[commitment];
    }

    /// @inheritdoc ICustodians
    function commitmentOf(address account, bytes32 key) public pure returns (bytes32) {
        return keccak256(abi.encode(account, key));
    }

    /// @inheritdoc ICustodians
    function joinDigest(address account, bytes32 key) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(JOIN, account, key)));
    }

    /// @inheritdoc ICustodians
    function checkpointDigest(Checkpoint calldata checkpoint) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(CHECKPOINT, checkpoint.size, checkpoint.root)));
    }

    /// @dev The sender's from now on.
    function _enter(bytes32 key) private {
        if (key == 0) revert Custodians_NoKey();
        if (_accounts[key] != address(0)) revert Custodians_KeyTaken(key, _accounts[key]);
        uint256 reserved = _reserved[commitmentOf(msg.sender, key)];
        if (reserved == 0 || reserved >= block.number) revert Custodians_NotReserved(key, msg.sender);
        _accounts[key] = msg.sender;
    }

    /// @dev Takes the whole bond: half of it to the reporter, who is the sender.
    function _convict(Custodian storage custodian, address account, uint64 size) private {
        // Effects.
        uint256 bond = custodian.bond;
        uint256 reward = bond / 2;
        custodian.bond = 0;
        burnt += bond - reward;
        if (custodian.leftAt == 0) {
            custodian.leftAt = uint64(block.timestamp);
            emit Left(account);
        }
        emit Equivocated(account, msg.sender, size, reward, bond - reward);
        // Interactions.
        if (reward > 0) _pay(payable(msg.sender), reward);
    }

    function _joined(address account) private view returns (Custodian storage custodian) {
        custodian = _custodians[account];
        if (custodian.key == 0) revert Custodians_NotServing(account);
    }

    function _serving(address account) private view returns (Custodian storage custodian) {
        custodian = _custodians[account];
        if (custodian.key == 0 || custodian.leftAt != 0) revert Custodians_NotServing(account);
    }

    function _requireUsable(string calldata url, uint256 territories) private pure {
        uint256 length = bytes(url).length;
        if (length == 0 || length > MOST_URL) revert Custodians_BadUrl(length);
        if (territories == 0) revert Custodians_NoTerritory();
    }

    function _requireIncluded(address account, uint64 index, Inclusion calldata entry) private view {
        _requireSigned(account, checkpointDigest(entry.head), entry.signature);
        if (!LogProof.covers(entry.head.size, entry.head.root, index, entry.leaf, entry.path)) {
            revert Custodians_NotIncluded(entry.leaf, index);
        }
    }

    /// @dev By its key, never by its code (EIP-1271, EIP-7702): that could deny tomorrow what it signed today.
    function _requireSigned(address account, bytes32 digest, bytes calldata signature) private pure {
        (address signer,,) = ECDSA.tryRecoverCalldata(digest, signature);
        if (signer != account || account == address(0)) revert Custodians_WrongSignature(account);
    }

    function _pay(address payable to, uint256 amount) private {
        (bool paid,) = to.call{value: amount}("");
        if (!paid) revert Custodians_PaymentFailed(to, amount);
    }
}
