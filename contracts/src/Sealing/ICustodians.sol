// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Custodians: the directory of those who keep shares of packages' keys
/// @notice A custodian runs a service that releases its share of a package's key to whoever has the right (docs/formats.md).
/// It registers itself: its key, its address on the web, the territories it serves, and a bond that it loses when its log is
/// proven to tell two stories. Owners choose whom they trust; nobody is admitted by anybody. Its account is one with a key
/// (ECDSA, secp256k1) and signs by that alone: a contract could disown its signatures afterwards.
interface ICustodians {
    /// @notice A custodian.
    /// @param key Its X25519 public key, the latest; zero for an account that never joined.
    /// @param territories The set of territories that it serves (bit as in `IOffers.Scope`); it releases for licenses in these alone.
    /// @param bond Wei that it loses when it is proven to have equivocated.
    /// @param joinedAt Seconds since 1970.
    /// @param leftAt When it left, in seconds since 1970; 0 while it serves.
    /// @param url Where its service answers.
    struct Custodian {
        bytes32 key;
        uint256 territories;
        uint128 bond;
        uint64 joinedAt;
        uint64 leftAt;
        string url;
    }

    /// @notice What a custodian signs (EIP-712) of its log of releases: `Checkpoint(uint64 size,bytes32 root)`.
    /// @param size Entries in the log.
    /// @param root Root of its tree (RFC 6962).
    struct Checkpoint {
        uint64 size;
        bytes32 root;
    }

    /// @notice An entry of a log, and proof that a signed head covers it.
    /// @param head The head.
    /// @param signature The custodian's of the head (65 bytes).
    /// @param leaf The entry's hash, SHA-256(0x00 || entry).
    /// @param path The siblings from the leaf to the root (RFC 6962, 2.1.1).
    struct Inclusion {
        Checkpoint head;
        bytes signature;
        bytes32 leaf;
        bytes32[] path;
    }

    /// @notice Emitted when a key is reserved for the first time.
    event KeyReserved(bytes32 indexed commitment);
    /// @notice Emitted when a custodian joins.
    event Joined(address indexed account, bytes32 indexed key, uint256 territories, string url);
    /// @notice Emitted when one changes its address or territories.
    event Changed(address indexed account, uint256 territories, string url);
    /// @notice Emitted when one takes another key. The keys before stay its own, for packages are sealed to them.
    event KeyChanged(address indexed account, bytes32 indexed key);
    /// @notice Emitted when a bond grows.
    event Bonded(address indexed account, uint256 amount, uint256 bond);
    /// @notice Emitted when one leaves; its bond can be withdrawn `LEAVE_PERIOD` later.
    event Left(address indexed account);
    /// @notice Emitted when a bond is paid back.
    event BondReturned(address indexed account, address to, uint256 amount);
    /// @notice Emitted when one is proven to have signed two logs that contradict each other. Half of its bond goes to the
    /// reporter, the other half to nobody, ever: reporting oneself must not save the bond.
    /// @param size Entries under the first of the two heads.
    event Equivocated(address indexed account, address indexed reporter, uint64 size, uint256 rewarded, uint256 burnt);

    /// @notice Thrown when an account joins twice, or once more after it left.
    error Custodians_Joined(address account);
    /// @notice Thrown when a key is zero.
    error Custodians_NoKey();
    /// @notice Thrown when a key is a custodian's already.
    error Custodians_KeyTaken(bytes32 key, address account);
    /// @notice Thrown when a key wasn't reserved for the account in an earlier block.
    error Custodians_NotReserved(bytes32 key, address account);
    /// @notice Thrown when an account with code joins, delegation (EIP-7702) included: it couldn't be held to a signature.
    error Custodians_HasCode(address account);
    /// @notice Thrown for an account that isn't a custodian, or left.
    error Custodians_NotServing(address account);
    /// @notice Thrown when an address is empty or longer than 256 bytes.
    error Custodians_BadUrl(uint256 length);
    /// @notice Thrown when no territory is served.
    error Custodians_NoTerritory();
    /// @notice Thrown when a bond is withdrawn too early.
    error Custodians_Waiting(uint256 until);
    /// @notice Thrown when there is no bond.
    error Custodians_NoBond(address account);
    /// @notice Thrown when two heads, or two entries, are no contradiction.
    error Custodians_NoContradiction();
    /// @notice Thrown when an entry isn't at this place under the head.
    error Custodians_NotIncluded(bytes32 leaf, uint64 index);
    /// @notice Thrown when a signature isn't the custodian's.
    error Custodians_WrongSignature(address account);
    /// @notice Thrown when money can't be paid out.
    error Custodians_PaymentFailed(address to, uint256 amount);

