// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @title Market: titles and shares for sale
/// @notice An order is a signature (EIP-712, or EIP-1271 for a contract account): to list costs nothing, nothing is locked up,
/// and whoever fills it moves asset and money in one call. An auction holds what it sells in a `Lot` of its own, and the
/// highest bid here; whoever is outbid withdraws.
///
/// A title's sale pays its resale royalty (ERC-2981) to its till, from which `Royalties.collect` credits its registrant and
/// its ancestors; a sale of shares pays none. Provisional and disputed titles can't be sold: `Titles` refuses to move them.
/// Currencies are ERC-20 tokens by address, or zero for the chain's native currency. Amounts are in their smallest units.
interface IMarket {
    /// @notice What an order's maker wants. The order is part of the ABI. Buy: an offer.
    enum Side {
        Sell,
        Buy
    }

    /// @notice What a maker signs: `Order(uint8 side,address maker,address taker,address asset,uint256 titleId,uint96 amount,`
    /// `address currency,uint128 price,uint16 maxRoyalty,uint64 epoch,bytes32 state,uint40 start,uint40 deadline,`
    /// `uint256 nonce,uint256 counter)`, in the domain "ModelDeed Market", "1".
    /// @param side Sell or Buy.
    /// @param maker Who signs.
    /// @param taker Who alone may fill it; zero for anybody.
    /// @param asset `Titles`, or the token of the divided title.
    /// @param titleId The title, for shares too.
    /// @param amount Shares; 1 for the title itself.
    /// @param currency Zero for native, in which only sales can be: an offer is paid from an allowance, so wrap it.
    /// @param price For all of `amount`. A part of it costs its pro rata share, rounded up to sell and down to buy.
    /// @param maxRoyalty Resale royalty agreed at most, in parts per 10,000 of the price.
    /// @param epoch The title's: the order dies when the title is taken over.
    /// @param state Zero, or what `stateOf` must answer when it is filled.
    /// @param start The first second in which it counts, since 1970.
    /// @param deadline The last one.
    /// @param nonce Of the maker's choice. Orders with the same nonce die together, when one is filled whole or canceled.
    /// @param counter The maker's `counterOf`.
    struct Order {
        Side side;
        address maker;
        address taker;
        address asset;
        uint256 titleId;
        uint96 amount;
        address currency;
        uint128 price;
        uint16 maxRoyalty;
        uint64 epoch;
        bytes32 state;
        uint40 start;
        uint40 deadline;
        uint256 nonce;
        uint256 counter;
    }

    /// @notice An auction's state. The order is part of the ABI. Void: ended without a sale.
    enum AuctionState {
        None,
        Open,
        Sold,
        Void
    }

    /// @notice An auction. Six slots: seller (160 bits) | end (40) | extension (32) | step (16) | state (8); lot (160) | amount
    /// (96); currency (160); asset (160); titleId; bidder (160); reserve (128) | highest (128).
    /// @param seller Who started it.
    /// @param end Seconds since 1970 from which nobody bids.
    /// @param extension Seconds that are left after each bid, at least.
    /// @param step By how much a bid must be higher than the last, in parts per 10,000 of that.
    /// @param state Where it stands.
    /// @param lot What holds the asset meanwhile.
    /// @param amount Shares; 1 for a title.
    /// @param currency Zero for native.
    /// @param asset As in `Order`.
    /// @param titleId As in `Order`.
    /// @param bidder Who has bid most; zero for nobody.
    /// @param reserve The lowest first bid.
    /// @param highest The highest bid; zero for none.
    struct Auction {
        address seller;
        uint40 end;
        uint32 extension;
        uint16 step;
        AuctionState state;
        address lot;
        uint96 amount;
        address currency;
        address asset;
        uint256 titleId;
        address bidder;
        uint128 reserve;
        uint128 highest;
    }

    // ----------------------------------------------------------------------------------------------------------- orders

    /// @notice Emitted for each fill.
    /// @param titleId The title, for shares too.
    /// @param orderHash The order's EIP-712 struct hash.
    /// @param amount Shares; 1 for a title.
    /// @param price What was paid for them in all.
    /// @param royalty What of that went to the title's till.
    event OrderFilled(
        uint256 indexed titleId,
        address indexed maker,
        address indexed taker,
        bytes32 orderHash,
        Side side,
        address asset,
        uint96 amount,
        address currency,
        uint256 price,
        uint256 royalty
    );
    /// @notice Emitted when a maker takes back whatever he signed with a nonce.
    event OrderCanceled(address indexed maker, uint256 nonce);
    /// @notice Emitted when a maker takes back all that he has signed.
    event AllOrdersCanceled(address indexed maker, uint256 counter);

