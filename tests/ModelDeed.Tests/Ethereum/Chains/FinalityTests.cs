using ModelDeed.Ethereum;

namespace ModelDeed.Tests.Ethereum.Chains;

public sealed class FinalityTests
{
    [Theory]
    [InlineData(10UL, 10UL, null)]
    [InlineData(9UL, 10UL, null)]
    [InlineData(11UL, 10UL, 1UL)]
    [InlineData(74UL, 10UL, 64UL)]
    public void The_finalized_block_and_all_below_are_final(ulong block, ulong finalized, ulong? left) =>
        Assert.Equal(Expected(left), Finality.Of(new FinalityRule.FinalizedTag(), 100, finalized, block));

    [Fact]
    public void Without_a_finalized_block_nothing_is_final() =>
        Assert.Equal(new Finality.Pending(null), Finality.Of(new FinalityRule.FinalizedTag(), 100, null, 0));

    [Theory]
    [InlineData(1, 100UL, 100UL, null)] // accepted is final
    [InlineData(1, 100UL, 101UL, 1UL)] // the node lags behind
    [InlineData(3, 100UL, 98UL, null)]
    [InlineData(3, 100UL, 99UL, 1UL)]
    [InlineData(3, 100UL, 100UL, 2UL)]
    public void So_many_blocks_confirm_it_its_own_counted(int count, ulong head, ulong block, ulong? left) =>
        Assert.Equal(Expected(left), Finality.Of(new FinalityRule.Confirmations(count), head, null, block));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(100_001)]
    public void Other_numbers_of_confirmations_are_refused(int count) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new FinalityRule.Confirmations(count));

    private static Finality Expected(ulong? left) => left is null ? new Finality.Final() : new Finality.Pending(left);
}
