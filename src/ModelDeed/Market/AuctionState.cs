using System.Numerics;
using ModelDeed.Ethereum;

namespace ModelDeed.Market;

/// <summary>Where an auction stands. The numbers are the contract's.</summary>
public enum AuctionStage : byte
{
    /// <summary>There is none of that number.</summary>
    None,

    /// <summary>Taking bids, or waiting to be settled.</summary>
    Open,

    /// <summary>The asset went to the highest bidder.</summary>
    Sold,

    /// <summary>Ended without a sale.</summary>
    Void,
}

/// <summary>An auction as the logs of <c>Market</c> tell it.</summary>
public sealed record AuctionState
{
    /// <summary>Its number, counting from 1.</summary>
    public required UInt256 Id { get; init; }

    /// <summary>The title, for shares too.</summary>
    public required UInt256 TitleId { get; init; }

    /// <summary>Who started it.</summary>
    public required Address Seller { get; init; }

    /// <summary>What holds the asset meanwhile.</summary>
    public required Address Lot { get; init; }

    /// <summary><c>Titles</c>, or the token of the divided title.</summary>
    public required Address Asset { get; init; }

    /// <summary>Shares; 1 for a title.</summary>
    public required BigInteger Amount { get; init; }

    /// <summary>Zero for native.</summary>
    public required Address Currency { get; init; }

    /// <summary>The lowest first bid, in the currency's smallest units.</summary>
    public required BigInteger Reserve { get; init; }

    /// <summary>By how much a bid must be higher than the last.</summary>
    public required BasisPoints Step { get; init; }

    /// <summary>Seconds that are left after each bid, at least.</summary>
    public required uint Extension { get; init; }

    /// <summary>Seconds since 1970 from which nobody bids.</summary>
    public required ulong End { get; init; }

    /// <summary>Who has bid most; zero for nobody.</summary>
    public Address Bidder { get; init; }

    /// <summary>The highest bid; zero for none.</summary>
    public BigInteger Highest { get; init; }

    /// <summary>How many bids there were.</summary>
    public int Bids { get; init; }

    /// <summary>Where it stands.</summary>
    public AuctionStage Stage { get; init; } = AuctionStage.Open;

    /// <summary>The lowest bid that would be taken: the reserve, then a step more (one unit at least).</summary>
    public BigInteger LeastBid => Highest.IsZero ? Reserve : Highest + BigInteger.Max(BigInteger.One, (Highest * Step.Value + BasisPoints.Whole - 1) / BasisPoints.Whole);

    /// <summary>The auction that a log begins; null for another event's.</summary>
    /// <exception cref="MalformedDataException">A log of <c>Market</c> that breaks its format.</exception>
    public static AuctionState? Begin(in Log log) => MarketContract.AuctionStarted.TryDecode(in log, out MarketContract.AuctionStarted started) ? new AuctionState
    {
        Id = started.AuctionId,
        TitleId = started.TitleId,
        Seller = started.Seller,
        Lot = started.Lot,
        Asset = started.Asset,
        Amount = started.Amount,
        Currency = started.Currency,
        Reserve = started.Reserve,
        Step = new BasisPoints(started.Step),
        Extension = started.Extension,
        End = started.End,
    } : null;

    /// <summary>The auction after one more log, in the chain's order. Logs of others change nothing.</summary>
    /// <exception cref="MalformedDataException">A log of <c>Market</c> that breaks its format.</exception>
    public AuctionState Apply(in Log log)
    {
        if (MarketContract.BidPlaced.TryDecode(in log, out MarketContract.BidPlaced bid))
            return bid.AuctionId == Id ? this with { Bidder = bid.Bidder, Highest = bid.Amount, End = bid.End, Bids = Bids + 1 } : this;
        if (MarketContract.AuctionSold.TryDecode(in log, out MarketContract.AuctionSold sold)) return sold.AuctionId == Id ? this with { Stage = AuctionStage.Sold } : this;
        if (MarketContract.AuctionVoided.TryDecode(in log, out MarketContract.AuctionVoided voided)) return voided.AuctionId == Id ? this with { Stage = AuctionStage.Void } : this;
        return this;
    }
}
