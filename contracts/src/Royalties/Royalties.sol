// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SSTORE2} from "solady/utils/SSTORE2.sol";
import {Neighbors} from "../Primitives/Neighbors.sol";
import {ITitleFollower} from "../Titles/ITitleFollower.sol";
import {ITitles} from "../Titles/ITitles.sol";
import {IRoyalties} from "./IRoyalties.sol";
import {RoyaltyAccounts} from "./RoyaltyAccounts.sol";
import {Till} from "./Till.sol";
import {Vectors} from "./Vectors.sol";

/// @title Royalties
/// @dev Invariants (docs/invariants.md):
/// R1 for every currency, the balances of all accounts sum to what was received less what was withdrawn, and the contract
/// holds at least that. R2 a vector's parts sum to exactly its parents' royalties, 10^12 at most. R3 a payment's credits sum
/// to what was received. R4 nobody but its owner takes from an account. R5 a provisional title's own part of its
/// income doesn't leave. R6 what a holder earned before he transferred a title stays his. R7 a vector equals the walk of all paths, but for what
/// pruning leaves with a nearer ancestor.
///
/// Nobody owns or administers this contract. It calls tokens only while locked against re-entrance, and credits before it
/// sends. Nothing is pushed to a payee, so none can block another.
/// The one place of dust: what rounding down the ancestors' credits leaves, less than one unit each, goes to the paid title.
///
/// Warning: what a provisional title's vector passes on doesn't wait: a thief can name a title of his own as parent.
/// Warning: a token that can lie about balances, or change them, breaks the books in that token, and in no other.
contract Royalties is RoyaltyAccounts, ReentrancyGuardTransient {
    using Address for address payable;
    using SafeERC20 for IERC20;

    uint256 private constant MAX_PARENTS = 16;
    uint256 private constant BASIS_POINT = Vectors.WHOLE / 10_000;

    address private immutable OFFERS;
    address private immutable LICENSING;
    bytes32 private immutable TILL_CODE_HASH;

    /// @dev Created by a `Foundation`, from whose address its neighbors' follow.
    constructor() RoyaltyAccounts(ITitles(Neighbors.at(msg.sender, Neighbors.TITLES))) {
        OFFERS = Neighbors.at(msg.sender, Neighbors.OFFERS);
        LICENSING = Neighbors.at(msg.sender, Neighbors.LICENSING);
        TILL_CODE_HASH = keccak256(type(Till).creationCode);
    }

    // --------------------------------------------------------------------------------------------------------- vectors

    /// @inheritdoc IRoyalties
    function bind(uint256 titleId, uint256[] calldata parents, uint16[] calldata royalties) external {
        // Checks.
        if (msg.sender != OFFERS) revert Royalties_NotAllowed(msg.sender);
        uint256 count = 0;
        uint256 sum = 0;
        for (uint256 i = 0; i < parents.length; ++i) {
            if (royalties[i] != 0) ++count;
            sum += royalties[i];
        }
        if (sum > 10_000 || count > MAX_PARENTS) revert Royalties_TooHigh(sum);
        if (count == 0) return;
        // Effects.
        uint256[] memory entries = new uint256[](count);
        bytes[] memory vectors = new bytes[](count);
        count = 0;
        for (uint256 i = 0; i < parents.length; ++i) {
            if (royalties[i] == 0) continue;
            Seat memory parent = _open(parents[i]);
            entries[count] = uint256(parent.number) << 40 | royalties[i] * BASIS_POINT;
            if (parent.vector != address(0)) vectors[count] = SSTORE2.read(parent.vector);
            ++count;
        }
        _bind(titleId, Vectors.merge(entries, vectors));
    }

    function _bind(uint256 titleId, uint256[] memory entries) private {
        // No code of a stranger runs: the creation code is SSTORE2's, and what it leaves is data behind a STOP.
        _seats[titleId].vector = SSTORE2.write(Vectors.encode(entries));
        uint256[] memory parts = new uint256[](entries.length);
        for (uint256 i = 0; i < entries.length; ++i) {
            parts[i] = entries[i] & type(uint40).max;
            entries[i] >>= 40;
        }
        emit VectorBound(titleId, entries, parts);
    }

    /// @inheritdoc IRoyalties
    function vectorOf(uint256 titleId) external view returns (uint256[] memory titleIds, uint256[] memory parts) {
        address pointer = _seats[titleId].vector;
        if (pointer == address(0)) return (titleIds, parts);
        bytes memory vector = SSTORE2.read(pointer);
        titleIds = new uint256[](vector.length / Vectors.ENTRY);
        parts = new uint256[](titleIds.length);
        for (uint256 i = 0; i < parts.length; ++i) {
            uint256 entry = Vectors.at(vector, i * Vectors.ENTRY);
            titleIds[i] = _titleIds[entry >> 40];
            parts[i] = entry & type(uint40).max;
        }
    }

    // ------------------------------------------------------------------------------------------------------------- pay

    /// @inheritdoc IRoyalties
    function pay(uint256 asset, address currency, uint256 amount)
        external
        payable
        nonReentrant
        returns (uint256 received)
    {
        uint256 titleId = _titleOf(asset);
        received = _pull(msg.sender, currency, amount);
        _distribute(titleId, currency, msg.sender, received, address(0));
    }

    /// @inheritdoc IRoyalties
    function payFrom(address payer, uint256 titleId, address currency, uint256 amount)
        external
        payable
        nonReentrant
        returns (uint256 received)
    {
        if (msg.sender != LICENSING) revert Royalties_NotAllowed(msg.sender);
        received = _pull(payer, currency, amount);
        _distribute(titleId, currency, payer, received, address(0));
    }

    /// @inheritdoc IRoyalties
    function collect(uint256 titleId, address currency) external nonReentrant returns (uint256 received) {
        uint256 paid = _titleOf(titleId);
        address payable till = payable(tillOf(titleId));
        if (till.code.length == 0) new Till{salt: bytes32(titleId)}();
        uint256 before = _held(currency);
        Till(till).empty(currency);
        received = _received(currency, before);
        // What comes while the title is provisional is from no resale: it waits with the title's income.
        (,, bool isFinal,) = TITLES.standingOf(bytes32(paid));
        _distribute(paid, currency, till, received, isFinal ? TITLES.resaleReceiverOf(paid) : address(0));
    }

    /// @dev The title that a payment to a fingerprint is for. A later version never has an account; what has one is a title,
    /// unless it was dissolved into a version since.
    function _titleOf(uint256 asset) private view returns (uint256 titleId) {
        Seat memory seat = _seats[asset];
        titleId = seat.number == 0 || seat.lost ? TITLES.titleOf(bytes32(asset)) : asset;
        if (titleId == 0) revert Royalties_UnknownTitle(asset);
    }

    /// @notice Takes what its tills send.
    receive() external payable {
        // A till has no other caller than `collect`, which is locked: whoever sends money outside of it would lose it.
        if (!_reentrancyGuardEntered()) revert Royalties_NotAllowed(msg.sender);
    }

    /// @dev Pulls before anything is credited. What a token's callback does meanwhile can't come back in here.
    function _pull(address payer, address currency, uint256 amount) private returns (uint256 received) {
        uint256 value = currency == address(0) ? amount : 0;
        if (msg.value != value) revert Royalties_WrongValue(value, msg.value);
        if (currency == address(0)) {
            if (amount == 0) revert Royalties_NothingReceived(currency);
            return amount;
        }
        uint256 before = _held(currency);
        IERC20(currency).safeTransferFrom(payer, address(this), amount);
        return _received(currency, before);
    }

    function _received(address currency, uint256 before) private view returns (uint256) {
        uint256 held = _held(currency);
        if (held <= before) revert Royalties_NothingReceived(currency);
        return held - before;
    }

    function _held(address currency) private view returns (uint256) {
        return currency == address(0) ? address(this).balance : IERC20(currency).balanceOf(address(this));
    }

    /// @dev Credits the ancestors, and the title with the rest; of a resale, its registrant, if there is one.
    function _distribute(uint256 titleId, address currency, address payer, uint256 amount, address registrant) private {
        if (amount > MAX_AMOUNT) revert Royalties_TooMuch(amount);
        Seat memory seat = _open(titleId);
        uint256 own = amount;
        if (seat.vector != address(0)) own -= _creditAncestors(SSTORE2.read(seat.vector), currency, amount);
        address payee;
        if (own != 0) {
            if (registrant != address(0)) payee = _creditRegistrant(seat.number, registrant, currency, own);
            else if (seat.moved) payee = _creditPayee(seat.number, currency, own);
            else _add(_account(seat.number, address(0), currency), own);
        }
        emit Paid(titleId, currency, payer, amount, own, payee);
    }

    function _creditAncestors(bytes memory vector, address currency, uint256 amount) private returns (uint256 sum) {
        uint256 page = type(uint256).max;
        uint256 moved;
        for (uint256 i = 0; i < vector.length; i += Vectors.ENTRY) {
            uint256 entry = Vectors.at(vector, i);
            uint256 number = entry >> 40;
            uint256 credit;
            // 208 + 40 bits; and the parts sum to the whole at most.
            unchecked {
                credit = amount * (entry & type(uint40).max) / Vectors.WHOLE;
                sum += credit;
            }
            if (credit == 0) continue;
            // Numbers ascend: each page is read once.
            if (page != number >> 8) {
                page = number >> 8;
                moved = _moved[page];
            }
            if (moved >> (number & 0xff) & 1 == 0) _add(_account(number, address(0), currency), credit);
            else _creditPayee(number, currency, credit);
        }
    }

    // -------------------------------------------------------------------------------------------------------- withdraw

    /// @inheritdoc IRoyalties
    function withdraw(uint256 titleId, address currency, address to) external nonReentrant returns (uint256 amount) {
        Seat memory seat = _seats[titleId];
        (uint256 number, bool moved) = (seat.number, seat.moved);
        (, address holder, bool isFinal, bool disputed) = TITLES.standingOf(bytes32(titleId));
        // Checks and effects: what was earned before the first transfer, then what was under the caller's own key.
        bool waits = holder == msg.sender && (disputed || !isFinal);
        if (moved ? _heirs[number][address(0)] == msg.sender : holder == msg.sender && !waits) {
            amount = _take(titleId, number, address(0), currency, to);
        }
        if (_isOwn(number, moved, disputed, currency)) amount += _take(titleId, number, msg.sender, currency, to);
        if (amount == 0 && waits) revert Royalties_Waits(titleId, disputed);
        if (amount == 0) revert Royalties_NothingToWithdraw(titleId, currency, msg.sender);
        // Interactions.
        _send(currency, to, amount);
    }

    /// @inheritdoc IRoyalties
    function withdrawFrom(uint256 titleId, address payee, address currency, address to)
        external
        nonReentrant
        returns (uint256 amount)
    {
        // Checks.
        uint256 number = _seats[titleId].number;
        if (_heirs[number][payee] != msg.sender) revert Royalties_NotAllowed(msg.sender);
        if (_isMoved(number) && _standings[number].payee == payee) _requireUndisputed(titleId);
        // Effects.
        amount = _take(titleId, number, payee, currency, to);
        if (amount == 0) revert Royalties_NothingToWithdraw(titleId, currency, msg.sender);
        // Interactions.
        _send(currency, to, amount);
    }

    /// @dev Whether there is anything under the caller's own key that is its and doesn't wait.
    function _isOwn(uint256 number, bool moved, bool disputed, address currency) private view returns (bool) {
        if (_balance(_account(number, msg.sender, currency)) == 0) return false;
        if (_heirs[number][msg.sender] != address(0)) return false;
        return !(moved && disputed && _standings[number].payee == msg.sender);
    }

    function _requireUndisputed(uint256 titleId) private view {
        (,,, bool disputed) = TITLES.standingOf(bytes32(titleId));
        if (disputed) revert Royalties_Waits(titleId, true);
    }

    function _take(uint256 titleId, uint256 number, address payee, address currency, address to)
        private
        returns (uint256 amount)
    {
        bytes32 account = _account(number, payee, currency);
        amount = _balance(account);
        if (amount == 0) return 0;
        _set(account, 0);
        emit Withdrawn(titleId, currency, payee, to, amount);
    }

    function _send(address currency, address to, uint256 amount) private {
        // Here it would be nobody's.
        if (to == address(this)) revert Royalties_NotAllowed(to);
        if (currency == address(0)) payable(to).sendValue(amount);
        else IERC20(currency).safeTransfer(to, amount);
    }

    // --------------------------------------------------------------------------------------------------------- divided

    /// @inheritdoc IRoyalties
    function divide(uint256 titleId) external {
        // Checks.
        (uint256 resolved, address holder, bool isFinal, bool disputed) = TITLES.standingOf(bytes32(titleId));
        if (resolved != titleId || holder != msg.sender) revert Royalties_NotAllowed(msg.sender);
        // No award takes what a divider has earned: who has cause to fear one can't become a divider.
        if (!isFinal || disputed) revert Royalties_Waits(titleId, disputed);
        // Effects.
        uint256 number = _open(titleId).number;
        if (!_isMoved(number)) _move(titleId, number, msg.sender, msg.sender);
        if (_standings[number].payee != msg.sender) revert Royalties_NotAllowed(msg.sender);
        _standings[number].divided = true;
        _dividers[number][msg.sender] = true;
        emit Divided(titleId, _standings[number].payee);
    }

    /// @inheritdoc IRoyalties
    function tick(uint256 titleId) external returns (uint48 moment) {
        uint256 number = _seats[titleId].number;
        Standing memory standing = _standings[number];
        moment = standing.moment;
        if (standing.payee != msg.sender || !standing.divided || !standing.dirty) return moment;
        _standings[number].dirty = false;
        _standings[number].moment = ++moment;
    }

    /// @inheritdoc IRoyalties
    function release(uint256 titleId, address currency, address to, uint256 amount) external nonReentrant {
        // Checks.
        uint256 number = _seats[titleId].number;
        if (_heirs[number][msg.sender] != address(0)) revert Royalties_NotAllowed(msg.sender);
        if (_standings[number].payee == msg.sender) _requireUndisputed(titleId);
        bytes32 account = _account(number, msg.sender, currency);
        uint256 balance = _balance(account);
        if (amount > balance) revert Royalties_Insufficient(titleId, msg.sender, balance, amount);
        // Effects.
        _set(account, balance - amount);
        emit Withdrawn(titleId, currency, msg.sender, to, amount);
        // Interactions.
        _send(currency, to, amount);
    }

    /// @inheritdoc ITitleFollower
    function tillOf(uint256 titleId) public view returns (address till) {
        return Create2.computeAddress(bytes32(titleId), TILL_CODE_HASH);
    }
}
