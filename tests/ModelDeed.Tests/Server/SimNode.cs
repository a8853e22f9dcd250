using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Server;

/// <summary>The process is gone at this point.</summary>
internal sealed class SimulatedCrashException : Exception;

/// <summary>A node of a <see cref="SimChain"/>, behind the HTTP handler of production code, with faults by chance.</summary>
internal sealed class SimNode(SimChain chain, SplitMix random) : HttpMessageHandler
{
    /// <summary>Of a hundred answers, how many go wrong.</summary>
    public int Faults { get; set; }

    /// <summary>Requests until the process dies; negative for never.</summary>
    public int CrashAfter { get; set; } = -1;

    public ulong ChainId { get; set; } = 31337;

    public EthereumNode Connect() => new(new JsonRpcClient([new RpcEndpoint("http://node.example/")],
        new RpcOptions { Attempts = 2, FirstDelay = TimeSpan.Zero, LongestDelay = TimeSpan.Zero }, this, TimeProvider.System));

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = await request.Content!.ReadAsStringAsync(cancellationToken);
        lock (random)
        {
            if (CrashAfter >= 0 && CrashAfter-- == 0) throw new SimulatedCrashException();
            if (random.Below(100) < Faults && Fault(body) is { } wrong) return wrong;
            return Text(Answer(body, chain.Blocks, Slip.None));
        }
    }

    private HttpResponseMessage? Fault(string body)
    {
        string right = Answer(body, chain.Blocks, Slip.None);
        switch (random.Below(10))
        {
            case 0: return Text("slow down", HttpStatusCode.TooManyRequests);
            case 1: return Text("oops", HttpStatusCode.InternalServerError);
            case 2: return Text(right[..random.Below(right.Length)]);
            case 3: return Text(right.Replace("\"id\":", "\"id\":9", StringComparison.Ordinal));
            case 4: throw new HttpRequestException("connection reset by peer");
            case 5: return chain.Other.Count > 0 ? Text(Answer(body, chain.Other, Slip.None)) : null; // a node on another fork
            case 6: return Text(Answer(body, chain.Blocks[..Math.Max(1, chain.Blocks.Count - 1 - random.Below(4))], Slip.None)); // one that lags
            case 7: return Text(Answer(body, chain.Blocks, Slip.Missing));
            case 8: return Text(Answer(body, chain.Blocks, Slip.Twice));
            default: return Text(Answer(body, chain.Blocks, Slip.Disorder));
        }
    }

    private enum Slip
    {
        None,
        Missing,
        Twice,
        Disorder,
    }

    private static HttpResponseMessage Text(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private string Answer(string body, List<SimBlock> blocks, Slip slip)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        string One(JsonElement call) => $"{{\"jsonrpc\":\"2.0\",\"id\":{call.GetProperty("id").GetRawText()},{Result(call, blocks, slip)}}}";
        return document.RootElement.ValueKind == JsonValueKind.Object ? One(document.RootElement) : "[" + string.Join(',', document.RootElement.EnumerateArray().Select(One)) + "]";
    }

    private string Result(JsonElement call, List<SimBlock> blocks, Slip slip)
    {
        JsonElement parameters = call.GetProperty("params");
        return call.GetProperty("method").GetString() switch
        {
            "eth_chainId" => $"\"result\":\"0x{ChainId:x}\"",
            "eth_getBlockByNumber" => "\"result\":" + (ByTag(blocks, parameters[0].GetString()!)?.Header() ?? "null"),
            "eth_getBlockByHash" => "\"result\":" + (blocks.Find(block => block.Hash.ToString() == parameters[0].GetString())?.Header() ?? "null"),
            "eth_getBlockReceipts" => "\"result\":" + (blocks.Find(block => block.Hash.ToString() == parameters[0].GetString())?.Receipts() ?? "null"),
            "eth_getLogs" => "\"result\":[" + string.Join(',', Logs(blocks, parameters[0], slip).Select(SimBlock.LogText)) + "]",
            string method => $"\"error\":{{\"code\":-32601,\"message\":\"no method {method}\"}}",
            null => throw new JsonException("no method"),
        };
    }

    private static SimBlock? ByTag(List<SimBlock> blocks, string tag)
    {
        if (tag == "latest") return blocks[^1];
        if (tag == "finalized") return blocks[Math.Max(0, blocks.Count - 6)];
        int number = int.Parse(tag.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return number < blocks.Count ? blocks[number] : null;
    }

    private List<Log> Logs(List<SimBlock> blocks, JsonElement filter, Slip slip)
    {
        int Number(string name) => int.Parse(filter.GetProperty(name).GetString().AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        HashSet<string> addresses = [.. filter.GetProperty("address").EnumerateArray().Select(address => address.GetString()!)];
        List<SimBlock> asked = [.. blocks.Skip(Number("fromBlock")).Take(Number("toBlock") - Number("fromBlock") + 1)];
        if (slip == Slip.Missing && asked.Count > 0) asked.RemoveAt(random.Below(asked.Count));
        List<Log> logs = [.. asked.SelectMany(block => block.Logs).Where(log => addresses.Contains(Hex.Encode(log.Address.Bytes)))];
        if (slip == Slip.Twice && logs.Count > 0) logs.Add(logs[random.Below(logs.Count)]);
        if (slip == Slip.Disorder) logs.Reverse();
        return logs;
    }
}
