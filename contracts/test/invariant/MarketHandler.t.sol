// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IMarket} from "../../src/Market/IMarket.sol";
import {Market} from "../../src/Market/Market.sol";
import {Share} from "../../src/Shares/Share.sol";
import {Titles} from "../../src/Titles/Titles.sol";
import {Base} from "../Base.t.sol";

/// @dev Random makers, takers and bidders of two titles and of one's shares. Each action says first, from books of its own,
/// whether the market must accept it, then tries it for real, and fails (reverts) only if the market answers otherwise.
/// `done` counts what was accepted.
contract MarketHandler is Base {
    enum Deed {
        SellTitle,
        TakeOffer,
        SellShares,
        FillLast,
        Cancel,
        CancelAll,
        Start,
        StartShares,
        Bid,
        Sold,
        Unsold,
        Voided,
        CancelAuction,
        Return,
        Dispute,
        Award,
        Withdraw,
        Refused
    }

    /// @dev What the handler knows of an auction.
    struct Lot {
        uint256 seller;
        uint256 title;
        uint256 currency;
        uint256 bidder;
        uint256 highest;
        uint256 end;
        bool ofShares;
        bool open;
        bool sold;
    }

    uint256 public constant ACTORS = 4;
    uint256 private constant NOBODY = type(uint256).max;
    uint256 private constant SHARES_ON_OFFER = 20;
    uint256 private constant RESERVE = 50;
    address private constant JUDGE = address(0x70D6E);

    Market public immutable market;
    Titles public immutable titles;
    address public immutable token;
    Share public immutable share;
    uint256[2] public ids;
    uint256 public immutable dividedId;

    mapping(Deed => uint256) public done;
    Lot[] private lots;
    mapping(address account => mapping(uint256 currency => uint256)) public owed;
    mapping(uint256 actor => mapping(uint256 nonce => bool)) private used;
    mapping(bytes32 orderHash => uint256) private filled;
    mapping(uint256 title => bool) private disputed;

    constructor(Market market_, Titles titles_, address token_, Share share_, uint256[2] memory ids_, uint256 divided) {
        (market, titles, token, share, ids, dividedId) = (market_, titles_, token_, share_, ids_, divided);
        for (uint256 a = 0; a < ACTORS; ++a) {
            vm.prank(actor(a));
            IERC20(token_).approve(address(market_), type(uint256).max);
            vm.prank(actor(a));
            share_.approve(address(market_), type(uint256).max);
            vm.prank(actor(a));
            titles_.setApprovalForAll(address(market_), true);
        }
    }

    // ------------------------------------------------------------------------------------------------------------ cast

    function actor(uint256 a) public pure returns (address) {
        return vm.addr(0xAC7000 + a);
    }

    function currencyOf(uint256 c) public view returns (address) {
        return c == 0 ? address(0) : token;
    }

    function held(address account, uint256 c) public view returns (uint256) {
        return c == 0 ? account.balance : IERC20(token).balanceOf(account);
    }

    function lotCount() external view returns (uint256) {
        return lots.length;
    }

    function lot(uint256 i) external view returns (Lot memory) {
        return lots[i];
    }

    function send(uint256 a, uint256 value, bytes memory call, bool expected) private returns (bool ok) {
        vm.prank(actor(a));
        (ok,) = address(market).call{value: value}(call);
        vm.assertEq(ok, expected, "the market and the books disagree");
        if (!ok) ++done[Deed.Refused];
    }

    function digestOf(bytes32 orderHash) private view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256("ModelDeed Market"),
                keccak256("1"),
                block.chainid,
                address(market)
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, orderHash));
    }

    function order(uint256 maker, address asset, uint256 titleId, uint256 c, uint256 nonce)
        private
        view
        returns (IMarket.Order memory o)
    {
        (o.maker, o.asset, o.titleId) = (actor(maker), asset, titleId);
        (o.amount, o.currency, o.maxRoyalty) = (1, currencyOf(c), 1_000);
        (o.deadline, o.nonce, o.counter) = (type(uint40).max, nonce, market.counterOf(o.maker));
    }

    function fill(uint256 maker, uint256 taker, IMarket.Order memory o, uint96 amount, uint256 value, bool expected)
        private
        returns (bool)
    {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(0xAC7000 + maker, digestOf(market.hashOf(o)));
        bytes memory signature = abi.encodePacked(r, s, v);
        bytes memory call = abi.encodeCall(IMarket.fill, (o, signature, amount, new bytes32[](0), 0));
        return send(taker, value, call, expected);
    }

    // ---------------------------------------------------------------------------------------------------------- orders

    function trade(uint256 maker, uint256 taker, uint256 t, uint256 price, uint256 seed) external {
        (maker, taker, t) = (maker % ACTORS, taker % ACTORS, t % 2);
        (bool buys, uint256 c, uint256 nonce) = (seed % 2 == 0, (seed >> 1) % 2, (seed >> 8) % 64);
        // Mostly whoever holds it.
        address holder = titles.ownerOf(ids[t]);
        for (uint256 a = 0; seed % 8 != 7 && a < ACTORS; ++a) {
            if (actor(a) != holder) continue;
            if (buys) taker = a;
            else maker = a;
        }
        IMarket.Order memory o = order(maker, address(titles), ids[t], c, nonce);
        (o.side, o.price) = (buys ? IMarket.Side.Buy : IMarket.Side.Sell, uint128(bound(price, 0, 1e6)));
        address seller = actor(buys ? taker : maker);
        bool expected = !(buys && c == 0) && maker != taker && holder == seller && !used[maker][nonce] && !disputed[t];
        uint256 before = held(seller, c);
        if (!fill(maker, taker, o, 1, c == 0 ? o.price : 0, expected)) return;
        vm.assertEq(held(seller, c) - before, o.price - uint256(o.price) * 500 / 10_000, "M3: the seller's");
        used[maker][nonce] = true;
        ++done[buys ? Deed.TakeOffer : Deed.SellTitle];
    }

    /// @dev The order follows from maker and nonce, so that it is met again and filled in parts.
    function tradeShares(uint256 maker, uint256 taker, uint96 amount, uint256 seed) external {
        (maker, taker) = (maker % ACTORS, taker % ACTORS);
        uint256 nonce = 1_000 + seed % 8;
        IMarket.Order memory o = order(maker, address(share), dividedId, 1, nonce);
        (o.amount, o.price) = (uint96(SHARES_ON_OFFER), uint128(7 * nonce));
        bytes32 orderHash = market.hashOf(o);
        amount = uint96(bound(amount, 0, 12));
        bool expected = maker != taker && !used[maker][nonce] && amount != 0
            && filled[orderHash] + amount <= SHARES_ON_OFFER && share.balanceOf(actor(maker)) >= amount
            && titles.ownerOf(dividedId) == address(share);
        uint256 before = held(actor(maker), 1);
        if (!fill(maker, taker, o, amount, 0, expected)) return;
        uint256 least = uint256(o.price) * amount / SHARES_ON_OFFER;
        vm.assertLe(held(actor(maker), 1) - before - least, 1, "M3: pro rata, rounded up");
        filled[orderHash] += amount;
        used[maker][nonce] = filled[orderHash] == SHARES_ON_OFFER;
        ++done[used[maker][nonce] ? Deed.FillLast : Deed.SellShares];
    }

    function cancel(uint256 a, uint256 seed) external {
        a %= ACTORS;
        uint256[] memory nonces = new uint256[](1);
        nonces[0] = seed % 16 == 0 ? 1_000 + (seed >> 8) % 8 : (seed >> 8) % 64;
        send(a, 0, abi.encodeCall(IMarket.cancel, (nonces)), true);
        used[a][nonces[0]] = true;
        ++done[Deed.Cancel];
    }

    function cancelAll(uint256 a, uint256 t) external {
        (a, t) = (a % ACTORS, t % 2);
        IMarket.Order memory o = order(a, address(titles), ids[t], 1, 5_000);
        send(a, 0, abi.encodeCall(IMarket.cancelAll, ()), true);
        fill(a, (a + 1) % ACTORS, o, 1, 0, false); // signed before
        ++done[Deed.CancelAll];
    }

    // -------------------------------------------------------------------------------------------------------- auctions

    function start(uint256 a, uint256 t, uint256 c, uint256 seed) external {
        (a, t, c) = (a % ACTORS, t % 2, c % 2);
        if (lots.length >= 40) return;
        bool ofShares = seed % 3 == 0;
        for (uint256 i = 0; !ofShares && seed % 8 != 7 && i < ACTORS; ++i) {
            if (actor(i) == titles.ownerOf(ids[t])) a = i;
        }
        bool expected = ofShares
            ? share.balanceOf(actor(a)) >= 3 && titles.ownerOf(dividedId) == address(share)
            : titles.ownerOf(ids[t]) == actor(a) && !disputed[t];
        (address asset, uint256 id) = ofShares ? (address(share), dividedId) : (address(titles), ids[t]);
        bytes memory call = abi.encodeCall(
            IMarket.startAuction, (asset, id, ofShares ? 3 : 1, currencyOf(c), uint128(RESERVE), 500, 1 hours, 600)
        );
        if (!send(a, 0, call, expected)) return;
        lots.push(Lot(a, t, c, NOBODY, 0, time() + 1 hours, ofShares, true, false));
        ++done[ofShares ? Deed.StartShares : Deed.Start];
    }

    /// @dev Auctions count from 1; mostly one of the latest.
    function pick(uint256 seed) private view returns (uint256) {
        uint256 count = lots.length;
        uint256 recent = count < 4 ? count : 4;
        return seed % 16 == 15 || count == 0 ? count + 1 : count - (seed >> 4) % recent;
    }

    function inPlace(uint256 i) private view returns (bool) {
        address lotAddress = market.auctionOf(i + 1).lot;
        return lots[i].ofShares
            ? titles.ownerOf(dividedId) == address(share)
            : titles.ownerOf(ids[lots[i].title]) == lotAddress;
    }

    function bid(uint256 a, uint256 amount, uint256 seed) external {
        (a, amount) = (a % ACTORS, bound(amount, 0, 400));
        uint256 auctionId = pick(seed);
        bool known = auctionId <= lots.length;
        Lot memory l = known ? lots[auctionId - 1] : Lot(0, 0, 0, NOBODY, 0, 0, false, false, false);
        uint256 least = l.bidder == NOBODY ? RESERVE : l.highest + (l.highest * 500 + 9_999) / 10_000;
        // A raise that is enough, more often than not.
        if (seed % 4 != 0) amount += least;
        bool expected = known && l.open && time() < l.end && amount >= least && inPlace(auctionId - 1);
        bytes memory call = abi.encodeCall(IMarket.bid, (auctionId, uint128(amount)));
        if (!send(a, known && l.currency == 0 ? amount : 0, call, expected)) return;
        if (l.bidder != NOBODY) owed[actor(l.bidder)][l.currency] += l.highest;
        (l.bidder, l.highest) = (a, amount);
        if (time() + 600 > l.end) l.end = time() + 600;
        lots[auctionId - 1] = l;
        ++done[Deed.Bid];
    }

    function settle(uint256 a, uint256 seed) external {
        uint256 auctionId = pick(seed);
        if (auctionId > lots.length) return;
        Lot storage l = lots[auctionId - 1];
        bool there = inPlace(auctionId - 1);
        bool over = time() >= l.end;
        if (!send(a % ACTORS, 0, abi.encodeCall(IMarket.settle, (auctionId)), l.open && (over || !there))) return;
        l.open = false;
        bool bound_ = !there || (!l.ofShares && disputed[l.title]);
        if (l.bidder == NOBODY) {
            ++done[bound_ ? Deed.Voided : Deed.Unsold];
        } else if (bound_) {
            owed[actor(l.bidder)][l.currency] += l.highest;
            ++done[Deed.Voided];
        } else {
            (address till, uint256 royalty) = l.ofShares ? (address(0), 0) : titles.royaltyInfo(ids[l.title], l.highest);
            owed[till][l.currency] += royalty;
            owed[actor(l.seller)][l.currency] += l.highest - royalty;
            l.sold = true;
            ++done[Deed.Sold];
        }
    }

    function cancelAuction(uint256 a, uint256 seed) external {
        uint256 auctionId = pick(seed);
        if (auctionId > lots.length || seed % 4 != 0) return;
        Lot storage l = lots[auctionId - 1];
        a = seed % 8 == 0 ? l.seller : a % ACTORS;
        bool stuck = !l.ofShares && disputed[l.title] && inPlace(auctionId - 1);
        bool expected = l.open && l.seller == a && l.bidder == NOBODY && !stuck;
        if (!send(a, 0, abi.encodeCall(IMarket.cancelAuction, (auctionId)), expected)) return;
        l.open = false;
        ++done[Deed.CancelAuction];
    }

    function returnLot(uint256 a, uint256 seed) external {
        for (uint256 i = 0; i < lots.length; ++i) {
            Lot memory l = lots[i];
            bool waits = !l.open && !l.sold && !l.ofShares && inPlace(i) && !disputed[l.title];
            if (!waits && seed % 64 != i) continue;
            if (send(a % ACTORS, 0, abi.encodeCall(IMarket.returnLot, (i + 1)), waits)) ++done[Deed.Return];
        }
    }

    function withdraw(uint256 a, uint256 c, uint256 seed) external {
        (a, c) = (a % ACTORS, c % 2);
        address account = seed % 8 == 0 ? tillOf(seed >> 8) : actor(a);
        uint256 due = owed[account][c];
        uint256 before = held(account, c);
        bytes memory call = abi.encodeCall(IMarket.withdraw, (account, currencyOf(c)));
        if (!send((a + 1) % ACTORS, 0, call, due != 0)) return;
        vm.assertEq(held(account, c) - before, due, "M5: what is owed");
        owed[account][c] = 0;
        ++done[Deed.Withdraw];
    }

    function tillOf(uint256 t) public view returns (address till) {
        (till,) = titles.royaltyInfo(ids[t % 2], 0);
    }

    // ------------------------------------------------------------------------------------------------ time, arbitrator

    function pass(uint256 seed) external {
        vm.warp(time() + 1 + (seed % 4 == 0 ? seed % 2 hours : seed % 10 minutes));
        vm.roll(height() + 1);
    }

    function dispute(uint256 t, uint256 seed) external {
        t %= 2;
        disputed[t] = seed % 4 == 0;
        vm.prank(JUDGE);
        titles.setDisputed(ids[t], disputed[t]);
        ++done[Deed.Dispute];
    }

    function award(uint256 t, uint256 a, uint256 seed) external {
        if (seed % 8 != 0) return;
        t %= 2;
        vm.prank(JUDGE);
        titles.award(ids[t], actor(a % ACTORS));
        disputed[t] = false;
        ++done[Deed.Award];
    }
}
