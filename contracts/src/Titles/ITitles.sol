// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Titles: who holds the deed of an asset, since when, and from what it descends
/// @notice A title is an ERC-721 token whose id is its asset's first fingerprint as a number. A fingerprint belongs to one
/// title only, as its first or as a later version.
///
/// Priority decides who that is: the time of an anchored leaf (owner, fingerprint, salt), or of registration if no proof is
/// given. Until `priority + contestPeriod` a registration is provisional: whoever proves an earlier time takes the
/// fingerprint over by that one call. From then on it is final.
interface ITitles {
    /// @notice What is titled. The order is part of the ABI.
    enum Kind {
        Model,
        Dataset,
        Algorithm,
        Software,
        Output
    }

    /// @notice An edge of the lineage.
    /// @param title The parent's id.
    /// @param royalty What the child declares to owe this parent of its income, in parts per 10,000.
    struct Parent {
        uint256 title;
        uint16 royalty;
    }

    /// @notice What a registrant states.
    /// @param fingerprint The asset's first fingerprint; not zero.
    /// @param manifestDigest SHA-256 of the manifest; not zero. It gives the token URI.
    /// @param tensorRoot Root over the tensors; zero where there are none.
    /// @param kind What is titled.
    /// @param name 1 to 128 bytes of UTF-8.
    /// @param parents At most 16, ids strictly ascending, royalties 10,000 at most in sum.
    /// @param arbitrator The only account that may mark the title disputed, award it or strike its versions; zero: nobody.
    /// @param resaleRoyalty ERC-2981 royalty in parts per 10,000; 1,000 at most. It goes to the registrant and his parents.
    /// @param anchorRoot The anchored root that proves priority; zero for none: priority is then the block's time.
    /// @param salt The anchored leaf's salt; of no meaning without `anchorRoot`.
    struct Registration {
        bytes32 fingerprint;
        bytes32 manifestDigest;
        bytes32 tensorRoot;
        Kind kind;
        string name;
        Parent[] parents;
        address arbitrator;
        uint16 resaleRoyalty;
        bytes32 anchorRoot;
        bytes32 salt;
    }

    /// @notice What a holder states of a later version.
    /// @param fingerprint The version's fingerprint; not zero.
    /// @param manifestDigest SHA-256 of its manifest; not zero.
    /// @param tensorRoot Root over its tensors; zero where there are none.
    /// @param note At most 256 bytes of UTF-8.
    /// @param anchorRoot The anchored root that proves priority (its leaf names the title's present holder); zero for none.
    /// @param salt The anchored leaf's salt.
    struct Version {
        bytes32 fingerprint;
        bytes32 manifestDigest;
        bytes32 tensorRoot;
        string note;
        bytes32 anchorRoot;
        bytes32 salt;
    }

    /// @notice The record of a title. One slot:
    /// arbitrator (160 bits) | priority (40) | registeredBlock (40) | kind (8) | disputed (8).
    /// @param arbitrator Named at registration; zero: nobody.
    /// @param priority Seconds since 1970.
    /// @param registeredBlock The block of the id's very first registration. It outlives supersession and dissolution, for
    /// the order of the lineage hangs on it.
    /// @param kind What is titled.
    /// @param disputed Whether the arbitrator holds the title back from transfer.
    struct TitleRecord {
        address arbitrator;
        uint40 priority;
        uint40 registeredBlock;
        Kind kind;
        bool disputed;
    }

    /// @notice The record of a later version. Two slots: titleId (256 bits); priority (40) | number (32) | epoch (64).
    /// @param titleId The title under which it was published.
    /// @param priority Seconds since 1970.
    /// @param number 2 for the first later version, then counting up; never given twice in one epoch.
    /// @param epoch The title's epoch at publication: the record counts only while the title is still in it.
    struct VersionRecord {
        uint256 titleId;
        uint40 priority;
        uint32 number;
        uint64 epoch;
    }

    // ---------------------------------------------------------------------------------------------------------- titles

