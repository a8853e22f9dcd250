using ModelDeed.Ethereum;

namespace ModelDeed.Tests.Ethereum.Rpc;

public sealed class RangeLimitTests
{
    private static readonly RpcEndpoint At = new("http://node.example");

    private static RpcException Refusal(long code, string message) => RpcException.Application(At, "eth_getLogs", code, message, null);

    [Theory] // as nodes write it: what to ask for instead of 5,000 blocks from 1,000
    [InlineData("Infura", -32005, "query returned more than 10000 results. Try with this block range [0x3e8, 0x44b].", 100)]
    [InlineData("Alchemy", -32602, "Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range and no limit on the response size, or you can request any block range with a cap of 10K logs in the response. Based on your parameters and the response size limit, this block range should work: [0x3e8, 0x4e7]", 256)]
    [InlineData("Alchemy, free", -32600, "Under the Free tier plan, you can make eth_getLogs requests with up to a 10 block range.", 10)]
    [InlineData("QuickNode", -32614, "eth_getLogs is limited to a 1,000 range", 1_000)]
    [InlineData("QuickNode, results", -32005, "query returned more than 10000 results", 2_500)]
    [InlineData("Ankr", -32600, "block range is too wide", 2_500)]
    [InlineData("geth", -32000, "query timeout exceeded", 2_500)]
    [InlineData("Erigon", -32000, "query exceeds limit: too many logs", 2_500)]
    [InlineData("Avalanche", -32000, "requested too many blocks from 1000 to 5999, maximum is set to 2048", 2_048)]
    [InlineData("Bor", -32000, "Block range limit exceeded", 2_500)]
    [InlineData("publicnode", -32701, "exceed maximum block range: 1000", 1_000)]
    [InlineData("Nethermind", -32000, "eth_getLogs request was canceled due to enabled timeout", 2_500)]
    [InlineData("Besu", -32005, "Requested range exceeds maximum RPC range limit", 2_500)]
    [InlineData("BlockPi", -32602, "eth_getLogs block range too large, range: 5000, max: 1024", 1_024)]
    [InlineData("Base", -32614, "eth_getLogs is limited to a 2K range", 2_000)]
    [InlineData("Cloudflare", -32047, "Invalid eth_getLogs request. 'fromBlock'-'toBlock' range too large. Max range: 800", 800)]
    public void Each_dialect_is_understood(string node, long code, string message, ulong smaller) =>
        Assert.True(RangeLimit.Smaller(Refusal(code, message), 1_000, 5_000) == smaller, node);

    [Theory]
    [InlineData("execution reverted")]
    [InlineData("invalid argument 0: hex string without 0x prefix")]
    [InlineData("the method eth_getLogs does not exist/is not available")]
    [InlineData("missing trie node")]
    public void Other_errors_are_none_of_its_business(string message) => Assert.Null(RangeLimit.Smaller(Refusal(-32000, message), 1_000, 5_000));

    [Fact]
    public void The_answer_is_always_smaller_and_at_least_one()
    {
        string[] messages = ["range [0x3e8, 0xffffff]", "range 5000", "range 99999999999999999999999", "range 0", "range [0x1, 0x2]", "range"];
        foreach (string message in messages)
            foreach (ulong asked in (ulong[])[1, 2, 3, 5_000])
                Assert.InRange(RangeLimit.Smaller(Refusal(0, message), 1_000, asked)!.Value, 1UL, Math.Max(1, asked - 1));
    }
}