    /// @notice Thrown before the order's start and after its deadline.
    error Market_NotOpen(uint256 start, uint256 deadline);
    /// @notice Thrown when the order is for another taker, or the caller's own.
    error Market_NotTaker(address taker, address caller);
    /// @notice Thrown when the order was filled whole, or canceled.
    error Market_NonceUsed(address maker, uint256 nonce);
    /// @notice Thrown when the maker has canceled all orders since.
    error Market_CounterPassed(address maker, uint256 counter);
    /// @notice Thrown when the signature isn't the maker's over exactly this order.
    error Market_BadSignature(address maker);
    /// @notice Thrown for no amount, more than is left, or part of a title.
    error Market_BadAmount(uint256 asked, uint256 left);
    /// @notice Thrown for an offer in native currency, or for a price in titles.
    error Market_BadCurrency(address currency);
    /// @notice Thrown when the asset is neither `Titles` nor the token that holds the title.
    error Market_NotForSale(address asset, uint256 titleId);
    /// @notice Thrown when the seller doesn't hold the title.
    error Market_NotHolder(uint256 titleId, address seller, address holder);
    /// @notice Thrown when the title was taken over since the order was signed.
    error Market_EpochPassed(uint256 titleId, uint256 epoch);
    /// @notice Thrown when the title isn't in the state that the order or the taker names.
    error Market_StateChanged(uint256 titleId, bytes32 expected, bytes32 found);
    /// @notice Thrown when the resale royalty is above the order's.
    error Market_RoyaltyTooHigh(uint256 royalty, uint256 most);
    /// @notice Thrown when the native amount sent isn't the price (zero for a price in tokens).
    error Market_WrongValue(uint256 expected, uint256 sent);
    /// @notice Thrown when a token doesn't bring its receiver exactly what was sent, as those with a fee don't.
    error Market_WrongAmount(address currency, uint256 expected, uint256 received);

    /// @notice Fills an order, or for shares a part of it. The asset moves first, then the money: the seller can't burden in
    /// between what he sells.
    /// @dev The seller approves this contract for the title (ERC-721) or the shares (ERC-20); the buyer for the currency.
    /// Native money is sent along, to the unit. A receiver that refuses its money stops only its own sale.
    /// @param order The order.
    /// @param signature 65 bytes, or what the contract account wants.
    /// @param amount How many shares; 1 for a title.
    /// @param terms The terms that `stateOf` shall look at; of no meaning where neither order nor caller names a state.
    /// @param expected The state that the caller was shown; zero for any.
    function fill(
        Order calldata order,
        bytes calldata signature,
        uint96 amount,
        bytes32[] calldata terms,
        bytes32 expected
    ) external payable;

    /// @notice Takes back whatever the caller has signed with these nonces.
    function cancel(uint256[] calldata nonces) external;

    /// @notice Takes back all that the caller has signed, also for counters to come: the next one can't be foreseen.
    /// @return counter What he signs with from now on: higher by 1 to 2^128.
    function cancelAll() external returns (uint256 counter);

    /// @notice What a buyer takes on, as a digest: Keccak-256 of (latest version, its number, for each of these terms its id,
    /// the state of its offer, how many licenses were granted on it).
    /// Warning: it can't know of terms that aren't named. Terms that are offered, and licenses granted on them, after it was
    /// taken don't change it.
    function stateOf(uint256 titleId, bytes32[] calldata terms) external view returns (bytes32 state);

    /// @notice An order's EIP-712 struct hash.
    function hashOf(Order calldata order) external pure returns (bytes32);

    /// @notice How much of an order for shares was filled.
    function filledOf(bytes32 orderHash) external view returns (uint96);

    /// @notice Whether a maker's nonce was filled or canceled.
    function isUsed(address maker, uint256 nonce) external view returns (bool);

    /// @notice What a maker's orders must bear.
    function counterOf(address maker) external view returns (uint256);

    // --------------------------------------------------------------------------------------------------------- auctions

