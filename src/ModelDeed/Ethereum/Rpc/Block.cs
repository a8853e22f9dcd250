using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>A block: its header and the hashes of its transactions, in order.</summary>
public sealed record Block(BlockHeader Header, IReadOnlyList<Hash32> Transactions)
{
    internal static Block Read(JsonElement block) => new(BlockHeader.Read(block), [.. block.GetProperty("transactions").EnumerateArray().Select(HashOf)]);

    // Some nodes send whole transactions whatever they are asked for.
    private static Hash32 HashOf(JsonElement transaction) =>
        (transaction.ValueKind == JsonValueKind.Object ? transaction.GetProperty("hash") : transaction).Hash();
}
