using System.Numerics;

namespace ModelDeed.Ethereum;

/// <summary>What a transaction offers for a unit of gas, in wei.</summary>
public abstract record GasFee
{
    private GasFee() { }

    /// <summary>The most that it may pay for a unit of gas.</summary>
    public abstract UInt256 Most { get; }

    /// <summary>What it pays at today's price.</summary>
    public abstract UInt256 Likely { get; }

    /// <summary>Base fee and tip (EIP-1559).</summary>
    /// <param name="MaxFee">The most in all.</param>
    /// <param name="Tip">The tip.</param>
    /// <param name="BaseFee">The next block's base fee.</param>
    public sealed record Eip1559(UInt256 MaxFee, UInt256 Tip, UInt256 BaseFee) : GasFee
    {
        /// <inheritdoc/>
        public override UInt256 Most => MaxFee;

        /// <inheritdoc/>
        public override UInt256 Likely => (UInt256)BigInteger.Min(MaxFee, (BigInteger)BaseFee + Tip);
    }

    /// <summary>One price, on chains without a base fee.</summary>
    /// <param name="Price">The price.</param>
    public sealed record Legacy(UInt256 Price) : GasFee
    {
        /// <inheritdoc/>
        public override UInt256 Most => Price;

        /// <inheritdoc/>
        public override UInt256 Likely => Price;
    }
}

/// <summary>Chooses what to offer from what the chain and the node say.</summary>
public static class GasFees
{
    /// <summary>On a chain with a base fee: the tip is the greater of the node's suggestion (Polygon demands 30 gwei that way) and the
    /// median of recent blocks; the most is twice the base fee plus the tip, enough for six full blocks in a row (each raises it by 1/8).
    /// Null when even today's price is over the cap.</summary>
    public static GasFee? Choose(UInt256 baseFee, UInt256 suggestedTip, IEnumerable<UInt256> recentTips, UInt256 cap)
    {
        UInt256[] tips = [.. recentTips.Order()];
        UInt256 median = tips.Length == 0 ? UInt256.Zero : tips[tips.Length / 2];
        UInt256 tip = suggestedTip > median ? suggestedTip : median;
        if ((BigInteger)baseFee + tip > cap) return null;
        return new GasFee.Eip1559((UInt256)BigInteger.Min(2 * (BigInteger)baseFee + tip, cap), tip, baseFee);
    }

    /// <summary>On a chain with one price: a tenth more than the node suggests. Null when the suggestion is over the cap.</summary>
    public static GasFee? Choose(UInt256 suggestedPrice, UInt256 cap) =>
        suggestedPrice > cap ? null : new GasFee.Legacy((UInt256)BigInteger.Min((BigInteger)suggestedPrice * 11 / 10, cap));

    /// <summary>An eighth more, to replace a transaction that was offered too little (nodes demand a tenth). Null when it is over the cap.</summary>
    public static GasFee? Raise(GasFee fee, UInt256 cap)
    {
        GasFee raised = fee switch
        {
            GasFee.Eip1559 f => new GasFee.Eip1559(Eighth(f.MaxFee), Eighth(f.Tip), f.BaseFee),
            GasFee.Legacy f => new GasFee.Legacy(Eighth(f.Price)),
            _ => throw new ArgumentException($"Unknown fee {fee}.", nameof(fee)),
        };
        return raised.Most > cap ? null : raised;
    }

    /// <summary>Asks the node what a transaction must offer now; null when it is over the cap.</summary>
    public static async Task<GasFee?> Of(EthereumNode node, UInt256 cap, CancellationToken ct)
    {
        FeeHistory? history = await OrNull(node.FeeHistory(10, ct));
        UInt256? baseFee = history?.BaseFees.Count > 0 ? history.NextBaseFee : (await node.Block(BlockTag.Latest, ct))?.Header.BaseFeePerGas;
        // A chain with one price answers without base fees, or with zeros; zeros with EIP-1559 (free gas) do no harm as a price.
        if (baseFee is not { } known) return Choose(await node.GasPrice(ct), cap);
        UInt256 tip = await OrNull(Box(node.MaxPriorityFeePerGas(ct))) is { } suggested ? suggested.Value : UInt256.Zero;
        return Choose(known, tip, history?.Tips ?? [], cap);
    }

    private static UInt256 Eighth(UInt256 value) => (UInt256)((BigInteger)value * 9 / 8 + 1);

    private static async Task<Boxed> Box(Task<UInt256> value) => new(await value);

    // Not every node has every fee method.
    private static async Task<T?> OrNull<T>(Task<T> call) where T : class
    {
        try
        {
            return await call;
        }
        catch (RpcException e) when (e.Fault == RpcFault.Application)
        {
            return null;
        }
    }

    private sealed record Boxed(UInt256 Value);
}
