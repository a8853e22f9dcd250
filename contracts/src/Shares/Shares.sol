// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ILicensing} from "../Licensing/ILicensing.sol";
import {IOffers} from "../Licensing/IOffers.sol";
import {Neighbors} from "../Primitives/Neighbors.sol";
import {IRoyalties} from "../Royalties/IRoyalties.sol";
import {ITitles} from "../Titles/ITitles.sol";
import {IShares} from "./IShares.sol";
import {Share} from "./Share.sol";

/// @title Shares
/// @dev Invariants (docs/invariants.md):
/// S3 a divided title leaves its `Share` only by an accepted buy-out or an arbitrator's award. S4 a motion is accepted only by
/// the stated majority of the votes, each counted once, of who had them at its snapshot and has them still. S5 every share of a
/// bought-out title is paid the same price, in native money or the currency named at the division, and the deposit is there for
/// all. S6 a deposit leaves only to redeemed shares, or back to its buyer before acceptance.
///
/// Nobody owns or administers this contract. Deposits are kept here, away from where the steward acts.
///
/// Warning: a majority sells for all. State a majority that you'd trust with the price, up to 10,000 for unanimity; a buyer
/// who holds shares votes with them too.
contract Shares is ReentrancyGuardTransient, IShares {
    using Address for address payable;
    using SafeERC20 for IERC20;

    /// @dev Of a token. Three slots: title; steward (160 bits) | majority (16); currency of offers (160) | accepted motion (96).
    struct Division {
        uint256 titleId;
        address steward;
        uint16 majority;
        address currency;
        uint96 boughtOut;
    }

    uint256 private constant WHOLE = 10_000;
    uint256 private constant MAX_ALLOTMENTS = 200;
    uint256 private constant MAX_NAME = 64;
    uint256 private constant LAPSE = 30 days;

    ITitles private immutable TITLES;
    address private immutable OFFERS;
    address private immutable LICENSING;
    /// @notice The code that all shares' tokens run.
    address public immutable SHARE;

    uint256 private _count;
    mapping(address share => Division) private _divisions;
    mapping(uint256 motionId => Motion) private _motions;

    /// @dev Created by a `Foundation`, from whose address its neighbors' follow.
    constructor() {
        TITLES = ITitles(Neighbors.at(msg.sender, Neighbors.TITLES));
        OFFERS = Neighbors.at(msg.sender, Neighbors.OFFERS);
        LICENSING = Neighbors.at(msg.sender, Neighbors.LICENSING);
        SHARE = address(new Share(IRoyalties(Neighbors.at(msg.sender, Neighbors.ROYALTIES))));
    }

    // ---------------------------------------------------------------------------------------------------------- divide

    /// @inheritdoc IShares
    function divide(
        uint256 titleId,
        string calldata name,
        string calldata symbol,
        uint16 majority,
        address steward,
        address currency,
        Allotment[] calldata allotments
    ) external nonReentrant returns (address share) {
        // Checks.
        if (IERC721(address(TITLES)).ownerOf(titleId) != msg.sender) revert Shares_NotHolder(titleId, msg.sender);
        if (majority <= WHOLE / 2 || majority > WHOLE) revert Shares_BadMajority(majority);
        if (!_isName(name) || !_isName(symbol)) revert Shares_BadName();
        if (currency != address(0) && currency.code.length == 0) revert Shares_BadCurrency(currency);
        uint256 supply = _supplyOf(allotments);
        // Effects. The clone is ours, and `Titles` and `Royalties` call nobody.
        share = Clones.cloneWithImmutableArgs(SHARE, abi.encode(titleId, supply, name, symbol));
        _divisions[share] = Division(titleId, steward, majority, currency, 0);
        emit TitleDivided(titleId, share, msg.sender, majority, steward, currency, name, symbol, allotments);
        IERC721(address(TITLES)).transferFrom(msg.sender, share, titleId);
        Share(share).issue(allotments);
    }

    function _isName(string calldata text) private pure returns (bool) {
        return bytes(text).length != 0 && bytes(text).length <= MAX_NAME;
    }

    function _supplyOf(Allotment[] calldata allotments) private pure returns (uint256 supply) {
        if (allotments.length == 0 || allotments.length > MAX_ALLOTMENTS) revert Shares_BadAllotments();
        for (uint256 i = 0; i < allotments.length; ++i) {
            if (allotments[i].amount == 0 || allotments[i].account == address(0)) revert Shares_BadAllotments();
            supply += allotments[i].amount;
        }
        if (supply > type(uint96).max) revert Shares_BadAllotments();
    }

    // --------------------------------------------------------------------------------------------------------- motions

    /// @inheritdoc IShares
    function proposeSteward(address share, address candidate) external returns (uint256 motionId) {
        _requireDivided(share);
        if (Share(share).balanceOf(msg.sender) == 0) revert Shares_NotAllowed(msg.sender);
        return _open(share, candidate, address(0), 0);
    }

    /// @inheritdoc IShares
    function offerBuyout(address share, address currency, uint128 price)
        external
        payable
        nonReentrant
        returns (uint256 motionId)
    {
        // Checks.
        _requireDivided(share);
        if (currency != address(0) && currency != _divisions[share].currency) {
            revert Shares_CurrencyNotNamed(share, currency);
        }
        uint256 deposit = uint256(price) * Share(share).issued();
        if (deposit == 0) revert Shares_WrongDeposit(1, 0);
        uint256 value = currency == address(0) ? deposit : 0;
        if (msg.value != value) revert Shares_WrongDeposit(value, msg.value);
        // Effects.
        motionId = _open(share, address(0), currency, price);
        // Interactions.
        if (currency == address(0)) return motionId;
        uint256 before = IERC20(currency).balanceOf(address(this));
        IERC20(currency).safeTransferFrom(msg.sender, address(this), deposit);
        uint256 received = IERC20(currency).balanceOf(address(this)) - before;
        if (received != deposit) revert Shares_WrongDeposit(deposit, received);
    }

    function _open(address share, address candidate, address currency, uint128 price)
        private
        returns (uint256 motionId)
    {
        motionId = ++_count;
        // The last second that is over: shares bought, or borrowed, in this very block have no votes in it.
        uint48 snapshot = uint48(block.timestamp) - 1;
        _motions[motionId] = Motion({
            share: share,
            proposer: msg.sender,
            candidate: candidate,
            currency: currency,
            price: price,
            snapshot: snapshot,
            accepted: 0,
            state: State.Open
        });
        emit MotionOpened(motionId, share, msg.sender, candidate, currency, price, snapshot);
    }

    /// @inheritdoc IShares
    function accept(uint256 motionId) external nonReentrant {
        // Checks.
        Motion storage motion = _requireOpen(motionId);
        Share share = Share(motion.share);
        // No more than are still his: who has sold doesn't decide. `lower` keeps it so.
        uint256 votes = Math.min(share.getPastVotes(msg.sender, motion.snapshot), share.getVotes(msg.sender));
        if (votes == 0) revert Shares_NoVotes(motionId, msg.sender);
        // Effects. The token is ours.
        (uint256 before, uint256 given) = share.back(msg.sender, motionId, votes);
        if (before == motionId && given != 0) revert Shares_NoVotes(motionId, msg.sender);
        _take(before, msg.sender, given, 0);
        uint256 accepted = motion.accepted + votes;
        motion.accepted = uint208(accepted);
        emit MotionSupported(motionId, msg.sender, votes, accepted);
        if (accepted * WHOLE < uint256(_divisions[address(share)].majority) * share.issued()) return;
        _carryOut(motionId, motion);
    }

    function _carryOut(uint256 motionId, Motion storage motion) private {
        Division storage division = _divisions[motion.share];
        motion.state = State.Accepted;
        emit MotionAccepted(motionId);
        if (motion.price == 0) {
            division.steward = motion.candidate;
            emit StewardAppointed(motion.share, motion.candidate);
        } else {
            // Safe: motions are counted one by one.
            division.boughtOut = uint96(motionId);
            bytes memory call = abi.encodeCall(IERC721.transferFrom, (motion.share, motion.proposer, division.titleId));
            Share(motion.share).perform(address(TITLES), call);
        }
    }

    /// @inheritdoc IShares
    function retract(uint256 motionId) external {
        // Checks.
        Motion storage motion = _requireOpen(motionId);
        Share share = Share(motion.share);
        (uint256 backed, uint256 given) = share.backingOf(msg.sender);
        if (backed != motionId || given == 0) revert Shares_NoVotes(motionId, msg.sender);
        // Effects. The token is ours.
        share.back(msg.sender, 0, 0);
        _take(motionId, msg.sender, given, 0);
    }

    /// @inheritdoc IShares
    function lower(uint256 motionId, address account, uint256 by, uint256 left) external {
        if (_motions[motionId].share != msg.sender) revert Shares_NotAllowed(msg.sender);
        _take(motionId, account, by, left);
    }

    /// @dev What is closed stays as it was.
    function _take(uint256 motionId, address account, uint256 by, uint256 left) private {
        Motion storage motion = _motions[motionId];
        if (by == 0 || motion.state != State.Open) return;
        motion.accepted -= uint208(by);
        emit MotionSupported(motionId, account, left, motion.accepted);
    }

    /// @inheritdoc IShares
    function withdrawMotion(uint256 motionId, address to) external nonReentrant {
        // Checks.
        Motion storage motion = _motions[motionId];
        if (motion.state != State.Open) revert Shares_NotOpen(motionId);
        if (motion.proposer != msg.sender) revert Shares_NotAllowed(msg.sender);
        // Effects.
        motion.state = State.Withdrawn;
        emit MotionWithdrawn(motionId);
        // Interactions.
        uint256 deposit = uint256(motion.price) * Share(motion.share).issued();
        if (deposit != 0) _send(motion.currency, to, deposit);
    }

    /// @inheritdoc IShares
    function redeem(uint256 motionId, address to) external nonReentrant returns (uint256 amount) {
        // Checks.
        Motion memory motion = _motions[motionId];
        if (motion.state != State.Accepted || motion.price == 0) revert Shares_NotOpen(motionId);
        // Effects.
        uint256 shares = Share(motion.share).redeem(msg.sender);
        if (shares == 0) revert Shares_NothingToRedeem(motionId, msg.sender);
        amount = shares * motion.price;
        emit Redeemed(motionId, msg.sender, to, shares, amount);
        // Interactions.
        _send(motion.currency, to, amount);
    }

    function _send(address currency, address to, uint256 amount) private {
        if (currency == address(0)) payable(to).sendValue(amount);
        else IERC20(currency).safeTransfer(to, amount);
    }

    function _requireOpen(uint256 motionId) private view returns (Motion storage motion) {
        motion = _motions[motionId];
        if (motion.state != State.Open || block.timestamp > uint256(motion.snapshot) + LAPSE) {
            revert Shares_NotOpen(motionId);
        }
        _requireDivided(motion.share);
    }

    function _requireDivided(address share) private view {
        Division storage division = _divisions[share];
        bool holds = division.titleId != 0 && IERC721(address(TITLES)).ownerOf(division.titleId) == share;
        if (!holds || division.boughtOut != 0) revert Shares_NotDivided(share);
    }

    // --------------------------------------------------------------------------------------------------------- steward

    /// @inheritdoc IShares
    function act(address share, address target, bytes calldata data) external nonReentrant returns (bytes memory) {
        _requireDivided(share);
        if (_divisions[share].steward != msg.sender) revert Shares_NotAllowed(msg.sender);
        if (!_isAllowed(target, bytes4(data))) revert Shares_ActNotAllowed(target, bytes4(data));
        return Share(share).perform(target, data);
    }

    function _isAllowed(address target, bytes4 selector) private view returns (bool) {
        if (target == address(TITLES)) return selector == ITitles.publishVersion.selector;
        if (target == OFFERS) return selector == IOffers.offer.selector || selector == IOffers.setOffer.selector;
        if (target != LICENSING) return false;
        return selector == ILicensing.grant.selector || selector == ILicensing.honor.selector
            || selector == ILicensing.cancelVoucher.selector || selector == ILicensing.endRenewals.selector;
    }

    // ----------------------------------------------------------------------------------------------------------- views

    /// @inheritdoc IShares
    function motionOf(uint256 motionId) external view returns (Motion memory) {
        return _motions[motionId];
    }

    /// @inheritdoc IShares
    function currencyOf(address share) external view returns (address) {
        return _divisions[share].currency;
    }

    /// @inheritdoc IShares
    function divisionOf(address share)
        external
        view
        returns (uint256 titleId, uint16 majority, address steward, uint256 boughtOut)
    {
        Division memory division = _divisions[share];
        return (division.titleId, division.majority, division.steward, division.boughtOut);
    }
}
