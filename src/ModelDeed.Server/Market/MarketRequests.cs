using System.Text.Json;
using ModelDeed.Ethereum;
using ModelDeed.Server.Transactions;

namespace ModelDeed.Server.Market;

/// <summary>Drafts a sale or an offer for the maker's wallet to sign.</summary>
/// <param name="From">The maker.</param>
/// <param name="TitleId">The title, for shares too.</param>
/// <param name="Price">For all of it, in the currency's smallest units, below 2^128.</param>
/// <param name="Currency">ERC-20; left out, or zero, for the chain's own (sales only).</param>
/// <param name="Shares">How many shares of the divided title; null for the title itself.</param>
/// <param name="Taker">Who alone may fill it; null for anybody.</param>
/// <param name="Start">Seconds since 1970 from which it counts; null for at once.</param>
/// <param name="Deadline">The last second in which it counts; null for 30 days from now.</param>
/// <param name="MaxRoyalty">Resale royalty agreed at most, in parts per 10,000; null for the title's.</param>
/// <param name="Binds">Whether it dies when a version is published or a license sold; null for no with sales and yes with offers.</param>
internal sealed record OrderRequest(
    Address From, Hash32 TitleId, UInt256 Price, Address? Currency = null, UInt256? Shares = null, Address? Taker = null, ulong? Start = null, ulong? Deadline = null, ushort? MaxRoyalty = null, bool? Binds = null);

/// <summary>An order to sign, with nothing on the chain but the approvals.</summary>
/// <param name="Hash">By which the contract and <c>/orders</c> know it.</param>
/// <param name="TypedData">For the wallet's <c>eth_signTypedData_v4</c>, as it is.</param>
/// <param name="Document">The document <c>modeldeed-order-1</c> without its signature: put that in as <c>signature</c> and POST it to <c>/orders</c>.</param>
/// <param name="Approvals">What lets the market move what is promised; no steps where it may already.</param>
internal sealed record DraftView(Hash32 Hash, JsonElement TypedData, JsonElement Document, PreparedView Approvals);

/// <summary>Fills an order: of the book by its hash, or one that is sent along.</summary>
/// <param name="From">Who buys, or of an offer who sells.</param>
/// <param name="Hash">Of an order in the book; null when it is sent along.</param>
/// <param name="Order">The document <c>modeldeed-order-1</c> with its signature; null when its hash is given.</param>
/// <param name="Shares">How many of the shares; null for all that are left.</param>
internal sealed record FillRequest(Address From, Hash32? Hash = null, JsonElement? Order = null, UInt256? Shares = null);

/// <summary>Takes signed orders back.</summary>
/// <param name="From">Their maker.</param>
/// <param name="Nonces">Theirs, 1 to 100: all orders with one of them die.</param>
internal sealed record CancelOrdersRequest(Address From, IReadOnlyList<UInt256> Nonces);

/// <summary>A transaction that says no more than who acts.</summary>
/// <param name="From">Who signs.</param>
internal sealed record SenderRequest(Address From);

/// <summary>Puts a title or shares up for auction.</summary>
/// <param name="From">Who sells.</param>
/// <param name="TitleId">The title, for shares too.</param>
/// <param name="Reserve">The lowest first bid, in the currency's smallest units, above zero.</param>
/// <param name="Duration">Seconds, 60 to 7,776,000.</param>
/// <param name="Currency">ERC-20; left out, or zero, for the chain's own.</param>
/// <param name="Step">By how much a bid must be higher than the last, in parts per 10,000; 500 by default.</param>
/// <param name="Extension">Seconds that are left after each bid, at least, to 86,400; 600 by default.</param>
/// <param name="Shares">How many shares of the divided title; null for the title itself.</param>
internal sealed record StartAuctionRequest(
    Address From, Hash32 TitleId, UInt256 Reserve, uint Duration, Address? Currency = null, ushort Step = 500, uint Extension = 600, UInt256? Shares = null);

/// <summary>Bids.</summary>
/// <param name="From">Who bids.</param>
/// <param name="AuctionId">The auction's number.</param>
/// <param name="Amount">The bid in all, in the auction's currency's smallest units.</param>
internal sealed record BidRequest(Address From, UInt256 AuctionId, UInt256 Amount);

/// <summary>Ends an auction.</summary>
/// <param name="From">Who signs; anybody may settle.</param>
/// <param name="AuctionId">The auction's number.</param>
internal sealed record AuctionRequest(Address From, UInt256 AuctionId);

/// <summary>Takes out what the market owes an account: bids that were outdone, proceeds of auctions.</summary>
/// <param name="From">Whose it is.</param>
/// <param name="Currency">ERC-20; left out, or zero, for the chain's own.</param>
/// <param name="To">Where it goes; null for the account itself.</param>
internal sealed record RefundRequest(Address From, Address? Currency = null, Address? To = null);

/// <summary>Describes a title by a card.</summary>
/// <param name="From">Its holder, or who may act for him.</param>
/// <param name="TitleId">The title.</param>
/// <param name="Digest">SHA-256 of the card's canonical bytes; zeros to take the description back.</param>
/// <param name="Uri">Where the card can be fetched, 2,048 bytes at most; empty for this server.</param>
internal sealed record DescribeRequest(Address From, Hash32 TitleId, Hash32 Digest, string Uri = "");

/// <summary>Claims what shares have earned.</summary>
/// <param name="From">Whose shares.</param>
/// <param name="TitleId">The title.</param>
/// <param name="Currency">ERC-20; left out, or zero, for the chain's own.</param>
/// <param name="Share">The token, where the title was divided more than once; null for the one that holds it now.</param>
/// <param name="To">Where it goes; null for the account itself.</param>
internal sealed record ClaimRequest(Address From, Hash32 TitleId, Address? Currency = null, Address? Share = null, Address? To = null);

/// <summary>Withdraws what a title earned under another key: one that an award gave to the account.</summary>
/// <param name="From">Whose it is.</param>
/// <param name="TitleId">The title.</param>
/// <param name="Payee">The key under which it stands.</param>
/// <param name="Currency">ERC-20; left out, or zero, for the chain's own.</param>
/// <param name="To">Where it goes; null for the account itself.</param>
internal sealed record WithdrawFromRequest(Address From, Hash32 TitleId, Address Payee, Address? Currency = null, Address? To = null);

/// <summary>Credits the resale royalties in a title's till. Anybody may.</summary>
/// <param name="From">Who signs.</param>
/// <param name="TitleId">The title.</param>
/// <param name="Currency">ERC-20; left out, or zero, for the chain's own.</param>
internal sealed record CollectRequest(Address From, Hash32 TitleId, Address? Currency = null);

/// <summary>Distributes income that was kept while a title or an ancestor was provisional. Anybody may.</summary>
/// <param name="From">Who signs.</param>
/// <param name="TitleId">The title.</param>
/// <param name="Payee">The key under which it is kept.</param>
/// <param name="Currency">ERC-20; left out, or zero, for the chain's own.</param>
internal sealed record SettleIncomeRequest(Address From, Hash32 TitleId, Address Payee, Address? Currency = null);
