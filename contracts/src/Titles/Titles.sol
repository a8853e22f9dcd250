// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Nonces} from "@openzeppelin/contracts/utils/Nonces.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Neighbors} from "../Primitives/Neighbors.sol";
import {ITitles} from "./ITitles.sol";
import {TitleMessages} from "./TitleMessages.sol";
import {TitleRecords} from "./TitleRecords.sol";

/// @title Titles
/// @dev Invariants (docs/invariants.md):
/// T1 a fingerprint belongs to one title at most. T2 a priority never lies in the future and, within one registration, only
/// ever decreases. T3 what is final is never taken over. T4 a take-over needs a strictly earlier proven time. T5 the lineage
/// has no cycle, whatever was superseded or dissolved. T6 a provisional or disputed title moves only by supersession or award.
/// T7 `registeredBlock` and `epoch` never go back. T8 a version counts only in the epoch of its title in which it was
/// published. T9 only the named arbitrator disputes, awards and strikes. T10 tokens in existence = registered titles.
/// T11 royalties of the parents are 10,000 at most in sum, and of resale 1,000 at most.
///
/// Nobody owns or administers this contract; it holds no money; it calls nobody but `Anchors` (a view), `Royalties` (which
/// calls nobody in turn, and so can't refuse) and, for a signature, the signing contract account (by STATICCALL). So nothing
/// can be re-entered, and no holder can refuse to lose a title.
///
/// Warning: who registers without an anchor has no earlier time to prove, and can't win against a front-runner.
/// Warning: the contest period runs from priority: a title registered on an old anchor is final at once. Whoever has
/// anchored should register before the content is public, or watch for registrations: a rival who anchored later, but longer
/// than the period ago, is final when he registers first.
/// Warning: before buying a title check its arbitrator (who can award it to anybody) and `isFinal` of its latest version
/// (which may still be lost to an earlier priority, though the title itself is final).
/// Warning: an id that a front-runner registered keeps its place in the order of the lineage: who supersedes him can't name
/// as parents what was registered in that block or later. Register parents first.
/// Warning: edges and their royalties are declarations here; `Offers` makes them binding.
/// Warning: titles are given without `onERC721Received`: registrants that are contracts must be able to handle ERC-721.
contract Titles is TitleRecords, EIP712, Nonces {
    uint256 private constant MAX_RESALE_ROYALTY = 1_000;
    uint256 private constant MAX_PARENTS = 16;
    uint256 private constant MAX_NAME = 128;
    uint256 private constant MAX_NOTE = 256;

    /// @dev Registers for whoever calls it, and asks for no other's signature.
    address private immutable REGISTRAR;

    /// @dev Created by a `Foundation`, from whose address its neighbors' follow.
    /// @param anchorsContract The `Anchors` contract, which stands alone: evidence names it on every chain alike.
    /// @param contestSeconds In seconds: 1 to 365 days.
    constructor(address anchorsContract, uint256 contestSeconds)
        TitleRecords(anchorsContract, Neighbors.at(msg.sender, Neighbors.ROYALTIES), contestSeconds)
        EIP712("ModelDeed Titles", "1")
    {
        REGISTRAR = Neighbors.at(msg.sender, Neighbors.OFFERS);
    }

    // -------------------------------------------------------------------------------------------------------- register

    /// @inheritdoc ITitles
    function register(Registration calldata registration, bytes32[] calldata proof) external returns (uint256 titleId) {
        return _register(msg.sender, registration, proof);
    }

    /// @inheritdoc ITitles
    function registerFor(
        address owner,
        Registration calldata registration,
        bytes32[] calldata proof,
        uint256 deadline,
        bytes calldata signature
    ) external returns (uint256 titleId) {
        if (msg.sender != REGISTRAR && !isApprovedForAll(owner, msg.sender)) {
            bytes32 message = TitleMessages.hash(owner, registration, _useNonce(owner), deadline);
            _requireSigned(owner, message, deadline, signature);
        }
        return _register(owner, registration, proof);
    }

    function _register(address owner, Registration calldata r, bytes32[] calldata proof)
        private
        returns (uint256 titleId)
    {
        // Checks.
        titleId = uint256(r.fingerprint);
        _requireWellFormed(r);
        uint40 priority = _claim(owner, r.fingerprint, r.anchorRoot, r.salt, proof);
        TitleRecord memory old = _titles[titleId];
        _requireParents(titleId, old.registeredBlock, r.parents);
        address loser = _ownerOf(titleId);
        uint256 loserTitleId = loser == address(0) ? _linked(r.fingerprint) : titleId;
        if (loserTitleId != 0) _requireWins(r.fingerprint, loserTitleId, priority);
        // Effects.
        if (loser != address(0)) {
            emit TitleSuperseded(titleId, loser, owner, old.priority, priority);
            _voidVersions(titleId);
            // Without authorisation: moves the token, whoever holds it, and clears its approval.
            _update(owner, titleId, address(0));
            emit MetadataUpdate(titleId);
            FOLLOWER.titleLost(titleId);
        } else {
            if (loserTitleId != 0) _supersedeVersion(r.fingerprint, titleId, priority);
            // Not `_safeMint`: a callback would let a stranger's code run in the middle, and the registrant has asked for it.
            _mint(owner, titleId);
        }
        _write(owner, r, priority, old.registeredBlock, loser != address(0));
    }

    function _write(address owner, Registration calldata r, uint40 priority, uint40 firstBlock, bool overwrite)
        private
    {
        uint256 titleId = uint256(r.fingerprint);
        _titles[titleId] = TitleRecord({
            arbitrator: r.arbitrator,
            priority: priority,
            // 40 bits hold the blocks of a chain with ten a second for 3,400 years.
            registeredBlock: firstBlock == 0 ? uint40(block.number) : firstBlock,
            kind: r.kind,
            disputed: false
        });
        _manifests[r.fingerprint] = r.manifestDigest;
        if (r.resaleRoyalty != 0) _resales[titleId] = Resale({receiver: owner, share: r.resaleRoyalty});
        else if (overwrite) delete _resales[titleId];
        _emitRegistered(owner, r, priority);
    }

    /// @dev On its own, and with the name in memory (one stack slot instead of two), for the stack's sake.
    function _emitRegistered(address owner, Registration calldata r, uint40 priority) private {
        string memory name_ = r.name;
        emit TitleRegistered(
            uint256(r.fingerprint),
            owner,
            priority,
            r.kind,
            r.arbitrator,
            r.resaleRoyalty,
            r.manifestDigest,
            r.tensorRoot,
            r.anchorRoot,
            name_,
            r.parents
        );
    }

    // -------------------------------------------------------------------------------------------------------- versions

    /// @inheritdoc ITitles
    function publishVersion(uint256 titleId, Version calldata version, bytes32[] calldata proof)
        external
        returns (uint32 number)
    {
        address holder = _ownerOf(titleId);
        _checkAuthorized(holder, msg.sender, titleId);
        return _publish(titleId, holder, version, proof);
    }

    /// @inheritdoc ITitles
    function publishVersionFor(
        uint256 titleId,
        Version calldata version,
        bytes32[] calldata proof,
        uint256 deadline,
        bytes calldata signature
    ) external returns (uint32 number) {
        address holder = _requireOwned(titleId);
        _requireSigned(holder, TitleMessages.hash(titleId, version, _useNonce(holder), deadline), deadline, signature);
        return _publish(titleId, holder, version, proof);
    }

    function _publish(uint256 titleId, address holder, Version calldata v, bytes32[] calldata proof)
        private
        returns (uint32 number)
    {
        // Checks.
        if (v.fingerprint == 0 || v.manifestDigest == 0) revert Titles_ZeroDigest();
        if (bytes(v.note).length > MAX_NOTE) revert Titles_NoteTooLong(bytes(v.note).length);
        uint40 priority = _claim(holder, v.fingerprint, v.anchorRoot, v.salt, proof);
        uint256 loserTitleId = titleOf(v.fingerprint);
        if (loserTitleId != 0) _requireWins(v.fingerprint, loserTitleId, priority);
        // What was a title, and may be some title's parent, is only taken in by an older one: see T5.
        uint256 registeredBlock = _titles[uint256(v.fingerprint)].registeredBlock;
        if (registeredBlock != 0 && registeredBlock <= _titles[titleId].registeredBlock) {
            revert Titles_VersionNotYounger(titleId, v.fingerprint);
        }
        // Effects.
        if (loserTitleId == uint256(v.fingerprint)) _dissolve(loserTitleId, titleId, priority);
        else if (loserTitleId != 0) _supersedeVersion(v.fingerprint, titleId, priority);
        VersionList storage list = _lists[titleId];
        number = ++list.published + 1;
        list.latest = v.fingerprint;
        _versions[v.fingerprint] =
            VersionRecord({titleId: titleId, priority: priority, number: number, epoch: list.epoch});
        _manifests[v.fingerprint] = v.manifestDigest;
        emit VersionPublished(
            titleId, v.fingerprint, number, priority, v.manifestDigest, v.tensorRoot, v.anchorRoot, v.note
        );
        emit MetadataUpdate(titleId);
        if (registeredBlock != 0) FOLLOWER.titleJoined(uint256(v.fingerprint), titleId);
    }

    // -------------------------------------------------------------------------------------------------------- priority

    /// @inheritdoc ITitles
    function provePriority(bytes32 fingerprint, bytes32 anchorRoot, bytes32 salt, bytes32[] calldata proof) external {
        // Checks.
        uint256 titleId = _requireTitleOf(fingerprint);
        uint40 recorded = _priority(fingerprint, titleId);
        uint40 proven = _claim(_ownerOf(titleId), fingerprint, anchorRoot, salt, proof);
        if (proven >= recorded) revert Titles_PriorityNotEarlier(fingerprint, recorded, proven);
        // Effects.
        if (titleId == uint256(fingerprint)) _titles[titleId].priority = proven;
        else _versions[fingerprint].priority = proven;
        emit PriorityProven(fingerprint, titleId, recorded, proven, anchorRoot);
    }

    /// @dev The time from which a claim counts.
    function _claim(address owner, bytes32 fingerprint, bytes32 anchorRoot, bytes32 salt, bytes32[] calldata proof)
        private
        view
        returns (uint40)
    {
        // 40 bits hold the seconds until the year 36,812.
        if (anchorRoot != 0) return uint40(ANCHORS.provenTime(owner, fingerprint, salt, anchorRoot, proof));
        if (proof.length != 0) revert Titles_ProofWithoutRoot();
        return uint40(block.timestamp);
    }

    /// @dev The one rule of every take-over. It asks for no more than times: not who holds the title (an arbitrator of the
    /// thief's may have given it to the very claimant), nor whether it is disputed (by that same arbitrator).
    function _requireWins(bytes32 fingerprint, uint256 titleId, uint40 claimed) private view {
        uint256 recorded = _priority(fingerprint, titleId);
        if (claimed >= recorded) revert Titles_AlreadyRegistered(fingerprint, titleId, recorded);
        uint256 end = recorded + CONTEST_PERIOD;
        if (block.timestamp >= end) revert Titles_ContestOver(fingerprint, titleId, end);
    }

    // -------------------------------------------------------------------------------------------------------- disputes

    /// @inheritdoc ITitles
    function setDisputed(uint256 titleId, bool disputed) external {
        // Checks.
        _requireArbitrator(titleId);
        // Effects.
        _titles[titleId].disputed = disputed;
        emit TitleDisputed(titleId, disputed);
    }

    /// @inheritdoc ITitles
    function award(uint256 titleId, address to) external {
        // Checks.
        _requireArbitrator(titleId);
        if (to == address(0)) revert ERC721InvalidReceiver(address(0));
        // Effects.
        _titles[titleId].disputed = false;
        address from = _ownerOf(titleId);
        emit TitleAwarded(titleId, from, to);
        _update(to, titleId, address(0));
        // Interactions.
        FOLLOWER.titleAwarded(titleId, from, to);
    }

    /// @inheritdoc ITitles
    function strike(bytes32 fingerprint) external {
        // Checks.
        uint256 titleId = _linked(fingerprint);
        if (titleId == 0) revert Titles_NotAVersion(fingerprint);
        _requireArbitrator(titleId);
        // Effects.
        _unlink(fingerprint, titleId);
        emit VersionStruck(fingerprint, titleId);
    }

    // ---------------------------------------------------------------------------------------------------------- checks

    function _requireWellFormed(Registration calldata r) private pure {
        if (r.fingerprint == 0 || r.manifestDigest == 0) revert Titles_ZeroDigest();
        uint256 length = bytes(r.name).length;
        if (length == 0 || length > MAX_NAME) revert Titles_BadName(length);
        if (r.resaleRoyalty > MAX_RESALE_ROYALTY) revert Titles_ResaleRoyaltyTooHigh(r.resaleRoyalty);
    }

    /// @dev Why there is no cycle (T5). Every edge ever written leads to a title whose first registration came before the
    /// child's own first registration: for a new id because parents must exist; for an id that was registered before, and may
    /// have children already, because of the comparison below. `registeredBlock` is never written twice.
    function _requireParents(uint256 titleId, uint256 registeredBlock, Parent[] calldata parents) private view {
        if (parents.length > MAX_PARENTS) revert Titles_TooManyParents(parents.length);
        uint256 last = 0;
        uint256 sum = 0;
        for (uint256 i = 0; i < parents.length; ++i) {
            uint256 parent = parents[i].title;
            if (parent <= last) revert Titles_ParentsNotAscending(titleId, parent);
            if (_ownerOf(parent) == address(0)) revert Titles_UnknownParent(titleId, parent);
            if (registeredBlock != 0 && _titles[parent].registeredBlock >= registeredBlock) {
                revert Titles_ParentNotOlder(titleId, parent);
            }
            last = parent;
            sum += parents[i].royalty;
        }
        if (sum > WHOLE) revert Titles_RoyaltiesTooHigh(sum);
    }

    function _requireSigned(address signer, bytes32 message, uint256 deadline, bytes calldata signature) private view {
        if (block.timestamp > deadline) revert Titles_SignatureExpired(deadline);
        if (!SignatureChecker.isValidSignatureNowCalldata(signer, _hashTypedDataV4(message), signature)) {
            revert Titles_BadSignature(signer);
        }
    }

    function _requireArbitrator(uint256 titleId) private view {
        if (msg.sender != _titles[titleId].arbitrator) revert Titles_NotArbitrator(titleId, msg.sender);
    }

    // --------------------------------------------------------------------------------------------------------- effects

    /// @dev Whoever comes after starts with an empty list, and no version of before counts.
    function _voidVersions(uint256 titleId) private {
        VersionList storage list = _lists[titleId];
        list.latest = 0;
        list.published = 0;
        ++list.epoch;
    }

    function _supersedeVersion(bytes32 fingerprint, uint256 winnerTitleId, uint40 priority) private {
        VersionRecord memory lost = _versions[fingerprint];
        emit VersionSuperseded(fingerprint, lost.titleId, winnerTitleId, lost.priority, priority);
        _unlink(fingerprint, lost.titleId);
    }

    function _unlink(bytes32 fingerprint, uint256 titleId) private {
        delete _versions[fingerprint];
        VersionList storage list = _lists[titleId];
        if (list.latest == fingerprint) {
            list.latest = 0;
            emit MetadataUpdate(titleId);
        }
    }

    /// @dev `registeredBlock` stays: children may name the id, and it may be registered again.
    function _dissolve(uint256 titleId, uint256 intoTitleId, uint40 priority) private {
        TitleRecord storage record = _titles[titleId];
        emit TitleDissolved(titleId, _ownerOf(titleId), intoTitleId, record.priority, priority);
        _titles[titleId] = TitleRecord({
            arbitrator: address(0),
            priority: 0,
            registeredBlock: record.registeredBlock,
            kind: Kind.Model,
            disputed: false
        });
        delete _resales[titleId];
        _voidVersions(titleId);
        _burn(titleId);
        FOLLOWER.titleLost(titleId);
    }

    /// @dev The choke point of every movement of tokens. OpenZeppelin gives `auth` (not zero) for transfers that a user asks
    /// for, and only then: mint, supersession, award and dissolution come with zero.
    function _update(address to, uint256 titleId, address auth) internal override returns (address from) {
        if (auth != address(0)) {
            TitleRecord memory record = _titles[titleId];
            if (record.disputed) revert Titles_Disputed(titleId);
            uint256 end = record.priority + CONTEST_PERIOD;
            if (block.timestamp < end) revert Titles_Provisional(titleId, end);
        }
        from = super._update(to, titleId, auth);
        if (auth != address(0)) FOLLOWER.titleTransferred(titleId, from, to);
    }
}
