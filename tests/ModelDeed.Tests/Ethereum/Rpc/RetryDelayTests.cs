using ModelDeed.Ethereum;

namespace ModelDeed.Tests.Ethereum.Rpc;

public sealed class RetryDelayTests
{
    private static readonly RpcOptions Options = new() { FirstDelay = TimeSpan.FromSeconds(1), LongestDelay = TimeSpan.FromSeconds(20) };

    [Theory]
    [InlineData(1, null, 0.0, 0.5)]
    [InlineData(1, null, 1.0, 1)]
    [InlineData(3, null, 1.0, 4)]
    [InlineData(6, null, 1.0, 20)]
    [InlineData(1000, null, 0.0, 10)]
    [InlineData(1, 7, 1.0, 7)]
    [InlineData(5, 7, 1.0, 16)]
    [InlineData(1, 7200, 0.5, 20)]
    [InlineData(1, -5, 1.0, 1)]
    public void Pauses_double_with_jitter_and_heed_the_node_up_to_the_longest(int round, int? asked, double luck, double seconds) =>
        Assert.Equal(seconds, RetryDelay.Of(round, asked is { } s ? TimeSpan.FromSeconds(s) : null, Options, luck).TotalSeconds);

    [Fact]
    public void Luck_stays_between_half_and_whole() =>
        Assert.All(Enumerable.Range(0, 1000), _ => Assert.InRange(RetryDelay.After(2, null, Options).TotalSeconds, 1, 2));
}
