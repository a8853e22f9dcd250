using System.Collections.Immutable;
using System.Numerics;
using ModelDeed.Ethereum;

namespace ModelDeed.Shares;

/// <summary>Where a motion stands. Open ones lapse after <see cref="MotionState.Lapse"/>.</summary>
public enum MotionStage
{
    /// <summary>It can be accepted.</summary>
    Open,

    /// <summary>It had its majority, and was carried out.</summary>
    Accepted,

    /// <summary>Its proposer withdrew it.</summary>
    Withdrawn,
}

/// <summary>A motion of share holders: to sell the whole, or to appoint a steward.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Proposer">Who made it; of a buy-out, the buyer.</param>
/// <param name="Candidate">The steward to appoint; of no meaning for a buy-out.</param>
/// <param name="Currency">The offer's; zero for native.</param>
/// <param name="Price">Offered per share, in the currency's smallest units; zero for the appointment of a steward.</param>
/// <param name="Snapshot">Votes count as they were at this second, since 1970.</param>
public sealed record MotionState(UInt256 Id, Address Proposer, Address Candidate, Address Currency, BigInteger Price, ulong Snapshot)
{
    /// <summary>Seconds after its snapshot until which a motion can be accepted.</summary>
    public const ulong Lapse = 30 * 24 * 3600;

    /// <summary>Votes that are given to it, of who still has them.</summary>
    public BigInteger Accepted { get; init; }

    /// <summary>Where it stands.</summary>
    public MotionStage Stage { get; init; }

    /// <summary>Who accepts it, with how many votes.</summary>
    public ImmutableDictionary<Address, BigInteger> Support { get; init; } = ImmutableDictionary<Address, BigInteger>.Empty;

    /// <summary>What bought-out holders have taken of the deposit, in the currency's smallest units.</summary>
    public BigInteger Redeemed { get; init; }

    /// <summary>An offer for all shares.</summary>
    public bool IsBuyout => !Price.IsZero;

    /// <summary>Whether it can still be accepted.</summary>
    /// <param name="now">Seconds since 1970.</param>
    public bool IsOpen(ulong now) => Stage == MotionStage.Open && now <= Snapshot + Lapse;

    internal static MotionState Of(in SharesContract.MotionOpened opened) =>
        new(opened.MotionId, opened.Proposer, opened.Candidate, opened.Currency, opened.Price, opened.Snapshot);

    /// <summary>The motion after a log of its own; null for any other.</summary>
    internal MotionState? Apply(in Log log)
    {
        if (log.Topics.Count < 2 || UInt256.FromHash(log.Topics[1]) != Id) return null;
        if (SharesContract.MotionSupported.TryDecode(in log, out SharesContract.MotionSupported supported))
            return this with { Accepted = supported.Accepted, Support = supported.Votes.IsZero ? Support.Remove(supported.Account) : Support.SetItem(supported.Account, supported.Votes) };
        if (SharesContract.MotionAccepted.TryDecode(in log, out _)) return this with { Stage = MotionStage.Accepted };
        if (SharesContract.MotionWithdrawn.TryDecode(in log, out _)) return this with { Stage = MotionStage.Withdrawn };
        if (SharesContract.Redeemed.TryDecode(in log, out SharesContract.Redeemed redeemed)) return this with { Redeemed = Redeemed + redeemed.Amount };
        return null;
    }
}
