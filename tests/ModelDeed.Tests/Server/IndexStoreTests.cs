using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Server;
using ModelDeed.Server.Indexing;
using ModelDeed.Tests.Fingerprints;

namespace ModelDeed.Tests.Server;

/// <summary>What the index refuses, and what it finds.</summary>
public sealed class IndexStoreTests
{
    private static readonly Projections All = MarketProjections.Of(MarketLogs.Contracts, MarketLogs.Contest);

    [Fact]
    public async Task Two_writers_are_refused()
    {
        using TempFolder folder = new();
        await using Database database = Database.Sqlite(folder["a.db"]);
        IndexTarget target = new(database, 1, All);
        await using IndexStore first = await IndexStore.Open(target, CancellationToken.None);
        await Assert.ThrowsAsync<IndexException>(() => IndexStore.Open(target, CancellationToken.None));
    }

    [Fact]
    public async Task The_index_of_another_chain_is_refused()
    {
        using TempFolder folder = new();
        await using Database database = Database.Sqlite(folder["a.db"]);
        await (await IndexStore.Open(new IndexTarget(database, 1, All), CancellationToken.None)).DisposeAsync();
        IndexException refused = await Assert.ThrowsAsync<IndexException>(() => IndexStore.Open(new IndexTarget(database, 2, All), CancellationToken.None));
        Assert.Contains("chain 1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_of_another_chain_changes_nothing()
    {
        using TempFolder folder = new();
        await using Database database = Database.Sqlite(folder["a.db"]);
        SimChain chain = new(new SplitMix(1));
        SimNode node = new(chain, new SplitMix(2)) { ChainId = 5 };
        Indexer indexer = new(node.Connect(), new IndexTarget(database, 31337, All), new IndexerOptions { Finality = new FinalityRule.Confirmations(1) }, TimeProvider.System);
        await using IndexStore store = await IndexStore.Open(new IndexTarget(database, 31337, All), CancellationToken.None);
        await Assert.ThrowsAsync<IndexException>(() => indexer.Step(store, CancellationToken.None));
        Assert.Equal(-1, store.Stored);
    }

    [Fact]
    public async Task A_head_that_goes_backwards_undoes_nothing()
    {
        using TempFolder folder = new();
        await using Database database = Database.Sqlite(folder["a.db"]);
        SimChain chain = new(new SplitMix(1));
        chain.Mine(20);
        IndexTarget target = new(database, 31337, All);
        Indexer indexer = new(new SimNode(chain, new SplitMix(2)).Connect(), target, new IndexerOptions { Finality = new FinalityRule.Confirmations(3) }, TimeProvider.System);
        await using IndexStore store = await IndexStore.Open(target, CancellationToken.None);
        await indexer.Step(store, CancellationToken.None);
        chain.Blocks.RemoveRange(10, chain.Blocks.Count - 10);
        for (int look = 0; look < 10; look++) Assert.False(await indexer.Step(store, CancellationToken.None));
        Assert.Equal((20L, IndexStage.Waiting, 0), (store.Stored, indexer.Health.Stage, indexer.Health.Reorgs));
    }

    [Fact]
    public async Task A_changed_row_is_found_by_name()
    {
        using TempFolder folder = new();
        await using Database database = Database.Sqlite(folder["a.db"]);
        SimChain chain = new(new SplitMix(3));
        chain.Mine(60);
        IndexTarget target = new(database, 31337, All);
        Indexer indexer = new(new SimNode(chain, new SplitMix(2)).Connect(), target, new IndexerOptions { Finality = new FinalityRule.Confirmations(3) }, TimeProvider.System);
        await using IndexStore store = await IndexStore.Open(target, CancellationToken.None);
        await indexer.Step(store, CancellationToken.None);
        Assert.Empty((await IndexVerify.Run(store, target, CancellationToken.None)).Differences);
        await using (System.Data.Common.DbConnection other = await database.OpenWriter(CancellationToken.None))
        {
            using System.Data.Common.DbCommand command = other.CreateCommand();
            command.CommandText = "UPDATE titles SET name = 'forged'";
            Assert.True(command.ExecuteNonQuery() > 0);
        }
        Assert.StartsWith("titles:", Assert.Single((await IndexVerify.Run(store, target, CancellationToken.None)).Differences), StringComparison.Ordinal);
    }

    // Of a last block with logs nothing was committed once: the next start made the tables again, at every start.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Tables_made_again_are_kept_whether_the_last_block_has_logs_or_none(bool logs)
    {
        using TempFolder folder = new();
        await using Database database = Database.Sqlite(folder["a.db"]);
        SimChain chain = new(new SplitMix(5));
        chain.Mine(180); // more than are read at once
        while (chain.Head.Logs.Count > 0 != logs) chain.Mine(1);
        IndexTarget target = new(database, 31337, All);
        Indexer indexer = new(new SimNode(chain, new SplitMix(2)).Connect(), target, new IndexerOptions { Finality = new FinalityRule.Confirmations(3) }, TimeProvider.System);
        IReadOnlyDictionary<string, TableDigest> before;
        await using (IndexStore store = await IndexStore.Open(target, CancellationToken.None))
        {
            await indexer.Step(store, CancellationToken.None);
            before = store.Digests();
            store.Wipe();
            store.Replay(null, CancellationToken.None);
        }
        await using IndexStore again = await IndexStore.Open(target, CancellationToken.None);
        Assert.Equal((chain.Blocks.Count - 1, chain.Blocks.Count - 1), (again.Stored, again.Applied));
        Assert.Equal(before, again.Digests());
        Assert.Equal(before, again.Recount(CancellationToken.None));
        Assert.True(before.Values.Sum(table => table.Rows) > 100, "The tables are too empty to tell.");
    }

    [Fact]
    public void Packed_logs_come_back_whole()
    {
        RandomLogs random = new(new SplitMix(7));
        Hash32 hash = Hash32.Parse(new string('7', 64));
        List<Log> logs = [.. Enumerable.Range(0, 500).Select(index => random.Next() with { BlockNumber = 12, BlockHash = hash, LogIndex = (uint)index * 3, TransactionIndex = (uint)index / 2, TransactionHash = Keccak256.HashUtf8($"{index / 2}") })];
        Assert.Equal(logs, LogPack.Unpack(LogPack.Pack(logs), 12, hash));
        byte[] cut = LogPack.Pack(logs)[..^1];
        Assert.Throws<MalformedDataException>(() => LogPack.Unpack(cut, 12, hash));
    }

    [Theory]
    [InlineData(0ul)]
    [InlineData(18446744073709551615ul)]
    public void Amounts_are_78_digits_that_sort_as_numbers(ulong number)
    {
        string text = Amounts.ToText(number);
        Assert.Equal((78, (UInt256)number), (text.Length, Amounts.Parse(text)));
        Assert.True(string.CompareOrdinal(text, Amounts.ToText(UInt256.MaxValue)) < 0);
    }
}
