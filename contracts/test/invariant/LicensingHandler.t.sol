// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {ILicensing} from "../../src/Licensing/ILicensing.sol";
import {IOffers} from "../../src/Licensing/IOffers.sol";
import {Licensing} from "../../src/Licensing/Licensing.sol";
import {Offers} from "../../src/Licensing/Offers.sol";
import {TermsCodec} from "../../src/Licensing/TermsCodec.sol";
import {Titles} from "../../src/Titles/Titles.sol";
import {Base} from "../Base.t.sol";
import {LicenseHashes} from "../Licensing/LicensingCast.t.sol";
import {Token} from "../Tokens/Token.t.sol";

/// @dev Random buyers, givers, subscribers, bearers of vouchers and one arbitrator, over two final titles with four terms each. Before each call the
/// handler says by the plainest rules whether the contract must accept; afterwards it keeps what every license must be.
contract LicensingHandler is Base {
    enum Deed {
        Buy,
        Give,
        RenewJoined,
        RenewLapsed,
        Cancel,
        Move,
        Dispute,
        Grant,
        GrantToAnother,
        CancelVoucher,
        RefusedVoucher,
        Refused
    }

    struct Kept {
        uint256 id;
        uint256 title;
        uint256 terms;
        address owner;
        address origin;
        IOffers.Scope scope;
        uint256 since;
        uint256 expires;
        uint256 renewalPrice;
    }

    /// @dev What may be wrong with a voucher. Each but the first must be refused, whatever else it says.
    enum Flaw {
        None,
        Signer,
        Changed,
        Holder,
        Currency,
        Late
    }

    uint256 private constant HOLDER_KEY = 0xA11CE;
    uint256 private constant ACTORS = 4;
    uint256 private constant NEVER = type(uint40).max;
    address public immutable HOLDER = vm.addr(HOLDER_KEY);
    address private constant JUDGE = address(0x70D6E);

    Titles private immutable TITLES;
    Offers private immutable OFFERS;
    Licensing private immutable LICENSING;
    Token public immutable TOKEN;
    LicenseHashes private immutable HASHES = new LicenseHashes();

    mapping(Deed => uint256) public done;
    Kept[] private _kept;
    mapping(uint256 license => uint256[2][]) private _past;
    mapping(uint256 title => mapping(uint256 terms => uint256)) public sold;
    mapping(uint256 title => mapping(uint256 terms => mapping(address => uint256))) private _bought;
    mapping(uint256 title => bool) private _disputed;
    mapping(uint256 title => uint256) public paid;
    mapping(uint256 nonce => bool) private _usedNonce;

    constructor(Titles titles, Offers offers, Licensing licensing, address royalties) {
        (TITLES, OFFERS, LICENSING, TOKEN) = (titles, offers, licensing, new Token(6));
        for (uint256 a = 0; a < ACTORS; ++a) {
            TOKEN.mint(actor(a), 1e30);
            vm.prank(actor(a));
            TOKEN.approve(royalties, type(uint256).max);
        }
    }

    // ----------------------------------------------------------------------------------------------------------- cast

    function actor(uint256 seed) public pure returns (address) {
        return address(uint160(0xAC700 + seed % ACTORS));
    }

    function idOf(uint256 title) public pure returns (uint256) {
        return title % 2 + 1;
    }

    /// @dev Three for sale for ever; subscriptions, two an account; a month each, that can be handed on; free, everywhere.
    function termsOf(uint256 kind) public view returns (IOffers.Terms memory t) {
        (t.currency, t.price, t.payment) = (address(TOKEN), 7, IOffers.Payment.OneTime);
        (t.territories, t.fields, t.dataTypes, t.legalText) = (7, 3, 3, bytes32(kind + 1));
        if (kind == 0) t.supply = 3;
        if (kind == 1) {
            (t.payment, t.period, t.grace, t.perAccount) = (IOffers.Payment.Subscription, 30 days, 3 days, 2);
        }
        if (kind == 2) (t.period, t.rights) = (30 days, TermsCodec.TRANSFERABLE);
        if (kind == 3) {
            (t.payment, t.price, t.territories) = (IOffers.Payment.Free, 0, TermsCodec.WORLDWIDE);
            t.rights = TermsCodec.TRANSFERABLE;
        }
    }

    function termsIdOf(IOffers.Terms memory t) public pure returns (bytes32) {
        return TermsCodec.id(t);
    }

    function count() public view returns (uint256) {
        return _kept.length;
    }

    function keptAt(uint256 index) public view returns (Kept memory) {
        return _kept[index];
    }

    /// @dev What the contract must answer of a license.
    function holdsAt(uint256 index, uint256 time_) public view returns (bool) {
        Kept memory k = _kept[index];
        if (time_ >= k.since) return k.expires == NEVER || time_ < k.expires;
        uint256[2][] memory past = _past[k.id];
        for (uint256 i = 0; i < past.length; ++i) {
            if (past[i][0] <= time_ && time_ < past[i][1]) return true;
        }
        return false;
    }

    function covers(uint256 index, uint8 territory, uint8 field, uint8 dataType, uint256 time_)
        public
        view
        returns (bool)
    {
        IOffers.Scope memory s = _kept[index].scope;
        return holdsAt(index, time_) && territory < 249 && s.territories >> territory & 1 == 1
            && s.fields >> field & 1 == 1 && s.dataTypes >> dataType & 1 == 1;
    }

    function received(uint256 id, address account) private view returns (uint256 total) {
        for (uint256 i = 0; i < _kept.length; ++i) {
            Kept memory k = _kept[i];
            if (k.title == id && k.owner == account && k.origin != account) ++total;
        }
    }

    // --------------------------------------------------------------------------------------------------------- actions

    function buy(uint256 who, uint256 forWhom, uint256 title, uint256 kind, uint256 seed) external {
        Kept memory k;
        kind %= 4;
        address payer = actor(who);
        (k.title, k.terms, k.origin, k.owner) = (idOf(title), kind, payer, seed % 4 == 0 ? actor(forWhom) : payer);
        k.scope = IOffers.Scope(1 + (seed >> 8) % 9, uint48(1 + (seed >> 16) % 4), uint24(1 + (seed >> 24) % 3));
        IOffers.Terms memory t = termsOf(kind);
        uint16 periods = uint16(1 + (seed >> 32) % 3);
        ILicensing.Order memory o =
            ILicensing.Order(k.title, TermsCodec.id(t), k.owner, k.scope, periods, type(uint256).max);
        ILicensing.Credential memory credential;
        ILicensing.Permit memory permit;
        vm.prank(payer);
        try LICENSING.buy(o, credential, permit) returns (uint256 id) {
            vm.assertTrue(mayBuy(k, t, periods), "must be refused");
            (k.id, k.since) = (id, time());
            k.renewalPrice = t.price;
            keep(k, t, periods, uint256(t.price) * periods);
            ++done[payer == k.owner ? Deed.Buy : Deed.Give];
        } catch {
            vm.assertTrue(!mayBuy(k, t, periods), "must be accepted");
            ++done[Deed.Refused];
        }
    }

    function keep(Kept memory k, IOffers.Terms memory t, uint16 periods, uint256 price) private {
        k.expires = t.period == 0 ? NEVER : time() + uint256(t.period) * periods;
        _kept.push(k);
        ++sold[k.title][k.terms];
        ++_bought[k.title][k.terms][k.owner];
        paid[k.title] += price;
    }

    /// @dev What the terms themselves ask of a purchase and of a voucher alike.
    function mayGet(Kept memory k, IOffers.Terms memory t, uint16 periods) private view returns (bool) {
        if (_disputed[k.title]) return false;
        if (periods != 1 && t.payment != IOffers.Payment.Subscription) return false;
        if (k.scope.territories & ~t.territories != 0 || k.scope.fields & ~t.fields != 0) return false;
        if (k.scope.dataTypes & ~t.dataTypes != 0) return false;
        if (t.supply != 0 && sold[k.title][k.terms] >= t.supply) return false;
        return t.perAccount == 0 || _bought[k.title][k.terms][k.owner] < t.perAccount;
    }

    function mayBuy(Kept memory k, IOffers.Terms memory t, uint16 periods) private view returns (bool) {
        if (!mayGet(k, t, periods)) return false;
        return k.owner == k.origin || (t.perAccount == 0 && received(k.title, k.owner) < 4);
    }

    // -------------------------------------------------------------------------------------------------------- vouchers

    /// @dev A voucher of the holder's for anybody, brought along by anybody, at prices of its own; half of them flawed.
    function grant(uint256 who, uint256 forWhom, uint256 title, uint256 kind, uint256 seed) external {
        (Kept memory k, IOffers.Terms memory t, ILicensing.Voucher memory v) = draw(forWhom, title, kind % 4, seed);
        Flaw flaw = Flaw(seed % 12 < 6 ? seed % 12 : 0);
        bytes memory signature = flawed(flaw, v);
        address payer = actor(who);
        bool may = flaw == Flaw.None && !_usedNonce[v.nonce] && mayGet(k, t, v.periods)
            && (payer == k.owner || received(k.title, k.owner) < 8);
        // Brought by another, it is found by nobody's count of his own.
        if (payer != k.owner) k.origin = address(0);
        ILicensing.Credential memory credential;
        ILicensing.Permit memory permit;
        vm.prank(payer);
        try LICENSING.grant(v, signature, credential, permit) returns (uint256 id) {
            vm.assertTrue(may, "must be refused");
            (k.id, k.since, _usedNonce[v.nonce]) = (id, time(), true);
            keep(k, t, v.periods, v.price);
            ++done[payer == k.owner ? Deed.Grant : Deed.GrantToAnother];
        } catch {
            vm.assertTrue(!may, "must be accepted");
            ++done[Deed.RefusedVoucher];
        }
    }

    function draw(uint256 forWhom, uint256 title, uint256 kind, uint256 seed)
        private
        view
        returns (Kept memory k, IOffers.Terms memory t, ILicensing.Voucher memory v)
    {
        (k.title, k.terms, k.owner, t) = (idOf(title), kind, actor(forWhom), termsOf(kind));
        k.origin = k.owner;
        k.scope = IOffers.Scope(1 + (seed >> 8) % 9, uint48(1 + (seed >> 16) % 4), uint24(1 + (seed >> 24) % 3));
        k.renewalPrice = (seed >> 48) % 9;
        (v.titleId, v.termsId, v.holder, v.licensee) = (k.title, TermsCodec.id(t), HOLDER, k.owner);
        (v.scope, v.periods, v.currency) = (k.scope, uint16(1 + (seed >> 32) % 3), address(TOKEN));
        (v.price, v.renewalPrice) = ((seed >> 40) % 20, uint128(k.renewalPrice));
        (v.nonce, v.deadline) = ((seed >> 56) % 600, time());
    }

    function flawed(Flaw flaw, ILicensing.Voucher memory v) private view returns (bytes memory) {
        if (flaw == Flaw.Holder) v.holder = actor(0);
        if (flaw == Flaw.Currency) v.currency = address(0);
        if (flaw == Flaw.Late) --v.deadline;
        bytes32 digest = HASHES.digest(LICENSING, HASHES.voucher(v));
        (uint8 a, bytes32 r, bytes32 s) = vm.sign(flaw == Flaw.Signer ? HOLDER_KEY + 1 : HOLDER_KEY, digest);
        if (flaw == Flaw.Changed) v.nonce += 600;
        return abi.encodePacked(r, s, a);
    }

    function cancelVoucher(uint256 seed) external {
        uint256 nonce = seed % 600;
        bool may = !_usedNonce[nonce];
        vm.prank(HOLDER);
        try LICENSING.cancelVoucher(nonce) {
            vm.assertTrue(may, "must be refused");
            _usedNonce[nonce] = true;
            ++done[Deed.CancelVoucher];
        } catch {
            vm.assertTrue(!may, "must be accepted");
            ++done[Deed.Refused];
        }
    }

    // -------------------------------------------------------------------------------------------------------- licenses

    function renew(uint256 who, uint256 which, uint16 periods) external {
        if (_kept.length == 0) return;
        Kept storage k = _kept[which % _kept.length];
        periods %= 4;
        IOffers.Terms memory t = termsOf(k.terms);
        bool may = t.payment == IOffers.Payment.Subscription && periods != 0;
        bool joins = time() <= k.expires + t.grace;
        ILicensing.Permit memory permit;
        vm.prank(actor(who));
        try LICENSING.renew(k.id, periods, k.renewalPrice * periods, permit) {
            vm.assertTrue(may, "must be refused");
            if (!joins) {
                _past[k.id].push([k.since, k.expires]);
                (k.since, k.expires) = (time(), time());
            }
            k.expires += uint256(t.period) * periods;
            paid[k.title] += k.renewalPrice * periods;
            ++done[joins ? Deed.RenewJoined : Deed.RenewLapsed];
        } catch {
            vm.assertTrue(!may, "must be accepted");
            ++done[Deed.Refused];
        }
    }

    function cancel(uint256 which) external {
        if (_kept.length == 0) return;
        Kept storage k = _kept[which % _kept.length];
        vm.prank(k.owner);
        LICENSING.cancelSubscription(k.id);
        if (time() < k.expires) k.expires = time();
        ++done[Deed.Cancel];
    }

    function move(uint256 which, uint256 to) external {
        if (_kept.length == 0) return;
        Kept storage k = _kept[which % _kept.length];
        address target = actor(to);
        bool may = target == k.owner
            || (termsOf(k.terms).rights & TermsCodec.TRANSFERABLE != 0
                && (target == k.origin || received(k.title, target) < 8));
        vm.prank(k.owner);
        try LICENSING.transferFrom(k.owner, target, k.id) {
            vm.assertTrue(may, "must be refused");
            k.owner = target;
            ++done[Deed.Move];
        } catch {
            vm.assertTrue(!may, "must be accepted");
            ++done[Deed.Refused];
        }
    }

    function dispute(uint256 title, uint256 seed) external {
        bool disputed = seed % 3 == 0;
        vm.prank(JUDGE);
        TITLES.setDisputed(idOf(title), disputed);
        _disputed[idOf(title)] = disputed;
        ++done[Deed.Dispute];
    }

    function pass(uint256 duration) external {
        vm.warp(time() + bound(duration, 1, 20 days));
        vm.roll(height() + 1);
    }
}
