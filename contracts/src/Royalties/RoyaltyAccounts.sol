// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {StorageSlot} from "@openzeppelin/contracts/utils/StorageSlot.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {SSTORE2} from "solady/utils/SSTORE2.sol";
import {ITitleFollower} from "../Titles/ITitleFollower.sol";
import {ITitles} from "../Titles/ITitles.sol";
import {IRoyalties} from "./IRoyalties.sol";
import {Vectors} from "./Vectors.sol";

/// @title The accounts that `Royalties` keeps: whose each is, and how that changes with the titles
/// @dev Storage, changes told by `Titles`, and views; `Royalties` has everything that moves money.
abstract contract RoyaltyAccounts is IRoyalties, ITitleFollower {
    using Checkpoints for Checkpoints.Trace208;

    /// @dev Of a title. One slot: its stored vector, zero for none (160 bits) | its account number (40) | whether it was ever
    /// transferred (8), as `_moved` has it | whether it was superseded or dissolved since it has an account (8) | whether its
    /// vector is ripe (8): the title is final, and each of its parents' vectors was ripe when it was last merged | whether anything
    /// was ever kept for it (8) | how many edges stand behind the stored vector (8): none if all parents were ripe when it was bound
    /// | the day on which it was bound, since 1970 and modulo 2^16 (16): of meaning only with edges.
    struct Seat {
        address vector;
        uint40 number;
        bool moved;
        bool lost;
        bool ripe;
        bool keeps;
        uint8 edges;
        uint16 day;
    }

    /// @dev Of an account whose title was transferred. One slot: key of the present payee (160 bits) | whether that divides
    /// its income (8) | whether income came in the present moment (8) | the present moment (48) | whether any payee ever divided
    /// it (8): if not, nobody needs to look whether the next one did (2,100 gas).
    struct Standing {
        address payee;
        bool divided;
        bool dirty;
        uint48 moment;
        bool everDivided;
    }

    uint256 internal constant MAX_AMOUNT = type(uint208).max;
    /// @dev Keccak-256 of "ModelDeed Royalties: balances of accounts".
    uint256 internal constant ACCOUNTS = 0x0a2da52bfb057b17f87bedc65a19ad980f0ca121718d18c2ce99f0cda47cbb17;

    /// @dev Added to an account's number: what is kept there until the title's vector is ripe. Numbers have 40 bits.
    uint256 internal constant KEPT = 1 << 64;

    ITitles internal immutable TITLES;

    uint256 internal _count;
    mapping(uint256 titleId => Seat) internal _seats;
    mapping(uint256 number => uint256 titleId) internal _titleIds;
    /// @dev A bit per account number: whether its title was ever transferred. One slot tells of 256 ancestors.
    mapping(uint256 page => uint256 bits) internal _moved;
    mapping(uint256 number => Standing) internal _standings;
    mapping(uint256 number => mapping(address payee => address heir)) internal _heirs;
    /// @dev Who has ever divided an account's income: it does so again whenever the title comes back to it.
    mapping(uint256 number => mapping(address payee => bool)) internal _dividers;
    mapping(bytes32 account => Checkpoints.Trace208) internal _earned;
    /// @dev Of what was a title and is a version of another: under which key of the other's what it earned belongs. Zero for a title
    /// that wasn't transferred until then.
    mapping(uint256 titleId => address payee) internal _joined;

    constructor(ITitles titles) {
        TITLES = titles;
    }

    // -------------------------------------------------------------------------------------------------------- accounts

    /// @dev A title's seat, with an account number.
    function _open(uint256 titleId) internal returns (Seat memory seat) {
        seat = _seats[titleId];
        if (seat.number != 0) return seat;
        // 40 bits number a million million titles.
        seat.number = uint40(++_count);
        _seats[titleId] = seat;
        _titleIds[seat.number] = titleId;
        emit AccountOpened(titleId, seat.number);
    }

    /// @dev Credits the payee of a title that was transferred.
    function _creditPayee(uint256 number, address currency, uint256 amount) internal returns (address payee) {
        Standing memory standing = _standings[number];
        payee = standing.payee;
        bytes32 account = _account(number, payee, currency);
        _add(account, amount);
        if (!standing.divided) return payee;
        _earn(account, standing.moment, amount);
        if (!standing.dirty) _standings[number].dirty = true;
    }

    /// @dev Credits the key under which money was kept. Whoever divides shares it out by the holdings of this moment; if it is
    /// not the present payee any more, nobody else ends the moment, so it ends here.
    function _creditKey(uint256 number, address payee, address currency, uint256 amount) internal {
        Standing memory standing = _standings[number];
        if (payee != address(0) && payee == standing.payee) {
            _creditPayee(number, currency, amount);
            return;
        }
        bytes32 account = _account(number, payee, currency);
        _add(account, amount);
        if (!_dividers[number][payee]) return;
        _earn(account, standing.moment, amount);
        _standings[number].moment = standing.moment + 1;
    }

    function _earn(bytes32 account, uint48 moment, uint256 amount) private {
        Checkpoints.Trace208 storage trace = _earned[account];
        uint256 earned = trace.latest() + amount;
        if (earned > MAX_AMOUNT) revert Royalties_TooMuch(earned);
        trace.push(moment, uint208(earned));
    }

    function _creditRegistrant(uint256 number, address registrant, address currency, uint256 amount)
        internal
        returns (address payee)
    {
        payee = _keyOf(number, registrant);
        _add(_account(number, payee, currency), amount);
    }

    /// @dev The key of an account in one currency, and the slot of its balance: 96 bytes are hashed, where Solidity's mappings
    /// hash 64, so that no two slots are the same.
    function _account(uint256 number_, address payee, address currency) internal pure returns (bytes32 account) {
        assembly ("memory-safe") {
            let free := mload(64)
            mstore(0, or(shl(160, number_), payee)) // KEPT takes bit 224
            mstore(32, currency)
            mstore(64, ACCOUNTS)
            account := keccak256(0, 96)
            mstore(64, free)
        }
    }

    function _balance(bytes32 account) internal view returns (uint256) {
        return StorageSlot.getUint256Slot(account).value;
    }

    function _set(bytes32 account, uint256 balance) internal {
        StorageSlot.getUint256Slot(account).value = balance;
    }

    function _add(bytes32 account, uint256 amount) internal {
        StorageSlot.getUint256Slot(account).value += amount;
    }

    // ------------------------------------------------------------------------------------------------- titles' changes

    /// @inheritdoc ITitleFollower
    function titleTransferred(uint256 titleId, address from, address to) external {
        _requireTitles();
        // A field at a time: most titles have no account, and so have earned nothing.
        Seat storage seat = _seats[titleId];
        uint256 number = seat.number;
        if (number != 0 && from != to) _move(titleId, number, seat.moved, from, to);
    }

    /// @inheritdoc ITitleFollower
    function titleAwarded(uint256 titleId, address from, address to) external {
        _requireTitles();
        Seat storage seat = _seats[titleId];
        uint256 number = seat.number;
        // Of a title never transferred, the income goes with it as it is.
        if (from == to || !seat.moved) return;
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
        _seats[titleId].edges = 0;
        emit VectorReleased(titleId);
    }

    /// @inheritdoc ITitleFollower
    function titleJoined(uint256 titleId, uint256 into) external {
        _requireTitles();
        // A title without an account has earned nothing.
        if (_seats[titleId].number == 0) return;
        // With an account, so that the other's next transfer tells before from after.
        address payee = _standings[_open(into).number].payee;
        _joined[titleId] = payee;
        emit TitleJoined(titleId, into, payee);
    }

    /// @dev Moves what came to a title before it became a version of another to that one's account, as if it had come there then.
    /// It was provisional, and so never transferred: all it has is under the key zero.
    function _adopt(uint256 titleId, uint256 into, address currency) internal returns (address payee, uint256 amount) {
        uint256 number = _seats[titleId].number;
        bytes32 jar = _account(number | KEPT, address(0), currency);
        bytes32 pot = _account(number, address(0), currency);
        (uint256 kept, uint256 credited) = (_balance(jar), _balance(pot));
        (payee, amount) = (_joined[titleId], kept + credited);
        if (amount == 0) return (payee, 0);
        _set(jar, 0);
        _set(pot, 0);
        number = _open(into).number;
        if (kept != 0) {
            _add(_account(number | KEPT, payee, currency), kept);
            _seats[into].keeps = true;
        }
        if (credited != 0) _creditKey(number, payee, currency, credited);
        emit IncomeJoined(titleId, into, currency, payee, kept, credited);
    }

    function _move(uint256 titleId, uint256 number, bool moved, address from, address to) internal {
        if (!moved) {
            _moved[number >> 8] |= 1 << (number & 0xff);
            _seats[titleId].moved = true;
            _heirs[number][address(0)] = from;
            emit PayeeReplaced(titleId, address(0), from);
        }
        _seat(titleId, number, to);
    }

    function _seat(uint256 titleId, uint256 number, address to) internal {
        Standing storage standing = _standings[number];
        address payee = _keyOf(number, to);
        standing.payee = payee;
        standing.divided = standing.everDivided && _dividers[number][payee];
        standing.dirty = false;
        ++standing.moment;
        emit PayeeChanged(titleId, payee, to);
    }

    /// @dev The key under which an account's income is credited: its address, unless an award has given the income under that
    /// key to another.
    function _keyOf(uint256 number, address holder) internal returns (address payee) {
        payee = holder;
        while (_heirs[number][payee] != address(0) && _heirs[number][payee] != holder) {
            payee = address(uint160(uint256(keccak256(abi.encode(number, payee)))));
        }
        if (payee != holder && _heirs[number][payee] == address(0)) _heirs[number][payee] = holder;
    }

    function _requireTitles() internal view {
        if (msg.sender != address(TITLES)) revert Royalties_NotAllowed(msg.sender);
    }

    function _isMoved(uint256 number) internal view returns (bool) {
        return _moved[number >> 8] >> (number & 0xff) & 1 != 0;
    }

    // ------------------------------------------------------------------------------------------------------------ whose

    /// @dev Whether there is anything under the caller's own key that is its and doesn't wait.
    function _isOwn(uint256 number, bool moved, bool disputed, address currency) internal view returns (bool) {
        if (_balance(_account(number, msg.sender, currency)) == 0) return false;
        if (_heirs[number][msg.sender] != address(0)) return false;
        return !(moved && disputed && _standings[number].payee == msg.sender);
    }

    /// @dev Whether something of the caller's is kept still: its title is final, but not all that it owes to.
    function _isKeeping(uint256 number, bool moved, address holder, address currency) internal view returns (bool) {
        address first = moved ? _heirs[number][address(0)] : holder;
        return _balance(_account(number | KEPT, msg.sender, currency)) != 0
            || (first == msg.sender && _balance(_account(number | KEPT, address(0), currency)) != 0);
    }

    // ----------------------------------------------------------------------------------------------------------- views

    /// @inheritdoc IRoyalties
    function dueTo(uint256 titleId, address account, address currency)
        external
        view
        returns (uint256 due, uint256 waiting)
    {
        Seat memory seat = _seats[titleId];
        (uint256 resolved, address holder, bool isFinal, bool disputed) = TITLES.standingOf(bytes32(titleId));
        if (resolved != titleId && resolved != 0) {
            return _joinedDueTo(titleId, account, currency, _seats[resolved], holder, isFinal, disputed);
        }
        bool flows = isFinal && (seat.ripe || seat.edges == 0);
        if (_heirs[seat.number][account] == address(0)) {
            (uint256 named, uint256 kept) = _creditedTo(seat, seat.number, account, currency, flows);
            if (seat.moved && _standings[seat.number].payee == account && disputed) waiting = named;
            else due = named;
            waiting += kept;
        }
        address first = seat.moved ? _heirs[seat.number][address(0)] : holder;
        if (first != account || account == address(0)) return (due, waiting);
        (uint256 initial, uint256 later) = _creditedTo(seat, seat.number, address(0), currency, flows);
        if (seat.moved || (isFinal && !disputed)) due += initial;
        else waiting += initial;
        waiting += later;
    }

    /// @dev What came to a title before it became a version of another, whose seat `by` is.
    function _joinedDueTo(
        uint256 titleId,
        address account,
        address currency,
        Seat memory by,
        address holder,
        bool isFinal,
        bool disputed
    ) private view returns (uint256 due, uint256 waiting) {
        address payee = _joined[titleId];
        address owner = payee == address(0) && !by.moved ? holder : _heirs[by.number][payee];
        if ((owner == address(0) ? payee : owner) != account || (payee != address(0) && owner != address(0))) {
            return (0, 0);
        }
        bool flows = isFinal && (by.ripe || by.edges == 0);
        (due, waiting) = _creditedTo(by, _seats[titleId].number, address(0), currency, flows);
        bool waits = disputed && (!by.moved || (payee != address(0) && _standings[by.number].payee == payee));
        if (!isFinal || waits) (due, waiting) = (0, due + waiting);
    }

    /// @dev What stands under a key, with its own part of what is kept there if that `flows` by a vector; else that is apart.
    function _creditedTo(Seat memory by, uint256 number, address payee, address currency, bool flows)
        private
        view
        returns (uint256 credited, uint256 kept)
    {
        credited = _balance(_account(number, payee, currency));
        kept = _balance(_account(number | KEPT, payee, currency));
        if (!flows || kept == 0) return (credited, kept);
        return (credited + _ownPart(by, kept), 0);
    }

    /// @dev What of a payment the ancestors don't get.
    function _ownPart(Seat memory seat, uint256 amount) private view returns (uint256 own) {
        own = amount;
        if (seat.vector == address(0)) return own;
        bytes memory vector = _vectorIn(seat);
        for (uint256 i = 0; i < vector.length; i += Vectors.ENTRY) {
            own -= amount * (Vectors.at(vector, i) & type(uint40).max) / Vectors.WHOLE;
        }
    }

    /// @dev A seat's stored vector, without the edges behind it.
    function _vectorIn(Seat memory seat) internal view returns (bytes memory vector) {
        vector = SSTORE2.read(seat.vector);
        uint256 length = vector.length - seat.edges * Vectors.ENTRY;
        assembly ("memory-safe") { mstore(vector, length) }
    }

    /// @inheritdoc IRoyalties
    function keptOf(uint256 titleId, address payee, address currency) external view returns (uint256) {
        return _balance(_account(_seats[titleId].number | KEPT, payee, currency));
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
}
