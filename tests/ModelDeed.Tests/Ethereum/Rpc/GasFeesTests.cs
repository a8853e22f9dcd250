using ModelDeed.Ethereum;

namespace ModelDeed.Tests.Ethereum.Rpc;

public sealed class GasFeesTests
{
    private const ulong Gwei = 1_000_000_000;

    private static readonly UInt256 Cap = 1_000 * Gwei;

    [Theory]
    [InlineData(10, 1, new ulong[] { 2, 1, 3 }, 2, 22)] // the median of what was paid
    [InlineData(100, 30, new ulong[] { 1 }, 30, 230)] // Polygon: the node's minimum
    [InlineData(10, 0, new ulong[] { }, 0, 20)] // free gas
    [InlineData(600, 50, new ulong[] { }, 50, 1_000)] // capped
    public void The_offer_is_twice_the_base_fee_and_the_tip_up_to_the_cap(ulong baseFee, ulong suggested, ulong[] paid, ulong tip, ulong most)
    {
        GasFee? fee = GasFees.Choose(baseFee * Gwei, suggested * Gwei, paid.Select(p => (UInt256)(p * Gwei)), Cap);
        Assert.Equal(new GasFee.Eip1559(most * Gwei, tip * Gwei, baseFee * Gwei), fee);
        Assert.Equal((UInt256)((baseFee + tip) * Gwei), fee!.Likely);
    }

    [Theory]
    [InlineData(999, 2)]
    [InlineData(1, 5_000)] // a node that lies about the tip
    public void A_price_over_the_cap_is_refused(ulong baseFee, ulong tip) => Assert.Null(GasFees.Choose(baseFee * Gwei, tip * Gwei, [], Cap));

    [Fact]
    public void One_price_gets_a_tenth_more() => Assert.Equal(new GasFee.Legacy(22 * Gwei), GasFees.Choose(20 * Gwei, Cap));

    [Fact]
    public void A_raise_is_enough_to_replace_and_stops_at_the_cap()
    {
        GasFee fee = new GasFee.Eip1559(100 * Gwei, 3, 50 * Gwei);
        var raised = Assert.IsType<GasFee.Eip1559>(GasFees.Raise(fee, Cap));
        Assert.True(raised.MaxFee >= (UInt256)(110 * Gwei) && raised.Tip >= (UInt256)4UL);
        while (GasFees.Raise(fee, Cap) is { } next) fee = next;
        Assert.True(fee.Most <= Cap);
    }

    [Theory]
    [InlineData("""{"result":{"oldestBlock":"0x1","baseFeePerGas":["0x1","0x2540be400"],"gasUsedRatio":[0.5],"reward":[["0x77359400"]]}}""", "{}", 2, 22)]
    [InlineData("""{"error":{"code":-32601,"message":"no such method"}}""", ",\"baseFeePerGas\":\"0x2540be400\"", 1, 21)]
    public async Task The_base_fee_comes_from_the_history_or_the_head(string history, string extra, ulong tip, ulong most)
    {
        var node = new FakeNode((method, _) => method switch
        {
            "eth_feeHistory" => history,
            "eth_maxPriorityFeePerGas" => """{"result":"0x3b9aca00"}""",
            "eth_getBlockByNumber" => "{\"result\":" + FakeChain.Block(9, [], extra) + "}",
            _ => throw new InvalidOperationException(method),
        });
        GasFee? fee = await GasFees.Of(new EthereumNode(node.Client()), Cap, CancellationToken.None);
        Assert.Equal(new GasFee.Eip1559(most * Gwei, tip * Gwei, 10 * Gwei), fee);
    }

    [Fact]
    public async Task A_chain_without_base_fee_has_one_price()
    {
        var node = new FakeNode((method, _) => method switch
        {
            "eth_gasPrice" => """{"result":"0x4a817c800"}""",
            "eth_getBlockByNumber" => "{\"result\":" + FakeChain.Block(9, []) + "}",
            _ => """{"error":{"code":-32601,"message":"no such method"}}""",
        });
        Assert.Equal(new GasFee.Legacy(22 * Gwei), await GasFees.Of(new EthereumNode(node.Client()), Cap, CancellationToken.None));
    }
}
