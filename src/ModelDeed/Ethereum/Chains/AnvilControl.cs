namespace ModelDeed.Ethereum;

/// <summary>Anvil's own methods, and a client that fails fast: whoever calls decides whether to try again.</summary>
internal sealed class AnvilControl(JsonRpcClient client) : IDisposable
{
    private const int Part = 200;

    private static readonly RpcOptions Impatient = new() { Attempts = 1, Timeout = TimeSpan.FromSeconds(20) };

    public EthereumNode Node { get; } = new(client);

    public static AnvilControl At(int port) => new(new JsonRpcClient([Endpoint(port)], Impatient));

    public static RpcEndpoint Endpoint(int port) => new($"http://127.0.0.1:{port}/");

    public Task<Block?> Head(CancellationToken ct) => Node.Block(BlockTag.Latest, ct);

    /// <summary>The blocks from <paramref name="first"/> to <paramref name="last"/> with their transactions' bytes, in parts; stops where a block is missing.</summary>
    public async IAsyncEnumerable<IReadOnlyList<(Block Block, JournalBlock Line)>> Blocks(
        ulong first, ulong last, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        for (ulong next = first; next <= last; next += Part)
        {
            int count = (int)Math.Min(Part, last - next + 1);
            Block?[] found = await Node.Blocks(Enumerable.Range(0, count).Select(i => next + (ulong)i), ct);
            Block[] blocks = [.. found.TakeWhile(block => block is not null).Select(block => block!)];
            yield return await WithTransactions(blocks, ct);
            if (blocks.Length < count) yield break;
        }
    }

    /// <summary>Mines a journaled block again; its hash is to be compared by the caller.</summary>
    public async Task Mine(JournalBlock block, CancellationToken ct)
    {
        await Do("evm_setNextBlockTimestamp", block.Time, ct);
        await client.Call(new RpcRequest("anvil_setNextBlockBaseFeePerGas", json => json.WriteStringValue($"0x{block.BaseFee:x}")), Ignore, ct);
        foreach (string raw in block.Transactions)
            await client.Call(new RpcRequest("eth_sendRawTransaction", json => json.WriteStringValue(raw)), NodeJson.Hash, ct);
        await client.Call(new RpcRequest("evm_mine"), Ignore, ct);
    }

    /// <summary>Lets anvil's clock go on from a time in seconds since 1970.</summary>
    public Task SetTime(ulong time, CancellationToken ct) => Do("evm_setTime", time, ct);

    /// <summary>The root of the state that anvil really has, from a proof: the one in its latest header is what the state should be.</summary>
    public Task<Hash32> StateRoot(CancellationToken ct) => client.Call(
        new RpcRequest("eth_getProof", json =>
        {
            json.WriteStringValue(Hex.Encode(Address.Zero.Bytes));
            json.WriteStartArray();
            json.WriteEndArray();
            json.WriteStringValue("latest");
        }), json => NodeJson.Read(json, proof => Keccak256.Hash(proof.GetProperty("accountProof")[0].Bytes())), ct);

    /// <summary>From now on transactions wait.</summary>
    public Task StopMining(CancellationToken ct) =>
        client.Call(new RpcRequest("evm_setAutomine", json => json.WriteBooleanValue(false)), Ignore, ct);

    /// <summary>From now on each transaction is mined at once; those that wait already are mined now.</summary>
    public async Task StartMining(CancellationToken ct)
    {
        await client.Call(new RpcRequest("evm_setAutomine", json => json.WriteBooleanValue(true)), Ignore, ct);
        ulong waiting = await client.Call(new RpcRequest("txpool_status"), json => NodeJson.Read(json, pool => pool.GetProperty("pending").Quantity()), ct);
        if (waiting > 0) await client.Call(new RpcRequest("evm_mine"), Ignore, ct);
    }

    public void Dispose() => client.Dispose();

    private static bool Ignore(ReadOnlySpan<byte> json) => json.Length >= 0;

    private async Task<IReadOnlyList<(Block, JournalBlock)>> WithTransactions(Block[] blocks, CancellationToken ct)
    {
        RpcRequest[] requests = [.. blocks.SelectMany(block => block.Transactions).Select(hash =>
            new RpcRequest("eth_getRawTransactionByHash", json => json.WriteStringValue(hash.ToString())))];
        RpcAnswer<string>[] answers = await client.Batch(requests, json => NodeJson.Read(json, value => value.GetString()!), ct);
        int next = 0;
        return [.. blocks.Select(block => (block, new JournalBlock(
            block.Header.Number, block.Header.Hash, block.Header.Timestamp, (ulong)(block.Header.BaseFeePerGas ?? UInt256.Zero),
            [.. block.Transactions.Select(_ => answers[next++].Require())])))];
    }

    private Task Do(string method, ulong number, CancellationToken ct) =>
        client.Call(new RpcRequest(method, json => json.WriteNumberValue(number)), Ignore, ct);
}
