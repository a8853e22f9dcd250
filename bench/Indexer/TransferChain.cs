using System.Diagnostics;
using System.Text.Json;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Titles;

namespace ModelDeed.Bench.Indexer;

/// <summary>An anvil with ERC-721 Transfer logs: half mints, half moves, among 5,000 holders.</summary>
internal sealed class TransferChain : IDisposable
{
    private const int Holders = 5_000, AtOnce = 100;

    // For each 96 bytes of call data (from, to, id): LOG4 of Transfer. Behind a constructor that returns it.
    private static readonly byte[] Code = Hex.Decode("0x604480600b6000396000f3"
        + "60005b80361115604257806040013581602001358235" + "7f" + TitlesContract.Transfer.Topic0.ToString()[2..] + "60006000a46060016002565b00");

    private readonly Process _anvil;

    private TransferChain(Process anvil, int port)
    {
        (_anvil, Port) = (anvil, port);
        Client = new JsonRpcClient([new RpcEndpoint($"http://127.0.0.1:{port}/")], new RpcOptions());
    }

    public int Port { get; }

    public JsonRpcClient Client { get; }

    public Address Contract { get; private set; }

    /// <summary>Starts anvil, and mines blocks with so many logs in all.</summary>
    public static async Task<TransferChain> Start(int logs, int blocks)
    {
        int port = LoopbackPort.Any();
        Process anvil = Process.Start(new ProcessStartInfo(AnvilBinary.Find(), ["--port", $"{port}", "--silent", "--gas-limit", "100000000"]) { UseShellExecute = false })!;
        TransferChain chain = new(anvil, port);
        await chain.Fill(logs, blocks);
        return chain;
    }

    public void Dispose()
    {
        Client.Dispose();
        _anvil.Kill();
        _anvil.WaitForExit();
        _anvil.Dispose();
    }

    private async Task Fill(int logs, int blocks)
    {
        string account = (await Client.Call(new RpcRequest("eth_accounts"), json => JsonSerializer.Deserialize<string[]>(json), CancellationToken.None))![0];
        Hash32 created = await Client.Call(Send(account, null, Code), json => Hash32.Parse(JsonSerializer.Deserialize<string>(json)!), CancellationToken.None);
        EthereumNode node = new(Client);
        Contract = (await node.Receipt(created, CancellationToken.None))!.ContractAddress!.Value;
        byte[][] calls = [.. Enumerable.Range(0, blocks).Select(block => Calls((int)((long)logs * block / blocks), (int)((long)logs * (block + 1) / blocks), logs / 2))];
        foreach (byte[][] some in calls.Chunk(AtOnce))
            foreach (RpcAnswer<bool> answer in await Client.Batch([.. some.Select(data => Send(account, Contract, data))], _ => true, CancellationToken.None)) answer.Require();
    }

    private static byte[] Calls(int from, int to, int minted)
    {
        var data = new byte[(to - from) * 96];
        for (int i = from; i < to; i++)
        {
            Span<byte> triple = data.AsSpan((i - from) * 96, 96);
            int token = i % minted;
            if (i >= minted) Holder(token).WriteBigEndian(triple);
            Holder(i >= minted ? token + 7 : token).WriteBigEndian(triple[32..]);
            new UInt256((ulong)token + 1).WriteBigEndian(triple[64..]);
        }
        return data;
    }

    private static UInt256 Holder(int token) => new((ulong)(token % Holders) + 1_000_000);

    private static RpcRequest Send(string from, Address? to, byte[] data) => new("eth_sendTransaction", json =>
    {
        json.WriteStartObject();
        json.WriteString("from", from);
        if (to is { } contract) json.WriteString("to", Hex.Encode(contract.Bytes));
        json.WriteString("data", Hex.Encode(data));
        json.WriteString("gas", "0x2faf080");
        json.WriteEndObject();
    });
}
