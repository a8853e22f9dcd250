// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Custodians: the directory of those who keep shares of packages' keys
/// @notice A custodian runs a service that releases its share of a package's key to whoever has the right (docs/formats.md).
/// It registers itself: its key, its address on the web, the territories it serves, and a bond that it loses when its log is
/// proven to tell two stories. Owners choose whom they trust; nobody is admitted by anybody.
interface ICustodians {
    /// @notice A custodian.
    /// @param key Its X25519 public key; zero for an account that never joined.
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

    /// @notice Emitted when a custodian joins.
    event Joined(address indexed account, bytes32 indexed key, uint256 territories, string url);
    /// @notice Emitted when one changes its address or territories.
    event Changed(address indexed account, uint256 territories, string url);
    /// @notice Emitted when a bond grows.
    event Bonded(address indexed account, uint256 amount, uint256 bond);
    /// @notice Emitted when one leaves; its bond can be withdrawn `LEAVE_PERIOD` later.
    event Left(address indexed account);
    /// @notice Emitted when a bond is paid back.
    event BondReturned(address indexed account, address to, uint256 amount);
    /// @notice Emitted when one is proven to have signed two logs of one size. Half of its bond goes to the reporter, the
    /// other half to nobody, ever: reporting oneself must not save the bond.
    event Equivocated(address indexed account, address indexed reporter, uint64 size, uint256 rewarded, uint256 burnt);

    /// @notice Thrown when an account joins twice, or once more after it left.
    error Custodians_Joined(address account);
    /// @notice Thrown when a key is zero.
    error Custodians_NoKey();
    /// @notice Thrown when a key is another custodian's.
    error Custodians_KeyTaken(bytes32 key, address account);
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
    /// @notice Thrown when two checkpoints are no contradiction.
    error Custodians_NoContradiction();
    /// @notice Thrown when a signature isn't the custodian's.
    error Custodians_WrongSignature(address account);
    /// @notice Thrown when money can't be paid out.
    error Custodians_PaymentFailed(address to, uint256 amount);

    /// @notice Joins; what is paid is the bond. Once for each account: its key stays, for packages are sealed to it.
    /// @param key X25519 public key; not zero, and no other custodian's.
    /// @param url Where the service answers; 1 to 256 bytes.
    /// @param territories Which it serves; not none.
    function join(bytes32 key, string calldata url, uint256 territories) external payable;

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
    /// @param first One checkpoint that it signed.
    /// @param firstSignature Its EIP-712 signature (EIP-1271 accounts too).
    /// @param second Another of the same size with another root.
    /// @param secondSignature Its signature of that.
    function proveEquivocation(
        address account,
        Checkpoint calldata first,
        bytes calldata firstSignature,
        Checkpoint calldata second,
        bytes calldata secondSignature
    ) external;

    /// @notice A custodian's record; all zero for none.
    function custodianOf(address account) external view returns (Custodian memory);

    /// @notice Whose key it is; zero for nobody's.
    function accountOf(bytes32 key) external view returns (address account);

    /// @notice The digest that a custodian signs of a checkpoint.
    function checkpointDigest(Checkpoint calldata checkpoint) external view returns (bytes32);
}
