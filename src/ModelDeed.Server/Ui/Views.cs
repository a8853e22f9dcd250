using ModelDeed.Ethereum;
using ModelDeed.Fingerprints;
using ModelDeed.Licensing;
using ModelDeed.Titles;

namespace ModelDeed.Server.Ui;

/// <summary>A version of an asset on its page.</summary>
/// <param name="Fingerprint">Its content root.</param>
/// <param name="Number">1 for the first.</param>
/// <param name="Priority">Seconds since 1970.</param>
/// <param name="Note">The holder's words: a stranger's text.</param>
/// <param name="IsPending">Whether its block isn't settled yet.</param>
public sealed record VersionView(Hash32 Fingerprint, long Number, ulong Priority, string Note, bool IsPending);

/// <summary>Terms that a title offers.</summary>
/// <param name="Offer">What, and in which state.</param>
/// <param name="Price">In the terms' currency.</param>
/// <param name="UnitPrice">Metered: for each unit.</param>
/// <param name="IsPending">Whether its block isn't settled yet.</param>
public sealed record OfferView(Offer Offer, Money Price, Money UnitPrice, bool IsPending);

/// <summary>Something that happened to a title.</summary>
/// <param name="Kind">As in <c>activity.kind</c>.</param>
/// <param name="Who">The other party, or whose doing it is; zero where the log doesn't say.</param>
/// <param name="Amount">What was paid; null for no payment.</param>
/// <param name="Time">Seconds since 1970.</param>
/// <param name="Block">Height.</param>
/// <param name="IsPending">Whether its block isn't settled yet.</param>
public sealed record EventView(string Kind, Address Who, Money? Amount, ulong Time, long Block, bool IsPending);

/// <summary>Who holds the shares of a divided title.</summary>
/// <param name="Token">The shares' contract.</param>
/// <param name="Symbol">A stranger's text.</param>
/// <param name="Issued">Shares in all.</param>
/// <param name="Count">Holders in all.</param>
/// <param name="Largest">The largest holders, the largest first.</param>
public sealed record HoldersView(Address Token, string Symbol, TokenAmount Issued, long Count, IReadOnlyList<(Address Account, TokenAmount Shares)> Largest);

/// <summary>What holds a title while it is auctioned.</summary>
/// <param name="Lot">The lot's account.</param>
/// <param name="Seller">Whose it is until it is sold.</param>
public sealed record LotView(Address Lot, Address Seller);

/// <summary>A sale of a title or of shares.</summary>
/// <param name="Shares">Shares; null for the title itself.</param>
/// <param name="Time">Seconds since 1970.</param>
public sealed record SoldView(Address Seller, Address Buyer, TokenAmount? Shares, Money Price, ulong Time);

/// <summary>Income in one currency.</summary>
/// <param name="Total">What the title got.</param>
/// <param name="FromDescendants">What of it came from descendants.</param>
/// <param name="Kept">What waits until the title and its ancestors are final, and is in no total yet.</param>
/// <param name="Months">By month, oldest first, no month left out.</param>
public sealed record IncomeView(Money Total, Money FromDescendants, Money Kept, IReadOnlyList<IncomeMonth> Months);

/// <summary>A title on a list of an account's.</summary>
public sealed record TitleLine(Hash32 Id, string Name, AssetKind Kind, ulong Priority, ulong FinalAt, bool IsDisputed, bool IsDissolved, bool IsPending);

/// <summary>A license on a list of an account's.</summary>
/// <param name="License">What it allows, and when.</param>
/// <param name="TitleName">A stranger's text.</param>
/// <param name="IsPending">Whether its block isn't settled yet.</param>
public sealed record LicenseLine(HeldLicense License, string TitleName, bool IsPending);

/// <summary>Everything on an asset's page.</summary>
public sealed record AssetView
{
    public required Hash32 Id { get; init; }

    public required string Name { get; init; }

    public required bool NameIsReadable { get; init; }

    public required AssetKind Kind { get; init; }

