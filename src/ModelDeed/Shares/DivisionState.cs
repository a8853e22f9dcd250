using System.Collections.Immutable;
using System.Numerics;
using ModelDeed.Ethereum;
using ModelDeed.Titles;

namespace ModelDeed.Shares;

/// <summary>A divided title as the logs of <c>Shares</c> tell it.</summary>
public sealed record DivisionState
{
    private const int NameWord = 3, SymbolWord = 4;

    /// <summary>The title.</summary>
    public required UInt256 Title { get; init; }

    /// <summary>The token, which holds the title while it is divided.</summary>
    public required Address Share { get; init; }

    /// <summary>Who divided it.</summary>
    public required Address Divider { get; init; }

    /// <summary>The part of all votes that carries a motion.</summary>
    public required BasisPoints Majority { get; init; }

    /// <summary>Who acts for the holders; zero for nobody.</summary>
    public required Address Steward { get; init; }

    /// <summary>The token in which offers for the whole may be made, besides native money; zero for none.</summary>
    public required Address Currency { get; init; }

    /// <summary>The token's name. A stranger's text: U+FFFD stands for what isn't UTF-8 on the chain.</summary>
    public required string Name { get; init; }

    /// <summary>The token's symbol. A stranger's text, as <see cref="Name"/>.</summary>
    public required string Symbol { get; init; }

    /// <summary>Shares issued.</summary>
    public required BigInteger Issued { get; init; }

    /// <summary>Its motions, oldest first.</summary>
    public ImmutableArray<MotionState> Motions { get; init; } = [];

    /// <summary>The buy-out that was accepted; null while none is.</summary>
    public MotionState? BoughtOut => Motions.FirstOrDefault(motion => motion is { IsBuyout: true, Stage: MotionStage.Accepted });

    /// <summary>Votes that carry a motion.</summary>
    public BigInteger Needed => (Issued * Majority.Value + BasisPoints.Whole - 1) / BasisPoints.Whole;

    /// <summary>The division that a log begins; null for another event's.</summary>
    /// <exception cref="MalformedDataException">A log of <c>Shares</c> that breaks its format.</exception>
    public static DivisionState? Begin(in Log log)
    {
        if (log.Topics.Count == 0 || log.Topics[0] != SharesContract.TitleDivided.Topic0) return null;
        Log named = TitleText.Mend(in log, NameWord, out _), mended = TitleText.Mend(in named, SymbolWord, out _);
        return SharesContract.TitleDivided.TryDecode(in mended, out SharesContract.TitleDivided divided) ? new DivisionState
        {
            Title = divided.TitleId,
            Share = divided.Share,
            Divider = divided.Divider,
            Majority = new BasisPoints(divided.Majority),
            Steward = divided.Steward,
            Currency = divided.Currency,
            Name = divided.Name,
            Symbol = divided.Symbol,
            Issued = divided.Allotments.Aggregate(BigInteger.Zero, (sum, allotment) => sum + allotment.Amount),
        } : null;
    }

    /// <summary>The state after one more log, in the chain's order. Logs of other divisions change nothing.</summary>
    /// <exception cref="MalformedDataException">A log of <c>Shares</c> that breaks its format.</exception>
    public DivisionState Apply(in Log log)
    {
        if (SharesContract.StewardAppointed.TryDecode(in log, out SharesContract.StewardAppointed appointed)) return appointed.Share == Share ? this with { Steward = appointed.Steward } : this;
        if (SharesContract.MotionOpened.TryDecode(in log, out SharesContract.MotionOpened opened))
            return opened.Share == Share ? this with { Motions = Motions.Add(MotionState.Of(in opened)) } : this;
        for (int i = 0; i < Motions.Length; i++)
            if (Motions[i].Apply(in log) is { } changed) return this with { Motions = Motions.SetItem(i, changed) };
        return this;
    }
}
