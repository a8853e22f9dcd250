// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Royalties} from "../../src/Royalties/Royalties.sol";
import {IShares} from "../../src/Shares/IShares.sol";
import {Share} from "../../src/Shares/Share.sol";
import {Titles} from "../../src/Titles/Titles.sol";
import {Base} from "../Base.t.sol";
import {SharesModel} from "./SharesModel.t.sol";

/// @dev Random holders of one title that is divided, bought out, awarded and divided again. Each action asks the model first
/// whether the contract must accept it, then tries it for real, and fails (reverts) only if the contract answers otherwise.
/// `done` counts what was accepted.
contract SharesHandler is Base {
    enum Deed {
        Divide,
        Transfer,
        Delegate,
        Pay,
        PayUndivided,
        Claim,
        ClaimOfABoughtOut,
        Propose,
        Offer,
        Accept,
        Appoint,
        Sell,
        Retract,
        SellSupport,
        OfferOtherwise,
        Withdraw,
        Redeem,
        Dispute,
        Award,
        AwardBack,
        Refused
    }

    uint256 private constant ACTORS = 5;
    uint256 private constant MOST_DIVISIONS = 4;
    address private constant JUDGE = address(0x70D6E);

    Titles public immutable titles;
    Royalties public immutable royalties;
    IShares public immutable shares;
    SharesModel public immutable model;
    address public immutable token;
    uint256 public immutable id;

    Share[] public tokens;
    mapping(Deed => uint256) public done;
    /// @dev Whether a transfer, a delegation or a motion ever changed what somebody can claim.
    bool public incomeMoved;

    constructor(
        Titles titles_,
        Royalties royalties_,
        IShares shares_,
        SharesModel model_,
        address token_,
        uint256 id_
    ) {
        (titles, royalties, shares, model, token, id) = (titles_, royalties_, shares_, model_, token_, id_);
        for (uint256 a = 0; a < ACTORS; ++a) {
            vm.prank(actor(a));
            IERC20(token_).approve(address(royalties_), type(uint256).max);
            vm.prank(actor(a));
            IERC20(token_).approve(address(shares_), type(uint256).max);
        }
    }

    receive() external payable {}

    // ------------------------------------------------------------------------------------------------------------ cast

    function actor(uint256 a) public pure returns (address) {
        return address(uint160(0xAC700 + a % ACTORS));
    }

    function currency(uint256 c) public view returns (address) {
        return c % 2 == 0 ? address(0) : token;
    }

    /// @dev The division that is meant: the latest, but for one time in four.
    function pickDivision(uint256 seed) private view returns (uint256) {
        uint256 count = model.divisions();
        return seed % 4 == 0 ? (seed >> 2) % count : count - 1;
    }

    /// @dev Motions count from 1; one time in sixteen there is none of that number.
    function pickMotion(uint256 seed) private view returns (uint256) {
        uint256 count = model.motions();
        if (seed % 16 == 0) return count + 1;
        uint256 recent = count < 3 ? count : 3;
        return recent == 0 ? 1 : count - seed % recent;
    }

    function send(uint256 a, address target, uint256 value, bytes memory call, bool expected)
        private
        returns (bool, bytes memory)
    {
        if (value != 0) payable(actor(a)).transfer(value);
        vm.prank(actor(a));
        (bool ok, bytes memory result) = target.call{value: value}(call);
        vm.assertEq(ok, expected, "the contract and the model disagree");
        if (!ok) ++done[Deed.Refused];
        return (ok, result);
    }

    function attempt(uint256 a, bytes memory call, bool expected) private returns (bool ok) {
        (ok,) = send(a, address(shares), 0, call, expected);
    }

    /// @dev What everybody can claim of everything, by the contracts.
    function digest() private view returns (bytes32 all) {
        for (uint256 d = 0; d < tokens.length; ++d) {
            for (uint256 a = 0; a < ACTORS; ++a) {
                all = keccak256(
                    abi.encode(all, tokens[d].claimable(actor(a), address(0)), tokens[d].claimable(actor(a), token))
                );
            }
        }
    }

    modifier movesNoIncome() {
        bytes32 before = digest();
        _;
        if (digest() != before) incomeMoved = true;
    }

    // ---------------------------------------------------------------------------------------------------------- shares

    function pass(uint256 seed) external {
        model.settle();
        vm.warp(time() + 1 + (seed % 8 == 0 ? seed % 40 days : seed % 1 hours));
        vm.roll(height() + 1);
    }

    function divide(uint256 a, uint256 seed) external {
        if (model.divisions() == MOST_DIVISIONS) return;
        bool free = model.active() == model.NONE();
        // Mostly whoever holds it.
        a = free && seed % 8 != 0 ? model.holder() : a % ACTORS;
        uint256[ACTORS] memory amounts;
        IShares.Allotment[] memory list = new IShares.Allotment[](ACTORS);
        for (uint256 i = 0; i < ACTORS; ++i) {
            amounts[i] = 1 + uint256(keccak256(abi.encode(seed, i))) % 97;
            list[i] = IShares.Allotment(actor(i), uint96(amounts[i]));
        }
        uint16 majority = uint16(5_001 + seed % 5_000);
        bool expected = free && model.holder() == a && !model.disputed();
        vm.prank(actor(a));
        titles.setApprovalForAll(address(shares), true);
        bytes memory call = abi.encodeCall(IShares.divide, (id, "Shares", "S", majority, actor(a), token, list));
        (bool ok, bytes memory result) = send(a, address(shares), 0, call, expected);
        if (!ok) return;
        tokens.push(Share(abi.decode(result, (address))));
        model.divide(amounts, majority);
        ++done[Deed.Divide];
    }

    function transfer(uint256 from, uint256 to, uint256 amount, uint256 seed) external movesNoIncome {
        (from, to) = (from % ACTORS, to % ACTORS);
        uint256 d = pickDivision(seed);
        // Now and then one more than there is.
        amount = bound(amount, 0, model.held(d, from) + (seed % 16 == 1 ? 1 : 0));
        bool expected = amount <= model.held(d, from);
        bytes memory call = abi.encodeCall(IERC20.transfer, (actor(to), amount));
        (bool ok,) = send(from, address(tokens[d]), 0, call, expected);
        if (!ok) return;
        uint256 lowered = model.lowered();
        model.move(d, from, to, amount);
        ++done[model.lowered() == lowered ? Deed.Transfer : Deed.SellSupport];
    }

    function delegate(uint256 from, uint256 to, uint256 seed) external movesNoIncome {
        (from, to) = (from % ACTORS, to % ACTORS);
        uint256 d = pickDivision(seed);
        vm.prank(actor(from));
        // To nobody is to oneself.
        tokens[d].delegate(from == to && seed % 2 == 0 ? address(0) : actor(to));
        model.delegate(d, from, to);
        ++done[Deed.Delegate];
    }

    // ---------------------------------------------------------------------------------------------------------- income

    function pay(uint256 a, uint256 c, uint256 amount) external {
        amount = bound(amount, 1, 10_000);
        c %= 2;
        bytes memory call = abi.encodeCall(royalties.pay, (id, currency(c), amount));
        send(a, address(royalties), c == 0 ? amount : 0, call, true);
        model.pay(c, amount);
        ++done[model.active() == model.NONE() ? Deed.PayUndivided : Deed.Pay];
    }

    function claim(uint256 a, uint256 c, uint256 seed) external {
        (a, c) = (a % ACTORS, c % 2);
        uint256 d = pickDivision(seed);
        uint256 due = model.claimable(d, c, a);
        // A step over changes of holdings may bring nothing: then it succeeds, or fails, and nothing else happens.
        bool waits = model.disputed() && model.active() == d;
        bytes memory call = abi.encodeCall(Share.claim, (currency(c), actor(a)));
        if (due == 0) {
            vm.prank(actor(a));
            (bool stepped, bytes memory nothing) = address(tokens[d]).call(call);
            if (stepped) vm.assertEq(abi.decode(nothing, (uint256)), 0, "something out of nothing");
            return;
        }
        (bool ok, bytes memory result) = send(a, address(tokens[d]), 0, call, !waits);
        if (!ok) return;
        vm.assertEq(abi.decode(result, (uint256)), due, "not what is due");
        model.claim(d, c, a);
        ++done[model.division(d).boughtOut ? Deed.ClaimOfABoughtOut : Deed.Claim];
    }

    // --------------------------------------------------------------------------------------------------------- motions

    function propose(uint256 a, uint256 seed) external {
        a %= ACTORS;
        uint256 d = pickDivision(seed);
        bytes memory call = abi.encodeCall(IShares.proposeSteward, (address(tokens[d]), actor(seed)));
        if (!attempt(a, call, model.isLive(d) && model.held(d, a) != 0)) return;
        model.open(d, a, 0, 0, time());
        ++done[Deed.Propose];
    }

    function offer(uint256 a, uint256 c, uint256 price, uint256 seed) external {
        (a, c) = (a % ACTORS, c % 2);
        uint256 d = pickDivision(seed);
        price = bound(price, seed % 16 == 1 ? 0 : 1, 50);
        uint256 deposit = price * model.division(d).supply;
        bytes memory call = abi.encodeCall(IShares.offerBuyout, (address(tokens[d]), currency(c), uint128(price)));
        (bool ok,) = send(a, address(shares), c == 0 ? deposit : 0, call, model.isLive(d) && deposit != 0);
        if (!ok) return;
        model.open(d, a, c, price, time());
        ++done[Deed.Offer];
    }

    /// @dev In what the division didn't name, the shares' own token among it: never.
    function offerOtherwise(uint256 a, uint256 seed) external {
        uint256 d = pickDivision(seed);
        address other = seed % 2 == 0 ? address(tokens[d]) : address(uint160(uint256(keccak256(abi.encode(seed)))));
        attempt(a, abi.encodeCall(IShares.offerBuyout, (address(tokens[d]), other, 1)), false);
        ++done[Deed.OfferOtherwise];
    }

    function accept(uint256 a, uint256 seed) external movesNoIncome {
        a %= ACTORS;
        uint256 m = pickMotion(seed);
        if (!attempt(a, abi.encodeCall(IShares.accept, (m)), model.mayAccept(m, a, time()))) return;
        bool carried = model.accept(m, a);
        if (!carried) ++done[Deed.Accept];
        else ++done[model.motion(m).price == 0 ? Deed.Appoint : Deed.Sell];
    }

    function retract(uint256 a, uint256 seed) external {
        a %= ACTORS;
        uint256 m = pickMotion(seed);
        bool expected = model.isOpen(m, time()) && model.support(m, a) != 0;
        if (!attempt(a, abi.encodeCall(IShares.retract, (m)), expected)) return;
        model.retract(m, a);
        ++done[Deed.Retract];
    }

    function withdraw(uint256 a, uint256 seed) external {
        uint256 m = pickMotion(seed);
        SharesModel.Motion memory motion = model.motion(m);
        a = seed % 4 == 1 ? a % ACTORS : motion.proposer;
        uint256 before = balance(motion.currency, a);
        bytes memory call = abi.encodeCall(IShares.withdrawMotion, (m, actor(a)));
        if (!attempt(a, call, motion.open && motion.proposer == a)) return;
        uint256 deposit = motion.price * model.division(motion.division).supply;
        vm.assertEq(balance(motion.currency, a) - before, deposit, "the deposit returned");
        model.withdraw(m);
        ++done[Deed.Withdraw];
    }

    function redeem(uint256 a, uint256 seed) external movesNoIncome {
        a %= ACTORS;
        uint256 m = seed % (model.motions() + 1);
        // Mostly of an accepted offer, if there is one.
        for (uint256 i = 1; seed % 8 != 0 && i <= model.motions(); ++i) {
            if (model.motion(i).carried && model.motion(i).price != 0) m = i;
        }
        SharesModel.Motion memory motion = model.motion(m);
        uint256 held = model.held(motion.division, a);
        uint256 before = balance(motion.currency, a);
        bytes memory call = abi.encodeCall(IShares.redeem, (m, actor(a)));
        if (!attempt(a, call, motion.carried && motion.price != 0 && held != 0)) return;
        vm.assertEq(balance(motion.currency, a) - before, held * motion.price, "S5: the price of each share");
        model.redeem(m, a);
        ++done[Deed.Redeem];
    }

    function balance(uint256 c, uint256 a) private view returns (uint256) {
        return c == 0 ? actor(a).balance : IERC20(token).balanceOf(actor(a));
    }

    // ------------------------------------------------------------------------------------------------------ arbitrator

    function dispute(uint256 seed) external {
        // Mostly lifted: little else happens meanwhile.
        bool disputed = seed % 4 == 0;
        vm.prank(JUDGE);
        titles.setDisputed(id, disputed);
        model.dispute(disputed);
        ++done[Deed.Dispute];
    }

    function award(uint256 a, uint256 seed) external {
        // Now and then only, and then mostly back to the shares.
        if (seed % 4 == 0) return;
        uint256 latest = model.divisions() - 1;
        bool back = model.active() == model.NONE() && !model.division(latest).boughtOut;
        vm.prank(JUDGE);
        titles.award(id, back ? address(tokens[latest]) : actor(a));
        model.award(a % ACTORS, back ? latest : model.NONE());
        ++done[back ? Deed.AwardBack : Deed.Award];
    }
}
