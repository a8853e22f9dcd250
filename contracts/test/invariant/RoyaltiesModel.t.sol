// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @dev Whose the money in `Royalties` is, in the plainest words. Each title has a pot, for what it earns until it is first
/// sold, and each of its holders a bag of his own. A sale leaves the seller his bag (or the pot), and income goes into the
/// buyer's from then on; an award gives the present holder's bag away, and he needs a new one if he comes back. Beside the pot
/// and each bag stands a jar: what comes to a title that isn't ripe goes there, and is shared out when it is. Titles are
/// numbered from 0 to COUNT - 1; who holds them, and whether they are final or disputed, the caller says.
contract RoyaltiesModel {
    uint256 public constant COUNT = 8;
    uint256 private constant WHOLE = 1e12;
    uint256 private constant PERIOD = 7 days;

    struct Bag {
        uint256 title;
        address key; // under which the contract keeps it
        address owner;
    }

    struct Seat {
        bool opened;
        bool moved;
        bool divided;
        address seller; // the first
        uint256 current; // the present holder's bag
    }

    Bag[] internal bags;
    Seat[COUNT] internal seats;
    uint256[COUNT][COUNT] internal vectors;
    uint16[COUNT][COUNT] internal edges;
    /// @dev On which day since 1970 it was bound to its parents.
    uint256[COUNT] internal boundOn;
    /// @dev Whether its vector will not change any more: known of it, not whether it could be.
    bool[COUNT] public ripe;
    mapping(uint256 title => mapping(address currency => uint256)) public potJar;
    mapping(uint256 bag => mapping(address currency => uint256)) public bagJar;
    /// @dev Of a fingerprint that was a title and is a version of another: that one, plus one, and the bag that was its
    /// holder's then (0 for the pot). What the fingerprint's own pot and jar have goes there.
    uint256[COUNT] public joined;
    uint256[COUNT] public joinedBag;
    mapping(uint256 title => mapping(address holder => uint256 bag)) internal own;
    mapping(uint256 title => mapping(address holder => address key)) internal lastKey;
    mapping(uint256 title => mapping(address currency => uint256)) public pot;
    mapping(uint256 bag => mapping(address currency => uint256)) public inBag;
    mapping(uint256 bag => mapping(address currency => uint256)) public earned;
    /// @dev Bags that were ever divided: they are again when the title comes back.
    mapping(uint256 bag => bool) private divider;
    mapping(address currency => uint256) public total;
    uint256 public opened;
    mapping(uint256 title => uint256) public numberOf;

    constructor() {
        bags.push(); // no bag has the number 0
    }

    function seat(uint256 t) external view returns (Seat memory) {
        return seats[t];
    }

    function bag(uint256 b) external view returns (Bag memory) {
        return bags[b];
    }

    function bagCount() external view returns (uint256) {
        return bags.length;
    }

    function part(uint256 t, uint256 ancestor) external view returns (uint256) {
        return vectors[t][ancestor];
    }

    function open(uint256 t) public {
        if (seats[t].opened) return;
        seats[t].opened = true;
        numberOf[t] = ++opened;
    }

    // -------------------------------------------------------------------------------------------------------- vectors

    function bind(
        uint256 t,
        uint16[COUNT] memory royalties,
        uint256[COUNT] memory standsFor,
        bool[COUNT] memory isFinal
    ) external {
        joined[t] = 0;
        bool allRipe = true;
        for (uint256 p = 0; p < COUNT; ++p) {
            if (royalties[p] == 0) continue;
            open(p);
            if (allRipe) allRipe = ripen(p, standsFor, isFinal);
        }
        edges[t] = royalties;
        boundOn[t] = block.timestamp / 1 days;
        bool[COUNT] memory none;
        merge(t, standsFor, none);
    }

    /// @dev From its edges, each to the title that stands for the parent now, and passes on what it gets unless it is `silent`.
    function merge(uint256 t, uint256[COUNT] memory standsFor, bool[COUNT] memory silent) private {
        delete vectors[t];
        for (uint256 p = 0; p < COUNT; ++p) {
            if (edges[t][p] == 0) continue;
            uint256 parent = standsFor[p];
            open(parent);
            uint256 royalty = WHOLE * edges[t][p] / 10_000;
            uint256 kept = royalty;
            for (uint256 a = 0; a < COUNT; ++a) {
                uint256 passed = silent[p] ? 0 : royalty * vectors[parent][a] / WHOLE;
                vectors[t][a] += passed;
                kept -= passed;
            }
            vectors[t][parent] += kept;
        }
    }

    /// @dev Its versions are nobody's then.
    function lose(uint256 t) external {
        delete vectors[t];
        delete edges[t];
        for (uint256 i = 0; i < COUNT; ++i) {
            if (joined[i] == t + 1) joined[i] = 0;
        }
    }

    function join(uint256 t, uint256 into) external {
        if (!seats[t].opened) return;
        open(into);
        (joined[t], joinedBag[t]) = (into + 1, seats[into].moved ? seats[into].current : 0);
    }

    /// @dev Pours pot and jar of what joined another into that one's.
    function adopt(uint256 t, address currency) external returns (uint256 amount) {
        (uint256 into, uint256 b) = (joined[t] - 1, joinedBag[t]);
        (uint256 kept, uint256 credited) = (potJar[t][currency], pot[t][currency]);
        (potJar[t][currency], pot[t][currency]) = (0, 0);
        if (b == 0) {
            potJar[into][currency] += kept;
            pot[into][currency] += credited;
        } else {
            bagJar[b][currency] += kept;
            inBag[b][currency] += credited;
            if (divider[b]) earned[b][currency] += credited;
        }
        return kept + credited;
    }

    /// @dev Makes all vectors ripe that `t` hangs on, and its own, if each of these titles is final. A parent that isn't so two
    /// periods after `t` was bound passes nothing on.
    /// @param standsFor Of each fingerprint, the title that it belongs to; COUNT for nobody's.
    /// @param isFinal Of each fingerprint.
    function ripen(uint256 t, uint256[COUNT] memory standsFor, bool[COUNT] memory isFinal) public returns (bool) {
        if (ripe[t]) return true;
        if (!isFinal[t]) return false;
        bool[COUNT] memory silent;
        for (uint256 p = 0; p < COUNT; ++p) {
            if (edges[t][p] == 0 || standsFor[p] == COUNT) continue;
            silent[p] = !isFinal[p];
            if (silent[p] && (block.timestamp / 1 days - boundOn[t]) * 1 days <= 2 * PERIOD + 1 days) return false;
            if (!silent[p] && !ripen(standsFor[p], standsFor, isFinal)) return false;
        }
        uint256[COUNT] memory present;
        for (uint256 p = 0; p < COUNT; ++p) {
            present[p] = standsFor[p] == COUNT ? p : standsFor[p];
        }
        merge(t, present, silent);
        return ripe[t] = true;
    }

    // --------------------------------------------------------------------------------------------------------- income

    /// @dev A payment; of a resale, with the registrant who gets the title's own part.
    function pay(
        uint256 t,
        address currency,
        uint256 received,
        address registrant,
        uint256[COUNT] memory standsFor,
        bool[COUNT] memory isFinal
    ) external {
        open(t);
        total[currency] += received;
        uint256 b = registrant == address(0) ? (seats[t].moved ? seats[t].current : 0) : 0;
        bool was = ripe[t];
        if (!ripen(t, standsFor, isFinal)) {
            if (registrant != address(0)) b = ownBag(t, registrant);
            if (b == 0) potJar[t][currency] += received;
            else bagJar[b][currency] += received;
            return;
        }
        if (!was) {
            settle(t, 0, currency);
            if (seats[t].moved) settle(t, seats[t].current, currency);
        }
        uint256 rest = received - passOn(t, currency, received);
        if (rest == 0) return;
        if (registrant == address(0)) give(t, currency, rest);
        else inBag[ownBag(t, registrant)][currency] += rest;
    }

    /// @dev The ancestors' parts of what comes by the vector of `t`.
    function passOn(uint256 t, address currency, uint256 received) private returns (uint256 sum) {
        for (uint256 a = 0; a < COUNT; ++a) {
            uint256 credit = received * vectors[t][a] / WHOLE;
            sum += credit;
            give(a, currency, credit);
        }
    }

    /// @dev Empties the jar of bag `b` of title `t`, or of its pot (0), by the vector of `t`.
    function settle(uint256 t, uint256 b, address currency) public {
        uint256 amount = b == 0 ? potJar[t][currency] : bagJar[b][currency];
        if (b == 0) potJar[t][currency] = 0;
        else bagJar[b][currency] = 0;
        uint256 rest = amount - passOn(t, currency, amount);
        if (b == 0) {
            pot[t][currency] += rest;
            return;
        }
        inBag[b][currency] += rest;
        if (divider[b]) earned[b][currency] += rest;
    }

    function give(uint256 t, address currency, uint256 amount) private {
        Seat storage s = seats[t];
        if (!s.moved) {
            pot[t][currency] += amount;
            return;
        }
        inBag[s.current][currency] += amount;
        if (s.divided) earned[s.current][currency] += amount;
    }

    function ownBag(uint256 t, address holder) private returns (uint256 b) {
        b = own[t][holder];
        if (b != 0) return b;
        address last = lastKey[t][holder];
        address key = last == address(0) ? holder : address(uint160(uint256(keccak256(abi.encode(numberOf[t], last)))));
        (own[t][holder], lastKey[t][holder]) = (bags.length, key);
        b = bags.length;
        bags.push(Bag(t, key, holder));
    }

    // --------------------------------------------------------------------------------------------------------- titles

    function sell(uint256 t, address from, address to) public {
        if (!seats[t].opened || from == to) return;
        move(t, from, to);
    }

    function move(uint256 t, address from, address to) private {
        Seat storage s = seats[t];
        if (!s.moved) (s.moved, s.seller) = (true, from);
        s.current = ownBag(t, to);
        s.divided = divider[s.current];
    }

    function award(uint256 t, address from, address to) external {
        Seat storage s = seats[t];
        if (!s.moved || from == to) return;
        if (!s.divided) {
            bags[s.current].owner = to;
            own[t][from] = 0;
        }
        move(t, from, to);
    }

    function mayDivide(uint256 t, address holder) external view returns (bool) {
        return !seats[t].moved || bags[seats[t].current].key == holder;
    }

    function divide(uint256 t, address holder) external {
        open(t);
        if (!seats[t].moved) move(t, holder, holder);
        seats[t].divided = true;
        divider[seats[t].current] = true;
    }

    // ------------------------------------------------------------------------------------------------------ withdrawals

    /// @dev The bag under an account's own name, if it is still its own; 0 for none.
    function named(uint256 t, address account) public view returns (uint256 b) {
        b = own[t][account];
        if (b != 0 && bags[b].key != account) b = 0;
    }

    function isCurrent(uint256 b) public view returns (bool) {
        Seat storage s = seats[bags[b].title];
        return s.moved && s.current == b;
    }

    /// @dev What is the account's, and of that what must wait. All jars are shared out before it is asked.
    function due(uint256 t, address account, address currency, bool holds, bool isFinal, bool disputed)
        external
        view
        returns (uint256 now_, uint256 later)
    {
        if (joined[t] != 0) return joinedDue(t, account, currency, holds, isFinal, disputed);
        uint256 b = named(t, account);
        if (b != 0 && disputed && isCurrent(b)) later = inBag[b][currency];
        else if (b != 0) now_ = inBag[b][currency];
        later += bagJar[b][currency];
        bool thePot = seats[t].moved ? seats[t].seller == account : holds;
        if (!thePot) return (now_, later);
        later += potJar[t][currency];
        if (seats[t].moved || (isFinal && !disputed)) now_ += pot[t][currency];
        else later += pot[t][currency];
    }

    function joinedDue(uint256 t, address account, address currency, bool holds, bool isFinal, bool disputed)
        private
        view
        returns (uint256 now_, uint256 later)
    {
        (uint256 into, uint256 b) = (joined[t] - 1, joinedBag[t]);
        bool unsold = !seats[into].moved;
        bool whose = b != 0 ? named(into, account) == b : unsold ? holds : seats[into].seller == account;
        if (!whose) return (0, 0);
        bool waits = disputed && (b != 0 ? isCurrent(b) : unsold);
        later = potJar[t][currency];
        if (isFinal && !waits) now_ = pot[t][currency];
        else later += pot[t][currency];
    }

    function withdraw(uint256 t, address account, address currency, bool thePot, bool theBag) external {
        if (thePot) {
            total[currency] -= pot[t][currency];
            pot[t][currency] = 0;
        }
        if (theBag) take(named(t, account), currency, inBag[named(t, account)][currency]);
    }

    function take(uint256 b, address currency, uint256 amount) public {
        total[currency] -= amount;
        inBag[b][currency] -= amount;
    }
}