    /// @notice Reserves a key, without showing it: who sees the key in a pending `join` comes too late to enter it first.
    /// By anybody, for a commitment tells for whom it is. Reserved again, the first time stands.
    /// @param commitment `commitmentOf` the account and the key.
    function reserve(bytes32 commitment) external;

    /// @notice Joins; what is paid is the bond. Once for each account.
    /// @param key X25519 public key; not zero, no custodian's yet, and reserved for the sender in an earlier block.
    /// @param url Where the service answers; 1 to 256 bytes.
    /// @param territories Which it serves; not none.
    /// @param signature The sender's of `joinDigest` (65 bytes, ECDSA): so its heads can be held against it for ever.
    function join(bytes32 key, string calldata url, uint256 territories, bytes calldata signature) external payable;

    /// @notice Takes another key for packages to come. The keys before stay the custodian's.
    /// @param key X25519 public key; as for `join`.
    function changeKey(bytes32 key) external;

    /// @notice Changes address and territories.
    function change(string calldata url, uint256 territories) external;

    /// @notice Adds to the bond.
    function addBond() external payable;

    /// @notice Leaves. Packages sealed to its key should be sealed to others.
    function leave() external;

    /// @notice Pays the bond back, `LEAVE_PERIOD` after leaving.
    /// @param to Who gets it.
    function withdrawBond(address payable to) external;

    /// @notice Proves that a custodian signed two logs of the same size: whatever it shows to auditors is worth nothing.
    /// @param account The custodian, serving or leaving.
    /// @param first One head that it signed.
    /// @param firstSignature Its EIP-712 signature (65 bytes, by its key: code at the account doesn't count).
    /// @param second Another of the same size with another root.
    /// @param secondSignature Its signature of that.
    function proveEquivocation(
        address account,
        Checkpoint calldata first,
        bytes calldata firstSignature,
        Checkpoint calldata second,
        bytes calldata secondSignature
    ) external;

    /// @notice Proves the same by two entries at one place, under heads of any sizes.
    /// @param account The custodian, serving or leaving.
    /// @param index The place, from 0.
    /// @param first One entry, under one head.
    /// @param second Another entry, under the same head's size or another.
    function proveFork(address account, uint64 index, Inclusion calldata first, Inclusion calldata second) external;

    /// @notice A custodian's record; all zero for none.
    function custodianOf(address account) external view returns (Custodian memory);

    /// @notice Whose key it is, or was before it took another; zero for nobody's.
    function accountOf(bytes32 key) external view returns (address account);

    /// @notice The number of the block in which a commitment was reserved; 0 for none.
    function reservedIn(bytes32 commitment) external view returns (uint256 blockNumber);

    /// @notice What is reserved of a key: keccak256(abi.encode(account, key)).
    function commitmentOf(address account, bytes32 key) external pure returns (bytes32);

    /// @notice The digest that an account signs to join: `Join(address account,bytes32 key)`.
    function joinDigest(address account, bytes32 key) external view returns (bytes32);

    /// @notice The digest that a custodian signs of a checkpoint.
    function checkpointDigest(Checkpoint calldata checkpoint) external view returns (bytes32);
}
