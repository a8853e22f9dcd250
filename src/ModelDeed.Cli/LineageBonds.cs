using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Royalties;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary>By what a title is bound to a parent.</summary>
internal enum BondKind
{
    /// <summary>The registrant says so; nobody has licensed it.</summary>
    Declared,

    /// <summary>The registrant held the parent himself.</summary>
    Own,

    /// <summary>A license that allows the derivative.</summary>
    Licensed,
}

/// <summary>An edge's bond.</summary>
/// <param name="Kind">By what.</param>
/// <param name="License">The license; zero for none.</param>
/// <param name="Binding">Whether its royalty is paid by itself with every payment; false where it is only declared.</param>
internal readonly record struct EdgeBond(BondKind Kind, UInt256 License, bool Binding);

/// <summary>Which edges of the lineage are licensed, and which royalties bind: from the logs of <c>Offers</c> and <c>Royalties</c>.</summary>
internal sealed class LineageBonds
{
    private readonly Dictionary<UInt256, Dictionary<UInt256, UInt256>> _licenses = [];
    private readonly HashSet<UInt256> _released = [];

    /// <summary>The bonds of one title, or of all.</summary>
    public static async Task<LineageBonds> Read(ChainSession session, UInt256? title, CancellationToken ct)
    {
        LineageBonds bonds = new();
        IReadOnlyList<Hash32> which = title is { } id ? [id.ToHash()] : [];
        Hash32[] events =
        [
            TitlesContract.TitleSuperseded.Topic0, TitlesContract.TitleDissolved.Topic0, RoyaltiesContract.VectorReleased.Topic0,
            RoyaltiesContract.VectorBound.Topic0, OffersContract.LineageLicensed.Topic0,
        ];
        LogFilter filter = new([session.Titles, session.Contracts.Offers, session.Contracts.Royalties], [events, which]);
        ulong head = await session.Node.BlockNumber(ct);
        if (head < session.FirstBlock) return bonds;
        await foreach (LogBatch batch in new LogRange(session.Node).Read(filter, session.FirstBlock, head, ct))
            foreach (Log log in batch.Logs) bonds.Enter(in log);
        return bonds;
    }

    /// <summary>The bond of an edge.</summary>
    public EdgeBond Of(UInt256 child, LineageEdge edge)
    {
        bool binding = _licenses.GetValueOrDefault(child, []).TryGetValue(edge.Title, out UInt256 license) && edge.Royalty.Value > 0 && !_released.Contains(child);
        return license == UInt256.MaxValue ? new EdgeBond(BondKind.Own, UInt256.Zero, binding)
            : new EdgeBond(license.IsZero ? BondKind.Declared : BondKind.Licensed, license, binding);
    }

    /// <summary>An edge in words: <c>licensed (0x…), binding royalty 2.5 %</c>.</summary>
    public string Words(UInt256 child, LineageEdge edge)
    {
        EdgeBond bond = Of(child, edge);
        string royalty = edge.Royalty.Value == 0 ? "" : bond.Binding ? $"binding royalty {edge.Royalty}" : $"declared royalty {edge.Royalty}";
        string kind = bond.Kind switch
        {
            BondKind.Licensed => $"licensed ({Short(bond.License)})",
            BondKind.Own => "own title",
            _ => bond.Binding ? "no license" : edge.Royalty.Value == 0 ? "declared only" : "",
        };
        return kind.Length > 0 && royalty.Length > 0 ? $"{kind}, {royalty}" : kind + royalty;
    }

    private static string Short(UInt256 license) => $"{license.ToHash().ToString()[..12]}…";

    /// <summary>Takes in a log; in the order of the chain. A take-over ends what the loser was bound by, before the winner is bound.</summary>
    internal void Enter(in Log log)
    {
        if (TitlesContract.TitleSuperseded.TryDecode(in log, out TitlesContract.TitleSuperseded superseded)) _licenses.Remove(superseded.TitleId);
        else if (TitlesContract.TitleDissolved.TryDecode(in log, out TitlesContract.TitleDissolved dissolved)) _licenses.Remove(dissolved.TitleId);
        else if (RoyaltiesContract.VectorReleased.TryDecode(in log, out RoyaltiesContract.VectorReleased released)) _released.Add(released.TitleId);
        else if (RoyaltiesContract.VectorBound.TryDecode(in log, out RoyaltiesContract.VectorBound bound)) _released.Remove(bound.TitleId);
        else if (OffersContract.LineageLicensed.TryDecode(in log, out OffersContract.LineageLicensed licensed))
            _licenses[licensed.TitleId] = licensed.Parents.Zip(licensed.Licenses).ToDictionary(edge => edge.First, edge => edge.Second);
    }
}
