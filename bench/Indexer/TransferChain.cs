using System.Text.Json;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Titles;

namespace ModelDeed.Bench.Indexer;

/// <summary>An anvil with ERC-721 Transfer logs: half mints, half moves, among 5,000 holders.</summary>
internal sealed class TransferChain : IAsyncDisposable
{
    private const int Holders = 5_000, WordsEach = 3, Attempts = 200;

    // For each 96 bytes of call data (from, to, id): LOG4 of Transfer. Behind a constructor that returns it.
    private static readonly byte[] Code = Hex.Decode("0x604480600b6000396000f3"
        + "60005b80361115604257806040013581602001358235" + "7f" + TitlesContract.Transfer.Topic0.ToString()[2..] + "60006000a46060016002565b00");

    private readonly AnvilProcess _anvil;
    private readonly DirectoryInfo _folder;
    private readonly JsonRpcClient _client;

    private TransferChain(AnvilProcess anvil, DirectoryInfo folder, Uri url)
    {
        (_anvil, _folder, Url) = (anvil, folder, url);
        _client = new JsonRpcClient([new RpcEndpoint(url.ToString())], new RpcOptions());
    }

    public Uri Url { get; }

    public Address Contract { get; private set; }

    /// <summary>Starts anvil, and mines blocks with so many logs in all. Anvil ends with the chain, or with this process.</summary>
    public static async Task<TransferChain> Start(int logs, int blocks)
    {
        int port = LoopbackPort.Any();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("modeldeed-anvil-");
        AnvilProcess anvil = await AnvilProcess.Start(AnvilBinary.Find(), ["--port", $"{port}", "--silent", "--no-mining"], Path.Combine(folder.FullName, "log"), CancellationToken.None);
        TransferChain chain = new(anvil, folder, new Uri($"http://127.0.0.1:{port}/"));
        try
        {
            await chain.Answers();
            await chain.Fill(logs, blocks);
            return chain;
        }
        catch
        {
            await chain.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _anvil.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task Answers()
    {
        using var http = new HttpClient();
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                (await http.GetAsync(Url)).Dispose();
                return;
            }
            catch (HttpRequestException e) when (attempt < Attempts)
            {
                if (_anvil.HasExited) throw new InvalidOperationException($"anvil ended: {await _anvil.LastWords(CancellationToken.None)}", e);
                await Task.Delay(50);
            }
        }
    }

    private async Task Fill(int logs, int blocks)
    {
        string account = (await _client.Call(new RpcRequest("eth_accounts"), json => JsonSerializer.Deserialize<string[]>(json), CancellationToken.None))![0];
        Hash32 created = await Mine(Send(account, null, Code));
        EthereumNode node = new(_client);
        Contract = (await node.Receipt(created, CancellationToken.None))?.ContractAddress ?? throw new InvalidOperationException("The contract wasn't created.");
        for (long block = 0; block < blocks; block++)
            await Mine(Send(account, Contract, Calls((int)(logs * block / blocks), (int)(logs * (block + 1) / blocks), logs / 2)));
        if (await node.BlockNumber(CancellationToken.None) != (ulong)blocks + 1) throw new InvalidOperationException($"The chain hasn't {blocks + 1} blocks.");
    }

    // Each transaction gets a block of its own.
    private async Task<Hash32> Mine(RpcRequest send)
    {
        Hash32 hash = await _client.Call(send, Hash, CancellationToken.None);
        await _client.Call(new RpcRequest("evm_mine"), _ => true, CancellationToken.None);
        return hash;
    }

    private static Hash32 Hash(ReadOnlySpan<byte> json) => Hash32.Parse(JsonSerializer.Deserialize<string>(json)!);

    private static byte[] Calls(int from, int to, int minted)
    {
        const int size = WordsEach * UInt256.Size;
        var data = new byte[(to - from) * size];
        for (int i = from; i < to; i++)
        {
            Span<byte> triple = data.AsSpan((i - from) * size, size);
            int token = i % minted;
            if (i >= minted) Holder(token).WriteBigEndian(triple);
            Holder(i >= minted ? token + 7 : token).WriteBigEndian(triple[UInt256.Size..]);
            new UInt256((ulong)token + 1).WriteBigEndian(triple[(2 * UInt256.Size)..]);
        }
        return data;
    }

    private static UInt256 Holder(int token) => new((ulong)(token % Holders) + 1_000_000);

    private static RpcRequest Send(string from, Address? to, byte[] data) => new("eth_sendTransaction", json =>
    {
        json.WriteStartObject();
        json.WriteString("from", from);
        if (to is { } contract) json.WriteString("to", Hex.Encode(contract.Bytes));
        json.WriteString(to is null ? "input" : "data", Hex.Encode(data));
        json.WriteString("gas", "0xe4e1c0"); // below what one transaction may have since EIP-7825
        json.WriteEndObject();
    });
}
