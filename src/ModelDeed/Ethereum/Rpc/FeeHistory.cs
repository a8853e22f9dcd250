using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>What recent blocks cost (<c>eth_feeHistory</c>).</summary>
/// <param name="BaseFees">Wei for each unit of gas, oldest first; the last one is the next block's.</param>
/// <param name="Tips">The median tip of each block that has transactions, oldest first.</param>
public sealed record FeeHistory(IReadOnlyList<UInt256> BaseFees, IReadOnlyList<UInt256> Tips)
{
    /// <summary>The next block's base fee; 0 on a chain without EIP-1559.</summary>
    public UInt256 NextBaseFee => BaseFees.Count == 0 ? UInt256.Zero : BaseFees[^1];

    internal static FeeHistory Read(JsonElement history)
    {
        UInt256[] baseFees = [.. history.Optional("baseFeePerGas")?.EnumerateArray().Select(NodeJson.Quantity256) ?? []];
        double[] used = [.. history.Optional("gasUsedRatio")?.EnumerateArray().Select(ratio => ratio.GetDouble()) ?? []];
        UInt256[] tips = [.. history.Optional("reward")?.EnumerateArray().Select(block => block[0].Quantity256()) ?? []];
        return new FeeHistory(baseFees, [.. tips.Where((_, i) => i < used.Length && used[i] > 0)]); // an empty block's tip is written as 0
    }
}
