using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>The part of the Ethereum API that ModelDeed uses, typed. Every method throws <see cref="RpcException"/> when the call fails.</summary>
/// <remarks>Source: ethereum/execution-apis.</remarks>
public sealed partial class EthereumNode(JsonRpcClient client)
{
    /// <summary>The client underneath, for other methods.</summary>
    public JsonRpcClient Client => client;

    /// <summary>The chain's id (EIP-155).</summary>
    public Task<ulong> ChainId(CancellationToken ct) => client.Call(new RpcRequest("eth_chainId"), NodeJson.Quantity, ct);

    /// <summary>Height of the latest block. Behind a load balancer it may be lower than a moment ago.</summary>
    public Task<ulong> BlockNumber(CancellationToken ct) => client.Call(new RpcRequest("eth_blockNumber"), NodeJson.Quantity, ct);

    /// <summary>A block by height or name, or null when the node has none such.</summary>
    public Task<Block?> Block(BlockTag tag, CancellationToken ct) => client.Call(BlockRequest(tag), ReadBlock, ct);

    /// <summary>A block by hash, or null when the node has none such.</summary>
    public Task<Block?> Block(Hash32 hash, CancellationToken ct) =>
        client.Call(new RpcRequest("eth_getBlockByHash", json => { json.WriteStringValue(hash.ToString()); json.WriteBooleanValue(false); }), ReadBlock, ct);

    /// <summary>Many blocks by height with few requests, in the order asked; null for each that the node doesn't have.</summary>
    public async Task<Block?[]> Blocks(IEnumerable<ulong> numbers, CancellationToken ct)
    {
        RpcAnswer<Block?>[] answers = await client.Batch([.. numbers.Select(number => BlockRequest(BlockTag.At(number)))], ReadBlock, ct);
        return [.. answers.Select(answer => answer.Require())];
    }

    /// <summary>Height of the finalized block, or null when the node names none (some chains have no such thing).</summary>
    public async Task<ulong?> FinalizedNumber(CancellationToken ct)
    {
        try
        {
            return (await Block(BlockTag.Finalized, ct))?.Header.Number;
        }
        catch (RpcException e) when (e.Fault == RpcFault.Application)
        {
            return null; // geth: "finalized block not found"; others don't know the tag
        }
    }

    /// <summary>A transaction's receipt, or null while it stands in no block that the node has.</summary>
    public Task<Receipt?> Receipt(Hash32 transaction, CancellationToken ct) => client.Call(ReceiptRequest(transaction), ReadReceipt, ct);

    /// <summary>All receipts of a block, in order; one call where the node has <c>eth_getBlockReceipts</c>, otherwise one for each transaction.</summary>
    /// <exception cref="RpcException">Also when a receipt is missing or belongs to another block: the node lags or the chain was reorganised.</exception>
    public async Task<IReadOnlyList<Receipt>> Receipts(Block block, CancellationToken ct)
    {
        IReadOnlyList<Receipt> receipts = await WholeBlock(block, ct) ?? await OneByOne(block, ct);
        if (!receipts.Select(receipt => receipt.TransactionHash).SequenceEqual(block.Transactions) || receipts.Any(receipt => receipt.BlockHash != block.Header.Hash))
            throw RpcException.Malformed(client.Endpoint, "eth_getBlockReceipts", $"these are not the receipts of block {block.Header.Hash}");
        return receipts;
    }

    /// <summary>A transaction that waits or stands in a block, or null when the node doesn't know it.</summary>
    public Task<TransactionPlace?> Transaction(Hash32 hash, CancellationToken ct) => client.Call(
        new RpcRequest("eth_getTransactionByHash", json => json.WriteStringValue(hash.ToString())),
        json => NodeJson.OrNull(json, TransactionPlace.Read), ct);

    /// <summary>Logs of the blocks from <paramref name="first"/> to <paramref name="last"/>, both included, in one call. <see cref="LogRange"/> splits where a node limits.</summary>
    public Task<List<Log>> Logs(LogFilter filter, ulong first, ulong last, CancellationToken ct) => client.Call(
        new RpcRequest("eth_getLogs", json => WriteFilter(json, filter, () =>
        {
            json.WriteQuantity("fromBlock"u8, first);
            json.WriteQuantity("toBlock"u8, last);
        })), LogJson.ReadArray, ct);

    /// <summary>Logs of one block by its hash (EIP-234): no other fork's logs can come back.</summary>
    public Task<List<Log>> Logs(LogFilter filter, Hash32 block, CancellationToken ct) => client.Call(
        new RpcRequest("eth_getLogs", json => WriteFilter(json, filter, () => json.WriteString("blockHash"u8, block.ToString()))), LogJson.ReadArray, ct);

    private static void WriteFilter(Utf8JsonWriter json, LogFilter filter, Action range)
    {
        json.WriteStartObject();
        range();
        filter.Write(json);
        json.WriteEndObject();
    }

    private static RpcRequest BlockRequest(BlockTag tag) => new("eth_getBlockByNumber", json =>
    {
        json.WriteStringValue(tag.ToString());
        json.WriteBooleanValue(false);
    });

    private static RpcRequest ReceiptRequest(Hash32 hash) => new("eth_getTransactionReceipt", json => json.WriteStringValue(hash.ToString()));

    private static Block? ReadBlock(ReadOnlySpan<byte> json) => NodeJson.OrNull(json, Ethereum.Block.Read);

    private static Receipt? ReadReceipt(ReadOnlySpan<byte> json) => NodeJson.OrNull(json, Ethereum.Receipt.Read);

    private async Task<IReadOnlyList<Receipt>?> WholeBlock(Block block, CancellationToken ct)
    {
        try
        {
            Receipt[]? receipts = await client.Call(
                new RpcRequest("eth_getBlockReceipts", json => json.WriteStringValue(block.Header.Hash.ToString())),
                json => NodeJson.OrNull(json, all => all.EnumerateArray().Select(Ethereum.Receipt.Read).ToArray()), ct);
            return receipts;
        }
        catch (RpcException e) when (e.Fault == RpcFault.Application)
        {
            return null; // "method not found", or no block hash taken here
        }
    }

    private async Task<IReadOnlyList<Receipt>> OneByOne(Block block, CancellationToken ct)
    {
        RpcAnswer<Receipt?>[] answers = await client.Batch([.. block.Transactions.Select(ReceiptRequest)], ReadReceipt, ct);
        return [.. answers.Select(answer => answer.Require()).OfType<Receipt>()];
    }
}
