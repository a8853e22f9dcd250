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
import {ITitleDivider} from "./ITitleDivider.sol";
import {RoyaltyAccounts} from "./RoyaltyAccounts.sol";
import {Till} from "./Till.sol";
import {Vectors} from "./Vectors.sol";

/// @title Royalties
/// @dev Invariants (docs/invariants.md):
/// R1 for every currency, the balances of all accounts and what is kept for them sum to what was received less what was
/// withdrawn, and the contract holds at least that. R2 a vector's parts sum to exactly its parents' royalties, 10^12 at most.
/// R3 a payment's credits sum to what was received. R4 nobody but its owner takes from an account. R5 nothing that came to a
/// provisional title leaves, neither to its holder nor to its ancestors. R6 what a holder earned before he transferred a title
/// stays his; what came to a title that became a version of another was earned by that one then. R7 a vector equals the walk of all paths, but for what pruning leaves with a nearer ancestor. R8 money goes only
/// by ripe vectors: of titles that are final, merged from ripe ones (and, two periods after they were bound, from none
/// of a parent that isn't final even then). A ripe vector never changes.
///
/// Nobody owns or administers this contract. It calls tokens only while locked against re-entrance, and credits before it
/// sends. Nothing is pushed to a payee, so none can block another.
/// The one place of dust: what rounding down the ancestors' credits leaves, less than one unit each, goes to the paid title.
///
/// Warning: `vectorOf` of a title that isn't ripe may change: a parent may be taken over yet.
/// Warning: a token that can lie about balances, or change them, breaks the books in that token, and in no other.
contract Royalties is RoyaltyAccounts, ReentrancyGuardTransient {
    using Address for address payable;
    using SafeERC20 for IERC20;

    uint256 private constant MAX_PARENTS = 16;
    /// @dev Titles whose vectors one call ripens at most, so that a wide lineage makes no payment too dear; `ripen` does the rest.
    uint256 private constant MAX_RIPENED = 32;
    uint256 private constant BASIS_POINT = Vectors.WHOLE / 10_000;
    /// @dev Marks an edge whose parent's vector doesn't count. Entries have 80 bits.
    uint256 private constant UNRIPE = 1 << 80;

    address private immutable OFFERS;
    address private immutable LICENSING;
    ITitleDivider private immutable SHARES;
    bytes32 private immutable TILL_CODE_HASH;

    /// @dev Created by a `Foundation`, from whose address its neighbors' follow.
    constructor() RoyaltyAccounts(ITitles(Neighbors.at(msg.sender, Neighbors.TITLES))) {
        OFFERS = Neighbors.at(msg.sender, Neighbors.OFFERS);
        LICENSING = Neighbors.at(msg.sender, Neighbors.LICENSING);
        SHARES = ITitleDivider(Neighbors.at(msg.sender, Neighbors.SHARES));
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
        uint256[] memory ids = new uint256[](count);
        uint256[] memory edges = new uint256[](count);
        (bool ripe, uint256 left) = (true, MAX_RIPENED);
        count = 0;
        for (uint256 i = 0; i < parents.length; ++i) {
            if (royalties[i] == 0) continue;
            ids[count] = parents[i];
            edges[count++] = uint256(_open(parents[i]).number) << 40 | royalties[i] * BASIS_POINT;
            if (ripe) (ripe, left) = _ripen(parents[i], left);
        }
        bytes memory vector = _merge(titleId, ids, edges);
        // Parents that may be taken over, with their vectors: merged anew when they are ripe.
        if (!ripe) {
            vector = bytes.concat(vector, Vectors.encode(edges));
            (_seats[titleId].edges, _seats[titleId].day) = (uint8(count), _today()); // 16 at most
        }
        // No code of a stranger runs: the creation code is SSTORE2's, and what it leaves is data behind a STOP.
        _seats[titleId].vector = SSTORE2.write(vector);
    }

    /// @dev Merges a title's edges with its parents' vectors, as they are now; of those marked `UNRIPE` without.
    function _merge(uint256 titleId, uint256[] memory ids, uint256[] memory edges)
        private
        returns (bytes memory vector)
    {
        uint256[] memory entries = new uint256[](edges.length);
        bytes[] memory vectors = new bytes[](edges.length);
        for (uint256 i = 0; i < edges.length; ++i) {
            Seat memory parent = _open(_presentOf(ids[i]));
            entries[i] = uint256(parent.number) << 40 | (edges[i] & type(uint40).max);
            if (parent.vector != address(0) && edges[i] & UNRIPE == 0) vectors[i] = _vectorIn(parent);
        }
        entries = Vectors.merge(entries, vectors);
        vector = Vectors.encode(entries);
        Seat memory seat = _seats[titleId];
        if (seat.vector != address(0) && keccak256(_vectorIn(seat)) == keccak256(vector)) return vector;
        uint256[] memory parts = new uint256[](entries.length);
        for (uint256 i = 0; i < entries.length; ++i) {
            parts[i] = entries[i] & type(uint40).max;
            entries[i] >>= 40;
        }
        emit VectorBound(titleId, entries, parts);
    }

    /// @dev What stands for a parent: the title that took it in, if it was dissolved. One that is nobody's stands for whoever
    /// comes for it.
    function _presentOf(uint256 titleId) private view returns (uint256 present) {
        if (!_seats[titleId].lost) return titleId;
        present = TITLES.titleOf(bytes32(titleId));
        if (present == 0) present = titleId;
    }

    /// @inheritdoc IRoyalties
    function ripen(uint256 asset) external returns (bool ripe) {
        (ripe,) = _ripen(_titleOf(asset), MAX_RIPENED);
    }

    /// @dev Whether a title's vector is ripe; makes it so if it can be, and before it those of up to `budget` ancestors.
    /// The lineage has no cycle (T5), and the first that can't be ripe ends all: no title is visited twice in vain.
    function _ripen(uint256 titleId, uint256 budget) private returns (bool ripe, uint256 left) {
        Seat memory seat = _seats[titleId];
        if (seat.ripe) return (true, budget);
        if (budget == 0 || !TITLES.isFinal(bytes32(titleId))) return (false, budget);
        left = budget - 1;
        if (seat.edges != 0) {
            (uint256[] memory ids, uint256[] memory edges) = _edgesIn(seat);
            for (uint256 i = 0; i < ids.length; ++i) {
                uint256 present = TITLES.titleOf(bytes32(ids[i]));
                if (present == 0) continue;
                // It may go to another title yet, whether it is a title or a version.
                if (!TITLES.isFinal(bytes32(ids[i]))) {
                    if (!_isOverdue(seat.day)) return (false, left);
                    edges[i] |= UNRIPE;
                    continue;
                }
                (ripe, left) = _ripen(present, left);
                if (!ripe) return (false, left);
            }
            bytes memory vector = _merge(titleId, ids, edges);
            if (keccak256(_vectorIn(seat)) != keccak256(vector)) {
                _seats[titleId].vector = SSTORE2.write(vector);
                _seats[titleId].edges = 0;
            }
        }
        _seats[titleId].ripe = true;
        // Final, it can't be lost any more.
        _seats[titleId].lost = false;
        return (true, left);
    }

    /// @dev Whether all parents of who was bound on a day should long be final: in the ordinary course they are one period after that.
    /// Only a fingerprint struck and registered again and again never is: it gets its part, passes nothing on, and holds nobody up.
    function _isOverdue(uint16 day) private view returns (bool) {
        uint256 passed;
        // Days modulo 2^16, 179 years.
        unchecked {
            passed = uint16(_today() - day);
        }
        return passed * 1 days > 2 * TITLES.contestPeriod() + 1 days;
    }

    function _today() private view returns (uint16) {
        return uint16(block.timestamp / 1 days);
    }

    /// @dev The edges behind a stored vector.
    function _edgesIn(Seat memory seat) private view returns (uint256[] memory ids, uint256[] memory edges) {
        bytes memory stored = SSTORE2.read(seat.vector);
        (ids, edges) = (new uint256[](seat.edges), new uint256[](seat.edges));
        for (uint256 i = 0; i < edges.length; ++i) {
            edges[i] = Vectors.at(stored, stored.length - (edges.length - i) * Vectors.ENTRY);
            ids[i] = _titleIds[edges[i] >> 40];
        }
    }

    /// @inheritdoc IRoyalties
    function vectorOf(uint256 titleId) external view returns (uint256[] memory titleIds, uint256[] memory parts) {
        Seat memory seat = _seats[titleId];
        if (seat.vector == address(0)) return (titleIds, parts);
        bytes memory vector = _vectorIn(seat);
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
        _enter(titleId, currency, msg.sender, received, address(0));
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
        _enter(titleId, currency, payer, received, address(0));
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
        _enter(paid, currency, till, received, isFinal ? TITLES.resaleReceiverOf(paid) : address(0));
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

    /// @dev Distributes what has come to a title if its vector is ripe, and keeps it else.
    function _enter(uint256 titleId, address currency, address payer, uint256 amount, address registrant) private {
        if (amount > MAX_AMOUNT) revert Royalties_TooMuch(amount);
        Seat memory seat = _open(titleId);
        if (!seat.ripe) {
            (bool ripe,) = _ripen(titleId, MAX_RIPENED);
            if (!ripe) {
                address key = seat.moved ? _standings[seat.number].payee : address(0);
                if (registrant != address(0)) key = _keyOf(seat.number, registrant);
                if (!seat.keeps) _seats[titleId].keeps = true;
                _add(_account(seat.number | KEPT, key, currency), amount);
                emit Paid(titleId, currency, payer, amount, amount, key, true);
                return;
            }
            seat = _seats[titleId];
            if (seat.keeps) {
                _settle(titleId, address(0), currency);
                if (seat.moved) _settle(titleId, _standings[seat.number].payee, currency);
            }
        }
        (uint256 own, address payee) = _distribute(seat, currency, amount, registrant);
        emit Paid(titleId, currency, payer, amount, own, payee, false);
    }

    /// @dev Credits the ancestors, and the title with the rest; of a resale, its registrant, if there is one.
    function _distribute(Seat memory seat, address currency, uint256 amount, address registrant)
        private
        returns (uint256 own, address payee)
    {
        own = amount;
        if (seat.vector != address(0)) own -= _creditAncestors(_vectorIn(seat), currency, amount);
        if (own == 0) return (own, payee);
        if (registrant != address(0)) payee = _creditRegistrant(seat.number, registrant, currency, own);
        else if (seat.moved) payee = _creditPayee(seat.number, currency, own);
        else _add(_account(seat.number, address(0), currency), own);
    }

    /// @inheritdoc IRoyalties
    function settle(uint256 titleId, address payee, address currency) external nonReentrant returns (uint256 amount) {
        amount = _settle(titleId, payee, currency);
        if (amount != 0) return amount;
        if (_balance(_account(_seats[titleId].number | KEPT, payee, currency)) != 0) {
            revert Royalties_Waits(titleId, false);
        }
        revert Royalties_NothingKept(titleId, payee, currency);
    }

    /// @dev Distributes what is kept, if anything is and the vector is ripe; of a version that was a title, in the other's account.
    function _settle(uint256 titleId, address payee, address currency) private returns (uint256 amount) {
        Seat memory seat = _seats[titleId];
        if (seat.lost) {
            uint256 into = TITLES.titleOf(bytes32(titleId));
            if (into == 0) return 0;
            if (into != titleId) {
                if (payee != address(0) || !TITLES.isFinal(bytes32(titleId))) return 0;
                (payee, amount) = _adopt(titleId, into, currency);
                if (amount != 0) _settle(into, payee, currency);
                return amount;
            }
        }
        // Checks.
        bytes32 account = _account(seat.number | KEPT, payee, currency);
        amount = _balance(account);
        if (amount == 0) return 0;
        (bool ripe,) = _ripen(titleId, MAX_RIPENED);
        if (!ripe) return 0;
        // Effects.
        _set(account, 0);
        seat = _seats[titleId];
        uint256 own = amount;
        if (seat.vector != address(0)) own -= _creditAncestors(_vectorIn(seat), currency, amount);
        if (own != 0) _creditKey(seat.number, payee, currency, own);
        emit Distributed(titleId, currency, payee, amount, own);
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
        uint256 asked = titleId;
        // What was a title and is a version: out of the account of the title that it joined.
        if (_seats[titleId].lost && _settle(titleId, address(0), currency) != 0) {
            titleId = TITLES.titleOf(bytes32(titleId));
        }
        Seat memory seat = _seats[titleId];
        (uint256 number, bool moved) = (seat.number, seat.moved);
        if (seat.keeps) {
            _settle(titleId, address(0), currency);
            _settle(titleId, msg.sender, currency);
        }
        (, address holder, bool isFinal, bool disputed) = TITLES.standingOf(bytes32(titleId));
        // Checks and effects: what was earned before the first transfer, then what was under the caller's own key.
        bool waits = holder == msg.sender && (disputed || !isFinal);
        if (moved ? _heirs[number][address(0)] == msg.sender : holder == msg.sender && !waits) {
            amount = _take(titleId, number, address(0), currency, to);
        }
        if (_isOwn(number, moved, disputed, currency)) amount += _take(titleId, number, msg.sender, currency, to);
        if (amount == 0 && (waits || (seat.keeps && _isKeeping(number, moved, holder, currency)))) {
            revert Royalties_Waits(asked, disputed);
        }
        if (amount == 0) revert Royalties_NothingToWithdraw(asked, currency, msg.sender);
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
        _settle(titleId, payee, currency);
        amount = _take(titleId, number, payee, currency, to);
        if (amount == 0) revert Royalties_NothingToWithdraw(titleId, currency, msg.sender);
        // Interactions.
        _send(currency, to, amount);
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
        // Only a token of `Shares`: any holder else would keep, by dividing, what comes while the title is disputed.
        (uint256 divided,,,) = SHARES.divisionOf(msg.sender);
        if (divided != titleId) revert Royalties_NotAllowed(msg.sender);
        // No award takes what a divider has earned: who has cause to fear one can't become a divider.
        if (!isFinal || disputed) revert Royalties_Waits(titleId, disputed);
        // Effects.
        Seat memory seat = _open(titleId);
        uint256 number = seat.number;
        if (!seat.moved) _move(titleId, number, false, msg.sender, msg.sender);
        if (_standings[number].payee != msg.sender) revert Royalties_NotAllowed(msg.sender);
        (_standings[number].divided, _standings[number].everDivided) = (true, true);
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
