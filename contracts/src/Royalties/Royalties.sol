// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Create2} from "@openzeppelin/contracts/utils/Create2.sol";
import {StorageSlot} from "@openzeppelin/contracts/utils/StorageSlot.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {SSTORE2} from "solady/utils/SSTORE2.sol";
import {Neighbors} from "../Primitives/Neighbors.sol";
import {ITitleFollower} from "../Titles/ITitleFollower.sol";
import {ITitles} from "../Titles/ITitles.sol";
import {IRoyalties} from "./IRoyalties.sol";
import {Till} from "./Till.sol";
import {Vectors} from "./Vectors.sol";

/// @title Royalties
/// @dev Invariants (docs/invariants.md):
/// R1 for every currency, the balances of all accounts sum to what was received less what was withdrawn, and the contract
/// holds at least that. R2 a vector's parts sum to exactly its parents' royalties, 10^12 at most. R3 a payment's credits sum
/// to what was received. R4 nobody but its owner takes from an account. R5 income of a provisional title doesn't leave.
/// R6 what a holder earned before he transferred a title stays his. R7 a vector equals the walk of all paths, but for what
/// pruning leaves with a nearer ancestor.
///
/// Nobody owns or administers this contract. It calls tokens only while locked against re-entrance, and credits before it
/// sends. Nothing is pushed to a payee, so none can block another.
/// The one place of dust: what rounding down the ancestors' credits leaves, less than one unit each, goes to the paid title.
///
/// Warning: a token that can lie about balances, or change them, breaks the books in that token, and in no other.
contract Royalties is ReentrancyGuardTransient, IRoyalties, ITitleFollower {
    using Address for address payable;
    using Checkpoints for Checkpoints.Trace208;
    using SafeERC20 for IERC20;

    /// @dev Of a title. One slot: its stored vector, zero for none (160 bits) | its account number (40) | whether it was ever
    /// transferred (8), as `_moved` has it | whether it was superseded or dissolved since it has an account (8).
    struct Seat {
        address vector;
        uint40 number;
        bool moved;
        bool lost;
    }

    /// @dev Of an account whose title was transferred. One slot: key of the present payee (160 bits) | whether that divides
    /// its income (8) | whether income came in the present moment (8) | the present moment (48).
    struct Standing {
        address payee;
        bool divided;
        bool dirty;
        uint48 moment;
    }

    uint256 private constant MAX_PARENTS = 16;
    uint256 private constant BASIS_POINT = Vectors.WHOLE / 10_000;
    uint256 private constant MAX_AMOUNT = type(uint208).max;
    /// @dev Keccak-256 of "ModelDeed Royalties: balances of accounts".
    uint256 private constant ACCOUNTS = 0x0a2da52bfb057b17f87bedc65a19ad980f0ca121718d18c2ce99f0cda47cbb17;

    ITitles private immutable TITLES;
    address private immutable OFFERS;
    address private immutable LICENSING;
    bytes32 private immutable TILL_CODE_HASH;

    uint256 private _count;
    mapping(uint256 titleId => Seat) private _seats;
    mapping(uint256 number => uint256 titleId) private _titleIds;
    /// @dev A bit per account number: whether its title was ever transferred. One slot tells of 256 ancestors.
    mapping(uint256 page => uint256 bits) private _moved;
    mapping(uint256 number => Standing) private _standings;
    mapping(uint256 number => mapping(address payee => address heir)) private _heirs;
    mapping(bytes32 account => Checkpoints.Trace208) private _earned;

    /// @dev Created by a `Foundation`, from whose address its neighbors' follow.
    constructor() {
        TITLES = ITitles(Neighbors.at(msg.sender, Neighbors.TITLES));
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

    /// @dev A title's seat, with an account number.
    function _open(uint256 titleId) private returns (Seat memory seat) {
        seat = _seats[titleId];
        if (seat.number != 0) return seat;
        // 40 bits number a million million titles.
        seat.number = uint40(++_count);
        _seats[titleId] = seat;
        _titleIds[seat.number] = titleId;
        emit AccountOpened(titleId, seat.number);
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

    /// @dev Credits the payee of a title that was transferred.
    function _creditPayee(uint256 number, address currency, uint256 amount) private returns (address payee) {
        Standing memory standing = _standings[number];
        payee = standing.payee;
        bytes32 account = _account(number, payee, currency);
        _add(account, amount);
        if (!standing.divided) return payee;
        Checkpoints.Trace208 storage trace = _earned[account];
        uint256 earned = trace.latest() + amount;
        if (earned > MAX_AMOUNT) revert Royalties_TooMuch(earned);
        trace.push(standing.moment, uint208(earned));
        if (!standing.dirty) _standings[number].dirty = true;
    }

    function _creditRegistrant(uint256 number, address registrant, address currency, uint256 amount)
        private
        returns (address payee)
    {
        payee = _keyOf(number, registrant);
        _add(_account(number, payee, currency), amount);
    }

    /// @dev The key of an account in one currency, and the slot of its balance: 96 bytes are hashed, where Solidity's mappings
    /// hash 64, so that no two slots are the same.
    function _account(uint256 number_, address payee, address currency) private pure returns (bytes32 account) {
        assembly ("memory-safe") {
            let free := mload(64)
            mstore(0, or(shl(160, number_), payee))
            mstore(32, currency)
            mstore(64, ACCOUNTS)
            account := keccak256(0, 96)
            mstore(64, free)
        }
    }

    function _balance(bytes32 account) private view returns (uint256) {
        return StorageSlot.getUint256Slot(account).value;
    }

    function _add(bytes32 account, uint256 amount) private {
        StorageSlot.getUint256Slot(account).value += amount;
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
        StorageSlot.getUint256Slot(account).value = 0;
        emit Withdrawn(titleId, currency, payee, to, amount);
    }

    function _send(address currency, address to, uint256 amount) private {
        if (currency == address(0)) payable(to).sendValue(amount);
        else IERC20(currency).safeTransfer(to, amount);
    }

    // --------------------------------------------------------------------------------------------------------- divided

    /// @inheritdoc IRoyalties
    function divide(uint256 titleId) external {
        // Checks.
        (uint256 resolved, address holder, bool isFinal, bool disputed) = TITLES.standingOf(bytes32(titleId));
        if (resolved != titleId || holder != msg.sender) revert Royalties_NotAllowed(msg.sender);
        if (!isFinal || disputed) revert Royalties_Waits(titleId, disputed);
        // Effects.
        uint256 number = _open(titleId).number;
        if (!_isMoved(number)) _move(titleId, number, msg.sender, msg.sender);
        if (_standings[number].payee != msg.sender) revert Royalties_NotAllowed(msg.sender);
        _standings[number].divided = true;
        emit Divided(titleId, _standings[number].payee);
    }

    /// @inheritdoc IRoyalties
    function tick(uint256 titleId) external returns (uint48 moment) {
        uint256 number = _seats[titleId].number;
        Standing memory standing = _standings[number];
        if (standing.payee != msg.sender || !standing.divided) return type(uint48).max;
        moment = standing.moment;
        if (!standing.dirty) return moment;
        _standings[number].dirty = false;
        _standings[number].moment = ++moment;
    }

    /// @inheritdoc IRoyalties
    function earnedUntil(uint256 titleId, address payee, address currency, uint48 moment)
        external
        view
        returns (uint256 earned)
    {
        return _earned[_account(_seats[titleId].number, payee, currency)].upperLookupRecent(moment);
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
        StorageSlot.getUint256Slot(account).value = balance - amount;
        emit Withdrawn(titleId, currency, msg.sender, to, amount);
        // Interactions.
        _send(currency, to, amount);
    }

    // ------------------------------------------------------------------------------------------------- titles' changes

    /// @inheritdoc ITitleFollower
    function titleTransferred(uint256 titleId, address from, address to) external {
        _requireTitles();
        uint256 number = _seats[titleId].number;
        // A title without an account has earned nothing.
        if (number != 0 && from != to) _move(titleId, number, from, to);
    }

    /// @inheritdoc ITitleFollower
    function titleAwarded(uint256 titleId, address from, address to) external {
        _requireTitles();
        uint256 number = _seats[titleId].number;
        // Of a title never transferred, the income goes with it as it is.
        if (number == 0 || from == to || !_isMoved(number)) return;
        Standing memory standing = _standings[number];
        // Share holders have bought what they hold: their past income stays theirs.
        if (!standing.divided) {
            _heirs[number][standing.payee] = to;
            emit PayeeReplaced(titleId, standing.payee, to);
        }
        _seat(titleId, number, to);
    }

    /// @inheritdoc ITitleFollower
    function titleLost(uint256 titleId) external {
        _requireTitles();
        Seat memory seat = _seats[titleId];
        if (seat.number != 0) _seats[titleId].lost = true;
        if (seat.vector == address(0)) return;
        _seats[titleId].vector = address(0);
        emit VectorReleased(titleId);
    }

    function _move(uint256 titleId, uint256 number, address from, address to) private {
        if (!_isMoved(number)) {
            _moved[number >> 8] |= 1 << (number & 0xff);
            _seats[titleId].moved = true;
            _heirs[number][address(0)] = from;
            emit PayeeReplaced(titleId, address(0), from);
        }
        _seat(titleId, number, to);
    }

    function _seat(uint256 titleId, uint256 number, address to) private {
        Standing storage standing = _standings[number];
        address payee = _keyOf(number, to);
        standing.payee = payee;
        standing.divided = false;
        standing.dirty = false;
        ++standing.moment;
        emit PayeeChanged(titleId, payee, to);
    }

    /// @dev The key under which an account's income is credited: its address, unless an award has given the income under that
    /// key to another.
    function _keyOf(uint256 number, address holder) private returns (address payee) {
        payee = holder;
        while (_heirs[number][payee] != address(0) && _heirs[number][payee] != holder) {
            payee = address(uint160(uint256(keccak256(abi.encode(number, payee)))));
        }
        if (payee != holder && _heirs[number][payee] == address(0)) _heirs[number][payee] = holder;
    }

    function _requireTitles() private view {
        if (msg.sender != address(TITLES)) revert Royalties_NotAllowed(msg.sender);
    }

    function _isMoved(uint256 number) private view returns (bool) {
        return _moved[number >> 8] >> (number & 0xff) & 1 != 0;
    }

    // ----------------------------------------------------------------------------------------------------------- views

    /// @inheritdoc IRoyalties
    function dueTo(uint256 titleId, address account, address currency)
        external
        view
        returns (uint256 due, uint256 waiting)
    {
        uint256 number = _seats[titleId].number;
        (, address holder, bool isFinal, bool disputed) = TITLES.standingOf(bytes32(titleId));
        bool moved = _isMoved(number);
        uint256 initial = _balance(_account(number, address(0), currency));
        uint256 named = _heirs[number][account] == address(0) ? _balance(_account(number, account, currency)) : 0;
        if (moved) {
            if (_heirs[number][address(0)] == account) due = initial;
            if (_standings[number].payee == account && disputed) waiting = named;
            else due += named;
        } else {
            due = named;
            if (holder == account && isFinal && !disputed) due += initial;
            else if (holder == account) waiting = initial;
        }
    }

    /// @inheritdoc IRoyalties
    function balanceOf(uint256 titleId, address payee, address currency) external view returns (uint256) {
        return _balance(_account(_seats[titleId].number, payee, currency));
    }

    /// @inheritdoc IRoyalties
    function payeeOf(uint256 titleId) external view returns (address payee) {
        return _standings[_seats[titleId].number].payee;
    }

    /// @inheritdoc IRoyalties
    function numberOf(uint256 titleId) external view returns (uint256 number) {
        return _seats[titleId].number;
    }

    /// @inheritdoc IRoyalties
    function titleIdOf(uint256 number) external view returns (uint256 titleId) {
        return _titleIds[number];
    }

    /// @inheritdoc ITitleFollower
    function tillOf(uint256 titleId) public view returns (address till) {
        return Create2.computeAddress(bytes32(titleId), TILL_CODE_HASH);
    }
}