    /// @notice Emitted when an auction starts.
    event AuctionStarted(
        uint256 indexed auctionId,
        uint256 indexed titleId,
        address indexed seller,
        address lot,
        address asset,
        uint96 amount,
        address currency,
        uint128 reserve,
        uint16 step,
        uint32 extension,
        uint40 end
    );
    /// @notice Emitted for each bid.
    /// @param outbid Who has bid most before; zero for nobody. His bid is now his to withdraw.
    /// @param end When the auction ends now.
    event BidPlaced(
        uint256 indexed auctionId, address indexed bidder, address indexed outbid, uint128 amount, uint40 end
    );
    /// @notice Emitted when the asset went to the highest bidder.
    /// @param royalty What of the price is the title's till's to withdraw; the rest is the seller's.
    event AuctionSold(
        uint256 indexed auctionId, uint256 indexed titleId, address indexed winner, uint128 price, uint256 royalty
    );
    /// @notice Emitted when an auction ended without a sale.
    /// @param bidder Whose bid is now his to withdraw; zero for nobody's.
    event AuctionVoided(uint256 indexed auctionId, uint256 indexed titleId, address indexed bidder, uint128 refund);
    /// @notice Emitted when the seller gets back what wasn't sold.
    event LotReturned(uint256 indexed auctionId, address indexed seller);
    /// @notice Emitted when money leaves.
    event MoneyWithdrawn(address indexed account, address indexed currency, address to, uint256 amount);

    /// @notice Thrown when an auction isn't one that is open for this now.
    error Market_NotAuctioned(uint256 auctionId);
    /// @notice Thrown when its terms are out of range.
    /// @param field The argument of `startAuction`.
    error Market_BadAuction(bytes32 field);
    /// @notice Thrown when a bid is below what it must be at least.
    error Market_BidTooLow(uint256 bid, uint256 least);
    /// @notice Thrown when a bid comes after the end, or the settlement before.
    error Market_WrongTime(uint256 auctionId, uint256 end);
    /// @notice Thrown when the caller isn't the seller, or somebody has bid.
    error Market_NotCancelable(uint256 auctionId);
    /// @notice Thrown when there is nothing to withdraw, or to return.
    error Market_NothingThere(address account);

    /// @notice Puts a title or shares of the caller's up for auction. They leave the caller for a `Lot`; what they earn there
    /// is still the caller's (`Lot.takeIncome`).
    /// @param asset As in `Order`.
    /// @param titleId As in `Order`.
    /// @param amount As in `Order`.
    /// @param currency Zero for native.
    /// @param reserve The lowest first bid; not zero.
    /// @param step As in `Auction`, 10,000 at most. A bid is higher by one unit at least.
    /// @param duration Seconds, one minute to 90 days.
    /// @param extension Seconds that are left after each bid, one day at most.
    /// @return auctionId Counting from 1.
    function startAuction(
        address asset,
        uint256 titleId,
        uint96 amount,
        address currency,
        uint128 reserve,
        uint16 step,
        uint32 duration,
        uint32 extension
    ) external returns (uint256 auctionId);

    /// @notice Bids. Native money is sent along; tokens are pulled from the caller's allowance. Nobody takes a bid back.
    function bid(uint256 auctionId, uint128 amount) external payable;

    /// @notice Ends an auction that nobody has bid in. Only its seller.
    function cancelAuction(uint256 auctionId) external;

    /// @notice Ends an auction whose time is over: the asset goes to the highest bidder, the price to till and seller, who
    /// withdraw it. Without a bid the seller gets the asset back. Anybody may.
    /// @dev The sale is off, and the bidder gets his money back, if the title is disputed then; and, without waiting for the
    /// end, if an arbitrator has awarded it away, or (for shares) it has left the token.
    function settle(uint256 auctionId) external;

    /// @notice Gives the seller back what a voided auction still holds: a title whose dispute is over. Anybody may.
    function returnLot(uint256 auctionId) external;

    /// @notice Sends an account all that is its here. Anybody may: it goes nowhere else.
    function withdraw(address account, address currency) external returns (uint256 amount);

    /// @notice Sends all that is the caller's here to another account.
    function withdrawTo(address currency, address to) external returns (uint256 amount);

    /// @notice What an account may withdraw.
    function owedTo(address account, address currency) external view returns (uint256);

    /// @notice An auction; all zero for none.
    function auctionOf(uint256 auctionId) external view returns (Auction memory);

    /// @notice The lowest bid that would be taken, whatever the time.
    function leastBid(uint256 auctionId) external view returns (uint256);

    // ------------------------------------------------------------------------------------------------------------ cards

    /// @notice Emitted when a title is described. The latest one counts; zero `digest` takes it back.
    /// @param digest SHA-256 of the card, a JSON document (docs/formats.md).
    /// @param uri Where it is; may be empty.
    event Described(uint256 indexed titleId, address indexed author, bytes32 digest, string uri);

    /// @notice Thrown when the caller may not describe the title.
    error Market_NotAuthor(uint256 titleId, address caller);
    /// @notice Thrown when the address is longer than 2,048 bytes.
    error Market_UriTooLong(uint256 length);

    /// @notice Says what a title is. Only its holder, or an account approved for it (ERC-721); of a divided title its steward.
    /// Nothing is stored.
    function describe(uint256 titleId, bytes32 digest, string calldata uri) external;
}
