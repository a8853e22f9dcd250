using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>The encoded transactions of a block. Where a node lacks <c>eth_getRawTransactionByHash</c>, which no standard demands, they are
/// encoded anew from the fields of <c>eth_getTransactionByHash</c>. Either way each must have the hash that the block names.</summary>
internal static class RawTransactions
{
    /// <summary>Collects them, in the block's order.</summary>
    /// <exception cref="RpcException">The node failed at both methods.</exception>
    /// <exception cref="MalformedDataException">A transaction doesn't have its hash, or is of a type that isn't known here.</exception>
    public static async Task<byte[][]> Of(EthereumNode node, Block block, CancellationToken ct)
    {
        byte[][] transactions = await AsEncoded(node, block, ct) ?? await AsFields(node, block, ct);
        for (int i = 0; i < transactions.Length; i++)
            if (Keccak256.Hash(transactions[i]) is var hash && hash != block.Transactions[i])
                throw new MalformedDataException($"The transaction that the node calls {block.Transactions[i]} has the hash {hash}.");
        return transactions;
    }

    // Null where the node lacks the method, or doesn't give a transaction by it.
    private static async Task<byte[][]?> AsEncoded(EthereumNode node, Block block, CancellationToken ct)
    {
        try
        {
            RpcAnswer<byte[]?>[] answers = await node.Client.Batch(Requests("eth_getRawTransactionByHash", block), json => NodeJson.OrNull(json, NodeJson.Bytes), ct);
            byte[]?[] transactions = [.. answers.Select(answer => answer.Require())];
            return Array.TrueForAll(transactions, raw => raw is { Length: > 0 }) ? [.. transactions.OfType<byte[]>()] : null;
        }
        catch (RpcException)
        {
            return null; // refused in whatever way (some hosts answer HTTP 403): the other method tells whether the node is well
        }
    }

    private static async Task<byte[][]> AsFields(EthereumNode node, Block block, CancellationToken ct)
    {
        RpcAnswer<byte[]>[] answers = await node.Client.Batch(Requests("eth_getTransactionByHash", block), json => NodeJson.Read(json, Encode), ct);
        return [.. answers.Select(answer => answer.Require())];
    }

    private static RpcRequest[] Requests(string method, Block block) =>
        [.. block.Transactions.Select(hash => new RpcRequest(method, json => json.WriteStringValue(hash.ToString())))];

    /// <summary>Encodes a transaction from its fields as a block holds it: legacy, EIP-2930, EIP-1559, EIP-4844 (without its blobs) or EIP-7702.</summary>
    internal static byte[] Encode(JsonElement from)
    {
        ulong type = from.Optional("type")?.Quantity() ?? 0;
        RlpWriter to = new();
        if (type > 0) to.WriteRaw([(byte)type]);
        int list = to.BeginList();
        switch (type)
        {
            case 0: Numbers(to, from, "nonce", "gasPrice", "gas"); break;
            case 1: Numbers(to, from, "chainId", "nonce", "gasPrice", "gas"); break;
            case 2 or 3 or 4: Numbers(to, from, "chainId", "nonce", "maxPriorityFeePerGas", "maxFeePerGas", "gas"); break;
            default: throw new FormatException($"a transaction of type {type}, which isn't known here (0 to 4 are)");
        }
        to.Write(from.Optional("to")?.Account());
        Numbers(to, from, "value");
        to.Write(from.GetProperty("input").Bytes());
        if (type > 0) WriteList(to, from.GetProperty("accessList"), WriteAccess);
        if (type == 3)
        {
            Numbers(to, from, "maxFeePerBlobGas");
            WriteList(to, from.GetProperty("blobVersionedHashes"), (writer, hash) => writer.Write(hash.Hash()));
        }
        if (type == 4) WriteList(to, from.GetProperty("authorizationList"), WriteAuthorization);
        if (type == 0) Numbers(to, from, "v");
        else to.Write(Parity(from));
        Numbers(to, from, "r", "s");
        to.EndList(list);
        return to.ToArray();
    }

    private static void WriteAccess(RlpWriter to, JsonElement entry)
    {
        int list = to.BeginList();
        to.Write((Address?)entry.GetProperty("address").Account());
        WriteList(to, entry.GetProperty("storageKeys"), (writer, key) => writer.Write(key.Hash()));
        to.EndList(list);
    }

    private static void WriteAuthorization(RlpWriter to, JsonElement entry)
    {
        int list = to.BeginList();
        Numbers(to, entry, "chainId");
        to.Write((Address?)entry.GetProperty("address").Account());
        Numbers(to, entry, "nonce");
        to.Write(Parity(entry));
        Numbers(to, entry, "r", "s");
        to.EndList(list);
    }

    // Older nodes call it v.
    private static ulong Parity(JsonElement signed) => (signed.Optional("yParity") ?? signed.GetProperty("v")).Quantity();

    private static void Numbers(RlpWriter to, JsonElement from, params ReadOnlySpan<string> names)
    {
        foreach (string name in names) to.Write(from.GetProperty(name).Quantity256());
    }

    private static void WriteList(RlpWriter to, JsonElement items, Action<RlpWriter, JsonElement> write)
    {
        int list = to.BeginList();
        foreach (JsonElement item in items.EnumerateArray()) write(to, item);
        to.EndList(list);
    }
}
