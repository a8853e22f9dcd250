using System.Globalization;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Ethereum.Rpc;

public sealed class LogRangeTests
{
    private static readonly Address Contract = Address.Parse("0x00000000000000000000000000000000000000aa");

    /// <summary>A chain whose block n has <c>n % 5</c> logs, behind a node that limits as it pleases.</summary>
    private static FakeNode Limited(Func<ulong, ulong, string?> limit) => new((method, parameters) =>
    {
        if (method != "eth_getLogs") throw new InvalidOperationException(method);
        ulong first = Number(parameters[0].GetProperty("fromBlock")), last = Number(parameters[0].GetProperty("toBlock"));
        if (limit(first, last) is { } refusal) return "{\"error\":{\"code\":-32005,\"message\":\"" + refusal + "\"}}";
        return "{\"result\":[" + string.Join(',', Range(first, last).SelectMany(LogsOf)) + "]}";
    });

    private static IEnumerable<ulong> Range(ulong first, ulong last)
    {
        for (ulong n = first; n <= last; n++) yield return n;
    }

    private static IEnumerable<string> LogsOf(ulong block) => Enumerable.Range(0, (int)(block % 5)).Select(i => Log(block, i));

    private static string Log(ulong block, int index) =>
        $$"""{"address":"{{Hex.Encode(Contract.Bytes)}}","topics":[],"data":"0x0102","blockNumber":"0x{{block:x}}","blockHash":"0x{{block:x64}}","transactionHash":"0x{{block:x64}}","transactionIndex":"0x0","logIndex":"0x{{index:x}}","removed":false}""";

    private static ulong Number(JsonElement hex) => ulong.Parse(hex.GetString()!.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    private static async Task<List<LogBatch>> Read(FakeNode node, ulong first, ulong last)
    {
        var batches = new List<LogBatch>();
        await foreach (LogBatch batch in new LogRange(new EthereumNode(node.Client())).Read(LogFilter.Of(Contract), first, last, CancellationToken.None)) batches.Add(batch);
        return batches;
    }

    private static void AssertComplete(List<LogBatch> batches, ulong first, ulong last)
    {
        Assert.Equal(first, batches[0].First);
        Assert.Equal(last, batches[^1].Last);
        foreach ((LogBatch one, LogBatch next) in batches.Zip(batches.Skip(1))) Assert.Equal(one.Last + 1, next.First);
        Assert.Equal(
            Range(first, last).SelectMany(block => Enumerable.Range(0, (int)(block % 5)).Select(i => (block, (uint)i))),
            batches.SelectMany(batch => batch.Logs).Select(log => (log.BlockNumber, log.LogIndex)));
    }

    [Fact]
    public void Whatever_the_node_refuses_no_log_is_missing_or_twice()
    {
        var cases = Gen.Choose(0, 3_000).Four().Select(x => (First: (ulong)x.Item1, Length: (ulong)x.Item2, Cap: (ulong)x.Item3 % 300 + 5, Seed: x.Item4));
        Prop.ForAll(cases.ToArbitrary(), x =>
        {
            int asked = x.Seed;
            string? Limit(ulong first, ulong last) =>
                last - first + 1 > x.Cap ? "block range too large"
                : last > first && (asked = unchecked(asked * 1_103_515_245 + 12_345)) % 5 == 0 ? "query returned more than 10000 results" : null;
            AssertComplete(Read(Limited(Limit), x.First, x.First + x.Length).GetAwaiter().GetResult(), x.First, x.First + x.Length);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Fact]
    public async Task It_settles_near_the_limit_and_grows_when_the_limit_is_lifted()
    {
        ulong cap = 300;
        int refused = 0, asked = 0;
        FakeNode node = Limited((first, last) =>
        {
            asked++;
            if (first > 10_000) cap = 5_000;
            if (last - first + 1 <= cap) return null;
            refused++;
            return "block range is too wide";
        });
        List<LogBatch> batches = await Read(node, 0, 40_000);
        AssertComplete(batches, 0, 40_000);
        Assert.InRange(refused, 1, asked / 5);
        Assert.True(batches[^2].Last - batches[^2].First + 1 > 1_000, "it did not grow again");
    }

    [Fact]
    public async Task One_block_with_too_many_logs_is_read_from_its_receipts()
    {
        const string Bloom = "00";
        string zeros = "0x" + string.Concat(Enumerable.Repeat(Bloom, 256));
        FakeNode inner = Limited((first, last) => first <= 9 && last >= 9 ? "query returned more than 10000 results" : null);
        var node = new FakeNode((method, parameters) => method switch
        {
            "eth_getBlockByNumber" => "{\"result\":" + FakeChain.Block(9, [9]) + "}",
            "eth_getBlockReceipts" => "{\"result\":[" + FakeChain.Receipt(9, 9, zeros, string.Join(',', LogsOf(9).Append(Log(9, 4).Replace("aa\"", "bb\"", StringComparison.Ordinal)))) + "]}",
            _ => StripId(inner.Answer($$"""{"id":1,"method":"{{method}}","params":{{parameters.GetRawText()}}}""")),
        });
        AssertComplete(await Read(node, 0, 20), 0, 20);
    }

    [Theory]
    [InlineData(50, 0, "asked for")]
    [InlineData(5, 1, "two different blocks")]
    public async Task Nonsense_is_an_error_not_data(ulong block, int otherFork, string problem)
    {
        string stray = Log(block, 9).Replace($"\"blockHash\":\"0x{block:x64}\"", $"\"blockHash\":\"0x{block + (ulong)otherFork:x64}\"", StringComparison.Ordinal);
        var node = new FakeNode((_, _) => "{\"result\":[" + Log(5, 0) + "," + stray + "]}");
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => Read(node, 0, 20));
        Assert.Equal(RpcFault.Malformed, e.Fault);
        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_out_of_order_twice_or_removed_are_put_right()
    {
        string removed = Log(7, 3).Replace("\"removed\":false", "\"removed\":true", StringComparison.Ordinal);
        var node = new FakeNode((_, _) => "{\"result\":[" + string.Join(',', Log(9, 0), Log(5, 1), Log(5, 0), Log(5, 1), removed) + "]}");
        List<LogBatch> batches = await Read(node, 0, 20);
        Assert.Equal([(5UL, 0U), (5UL, 1U), (9UL, 0U)], batches.Single().Logs.Select(log => (log.BlockNumber, log.LogIndex)));
    }

    [Fact]
    public async Task Other_errors_are_passed_on()
    {
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => Read(Limited((_, _) => "missing trie node"), 0, 20));
        Assert.Equal("missing trie node", e.Problem);
    }

    [Fact]
    public async Task The_last_block_there_can_be_ends_the_range()
    {
        var node = new FakeNode((_, _) => """{"result":[]}""");
        List<LogBatch> batches = await Read(node, ulong.MaxValue - 10, ulong.MaxValue);
        Assert.Equal(ulong.MaxValue, batches.Single().Last);
    }

    private static string StripId(string answer)
    {
        using JsonDocument document = JsonDocument.Parse(answer);
        return document.RootElement.TryGetProperty("result", out JsonElement result) ? "{\"result\":" + result.GetRawText() + "}" : "{\"error\":" + document.RootElement.GetProperty("error").GetRawText() + "}";
    }
}
