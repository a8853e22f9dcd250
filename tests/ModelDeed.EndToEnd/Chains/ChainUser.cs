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
