namespace ModelDeed.Ethereum;

/// <summary>The consensus encoding of a receipt (EIP-2718 around yellow paper 4.4.1): status, cumulative gas, bloom, logs.</summary>
internal static class ReceiptLogs
{
    /// <summary>Encodes as the receipts trie holds it.</summary>
    /// <param name="type">Transaction type, 0 for legacy (no type byte is written).</param>
    /// <param name="succeeded">Status 1 or 0 (since Byzantium).</param>
    /// <param name="cumulativeGas">Gas used in the block up to and with this transaction.</param>
    /// <param name="bloom">256 bytes.</param>
    /// <param name="logs">In order.</param>
    public static byte[] Encode(byte type, bool succeeded, ulong cumulativeGas, ReadOnlySpan<byte> bloom, IReadOnlyList<Log> logs)
    {
        RlpWriter writer = new();
        if (type != 0) writer.WriteRaw([type]);
        int receipt = writer.BeginList();
        writer.Write(succeeded ? 1UL : 0UL);
        writer.Write(cumulativeGas);
        writer.Write(bloom);
        int list = writer.BeginList();
        foreach (Log log in logs) Write(writer, in log);
        writer.EndList(list);
        writer.EndList(receipt);
        return writer.ToArray();
    }

    /// <summary>The log at <paramref name="index"/> of an encoded receipt of a transaction that succeeded.</summary>
    /// <exception cref="MalformedDataException">Not a receipt, a failed transaction, or no such log.</exception>
    public static Log Read(ReadOnlySpan<byte> encoded, uint index)
    {
        if (encoded is [< 0x80, ..]) encoded = encoded[1..];
        RlpReader whole = new(encoded);
        RlpReader receipt = whole.ReadList();
        whole.End();
        if (receipt.ReadUInt64() != 1) throw new MalformedDataException("Receipt: the transaction failed, so it logged nothing.");
        receipt.ReadRaw(); // cumulative gas
        receipt.ReadRaw(); // bloom
        RlpReader logs = receipt.ReadList();
        receipt.End();
        for (uint i = 0; i < index && !logs.AtEnd; i++) logs.ReadRaw();
        if (logs.AtEnd) throw new MalformedDataException($"Receipt: it has no log {index}.");
        return Read(logs.ReadList());
    }

    private static void Write(RlpWriter writer, in Log log)
    {
        int mark = writer.BeginList();
        writer.Write(log.Address);
        int topics = writer.BeginList();
        foreach (Hash32 topic in log.Topics.Span) writer.Write(topic);
        writer.EndList(topics);
        writer.Write(log.Data.Span);
        writer.EndList(mark);
    }

    private static Log Read(RlpReader fields)
    {
        Address address = fields.ReadAddress();
        RlpReader list = fields.ReadList();
        List<Hash32> topics = [];
        while (!list.AtEnd && topics.Count <= LogTopics.Max) topics.Add(list.ReadHash());
        if (topics.Count > LogTopics.Max) throw new MalformedDataException("Receipt: a log has over four topics.");
        byte[] data = fields.ReadBytes().ToArray();
        fields.End();
        return new Log { Address = address, Topics = new LogTopics([.. topics]), Data = data };
    }
}