    /// @notice Emitted when a title comes into being, or when its record is written anew by whoever superseded it.
    /// @param titleId The first fingerprint as a number.
    /// @param owner The registrant, who holds the title and receives its resale royalty.
    /// @param priority Seconds since 1970.
    /// @param kind What is titled.
    /// @param arbitrator Zero: nobody.
    /// @param resaleRoyalty Parts per 10,000.
    /// @param manifestDigest SHA-256 of the manifest.
    /// @param tensorRoot Zero where there are none.
    /// @param anchorRoot The root that proved the priority; zero for none.
    /// @param name The asset's name.
    /// @param parents The edges of its lineage.
    event TitleRegistered(
        uint256 indexed titleId,
        address indexed owner,
        uint40 priority,
        Kind kind,
        address arbitrator,
        uint16 resaleRoyalty,
        bytes32 manifestDigest,
        bytes32 tensorRoot,
        bytes32 anchorRoot,
        string name,
        Parent[] parents
    );

    /// @notice Emitted when an earlier proven priority takes a provisional title, before `TitleRegistered` with its new
    /// record. The title's epoch grows by one: all later versions published before are void.
    /// @param titleId The title.
    /// @param loser Who held it.
    /// @param winner Who holds it now (possibly the same account).
    /// @param oldPriority Seconds since 1970.
    /// @param newPriority Seconds since 1970; earlier.
    event TitleSuperseded(
        uint256 indexed titleId, address indexed loser, address indexed winner, uint40 oldPriority, uint40 newPriority
    );

    /// @notice Emitted when an earlier proven priority takes the fingerprint of a version away from `loserTitleId`. If it
    /// was that title's latest version, the latest is now the first fingerprint.
    /// @param fingerprint The version.
    /// @param loserTitleId The title that it leaves.
    /// @param winnerTitleId The title that it becomes, or under which it is published next.
    /// @param oldPriority Seconds since 1970.
    /// @param newPriority Seconds since 1970; earlier.
    event VersionSuperseded(
        bytes32 indexed fingerprint,
        uint256 indexed loserTitleId,
        uint256 indexed winnerTitleId,
        uint40 oldPriority,
        uint40 newPriority
    );

    /// @notice Thrown for a zero fingerprint or manifest digest.
    error Titles_ZeroDigest();
    /// @notice Thrown when the name is empty or longer than 128 bytes.
    error Titles_BadName(uint256 length);
    /// @notice Thrown when the resale royalty is above 1,000 parts per 10,000.
    error Titles_ResaleRoyaltyTooHigh(uint256 royalty);
    /// @notice Thrown when more than 16 parents are named.
    error Titles_TooManyParents(uint256 count);
    /// @notice Thrown when the parents' ids don't strictly ascend.
    error Titles_ParentsNotAscending(uint256 titleId, uint256 parent);
    /// @notice Thrown when a parent isn't titled (as an asset that names itself isn't, the first time).
    error Titles_UnknownParent(uint256 titleId, uint256 parent);
    /// @notice Thrown when an id that was registered before names a parent that isn't older than that: it might descend from it.
    error Titles_ParentNotOlder(uint256 titleId, uint256 parent);
    /// @notice Thrown when the parents' royalties exceed 10,000 in sum.
    error Titles_RoyaltiesTooHigh(uint256 sum);
    /// @notice Thrown when a proof is given without the root that it leads to.
    error Titles_ProofWithoutRoot();
    /// @notice Thrown when the fingerprint is taken and the claimed time isn't earlier than `priority`.
    error Titles_AlreadyRegistered(bytes32 fingerprint, uint256 titleId, uint256 priority);
    /// @notice Thrown when the fingerprint is taken and the claimed time is earlier, but what is registered is final.
    error Titles_ContestOver(bytes32 fingerprint, uint256 titleId, uint256 finalAt);

