using System.Text.Json;
using ModelDeed.Ethereum;
using ModelDeed.Market;

namespace ModelDeed.Server.Market;

/// <summary>A signed order in the book, as the chain stands.</summary>
internal sealed record OrderView
{
    /// <summary>By which the contract knows it.</summary>
    public required Hash32 Hash { get; init; }

    /// <summary>sell or buy: what its maker wants.</summary>
    public required string Side { get; init; }

    public required Address Maker { get; init; }

    /// <summary>Who alone may fill it; null for anybody.</summary>
    public Address? Taker { get; init; }

    /// <summary>The title, for shares too.</summary>
    public required Hash32 TitleId { get; init; }

    /// <summary>The token of the divided title; null when the title itself is sold.</summary>
    public Address? Share { get; init; }

    /// <summary>Shares; 1 for the title itself.</summary>
    public required UInt256 Amount { get; init; }

    /// <summary>Shares that are left of it; zero when it can't be filled any more.</summary>
    public required UInt256 Left { get; init; }

    /// <summary>Zero for the chain's own.</summary>
    public required Address Currency { get; init; }

    /// <summary>For all of the amount, in the currency's smallest units.</summary>
    public required UInt256 Price { get; init; }

    /// <summary>Resale royalty agreed at most, in parts per 10,000.</summary>
    public required int MaxRoyalty { get; init; }

    /// <summary>Whether it dies when a version is published or a license sold.</summary>
    public required bool Binds { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required long Start { get; init; }

    /// <summary>The last second in which it counts.</summary>
    public required long Deadline { get; init; }

    public required UInt256 Nonce { get; init; }

    /// <summary>open; waiting (until <see cref="From"/>); disputed; filled; canceled; expired; or dead: the title changed, and it can't be filled any more.</summary>
    public required string State { get; init; }

    /// <summary>Of a dead order the contract's reason as a problem's code; else null.</summary>
    public string? Why { get; init; }

    /// <summary>Of a waiting order the second since 1970 from which it can be filled; else null.</summary>
    public long? From { get; init; }

    /// <summary>Seconds since 1970 at which it came into the book.</summary>
    public required long Posted { get; init; }
}

/// <summary>An order with its document.</summary>
/// <param name="Order">What it says, and how it stands.</param>
/// <param name="Document"><c>modeldeed-order-1</c>, with the signature: whoever has it can fill it, here or elsewhere.</param>
internal sealed record OrderDetail(OrderView Order, JsonElement Document);

/// <summary>An auction as the chain stands.</summary>
internal sealed record AuctionView
{
    /// <summary>Its number, from 1.</summary>
    public required UInt256 Id { get; init; }

    public required Hash32 TitleId { get; init; }

    public required Address Seller { get; init; }

    /// <summary>What holds the asset meanwhile.</summary>
    public required Address Lot { get; init; }

    /// <summary>The token of the divided title; null when the title itself is sold.</summary>
    public Address? Share { get; init; }

    /// <summary>Shares; 1 for the title itself.</summary>
    public required UInt256 Amount { get; init; }

    /// <summary>Zero for the chain's own.</summary>
    public required Address Currency { get; init; }

    /// <summary>The lowest first bid, in the currency's smallest units.</summary>
    public required UInt256 Reserve { get; init; }

    /// <summary>By how much a bid must be higher than the last, in parts per 10,000.</summary>
    public required int Step { get; init; }

    /// <summary>Seconds that are left after each bid, at least.</summary>
    public required long Extension { get; init; }

    /// <summary>Seconds since 1970 from which nobody bids.</summary>
    public required long End { get; init; }

    /// <summary>Seconds until then; 0 when it is over.</summary>
    public required long TimeLeft { get; init; }

    /// <summary>Who has bid most; null for nobody.</summary>
    public Address? Bidder { get; init; }

    /// <summary>The highest bid; zero for none.</summary>
    public required UInt256 Highest { get; init; }

    /// <summary>The lowest bid that would be taken; null when none is.</summary>
    public UInt256? LeastBid { get; init; }

    public required int Bids { get; init; }

    /// <summary>open; ended (its time is over: anybody may settle it); sold; or void.</summary>
    public required string State { get; init; }

    /// <summary>An auction at a second since 1970.</summary>
    public static AuctionView Of(AuctionState auction, Address titles, long now)
    {
        bool takes = auction.Stage == AuctionStage.Open && now < (long)auction.End;
        return new AuctionView
        {
            Id = auction.Id,
            TitleId = auction.TitleId.ToHash(),
            Seller = auction.Seller,
            Lot = auction.Lot,
            Share = auction.Asset == titles ? null : auction.Asset,
            Amount = (UInt256)auction.Amount,
            Currency = auction.Currency,
            Reserve = (UInt256)auction.Reserve,
            Step = auction.Step.Value,
            Extension = auction.Extension,
            End = (long)auction.End,
            TimeLeft = takes ? (long)auction.End - now : 0,
            Bidder = auction.Bidder.IsZero ? null : auction.Bidder,
            Highest = (UInt256)auction.Highest,
            LeastBid = takes ? (UInt256)auction.LeastBid : null,
            Bids = auction.Bids,
            State = takes ? "open" : auction.Stage switch { AuctionStage.Open => "ended", AuctionStage.Sold => "sold", _ => "void" },
        };
    }
}
