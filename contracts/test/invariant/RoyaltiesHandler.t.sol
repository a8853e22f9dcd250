// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Anchors} from "../../src/Anchors/Anchors.sol";
import {IOffers} from "../../src/Licensing/IOffers.sol";
import {Offers} from "../../src/Licensing/Offers.sol";
import {Royalties} from "../../src/Royalties/Royalties.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {Titles} from "../../src/Titles/Titles.sol";
import {Base} from "../Base.t.sol";
import {FeeToken} from "../Tokens/FeeToken.t.sol";
import {Token} from "../Tokens/Token.t.sol";
import {Dividers} from "./Dividers.t.sol";
import {RoyaltiesModel} from "./RoyaltiesModel.t.sol";

/// @dev Random registrants, payers, buyers, thieves and one arbitrator. What `Titles` accepts is taken as it is (it has its own
/// invariants); of all that moves money the model says first whether, and how much. `done` counts what was accepted.
contract RoyaltiesHandler is Base {
    enum Deed {
        Bind,
        Supersede,
        Dissolve,
        Pay,
        PayDissolved,
        Collect,
        CollectForRegistrant,
        Sell,
        Award,
        AwardDivided,
        Dispute,
        Divide,
        Withdraw,
        WithdrawFrom,
        Release,
        Keep,
        Settle,
        Join,
        Ripen,
        Refused
    }

    uint256 private constant COUNT = 8;
    uint256 private constant ACTORS = 4;
    uint256 private constant FEE = 500;
    address private constant JUDGE = address(0x70D6E);

    Anchors private immutable ANCHORS;
    Titles private immutable TITLES;
    Offers private immutable OFFERS;
    Royalties private immutable ROYALTIES;
    RoyaltiesModel private immutable MODEL;
    Dividers private immutable DIVIDERS;
    Token private immutable HONEST;
    FeeToken private immutable DEAR;

    mapping(Deed => uint256) public done;
    /// @dev The title of the last action.
    uint256 public touched;

    constructor(
        Anchors anchors,
        Titles titles,
        Offers offers,
        Royalties royalties,
        RoyaltiesModel model,
        Dividers dividers
    ) {
        (ANCHORS, TITLES, OFFERS, ROYALTIES, MODEL) = (anchors, titles, offers, royalties, model);
        DIVIDERS = dividers;
        (HONEST, DEAR) = (new Token(6), new FeeToken(FEE));
        for (uint256 a = 0; a < ACTORS; ++a) {
            HONEST.mint(actor(a), 1e30);
            DEAR.mint(actor(a), 1e30);
            vm.prank(actor(a));
            HONEST.approve(address(royalties), type(uint256).max);
            vm.prank(actor(a));
            DEAR.approve(address(royalties), type(uint256).max);
        }
    }

    receive() external payable {}

    // ----------------------------------------------------------------------------------------------------------- cast

    function actor(uint256 seed) public pure returns (address) {
        return address(uint160(0xAC700 + seed % ACTORS));
    }

    function fp(uint256 i) public pure returns (bytes32) {
        return bytes32((i + 1) << 128);
    }

    function idOf(uint256 i) private pure returns (uint256) {
        return uint256(fp(i));
    }

    /// @dev Native, honest, and with a fee of a twentieth.
    function currency(uint256 seed) public view returns (address) {
        return [address(0), address(HONEST), address(DEAR)][seed % 3];
    }

    function held(address account, address c) public view returns (uint256) {
        return c == address(0) ? account.balance : Token(c).balanceOf(account);
    }

    function arrives(address c, uint256 amount) private view returns (uint256) {
        return c == address(DEAR) ? amount - amount * FEE / 10_000 : amount;
    }

    function isTitle(uint256 i) private view returns (bool) {
        return TITLES.titleOf(fp(i)) == idOf(i);
    }

    /// @dev The first title from `seed` on; COUNT if there is none.
    function titled(uint256 seed) private view returns (uint256) {
        for (uint256 i = 0; i < COUNT; ++i) {
            if (isTitle((seed % COUNT + i) % COUNT)) return (seed % COUNT + i) % COUNT;
        }
        return COUNT;
    }

    /// @dev The title that a payment to fingerprint `i` is for; COUNT if it belongs to none.
    function targetOf(uint256 i) private view returns (uint256) {
        uint256 titleId = TITLES.titleOf(fp(i));
        return titleId == 0 ? COUNT : (titleId >> 128) - 1;
    }

    /// @dev Of each fingerprint: whose it is, and whether that is final.
    function standing() private view returns (uint256[COUNT] memory standsFor, bool[COUNT] memory isFinal) {
        for (uint256 i = 0; i < COUNT; ++i) {
            standsFor[i] = targetOf(i);
            isFinal[i] = standsFor[i] != COUNT && TITLES.isFinal(fp(i));
        }
    }

    function call(address sender, address to, uint256 value, bytes memory data) private returns (bool ok) {
        vm.prank(sender);
        (ok,) = to.call{value: value}(data);
    }

    function act(address sender, uint256 value, bytes memory data, bool expected) private {
        vm.assertEq(call(sender, address(ROYALTIES), value, data), expected, "the contract and the model disagree");
        if (!expected) ++done[Deed.Refused];
    }

    // --------------------------------------------------------------------------------------------------------- titles

    function pass(uint256 seed) external {
        vm.warp(time() + seed % 3 days);
        vm.roll(height() + 1);
    }

    function anchor(uint256 a, uint256 i) public {
        bytes32 leaf = leafOf(actor(a), i % COUNT);
        if (ANCHORS.timeOf(leaf) == 0) ANCHORS.anchor(leaf);
    }

    function leafOf(address owner, uint256 i) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(owner, fp(i), bytes32(0)))));
    }

    function rootOf(address owner, uint256 i) private view returns (bytes32 root) {
        root = leafOf(owner, i);
        if (ANCHORS.timeOf(root) == 0) root = 0;
    }

    function register(uint256 a, uint256 i, uint256 x) public {
        touched = i = i % COUNT;
        bool was = isTitle(i);
        uint16[COUNT] memory royalties = choose(i, x);
        if (!call(actor(a), address(OFFERS), 0, registration(actor(a), i, royalties, x))) return;
        if (was) MODEL.lose(i);
        (uint256[COUNT] memory standsFor, bool[COUNT] memory isFinal) = standing();
        MODEL.bind(i, royalties, standsFor, isFinal);
        ++done[was ? Deed.Supersede : Deed.Bind];
    }

    /// @dev Up to three parents; now and then one that is owed all.
    function choose(uint256 i, uint256 x) private view returns (uint16[COUNT] memory royalties) {
        for (uint256 n = x % 4; n > 0; --n) {
            x >>= 16;
            uint256 p = titled(x);
            if (p != COUNT && p != i) royalties[p] = x % 16 == 0 && n == 1 ? 3_334 : uint16(x % 3_333);
        }
    }

    function registration(address owner, uint256 i, uint16[COUNT] memory royalties, uint256 x)
        private
        view
        returns (bytes memory)
    {
        uint256 count = 0;
        for (uint256 p = 0; p < COUNT; ++p) {
            if (royalties[p] != 0) ++count;
        }
        ITitles.Registration memory r;
        (r.fingerprint, r.manifestDigest, r.name) = (fp(i), keccak256(abi.encode(i)), "An asset");
        (r.arbitrator, r.anchorRoot, r.resaleRoyalty) = (JUDGE, rootOf(owner, i), x % 2 == 0 ? 500 : 0);
        r.parents = new ITitles.Parent[](count);
        for (uint256 p = COUNT; p > 0; --p) {
            if (royalties[p - 1] != 0) r.parents[--count] = ITitles.Parent(idOf(p - 1), royalties[p - 1]);
        }
        return
            abi.encodeCall(
                OFFERS.register, (r, new bytes32[](0), new uint256[](r.parents.length), new IOffers.Terms[](0))
            );
    }

    /// @dev A version of the title that its holder has; where the fingerprint was another's title, that is dissolved.
    function publish(uint256 t, uint256 i) public {
        (t, i) = (titled(t), i % COUNT);
        if (t == COUNT || t == i) return;
        bool was = isTitle(i);
        address holder = TITLES.ownerOf(idOf(t));
        ITitles.Version memory v;
        (v.fingerprint, v.manifestDigest, v.anchorRoot) = (fp(i), keccak256(abi.encode(i)), rootOf(holder, i));
        bytes memory data = abi.encodeCall(TITLES.publishVersion, (idOf(t), v, new bytes32[](0)));
        if (!call(holder, address(TITLES), 0, data)) return;
        if (was) {
            MODEL.lose(i);
            ++done[Deed.Dissolve];
        }
        MODEL.join(i, t);
    }

    /// @dev A thief registers what another has anchored, and earns with it until the other comes for it.
    function rob(uint256 owner, uint256 thief, uint256 i, uint256 x) external {
        i = i % COUNT;
        if (TITLES.titleOf(fp(i)) != 0) return;
        uint256 t = titled(x >> 8);
        if (t != COUNT && x % 2 == 0) owner = uint160(TITLES.ownerOf(idOf(t))) - 0xAC700;
        anchor(owner, i);
        vm.warp(time() + 1 hours);
        vm.roll(height() + 1);
        register(thief, i, x >> 16);
        pay(thief, i, x >> 24, x >> 32);
        if (x % 2 == 0) publish(t, i);
        else register(owner, i, x >> 48);
    }

    function sell(uint256 t, uint256 to) external {
        t = titled(t);
        if (t == COUNT) return;
        touched = t;
        address holder = TITLES.ownerOf(idOf(t));
        bytes memory data = abi.encodeCall(TITLES.transferFrom, (holder, actor(to), idOf(t)));
        if (!call(holder, address(TITLES), 0, data)) return;
        MODEL.sell(t, holder, actor(to));
        ++done[Deed.Sell];
    }

    function award(uint256 t, uint256 to) external {
        t = titled(t);
        if (t == COUNT) return;
        touched = t;
        address holder = TITLES.ownerOf(idOf(t));
        call(JUDGE, address(TITLES), 0, abi.encodeCall(TITLES.award, (idOf(t), actor(to))));
        ++done[MODEL.seat(t).divided ? Deed.AwardDivided : Deed.Award];
        MODEL.award(t, holder, actor(to));
    }

    function dispute(uint256 t, bool disputed) external {
        t = titled(t);
        if (t == COUNT) return;
        touched = t;
        call(JUDGE, address(TITLES), 0, abi.encodeCall(TITLES.setDisputed, (idOf(t), disputed)));
        ++done[Deed.Dispute];
    }

    function divide(uint256 a, uint256 t) external {
        t = titled(t);
        if (t == COUNT) return;
        touched = t;
        address holder = TITLES.ownerOf(idOf(t));
        address by = a % 4 == 0 ? actor(a >> 2) : holder;
        // Now and then it is no token of Shares, or that of another title.
        DIVIDERS.make(by, a % 8 == 1 ? idOf(t + 1) : idOf(t));
        bool expected = by == holder && TITLES.isFinal(fp(t)) && !TITLES.recordOf(idOf(t)).disputed && a % 8 != 1;
        expected = expected && MODEL.mayDivide(t, by);
        act(by, 0, abi.encodeCall(ROYALTIES.divide, (idOf(t))), expected);
        if (!expected) return;
        MODEL.divide(t, by);
        ++done[Deed.Divide];
    }

    // ---------------------------------------------------------------------------------------------------------- money

    function pay(uint256 payer, uint256 i, uint256 c, uint256 amount) public {
        touched = i = i % COUNT;
        amount = bound(amount, 1, 1e20);
        address coin = currency(c);
        uint256 target = targetOf(i);
        bytes memory data = abi.encodeCall(ROYALTIES.pay, (idOf(i), coin, amount));
        act(actor(payer), coin == address(0) ? amount : 0, data, target != COUNT);
        if (target == COUNT) return;
        enter(target, coin, arrives(coin, amount), address(0));
        ++done[target == i ? Deed.Pay : Deed.PayDissolved];
    }

    function enter(uint256 target, address coin, uint256 amount, address registrant) private {
        (uint256[COUNT] memory standsFor, bool[COUNT] memory isFinal) = standing();
        MODEL.pay(target, coin, amount, registrant, standsFor, isFinal);
        if (!MODEL.ripe(target)) ++done[Deed.Keep];
    }

    /// @dev Whether the vector by which the jars of title `i` are shared out is ripe; `by` is whose that is.
    function ripen(uint256 i) public returns (bool ripe, uint256 by) {
        touched = i = i % COUNT;
        by = targetOf(i);
        if (by == COUNT) return (false, by);
        (uint256[COUNT] memory standsFor, bool[COUNT] memory isFinal) = standing();
        ripe = MODEL.ripen(by, standsFor, isFinal);
        vm.assertEq(ROYALTIES.ripen(idOf(i)), ripe, "ripe");
        if (ripe) ++done[Deed.Ripen];
    }

    /// @dev Shares out the jar of bag `b` of title `i`; of its pot if that is 0.
    function settle(uint256 i, uint256 b, uint256 c) public {
        (bool ripe, uint256 by) = ripen(i);
        i = i % COUNT;
        address coin = currency(c);
        if (MODEL.joined(i) != 0) return settleJoined(i, coin, by, ripe);
        address key = address(0);
        if (b % 4 == 0 || MODEL.bagCount() == 1) {
            b = 0;
        } else {
            b = 1 + b % (MODEL.bagCount() - 1);
            if (MODEL.bag(b).title != i) return;
            key = MODEL.bag(b).key;
        }
        settleKey(i, b, key, coin, ripe);
    }

    function settleKey(uint256 i, uint256 b, address key, address coin, bool ripe) private {
        uint256 amount = b == 0 ? MODEL.potJar(i, coin) : MODEL.bagJar(b, coin);
        act(actor(b), 0, abi.encodeCall(ROYALTIES.settle, (idOf(i), key, coin)), ripe && amount != 0);
        if (!ripe || amount == 0) return;
        MODEL.settle(i, b, coin);
        ++done[Deed.Settle];
    }

    /// @dev Of what was a title and is a version of `by`: moved there once it is final, and shared out with that one's jar if
    /// that is ripe.
    function settleJoined(uint256 i, address coin, uint256 by, bool ripe) private {
        bool may = MODEL.potJar(i, coin) + MODEL.pot(i, coin) != 0 && TITLES.isFinal(fp(i));
        act(actor(i), 0, abi.encodeCall(ROYALTIES.settle, (idOf(i), address(0), coin)), may);
        if (!may) return;
        MODEL.adopt(i, coin);
        if (ripe) MODEL.settle(by, MODEL.joinedBag(i), coin);
        ++done[Deed.Join];
    }

    /// @dev What a withdrawal of `account` would do on its way.
    function settleFor(uint256 i, address account, address coin) private {
        (bool ripe, uint256 by) = ripen(i);
        if (MODEL.joined(i) != 0) return settleJoined(i, coin, by, ripe);
        settleKey(i, 0, address(0), coin, ripe);
        uint256 b = MODEL.named(i, account);
        if (b != 0) settleKey(i, b, account, coin, ripe);
    }

    function collect(uint256 i, uint256 c, uint256 amount) external {
        touched = i = i % COUNT;
        amount = bound(amount, 1, 1e20);
        address coin = currency(c);
        address till = ROYALTIES.tillOf(idOf(i));
        if (coin == address(0)) payable(till).transfer(amount);
        else Token(coin).mint(till, amount);
        uint256 inTill = held(till, coin);
        uint256 target = targetOf(i);
        act(actor(c), 0, abi.encodeCall(ROYALTIES.collect, (idOf(i), coin)), target != COUNT);
        if (target == COUNT) return;
        address receiver = TITLES.isFinal(fp(target)) ? TITLES.resaleReceiverOf(idOf(target)) : address(0);
        enter(target, coin, arrives(coin, inTill), receiver);
        ++done[receiver == address(0) ? Deed.Collect : Deed.CollectForRegistrant];
    }

    function withdraw(uint256 a, uint256 i, uint256 c) external {
        touched = i = i % COUNT;
        address coin = currency(c);
        settleFor(i, actor(a), coin);
        (, address holder, bool isFinal, bool disputed) = TITLES.standingOf(fp(i));
        (uint256 due,) = MODEL.due(i, actor(a), coin, holder == actor(a), isFinal, disputed);
        uint256 before = held(actor(a), coin);
        act(actor(a), 0, abi.encodeCall(ROYALTIES.withdraw, (idOf(i), coin, actor(a))), due != 0);
        if (due == 0) return;
        vm.assertEq(held(actor(a), coin) - before, arrives(coin, due), "what arrived");
        bool thePot =
            MODEL.seat(i).moved ? MODEL.seat(i).seller == actor(a) : holder == actor(a) && isFinal && !disputed;
        uint256 b = MODEL.named(i, actor(a));
        MODEL.withdraw(i, actor(a), coin, thePot, b != 0 && !(disputed && MODEL.isCurrent(b)));
        ++done[Deed.Withdraw];
    }

    function withdrawFrom(uint256 a, uint256 b, uint256 c) external {
        if (MODEL.bagCount() == 1) return;
        b = 1 + b % (MODEL.bagCount() - 1);
        RoyaltiesModel.Bag memory bag = MODEL.bag(b);
        touched = bag.title;
        address coin = currency(c);
        (bool ripe,) = ripen(bag.title);
        if (MODEL.joined(bag.title) == 0) settleKey(bag.title, b, bag.key, coin, ripe);
        address by = a % 4 == 0 ? actor(a >> 2) : bag.owner;
        uint256 amount = MODEL.inBag(b, coin);
        bool waits = TITLES.recordOf(idOf(bag.title)).disputed && MODEL.isCurrent(b);
        bool expected = by == bag.owner && by != bag.key && amount != 0 && !waits;
        uint256 before = held(by, coin);
        act(by, 0, abi.encodeCall(ROYALTIES.withdrawFrom, (idOf(bag.title), bag.key, coin, by)), expected);
        if (!expected) return;
        vm.assertEq(held(by, coin) - before, arrives(coin, amount), "what arrived");
        MODEL.take(b, coin, amount);
        ++done[Deed.WithdrawFrom];
    }

    function release(uint256 a, uint256 t, uint256 c, uint256 amount) external {
        touched = t = t % COUNT;
        address coin = currency(c);
        uint256 b = MODEL.named(t, actor(a));
        uint256 most = b == 0 ? 0 : MODEL.inBag(b, coin);
        amount = bound(amount, 1, most + most / 8 + 1);
        bool waits = b != 0 && MODEL.isCurrent(b) && TITLES.recordOf(idOf(t)).disputed;
        bool expected = amount <= most && !waits;
        act(actor(a), 0, abi.encodeCall(ROYALTIES.release, (idOf(t), coin, actor(a), amount)), expected);
        if (!expected) return;
        MODEL.take(b, coin, amount);
        ++done[Deed.Release];
    }
}
