using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>What a transaction did, as the block that holds it records it.</summary>
public sealed record Receipt
{
    /// <summary>Hash of the transaction.</summary>
    public required Hash32 TransactionHash { get; init; }

    /// <summary>Position in the block.</summary>
    public required uint TransactionIndex { get; init; }

    /// <summary>Hash of the block.</summary>
    public required Hash32 BlockHash { get; init; }

    /// <summary>Height of the block.</summary>
    public required ulong BlockNumber { get; init; }

    /// <summary>The sender.</summary>
    public required Address From { get; init; }

    /// <summary>The receiver; null for a creation.</summary>
    public required Address? To { get; init; }

    /// <summary>The contract that was created, or null.</summary>
    public required Address? ContractAddress { get; init; }

    /// <summary>The transaction's type byte (EIP-2718).</summary>
    public required byte Type { get; init; }

    /// <summary>True when the transaction did what it should; false when it reverted (its fee was paid all the same).</summary>
    public required bool Succeeded { get; init; }

    /// <summary>Gas that it used.</summary>
    public required ulong GasUsed { get; init; }

    /// <summary>Gas of the block up to and with it.</summary>
    public required ulong CumulativeGasUsed { get; init; }

    /// <summary>Wei paid for each unit of gas; 0 where a node doesn't tell.</summary>
    public required UInt256 EffectiveGasPrice { get; init; }

    /// <summary>256 bytes: Bloom filter over the logs.</summary>
    public required ReadOnlyMemory<byte> LogsBloom { get; init; }

    /// <summary>The events, in order.</summary>
    public required IReadOnlyList<Log> Logs { get; init; }

    /// <summary>What was paid for gas, in wei.</summary>
    public TokenAmount Fee => new(EffectiveGasPrice * (System.Numerics.BigInteger)GasUsed);

    /// <summary>The bytes that the block's receipts root commits to: the type byte, unless 0, and the RLP of status, gas, Bloom filter and logs.</summary>
    /// <remarks>Source: EIP-658, EIP-2718. Receipts before Byzantium had a state root instead of a status and can't be encoded by this.</remarks>
    public byte[] Encode()
    {
        var writer = new RlpWriter();
        if (Type != 0) writer.WriteRaw([Type]);
        int list = writer.BeginList();
        writer.Write(Succeeded ? 1UL : 0UL);
        writer.Write(CumulativeGasUsed);
        writer.Write(LogsBloom.Span);
        int logs = writer.BeginList();
        foreach (Log log in Logs) Write(writer, log);
        writer.EndList(logs);
        writer.EndList(list);
        return writer.ToArray();
    }

    internal static Receipt Read(JsonElement receipt) => new()
    {
        TransactionHash = receipt.GetProperty("transactionHash").Hash(),
        TransactionIndex = checked((uint)receipt.GetProperty("transactionIndex").Quantity()),
        BlockHash = receipt.GetProperty("blockHash").Hash(),
        BlockNumber = receipt.GetProperty("blockNumber").Quantity(),
        From = receipt.GetProperty("from").Account(),
        To = receipt.Optional("to")?.Account(),
        ContractAddress = receipt.Optional("contractAddress")?.Account(),
        Type = checked((byte)(receipt.Optional("type")?.Quantity() ?? 0)),
        Succeeded = receipt.Optional("status")?.Quantity() switch
        {
            1 => true,
            0 => false,
            _ => throw new FormatException("a receipt without a status of 0 or 1"),
        },
        GasUsed = receipt.GetProperty("gasUsed").Quantity(),
        CumulativeGasUsed = receipt.GetProperty("cumulativeGasUsed").Quantity(),
        EffectiveGasPrice = receipt.Optional("effectiveGasPrice")?.Quantity256() ?? UInt256.Zero,
        LogsBloom = receipt.GetProperty("logsBloom").Bytes(),
        Logs = [.. receipt.GetProperty("logs").EnumerateArray().Select(LogJson.Read)],
    };

    private static void Write(RlpWriter writer, in Log log)
    {
        int item = writer.BeginList();
        writer.Write(log.Address);
        int topics = writer.BeginList();
        for (int i = 0; i < log.Topics.Count; i++) writer.Write(log.Topics[i]);
        writer.EndList(topics);
        writer.Write(log.Data.Span);
        writer.EndList(item);
    }
}