    public required Address Holder { get; init; }

    public required Address Registrant { get; init; }

    public required Address Arbitrator { get; init; }

    public required BasisPoints ResaleRoyalty { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required ulong Priority { get; init; }

    /// <summary>Seconds since 1970 from which nobody can contest it.</summary>
    public required ulong FinalAt { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required ulong Registered { get; init; }

    public required long RegisteredBlock { get; init; }

    public required Hash32 ManifestDigest { get; init; }

    public required Hash32 TensorRoot { get; init; }

    public required Hash32 AnchorRoot { get; init; }

    public required bool IsDisputed { get; init; }

    /// <summary>Whether the last change isn't settled yet.</summary>
    public required bool IsPending { get; init; }

    /// <summary>Versions with a sealed package, the latest first.</summary>
    public IReadOnlyList<Hash32> Sealed { get; init; } = [];

    /// <summary>The title that took its fingerprint in; null while it stands.</summary>
    public Hash32? DissolvedInto { get; init; }

    /// <summary>The latest version's manifest, if its document is here and holds.</summary>
    public Manifest? Manifest { get; init; }

    public IReadOnlyList<VersionView> Versions { get; init; } = [];

    public required Lineage Lineage { get; init; }

    public bool LineageIsCut { get; init; }

    public IReadOnlyList<OfferView> Offers { get; init; } = [];

    public IReadOnlyList<EventView> Events { get; init; } = [];

    public HoldersView? Holders { get; init; }

    public IReadOnlyList<IncomeView> Income { get; init; } = [];

    /// <summary>The card that describes it, if its document is here and holds.</summary>
    public ModelDeed.Market.Card? Card { get; init; }

    /// <summary>What holds it or its shares for open auctions.</summary>
    public IReadOnlyList<LotView> Lots { get; init; } = [];

    /// <summary>The last sales, the latest first.</summary>
    public IReadOnlyList<SoldView> Sales { get; init; } = [];

    /// <summary>Whose it is while a lot holds it for an auction; otherwise its holder.</summary>
    internal Address Shown => Lots.FirstOrDefault(lot => lot.Lot == Holder)?.Seller ?? Holder;

    /// <summary>Licenses that are valid now.</summary>
    public long ValidLicenses { get; init; }

    /// <summary>Seconds since 1970, when the page was made.</summary>
    public required ulong Now { get; init; }

    internal bool IsFinal => Now >= FinalAt;
}

/// <summary>Everything on an account's page.</summary>
/// <param name="Address">Whose.</param>
/// <param name="Made">Titles that it registered, the newest first.</param>
/// <param name="Holds">Titles that it holds, shares of divided ones included.</param>
/// <param name="Licenses">That it holds, the latest expiry first.</param>
/// <param name="Income">What the titles that it holds whole have got.</param>
/// <param name="Facts">Counts.</param>
/// <param name="Now">Seconds since 1970, when the page was made.</param>
public sealed record AccountView(Address Address, IReadOnlyList<TitleLine> Made, IReadOnlyList<TitleLine> Holds, IReadOnlyList<LicenseLine> Licenses, IReadOnlyList<Money> Income, AccountFacts Facts, ulong Now);

/// <summary>What the record counts of an account.</summary>
/// <param name="FirstSeen">Seconds since 1970; 0 for never.</param>
public sealed record AccountFacts(long Registered, long LicensesGranted, long LicensesHeld, long DerivedByOthers, long Superseded, long Disputed, ulong FirstSeen);

/// <summary>How fresh the pages are.</summary>
public enum Freshness
{
    /// <summary>Within a few blocks of the chain.</summary>
    Current,

    /// <summary>Reading, but behind.</summary>
    Behind,

    /// <summary>Not reading.</summary>
    Stopped,
}

/// <summary>Everything on the status page.</summary>
/// <param name="Chain">The chain's name.</param>
/// <param name="Head">The newest block known; null when no node answers.</param>
/// <param name="Applied">Up to where the tables are.</param>
/// <param name="Final">Up to where they can't change any more.</param>
/// <param name="AppliedAt">Time of that block, seconds since 1970; 0 for none.</param>
/// <param name="Fault">What is wrong; null for nothing.</param>
/// <param name="Contracts">Names and addresses.</param>
/// <param name="Counts">Label and number.</param>
public sealed record StatusView(string Chain, ulong ChainId, Freshness Freshness, long? Head, long Applied, long Final, ulong AppliedAt, string? Fault, string Finality, string Database, IReadOnlyList<(string Name, Address Address)> Contracts, StatusCounts Counts);

/// <summary>How much there is.</summary>
public sealed record StatusCounts(long Titles, long Versions, long Offers, long Licenses, long Payments, long Accounts);

/// <summary>A signed order on a page.</summary>
/// <param name="Shares">Shares that are left of it; null when it is the title itself.</param>
/// <param name="IsBound">Whether it dies when a license is sold or a version published.</param>
/// <param name="Deadline">The last second since 1970 in which it counts.</param>
/// <param name="State">As in the API: open, waiting, disputed, filled, canceled, expired or dead.</param>
/// <param name="From">Of a waiting order the second since 1970 from which it can be filled; else null.</param>
public sealed record OrderLine(
    Hash32 Hash, bool IsSale, Address Maker, Address? Taker, TitleName Title, UInt256? Shares, Money Price, bool IsBound, ulong Deadline, UInt256 Nonce, string State, ulong? From);

/// <summary>An auction on a page.</summary>
/// <param name="Shares">How many; null when it is the title itself.</param>
/// <param name="Bidder">Who has bid most; null for nobody.</param>
/// <param name="Least">The lowest bid that would be taken; null when none is.</param>
/// <param name="End">Seconds since 1970 from which nobody bids.</param>
/// <param name="TimeLeft">Seconds until then; 0 when it is over.</param>
/// <param name="State">As in the API: open, ended, sold or void.</param>
public sealed record AuctionLine(
    UInt256 Id, TitleName Title, UInt256? Shares, Address Seller, Address? Bidder, Money Reserve, Money Highest, Money? Least, int Bids, ulong End, long TimeLeft, string State);

/// <summary>What a line of the market says of its title.</summary>
/// <param name="Name">A stranger's text.</param>
/// <param name="Holder">Who can sell it.</param>
/// <param name="Licenses">Valid now: a buyer takes them on.</param>
public sealed record TitleName(Hash32 Id, string Name, Address Holder, long Licenses);

/// <summary>Orders and auctions.</summary>
/// <param name="Orders">The newest first.</param>
/// <param name="Auctions">The newest first.</param>
/// <param name="Owed">What the market holds for the account asked for.</param>
/// <param name="Now">Seconds since 1970, of the clock or of the latest block, whichever is later.</param>
public sealed record SaleView(IReadOnlyList<OrderLine> Orders, IReadOnlyList<AuctionLine> Auctions, IReadOnlyList<(Address Currency, Money Amount)> Owed, ulong Now);

/// <summary>Everything on a license's page.</summary>
/// <param name="AssetName">A stranger's text.</param>
/// <param name="Since">Seconds since 1970 from which it counts without a gap.</param>
/// <param name="Expires">Seconds since 1970 from which it doesn't; null for never.</param>
/// <param name="Standing">valid, not-yet, expired or void.</param>
/// <param name="Paid">In all, renewals included.</param>
/// <param name="RenewalPrice">Per further period of a subscription.</param>
/// <param name="Granted">Seconds since 1970.</param>
public sealed record LicenseSheet(
    Hash32 Id, Hash32 TitleId, string AssetName, Hash32 TermsId, LicenseTerms Terms, Address Licensee, Address Payer, LicenseScope Scope, long Since, long? Expires, string Standing, Money Paid, Money RenewalPrice, long Granted, Hash32 Transaction, bool IsPending);