    /// @notice Registers an asset in the caller's name.
    /// @dev If the fingerprint is taken, and provisional, and the proof gives a strictly earlier time, the caller supersedes
    /// it: a title moves to the caller with the record that the caller states, its versions void, its approvals cleared; a
    /// version leaves its title and becomes a title. Give a transaction that may meet a rival 15 % more gas than estimated.
    /// The rule asks for times only: a holder who has an earlier proof and would keep record and versions uses `provePriority`.
    /// @param registration The statement.
    /// @param proof The sibling hashes that lead from the anchored leaf to `anchorRoot`; empty without one.
    /// @return titleId The token.
    function register(Registration calldata registration, bytes32[] calldata proof) external returns (uint256 titleId);

    /// @notice Thrown when the signature's deadline has passed.
    error Titles_SignatureExpired(uint256 deadline);
    /// @notice Thrown when the signature isn't the signer's over exactly this message, nonce and deadline.
    error Titles_BadSignature(address signer);

    /// @notice Registers an asset in the name of `owner`, who has signed (EIP-712, or EIP-1271 for a contract account):
    /// `Register(address owner,bytes32 fingerprint,bytes32 manifestDigest,bytes32 tensorRoot,uint8 kind,string name,`
    /// `Parent[] parents,address arbitrator,uint16 resaleRoyalty,bytes32 anchorRoot,bytes32 salt,uint256 nonce,`
    /// `uint256 deadline)Parent(uint256 title,uint16 royalty)`.
    /// @dev An operator that `owner` approved for all (ERC-721) needs no signature, and uses no nonce. Nor does `Offers`,
    /// which registers only for its own callers.
    /// @param owner The registrant.
    /// @param registration The statement, signed whole: a relayer can't drop the anchor.
    /// @param proof As in `register`.
    /// @param deadline The last second at which the signature counts.
    /// @param signature 65 bytes, or what the contract account wants.
    /// @return titleId The token.
    function registerFor(
        address owner,
        Registration calldata registration,
        bytes32[] calldata proof,
        uint256 deadline,
        bytes calldata signature
    ) external returns (uint256 titleId);

    // -------------------------------------------------------------------------------------------------------- versions

    /// @notice Emitted when a title gets a later version, which is then its latest.
    /// @param titleId The title.
    /// @param fingerprint The version.
    /// @param number 2 for the first later version.
    /// @param priority Seconds since 1970.
    /// @param manifestDigest SHA-256 of its manifest.
    /// @param tensorRoot Zero where there are none.
    /// @param anchorRoot The root that proved the priority; zero for none.
    /// @param note The holder's words.
    event VersionPublished(
        uint256 indexed titleId,
        bytes32 indexed fingerprint,
        uint32 number,
        uint40 priority,
        bytes32 manifestDigest,
        bytes32 tensorRoot,
        bytes32 anchorRoot,
        string note
    );

    /// @notice Emitted when a provisional title is dissolved (its token burned, its versions void, its record cleared but for
    /// `registeredBlock`), because its fingerprint becomes a version of `intoTitleId` by an earlier proven priority.
    /// @param titleId The title that is no more.
    /// @param loser Who held it.
    /// @param intoTitleId The title that takes its fingerprint in.
    /// @param oldPriority Seconds since 1970.
    /// @param newPriority Seconds since 1970; earlier.
    event TitleDissolved(
        uint256 indexed titleId,
        address indexed loser,
        uint256 indexed intoTitleId,
        uint40 oldPriority,
        uint40 newPriority
    );

    /// @notice Thrown when the note is longer than 256 bytes.
    error Titles_NoteTooLong(uint256 length);
    /// @notice Thrown when a fingerprint that was a title itself isn't younger than the title that would take it in.
    error Titles_VersionNotYounger(uint256 titleId, bytes32 fingerprint);

    /// @notice Publishes a later version. The caller holds the title or is approved for it (ERC-721).
    /// @dev Takes a fingerprint over from others by the rule of `register`; a title is then dissolved, if it was first
    /// registered in a later block than this one.
    /// @param titleId The title.
    /// @param version The statement.
    /// @param proof As in `register`; the leaf names the title's holder.
    /// @return number The version's number.
    function publishVersion(uint256 titleId, Version calldata version, bytes32[] calldata proof)
        external
        returns (uint32 number);

