using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.EndToEnd.Chains;

/// <summary>Uses a chain as any wallet would: by its port alone.</summary>
internal sealed class ChainUser : IDisposable
{
    // Runtime: LOG0 with no data. The constructor returns it.
    private static readonly byte[] LoggerCode = Hex.Decode("0x6005600c60003960056000f360006000a0");

    private readonly JsonRpcClient _client;
    private readonly PrivateKey _key;

    public ChainUser(int port, int account = 0)
    {
        _client = new JsonRpcClient([new RpcEndpoint($"http://127.0.0.1:{port}")], new RpcOptions { Attempts = 12 });
        _key = DemoAccounts.Key(account, KnownChains.Embedded);
        Node = new EthereumNode(_client);
    }

    public EthereumNode Node { get; }

    public Address Account => _key.Address;

    /// <summary>Creates a contract that emits an empty log on every call.</summary>
    public async Task<Address> Deploy() => (await Send(null, LoggerCode)).ContractAddress!.Value;

    /// <summary>Creates a contract that reverts with a custom error without arguments.</summary>
    public async Task<Address> DeployRefuser(AbiError error)
    {
        string runtime = $"63{Hex.Encode(error.Selector.ToArray())[2..]}60e01b60005260046000fd";
        byte size = (byte)(runtime.Length / 2);
        return (await Send(null, Hex.Decode($"0x60{size:x2}600c60003960{size:x2}6000f3{runtime}"))).ContractAddress!.Value;
    }

    public async Task<Receipt> Send(Address? to, byte[] data, ulong gas = 200_000)
    {
        ulong nonce = await Node.TransactionCount(Account, BlockTag.Pending, CancellationToken.None);
        SignedTransaction signed = new Eip1559Transaction(31337, nonce, 1_000_000_000, 20_000_000_000, gas, to, 0, data, []).Sign(_key);
        await Node.SendRaw(signed, CancellationToken.None);
        while (true)
        {
            if (await Node.Receipt(signed.Hash, CancellationToken.None) is { } receipt) return receipt;
            await Task.Delay(5);
        }
    }

    /// <summary>Calls the contract some times, one block each.</summary>
    public async Task<List<Receipt>> Use(Address contract, int times)
    {
        var receipts = new List<Receipt>();
        for (int i = 0; i < times; i++) receipts.Add(await Send(contract, []));
        return receipts;
    }

    public Task<T> Anvil<T>(string method, Action<System.Text.Json.Utf8JsonWriter> parameters, RpcRead<T> read) =>
        _client.Call(new RpcRequest(method, parameters), read, CancellationToken.None);

    public Task Anvil(string method, params object[] parameters) => Anvil(method, json =>
    {
        foreach (object parameter in parameters)
        {
            if (parameter is string text) json.WriteStringValue(text);
            else if (parameter is int number) json.WriteNumberValue(number);
            else if (parameter is bool yes) json.WriteBooleanValue(yes);
            else json.WriteRawValue("[]");
        }
    }, json => json.Length);

    public void Dispose()
    {
        _client.Dispose();
        _key.Dispose();
    }
}

/// <summary>Everything that must survive: what a user, an indexer and an evidence file rely on.</summary>
internal sealed record ChainPicture(ulong Head, string Blocks, string Receipts, string Logs, string State)
{
    /// <summary>Shows the first lines that differ, not all of them.</summary>
    public void AssertSame(ChainPicture after)
    {
        Assert.Equal(Head, after.Head);
        foreach ((string mine, string theirs) in new[] { (Blocks, after.Blocks), (Receipts, after.Receipts), (Logs, after.Logs), (State, after.State) })
            foreach ((string line, string other) in mine.Split('\n').Zip(theirs.Split('\n'))) Assert.Equal(line, other);
        Assert.Equal(this, after);
    }

    public static async Task<ChainPicture> Of(ChainUser user, Address contract)
    {
        CancellationToken ct = CancellationToken.None;
        ulong head = await user.Node.BlockNumber(ct);
        Block?[] blocks = await user.Node.Blocks(Enumerable.Range(0, (int)head + 1).Select(i => (ulong)i), ct);
        Assert.All(blocks, block => Assert.True(block!.Header.IsAuthentic));
        var receipts = new List<Receipt>();
        foreach (Block? block in blocks) receipts.AddRange(await user.Node.Receipts(block!, ct));
        List<Log> logs = await user.Node.Logs(LogFilter.Of(contract), 0, head, ct);
        var accounts = new List<string>();
        for (int i = 0; i < DemoAccounts.Count; i++)
        {
            using PrivateKey key = DemoAccounts.Key(i, KnownChains.Embedded);
            accounts.Add($"{await user.Node.Balance(key.Address, BlockTag.Latest, ct)} {await user.Node.TransactionCount(key.Address, BlockTag.Latest, ct)}");
        }
        return new ChainPicture(
            head,
            string.Join('\n', blocks.Select(block => $"{block!.Header.Hash} {block.Header.Timestamp} {string.Join(',', block.Transactions)}")),
            string.Join('\n', receipts.Select(receipt => $"{receipt.TransactionHash} {receipt.BlockHash} {Hex.Encode(receipt.Encode())} {receipt.Fee} {receipt.ContractAddress}")),
            string.Join('\n', logs.Select(log => $"{log.BlockHash} {log.TransactionHash} {log.LogIndex} {log.BlockTimestamp}")),
            string.Join('\n', accounts) + Hex.Encode(await user.Node.Code(contract, BlockTag.Latest, ct)));
    }
}
