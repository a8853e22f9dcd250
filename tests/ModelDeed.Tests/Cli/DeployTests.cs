using ModelDeed.Cli;

namespace ModelDeed.Tests.Cli;

public sealed class DeployTests
{
    [Theory]
    [InlineData(0, 40, 2, 40)] // a new chain
    [InlineData(900, 3, 2, 3)] // a chain that was wiped: what was written down is of the former one
    [InlineData(40, 3, 2, 3)]
    [InlineData(2, 900, 2, 900)]
    [InlineData(40, 900, 0, 40)] // all were there
    [InlineData(40, 900, 1, 40)] // one was
    [InlineData(900, 3, 1, 0)] // a wiped chain, and somebody else deployed the other: nobody wrote down when
    [InlineData(0, 3, 0, 0)]
    public void Logs_are_searched_from_the_first_block_that_can_have_any(ulong known, ulong before, int created, ulong first) =>
        Assert.Equal(first, DeployCommand.First(known, before, created, all: 2));
}
