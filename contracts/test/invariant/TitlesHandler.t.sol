// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Anchors} from "../../src/Anchors/Anchors.sol";
import {ITitles} from "../../src/Titles/ITitles.sol";
import {Titles} from "../../src/Titles/Titles.sol";
import {Base} from "../Base.t.sol";
import {TitlesModel} from "./TitlesModel.t.sol";

/// @dev Random users of `Titles`. Each action asks the model first whether the contract must accept it, then tries it for
/// real, and fails (reverts) only if the contract answers otherwise. `done` counts what was accepted.
contract TitlesHandler is Base {
    enum Deed {
        Anchor,
        Register,
        Supersede,
        SupersedeVersion,
        Publish,
        Dissolve,
        PublishSupersededVersion,
        ProveTitle,
        ProveVersion,
        Transfer,
        Dispute,
        Award,
        Strike,
        RegisterAgain,
        Refused
    }

    uint256 private constant COUNT = 7;
    uint256 private constant ACTORS = 4;

    Anchors public immutable anchors;
    Titles public immutable titles;
    TitlesModel public immutable model;

    mapping(Deed => uint256) public done;
    mapping(address => mapping(uint256 => uint256)) private anchoredAt;

    /// @dev Whether something that mustn't ever happen has happened; told by what lies before and after each action.
    bool public finalWasTaken;
    bool public priorityGrew;
    bool public firstBlockChanged;
    bool public epochShrank;

    constructor(Anchors anchors_, Titles titles_, TitlesModel model_) {
        (anchors, titles, model) = (anchors_, titles_, model_);
    }

    // ----------------------------------------------------------------------------------------------------------- cast

    function actor(uint256 seed) public pure returns (address) {
        return address(uint160(0xAC700 + seed % ACTORS));
    }

    function fingerprint(uint256 i) public pure returns (bytes32) {
        return bytes32(0xF1 + i);
    }

    function leafOf(address owner, uint256 i) private pure returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(owner, fingerprint(i), bytes32(0)))));
    }

    /// @dev The first titled number from `seed` on; NONE if there is none.
    function titled(uint256 seed) private view returns (uint256) {
        for (uint256 i = 0; i < COUNT; ++i) {
            uint256 candidate = (seed % COUNT + i) % COUNT;
            if (model.exists(candidate)) return candidate;
        }
        return model.NONE();
    }

    /// @dev The first title of `owner` from `seed` on that isn't `other`; NONE if there is none.
    function heldBy(address owner, uint256 seed, uint256 other) private view returns (uint256) {
        for (uint256 i = 0; i < COUNT; ++i) {
            uint256 candidate = (seed % COUNT + i) % COUNT;
            if (candidate != other && model.title(candidate).owner == owner) return candidate;
        }
        return model.NONE();
    }

    /// @dev What was true of one fingerprint before an action.
    struct Before {
        uint256 title;
        bool isFinal;
        uint256 priority;
        uint256 firstBlock;
        uint256 epoch;
    }

    function look(uint256 i) private view returns (Before memory b) {
        bytes32 f = fingerprint(i);
        b.title = titles.titleOf(f);
        if (b.title != 0) (b.isFinal, b.priority) = (titles.isFinal(f), titles.priorityOf(f));
        b.firstBlock = titles.recordOf(uint256(f)).registeredBlock;
        b.epoch = titles.epochOf(uint256(f));
    }

    /// @dev Sends one call, and notes whether it was what the model expects.
    function act(address sender, bytes memory call, bool expected) private returns (bool) {
        Before[COUNT] memory before;
        for (uint256 i = 0; i < COUNT; ++i) {
            before[i] = look(i);
        }
        vm.prank(sender);
        (bool ok,) = address(titles).call(call);
        vm.assertEq(ok, expected, "the contract and the model disagree");
        if (!ok) ++done[Deed.Refused];
        bool struck = bytes4(call) == ITitles.strike.selector;
        for (uint256 i = 0; i < COUNT; ++i) {
            compare(before[i], look(i), struck);
        }
        return ok;
    }

    function compare(Before memory a, Before memory b, bool struck) private {
        bool same = a.title == b.title;
        if (a.isFinal && !same && !struck) finalWasTaken = true;
        if (a.title != 0 && same && b.priority > a.priority) priorityGrew = true;
        if (a.firstBlock != 0 && b.firstBlock != a.firstBlock) firstBlockChanged = true;
        if (b.epoch < a.epoch) epochShrank = true;
    }

    // -------------------------------------------------------------------------------------------------------- actions

    function pass(uint256 seed) external {
        vm.warp(time() + seed % 3 days);
        vm.roll(height() + seed % 3);
    }

    function anchor(uint256 a, uint256 i) external {
        (a, i) = (a % ACTORS, i % COUNT);
        anchors.anchor(leafOf(actor(a), i));
        if (anchoredAt[actor(a)][i] == 0) anchoredAt[actor(a)][i] = time();
        ++done[Deed.Anchor];
    }

    function claim(address owner, uint256 i, bool proof) private view returns (bytes32 root, uint256 from) {
        from = anchoredAt[owner][i];
        return proof && from != 0 ? (leafOf(owner, i), from) : (bytes32(0), time());
    }

    function register(uint256 a, uint256 i, uint256 parents, bool proof) external {
        registerBy(actor(a), i % COUNT, parents, proof);
    }

    /// @dev Whoever anchored first comes for what is his; with titles of his own, sometimes as a version of one.
    function reclaim(uint256 i, uint256 parents, bool asVersion) external {
        i = i % COUNT;
        address owner = actor(0);
        for (uint256 a = 1; a < ACTORS; ++a) {
            uint256 at = anchoredAt[actor(a)][i];
            if (at != 0 && (anchoredAt[owner][i] == 0 || at < anchoredAt[owner][i])) owner = actor(a);
        }
        uint256 t = heldBy(owner, parents, i);
        if (asVersion && t != model.NONE()) publishBy(t, i, true);
        else registerBy(owner, i, parents, true);
    }

    /// @dev A holder anchors his next version, a thief registers it first, the holder publishes it nevertheless.
    function ambush(uint256 t, uint256 thief, uint256 i) external {
        (t, i) = (titled(t), i % COUNT);
        if (t == model.NONE() || model.titleOf(i) != model.NONE()) return;
        address holder = model.title(t).owner;
        anchors.anchor(leafOf(holder, i));
        if (anchoredAt[holder][i] == 0) anchoredAt[holder][i] = time();
        vm.warp(time() + 1 hours);
        vm.roll(height() + 1);
        registerBy(actor(thief), i, thief >> 8, false);
        publishBy(t, i, true);
    }

    function registerBy(address owner, uint256 i, uint256 parents, bool proof) private {
        (bytes32 root, uint256 from) = claim(owner, i, proof);
        address arbitrator = parents % 5 == 0 ? address(0) : actor(parents >> 16);
        bool[COUNT] memory chosen = choose(parents >> 32);
        bool expected = model.mayRegister(i, from, chosen, time());
        Deed deed = model.exists(i)
            ? Deed.Supersede
            : model.version(i).exists
                ? Deed.SupersedeVersion
                : model.title(i).firstBlock != 0 ? Deed.RegisterAgain : Deed.Register;
        if (act(owner, registration(i, arbitrator, root, chosen), expected)) {
            model.register(i, owner, arbitrator, from, chosen, height());
            ++done[deed];
        }
    }

    /// @dev None, one or two parents, now and then one that isn't titled or is the child itself.
    function choose(uint256 seed) private view returns (bool[COUNT] memory chosen) {
        for (uint256 n = seed % 3; n > 0; --n) {
            seed >>= 8;
            uint256 pick = seed % 16 == 0 ? (seed >> 4) % COUNT : titled(seed >> 4);
            if (pick != model.NONE()) chosen[pick] = true;
        }
    }

    function registration(uint256 i, address arbitrator, bytes32 root, bool[COUNT] memory chosen)
        private
        pure
        returns (bytes memory)
    {
        uint256 count = 0;
        for (uint256 p = 0; p < COUNT; ++p) {
            if (chosen[p]) ++count;
        }
        ITitles.Registration memory r;
        (r.fingerprint, r.manifestDigest, r.name) = (fingerprint(i), keccak256(abi.encode(i, "title")), "An asset");
        (r.arbitrator, r.anchorRoot) = (arbitrator, root);
        r.parents = new ITitles.Parent[](count);
        for (uint256 p = COUNT; p > 0; --p) {
            if (chosen[p - 1]) r.parents[--count] = ITitles.Parent(uint256(fingerprint(p - 1)), 100);
        }
        return abi.encodeCall(ITitles.register, (r, new bytes32[](0)));
    }

    function publish(uint256 t, uint256 i, bool proof) external {
        t = titled(t);
        if (t != model.NONE()) publishBy(t, i % COUNT, proof);
    }

    function publishBy(uint256 t, uint256 i, bool proof) private {
        address holder = model.title(t).owner;
        (bytes32 root, uint256 from) = claim(holder, i, proof);
        bool expected = model.mayPublish(t, i, from, time());
        Deed deed =
            model.exists(i) ? Deed.Dissolve : model.version(i).exists ? Deed.PublishSupersededVersion : Deed.Publish;
        ITitles.Version memory v;
        (v.fingerprint, v.manifestDigest, v.anchorRoot) = (fingerprint(i), keccak256(abi.encode(i, "version")), root);
        bytes memory call = abi.encodeCall(ITitles.publishVersion, (uint256(fingerprint(t)), v, new bytes32[](0)));
        if (act(holder, call, expected)) {
            model.publish(t, i, from);
            ++done[deed];
        }
    }

    function prove(uint256 sender, uint256 i) external {
        i = i % COUNT;
        uint256 t = model.titleOf(i);
        if (t == model.NONE()) return;
        (bytes32 root, uint256 from) = claim(model.title(t).owner, i, true);
        bytes memory call = abi.encodeCall(ITitles.provePriority, (fingerprint(i), root, 0, new bytes32[](0)));
        if (act(actor(sender), call, from < model.priorityOf(i))) {
            model.prove(i, from);
            ++done[t == i ? Deed.ProveTitle : Deed.ProveVersion];
        }
    }

    function transfer(uint256 sender, uint256 t, uint256 to) external {
        t = titled(t);
        if (t == model.NONE()) return;
        address holder = model.title(t).owner;
        // The holder mostly, a stranger now and then.
        address by = sender % 4 == 0 ? actor(sender >> 2) : holder;
        bool expected = by == holder && model.isFinal(t, time()) && !model.title(t).disputed;
        bytes memory call = abi.encodeCall(titles.transferFrom, (holder, actor(to), uint256(fingerprint(t))));
        if (act(by, call, expected)) {
            model.move(t, actor(to));
            ++done[Deed.Transfer];
        }
    }

    function judge(uint256 sender, uint256 t) private view returns (address by, bool may) {
        address arbitrator = model.title(t).arbitrator;
        by = sender % 4 == 0 || arbitrator == address(0) ? actor(sender >> 2) : arbitrator;
        may = by == arbitrator;
    }

    function dispute(uint256 sender, uint256 t, bool disputed) external {
        t = titled(t);
        if (t == model.NONE()) return;
        (address by, bool may) = judge(sender, t);
        if (act(by, abi.encodeCall(ITitles.setDisputed, (uint256(fingerprint(t)), disputed)), may)) {
            model.dispute(t, disputed);
            ++done[Deed.Dispute];
        }
    }

    function award(uint256 sender, uint256 t, uint256 to) external {
        t = titled(t);
        if (t == model.NONE()) return;
        (address by, bool may) = judge(sender, t);
        if (act(by, abi.encodeCall(ITitles.award, (uint256(fingerprint(t)), actor(to))), may)) {
            model.dispute(t, false);
            model.move(t, actor(to));
            ++done[Deed.Award];
        }
    }

    function strike(uint256 sender, uint256 i) external {
        i = i % COUNT;
        if (!model.version(i).exists) return;
        (address by, bool may) = judge(sender, model.titleOf(i));
        if (act(by, abi.encodeCall(ITitles.strike, (fingerprint(i))), may)) {
            model.unlink(i);
            ++done[Deed.Strike];
        }
    }
}
