// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @dev What `Shares` and its tokens must amount to, kept the plain way: at each payment every holder is credited his part,
/// as a whole number of units times supply. A division is a number from 0, an actor an index, a currency 0 (native) or 1.
contract SharesModel {
    struct Division {
        uint256 supply;
        uint256 majority;
        bool boughtOut;
    }

    struct Motion {
        uint256 division;
        uint256 proposer;
        uint256 currency;
        uint256 price;
        uint256 end;
        uint256 accepted;
        bool open;
        bool carried;
    }

    uint256 public constant ACTORS = 5;
    uint256 public constant NONE = type(uint256).max;

    uint256 public divisions;
    uint256 public motions;
    /// @dev The division whose token holds the title; NONE if an actor does.
    uint256 public active = NONE;
    /// @dev The actor who holds the title, of no meaning while a token does.
    uint256 public holder;
    bool public disputed;

    mapping(uint256 division => Division) private _divisions;
    mapping(uint256 motion => Motion) private _motions;
    mapping(uint256 division => mapping(uint256 actor => uint256)) public held;
    /// @dev The delegate's index plus one; zero for the actor itself.
    mapping(uint256 division => mapping(uint256 actor => uint256)) private _delegates;
    mapping(uint256 division => mapping(uint256 actor => uint256)) private _settled;
    mapping(uint256 division => mapping(uint256 currency => uint256)) public earned;
    mapping(uint256 division => mapping(uint256 currency => mapping(uint256 actor => uint256))) public due;
    mapping(uint256 division => mapping(uint256 currency => mapping(uint256 actor => uint256))) public sent;
    mapping(uint256 motion => mapping(uint256 actor => uint256)) private _votes;
    mapping(uint256 motion => mapping(uint256 actor => uint256)) public support;
    /// @dev How often votes that were given to an open motion were taken back.
    uint256 public lowered;

    function division(uint256 d) external view returns (Division memory) {
        return _divisions[d];
    }

    function motion(uint256 m) external view returns (Motion memory) {
        return _motions[m];
    }

    // ---------------------------------------------------------------------------------------------------------- shares

    function divide(uint256[ACTORS] memory amounts, uint256 majority) external {
        uint256 d = divisions++;
        _divisions[d].majority = majority;
        for (uint256 a = 0; a < ACTORS; ++a) {
            held[d][a] = amounts[a];
            _divisions[d].supply += amounts[a];
        }
        active = d;
    }

    function isLive(uint256 d) public view returns (bool) {
        return active == d && !_divisions[d].boughtOut;
    }

    function move(uint256 d, uint256 from, uint256 to, uint256 amount) external {
        held[d][from] -= amount;
        held[d][to] += amount;
        _lower(d);
    }

    function delegate(uint256 d, uint256 from, uint256 to) external {
        _delegates[d][from] = to + 1;
        _lower(d);
    }

    /// @dev Nobody gives more votes than he has.
    function _lower(uint256 d) private {
        for (uint256 m = 1; m <= motions; ++m) {
            if (_motions[m].division != d) continue;
            for (uint256 a = 0; a < ACTORS; ++a) {
                uint256 left = votes(d, a);
                if (left < support[m][a]) _take(m, a, support[m][a] - left);
            }
        }
    }

    function _take(uint256 m, uint256 a, uint256 by) private {
        support[m][a] -= by;
        if (by == 0 || !_motions[m].open) return;
        _motions[m].accepted -= by;
        ++lowered;
    }

    function votes(uint256 d, uint256 actor) public view returns (uint256 sum) {
        for (uint256 a = 0; a < ACTORS; ++a) {
            uint256 delegatee = _delegates[d][a] == 0 ? a : _delegates[d][a] - 1;
            if (delegatee == actor) sum += held[d][a];
        }
    }

    /// @dev A second is over: the votes that there are now are those that its end saw.
    function settle() external {
        for (uint256 d = 0; d < divisions; ++d) {
            for (uint256 a = 0; a < ACTORS; ++a) {
                _settled[d][a] = votes(d, a);
            }
        }
    }

    // ---------------------------------------------------------------------------------------------------------- income

    function pay(uint256 currency, uint256 amount) external {
        if (active == NONE) return;
        earned[active][currency] += amount;
        for (uint256 a = 0; a < ACTORS; ++a) {
            due[active][currency][a] += amount * held[active][a];
        }
    }

    function claimable(uint256 d, uint256 currency, uint256 a) public view returns (uint256) {
        return due[d][currency][a] / _divisions[d].supply - sent[d][currency][a];
    }

    function claim(uint256 d, uint256 currency, uint256 a) external {
        sent[d][currency][a] += claimable(d, currency, a);
    }

    // --------------------------------------------------------------------------------------------------------- motions

    function open(uint256 d, uint256 proposer, uint256 currency, uint256 price, uint256 time) external {
        uint256 m = ++motions;
        _motions[m] = Motion(d, proposer, currency, price, time - 1 + 30 days, 0, true, false);
        for (uint256 a = 0; a < ACTORS; ++a) {
            _votes[m][a] = _settled[d][a];
        }
    }

    function isOpen(uint256 m, uint256 time) public view returns (bool) {
        return _motions[m].open && time <= _motions[m].end && isLive(_motions[m].division);
    }

    /// @dev What it had at the snapshot, and still has.
    function counted(uint256 m, uint256 a) public view returns (uint256) {
        uint256 present = votes(_motions[m].division, a);
        return present < _votes[m][a] ? present : _votes[m][a];
    }

    function wouldCarry(uint256 m, uint256 a) public view returns (bool) {
        Division memory of_ = _divisions[_motions[m].division];
        return (_motions[m].accepted + counted(m, a)) * 10_000 >= of_.supply * of_.majority;
    }

    function mayAccept(uint256 m, uint256 a, uint256 time) external view returns (bool) {
        bool barred = disputed && _motions[m].price != 0 && wouldCarry(m, a);
        return isOpen(m, time) && counted(m, a) != 0 && support[m][a] == 0 && !barred;
    }

    function accept(uint256 m, uint256 a) external returns (bool carried) {
        carried = wouldCarry(m, a);
        // Votes go to one motion of a title at a time.
        for (uint256 other = 1; other <= motions; ++other) {
            if (_motions[other].division == _motions[m].division) _take(other, a, support[other][a]);
        }
        support[m][a] = counted(m, a);
        _motions[m].accepted += support[m][a];
        if (!carried) return false;
        (_motions[m].open, _motions[m].carried) = (false, true);
        if (_motions[m].price == 0) return true;
        _divisions[_motions[m].division].boughtOut = true;
        (active, holder) = (NONE, _motions[m].proposer);
    }

    function retract(uint256 m, uint256 a) external {
        _take(m, a, support[m][a]);
    }

    function withdraw(uint256 m) external {
        _motions[m].open = false;
    }

    function redeem(uint256 m, uint256 a) external {
        held[_motions[m].division][a] = 0;
        _lower(_motions[m].division);
    }

    /// @dev What must lie in `Shares`: the deposits of all open offers, and the price of every share not redeemed yet.
    function deposits(uint256 currency) external view returns (uint256 sum) {
        for (uint256 m = 1; m <= motions; ++m) {
            Motion memory of_ = _motions[m];
            if (of_.currency != currency) continue;
            if (of_.open) sum += of_.price * _divisions[of_.division].supply;
            if (of_.carried) sum += of_.price * outstanding(of_.division);
        }
    }

    function outstanding(uint256 d) public view returns (uint256 sum) {
        for (uint256 a = 0; a < ACTORS; ++a) {
            sum += held[d][a];
        }
    }

    // ------------------------------------------------------------------------------------------------------ arbitrator

    function dispute(bool disputed_) external {
        disputed = disputed_;
    }

    function award(uint256 actor, uint256 d) external {
        (disputed, active, holder) = (false, d, actor);
    }
}