    /// @notice Publishes a later version for the title's holder, who has signed (EIP-712, or EIP-1271):
    /// `PublishVersion(uint256 titleId,bytes32 fingerprint,bytes32 manifestDigest,bytes32 tensorRoot,string note,`
    /// `bytes32 anchorRoot,bytes32 salt,uint256 nonce,uint256 deadline)`.
    /// @param titleId The title.
    /// @param version The statement.
    /// @param proof As in `publishVersion`.
    /// @param deadline The last second at which the signature counts.
    /// @param signature 65 bytes, or what the contract account wants.
    /// @return number The version's number.
    function publishVersionFor(
        uint256 titleId,
        Version calldata version,
        bytes32[] calldata proof,
        uint256 deadline,
        bytes calldata signature
    ) external returns (uint32 number);

    // -------------------------------------------------------------------------------------------------------- priority

    /// @notice Emitted when a title's or version's priority is proven to be earlier than recorded.
    /// @param fingerprint A title's first fingerprint or a later version.
    /// @param titleId The title that it belongs to.
    /// @param oldPriority Seconds since 1970.
    /// @param newPriority Seconds since 1970; earlier.
    /// @param anchorRoot The root that proves it.
    event PriorityProven(
        bytes32 indexed fingerprint, uint256 indexed titleId, uint40 oldPriority, uint40 newPriority, bytes32 anchorRoot
    );

    /// @notice Thrown when the proven time isn't earlier than the recorded one.
    error Titles_PriorityNotEarlier(bytes32 fingerprint, uint256 recorded, uint256 proven);

    /// @notice Adds a proof that wasn't given at registration. Nothing but the priority changes.
    /// @dev Anybody may send it: only the holder's own leaf counts.
    /// @param fingerprint A title's first fingerprint or a later version.
    /// @param anchorRoot The anchored root.
    /// @param salt The leaf's salt.
    /// @param proof The sibling hashes.
    function provePriority(bytes32 fingerprint, bytes32 anchorRoot, bytes32 salt, bytes32[] calldata proof) external;

    // -------------------------------------------------------------------------------------------------------- disputes

    /// @notice Emitted when the arbitrator opens or closes a dispute.
    /// @param titleId The title.
    /// @param disputed Whether it is barred from transfer now.
    event TitleDisputed(uint256 indexed titleId, bool disputed);
    /// @notice Emitted when the arbitrator moves a title. That ends the dispute: the title isn't disputed any more.
    /// @param titleId The title.
    /// @param from Who held it.
    /// @param to Who holds it now.
    event TitleAwarded(uint256 indexed titleId, address indexed from, address indexed to);
    /// @notice Emitted when the arbitrator removes a version. If it was the latest, the latest is now the first fingerprint.
    /// @param fingerprint The version, which belongs to no title now.
    /// @param titleId The title that it belonged to.
    event VersionStruck(bytes32 indexed fingerprint, uint256 indexed titleId);

    /// @notice Thrown when the caller isn't the arbitrator that the title names.
    error Titles_NotArbitrator(uint256 titleId, address caller);

    /// @notice Marks a title disputed, which bars it from transfer, or lifts that. Only its arbitrator.
    /// @param titleId The title.
    /// @param disputed Whether to bar it.
    function setDisputed(uint256 titleId, bool disputed) external;

    /// @notice Moves a title, provisional, disputed or neither, and ends its dispute. Only its arbitrator.
    /// @param titleId The title.
    /// @param to The new holder; not zero. It isn't called.
    function award(uint256 titleId, address to) external;

    /// @notice Thrown when a fingerprint is no later version.
    error Titles_NotAVersion(bytes32 fingerprint);

    /// @notice Removes a later version, whose fingerprint is then free. Only its title's arbitrator.
    /// @param fingerprint The version.
    function strike(bytes32 fingerprint) external;

