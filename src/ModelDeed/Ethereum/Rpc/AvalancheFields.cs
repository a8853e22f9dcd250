using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>What the header of Avalanche's C-Chain has and Ethereum's has not.</summary>
/// <remarks>Source: avalanchego, graft/coreth/plugin/evm/customtypes/header_ext.go.</remarks>
/// <param name="ExtDataHash">Digest of the block's atomic transactions.</param>
/// <param name="ExtDataGasUsed">Gas of the atomic transactions, since Apricot 4.</param>
/// <param name="BlockGasCost">Fee that the block must pay in tips, since Apricot 4.</param>
/// <param name="Later">Numbers that later upgrades appended (Granite, Helicon), in their order.</param>
public sealed record AvalancheFields(Hash32 ExtDataHash, UInt256? ExtDataGasUsed, UInt256? BlockGasCost, IReadOnlyList<ulong> Later)
{
    private static readonly string[] LaterNames =
    [
        "timestampMilliseconds", "minDelayExcess", "targetExponent", "minPriceExponent",
        "settledHeight", "settledGasUnix", "settledGasNumerator", "settledExcess",
    ];

    internal static AvalancheFields Read(JsonElement block, Hash32 extDataHash)
    {
        var later = new List<ulong>();
        foreach (string name in LaterNames)
        {
            if (block.Optional(name) is not { } value) break;
            later.Add(value.Quantity());
        }
        return new AvalancheFields(
            extDataHash, block.Optional("extDataGasUsed")?.Quantity256(), block.Optional("blockGasCost")?.Quantity256(), later);
    }
}
