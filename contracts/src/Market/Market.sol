// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IOffers} from "../Licensing/IOffers.sol";
import {Neighbors} from "../Primitives/Neighbors.sol";
import {IRoyalties} from "../Royalties/IRoyalties.sol";
import {IShares} from "../Shares/IShares.sol";
import {ITitles} from "../Titles/ITitles.sol";
import {Assets} from "./Assets.sol";
import {ILot} from "./ILot.sol";
import {IMarket} from "./IMarket.sol";
import {Lot} from "./Lot.sol";
import {Orders} from "./Orders.sol";

/// @title Market
/// @dev Invariants (docs/invariants.md):
/// M1 for every currency, what the contract holds is at least the highest bids of all open auctions and what accounts may
/// withdraw. M2 an order is filled once at most, for shares up to its amount, and only as its maker signed it, on this chain and
/// by this contract. M3 a sale's price is what till and seller get, to the unit. M4 what an auction holds goes to its winner, back
/// to its seller, or where an arbitrator awards it. M5 a bid is its bidder's until his auction is sold. M6 nothing moves that its
/// holder hasn't signed, filled or put up.
///
/// Nobody owns or administers this contract, and no fee is taken. Every call that meets a stranger's code is locked against
/// re-entrance. Auctions push nothing: no currency, bidder or seller can keep one from being settled.
///
/// Warning: an order lives again if its seller gets the title back before its deadline: cancel what shall not.
/// Warning: before buying a title look at its arbitrator, who can award it to anybody, and at the licenses outstanding.
/// Warning: a friend of the seller's as arbitrator can void an auction by a dispute when it ends.
/// Warning: a title sent here by a plain transfer stays here: start an auction instead.
/// Warning: tokens whose balances change on their own break M1 in that token, and in no other.
contract Market is Orders {
    using Address for address payable;
    using SafeERC20 for IERC20;

    uint256 private constant MIN_DURATION = 1 minutes;
    uint256 private constant MAX_DURATION = 90 days;
    uint256 private constant MAX_EXTENSION = 1 days;
    uint256 private constant MAX_URI = 2_048;

    /// @notice The code that all lots run.
    address public immutable LOT;

    uint256 private _count;
    mapping(uint256 auctionId => Auction) private _auctions;
    mapping(address account => mapping(address currency => uint256)) private _owed;

    /// @dev Created by a `Foundation`, from whose address its neighbors' follow.
    constructor()
        Assets(
            ITitles(Neighbors.at(msg.sender, Neighbors.TITLES)),
            IOffers(Neighbors.at(msg.sender, Neighbors.OFFERS)),
            IShares(Neighbors.at(msg.sender, Neighbors.SHARES))
        )
    {
        LOT = address(new Lot(address(TITLES), IRoyalties(Neighbors.at(msg.sender, Neighbors.ROYALTIES))));
    }

    // -------------------------------------------------------------------------------------------------------- auctions

    /// @inheritdoc IMarket
    function startAuction(
        address asset,
        uint256 titleId,
        uint96 amount,
        address currency,
        uint128 reserve,
        uint16 step,
        uint32 duration,
        uint32 extension
    ) external nonReentrant returns (uint256 auctionId) {
        // Checks.
        (address holder,) = _standing(asset, titleId);
        if (asset == address(TITLES) && holder != msg.sender) revert Market_NotHolder(titleId, msg.sender, holder);
        _requireAmount(asset, amount, type(uint96).max);
        _requireCurrency(currency);
        if (reserve == 0) revert Market_BadAuction("reserve");
        if (step > WHOLE) revert Market_BadAuction("step");
        if (duration < MIN_DURATION || duration > MAX_DURATION) revert Market_BadAuction("duration");
        if (extension > MAX_EXTENSION) revert Market_BadAuction("extension");
        // Effects. The clone is ours.
        auctionId = ++_count;
        Auction storage auction = _auctions[auctionId];
        (auction.seller, auction.end, auction.extension) = (msg.sender, uint40(block.timestamp + duration), extension);
        (auction.step, auction.state, auction.amount) = (step, AuctionState.Open, amount);
        (auction.currency, auction.asset, auction.titleId) = (currency, asset, titleId);
        auction.reserve = reserve;
        auction.lot = Clones.cloneWithImmutableArgs(LOT, abi.encode(msg.sender, asset, titleId, amount));
        _emitStarted(auctionId);
        // Interactions.
        _move(asset, titleId, amount, msg.sender, auction.lot);
    }

    function _emitStarted(uint256 auctionId) private {
        Auction memory a = _auctions[auctionId];
        emit AuctionStarted(
            auctionId, a.titleId, a.seller, a.lot, a.asset, a.amount, a.currency, a.reserve, a.step, a.extension, a.end
        );
    }

    /// @inheritdoc IMarket
    function bid(uint256 auctionId, uint128 amount) external payable nonReentrant {
        // Checks.
        Auction storage auction = _open(auctionId);
        if (block.timestamp >= auction.end) revert Market_WrongTime(auctionId, auction.end);
        uint256 least = _leastBid(auction);
        if (amount < least) revert Market_BidTooLow(amount, least);
        address currency = auction.currency;
        uint256 value = currency == address(0) ? amount : 0;
        if (msg.value != value) revert Market_WrongValue(value, msg.value);
        // A bid on what has left could only be refunded.
        if (!_isHeld(auction)) revert Market_NotAuctioned(auctionId);
        // Effects.
        address outbid = auction.bidder;
        if (outbid != address(0)) _owed[outbid][currency] += auction.highest;
        (auction.bidder, auction.highest) = (msg.sender, amount);
        uint256 end = block.timestamp + auction.extension;
        // 40 bits hold the seconds until the year 36,812.
        if (end > auction.end) auction.end = uint40(end);
        emit BidPlaced(auctionId, msg.sender, outbid, amount, auction.end);
        // Interactions.
        if (currency != address(0)) _pay(currency, msg.sender, address(this), amount);
    }

    /// @inheritdoc IMarket
    function cancelAuction(uint256 auctionId) external nonReentrant {
        // Checks.
        Auction storage auction = _open(auctionId);
        if (auction.seller != msg.sender || auction.bidder != address(0)) revert Market_NotCancelable(auctionId);
        // Effects.
        _void(auctionId, auction);
        // Interactions.
        if (auction.asset != address(TITLES) || _isHeld(auction)) _return(auctionId, auction);
    }

    /// @inheritdoc IMarket
    function settle(uint256 auctionId) external nonReentrant {
        // Checks.
        Auction storage auction = _open(auctionId);
        bool held = _isHeld(auction);
        if (held && block.timestamp < auction.end) revert Market_WrongTime(auctionId, auction.end);
        bool bound = !held || _isDisputed(auction);
        // Effects and interactions, which are with our own code only.
        if (!bound && auction.bidder != address(0)) return _sell(auctionId, auction);
        _void(auctionId, auction);
        if (!bound || auction.asset != address(TITLES)) _return(auctionId, auction);
    }

    function _sell(uint256 auctionId, Auction storage auction) private {
        (uint256 titleId, uint128 price, address winner) = (auction.titleId, auction.highest, auction.bidder);
        (address till, uint256 royalty) = _royaltyOf(auction.asset, titleId, price);
        // Effects.
        auction.state = AuctionState.Sold;
        if (royalty != 0) _owed[till][auction.currency] += royalty;
        _owed[auction.seller][auction.currency] += price - royalty;
        emit AuctionSold(auctionId, titleId, winner, price, royalty);
        // Interactions.
        ILot(auction.lot).release(winner);
    }

    /// @dev Ends it without a sale: the bid is its bidder's again.
    function _void(uint256 auctionId, Auction storage auction) private {
        address bidder = auction.bidder;
        auction.state = AuctionState.Void;
        if (bidder != address(0)) _owed[bidder][auction.currency] += auction.highest;
        emit AuctionVoided(auctionId, auction.titleId, bidder, auction.highest);
    }

    function _return(uint256 auctionId, Auction storage auction) private {
        emit LotReturned(auctionId, auction.seller);
        ILot(auction.lot).release(auction.seller);
    }

    /// @inheritdoc IMarket
    function returnLot(uint256 auctionId) external nonReentrant {
        // Checks. Shares go back at once, so only titles wait.
        Auction storage auction = _auctions[auctionId];
        if (auction.state != AuctionState.Void) revert Market_NotAuctioned(auctionId);
        if (auction.asset != address(TITLES) || !_isHeld(auction)) revert Market_NothingThere(auction.lot);
        // Interactions.
        _return(auctionId, auction);
    }

    function _open(uint256 auctionId) private view returns (Auction storage auction) {
        auction = _auctions[auctionId];
        if (auction.state != AuctionState.Open) revert Market_NotAuctioned(auctionId);
    }

    /// @dev Whether there is still what was put up: the title in the lot, or for shares in their token. A title that was
    /// dissolved has no holder.
    function _isHeld(Auction storage auction) private view returns (bool) {
        (uint256 id, address holder,,,) = TITLES.rightsIn(bytes32(auction.titleId));
        return id == auction.titleId && holder == (auction.asset == address(TITLES) ? auction.lot : auction.asset);
    }

    /// @dev A dispute bars a title from transfer; shares move all the same.
    function _isDisputed(Auction storage auction) private view returns (bool) {
        return auction.asset == address(TITLES) && TITLES.recordOf(auction.titleId).disputed;
    }

    function _leastBid(Auction storage auction) private view returns (uint256) {
        uint256 highest = auction.highest;
        if (highest == 0) return auction.reserve;
        uint256 step = Math.ceilDiv(highest * auction.step, WHOLE);
        return highest + (step == 0 ? 1 : step);
    }

    // ----------------------------------------------------------------------------------------------------------- money

    /// @inheritdoc IMarket
    function withdraw(address account, address currency) external nonReentrant returns (uint256 amount) {
        return _withdraw(account, currency, account);
    }

    /// @inheritdoc IMarket
    function withdrawTo(address currency, address to) external nonReentrant returns (uint256 amount) {
        return _withdraw(msg.sender, currency, to);
    }

    function _withdraw(address account, address currency, address to) private returns (uint256 amount) {
        // Checks. Sent here it would be nobody's.
        amount = _owed[account][currency];
        if (amount == 0 || to == address(this) || to == address(0)) revert Market_NothingThere(account);
        // Effects.
        _owed[account][currency] = 0;
        emit MoneyWithdrawn(account, currency, to, amount);
        // Interactions.
        if (currency == address(0)) payable(to).sendValue(amount);
        else IERC20(currency).safeTransfer(to, amount);
    }

    // ------------------------------------------------------------------------------------------------------------ card

    /// @inheritdoc IMarket
    function describe(uint256 titleId, bytes32 digest, string calldata uri) external {
        if (bytes(uri).length > MAX_URI) revert Market_UriTooLong(bytes(uri).length);
        if (!_isAuthor(titleId, msg.sender)) revert Market_NotAuthor(titleId, msg.sender);
        emit Described(titleId, msg.sender, digest, uri);
    }

    function _isAuthor(uint256 titleId, address author) private view returns (bool) {
        IERC721 tokens = IERC721(address(TITLES));
        address holder = tokens.ownerOf(titleId);
        if (holder == author || tokens.isApprovedForAll(holder, author) || tokens.getApproved(titleId) == author) {
            return true;
        }
        (uint256 divided,, address steward,) = SHARES.divisionOf(holder);
        return divided == titleId && steward == author;
    }

    // ----------------------------------------------------------------------------------------------------------- views

    /// @inheritdoc IMarket
    function owedTo(address account, address currency) external view returns (uint256) {
        return _owed[account][currency];
    }

    /// @inheritdoc IMarket
    function auctionOf(uint256 auctionId) external view returns (Auction memory) {
        return _auctions[auctionId];
    }

    /// @inheritdoc IMarket
    function leastBid(uint256 auctionId) external view returns (uint256) {
        return _leastBid(_open(auctionId));
    }
}