    // ----------------------------------------------------------------------------------------------------------- views

    /// @notice Thrown when a title can't be transferred yet.
    error Titles_Provisional(uint256 titleId, uint256 finalAt);
    /// @notice Thrown when a title can't be transferred while its arbitrator holds it disputed.
    error Titles_Disputed(uint256 titleId);
    /// @notice Thrown when a fingerprint belongs to no title.
    error Titles_Unregistered(bytes32 fingerprint);

    /// @notice The title to which a fingerprint belongs, as its first or as a later version; 0 for none.
    function titleOf(bytes32 fingerprint) external view returns (uint256 titleId);

    /// @notice The record of a title. All zero if it never was; zero but for `registeredBlock` if it was dissolved.
    function recordOf(uint256 titleId) external view returns (TitleRecord memory);

    /// @notice The record of a later version; all zero if the fingerprint is none, or void.
    function versionOf(bytes32 fingerprint) external view returns (VersionRecord memory);

    /// @notice A title's latest version and its number: the first fingerprint is number 1. Reverts for no title.
    /// @dev The number of the latest version, not how many there are: one in between may have been struck.
    function latestOf(uint256 titleId) external view returns (bytes32 fingerprint, uint32 number);

    /// @notice How often a title was superseded or dissolved. Whoever keeps facts on a title that shouldn't outlive its
    /// registration (terms, royalty vectors) keeps this number beside them.
    function epochOf(uint256 titleId) external view returns (uint64 epoch);

    /// @notice SHA-256 of the manifest of a registered fingerprint; 0 for none.
    function manifestOf(bytes32 fingerprint) external view returns (bytes32 digest);

    /// @notice The priority of a registered fingerprint, in seconds since 1970. Reverts for none.
    function priorityOf(bytes32 fingerprint) external view returns (uint40 priority);

    /// @notice The second from which nobody can take a registered fingerprint away from its title, nor, for a later version, the
    /// title from its holder: a version is final when both are. Reverts for an unregistered fingerprint.
    function finalAt(bytes32 fingerprint) external view returns (uint256 time);

    /// @notice Whether that second has come. Reverts for an unregistered fingerprint.
    function isFinal(bytes32 fingerprint) external view returns (bool);

    /// @notice Who may take the income of a fingerprint, in one call; all zero for an unregistered one.
    /// @param fingerprint A title's first fingerprint or a later version.
    /// @return titleId The title that it belongs to.
    /// @return holder Who holds that.
    /// @return final_ As `isFinal(fingerprint)`.
    /// @return disputed Whether the arbitrator holds the title disputed.
    function standingOf(bytes32 fingerprint)
        external
        view
        returns (uint256 titleId, address holder, bool final_, bool disputed);

    /// @notice Who may grant rights in a fingerprint, in one call; all zero for an unregistered one.
    /// @param fingerprint A title's first fingerprint or a later version.
    /// @return titleId The title that it belongs to.
    /// @return holder Who holds that.
    /// @return epoch As `epochOf(titleId)`.
    /// @return final_ Whether the title is final (a later version may not be): its epoch will never change.
    /// @return disputed Whether the arbitrator holds the title disputed.
    function rightsIn(bytes32 fingerprint)
        external
        view
        returns (uint256 titleId, address holder, uint64 epoch, bool final_, bool disputed);

    /// @notice Who gets a title's own part of its resale royalties: its registrant; zero if there is no such royalty.
    function resaleReceiverOf(uint256 titleId) external view returns (address receiver);

    /// @notice Seconds from its priority during which a registration may be contested.
    function contestPeriod() external view returns (uint256);

    /// @notice The `Anchors` contract that proves priorities.
    function anchors() external view returns (address);

    /// @notice Thrown at deployment when there is no contract at the address given for `Anchors`.
    error Titles_NoAnchors(address anchors);
    /// @notice Thrown at deployment when the contest period isn't 1 second to 365 days.
    error Titles_BadContestPeriod(uint256 contestPeriod);
}
