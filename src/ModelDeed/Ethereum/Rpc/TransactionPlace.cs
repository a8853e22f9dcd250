using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>A transaction as a node knows it.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="From">Who signed it.</param>
/// <param name="Nonce">The sender's nonce in it.</param>
/// <param name="BlockNumber">Height of its block, or null while it waits.</param>
public sealed record TransactionPlace(Hash32 Hash, Address From, ulong Nonce, ulong? BlockNumber)
{
    /// <summary>The call's data as the node tells it; empty where the node doesn't. Not checked against the hash.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    internal static TransactionPlace Read(JsonElement transaction) => new(
        transaction.GetProperty("hash").Hash(),
        transaction.GetProperty("from").Account(),
        transaction.GetProperty("nonce").Quantity(),
        transaction.Optional("blockNumber")?.Quantity())
    {
        Data = transaction.Optional("input")?.Bytes() ?? default(ReadOnlyMemory<byte>),
    };
}
