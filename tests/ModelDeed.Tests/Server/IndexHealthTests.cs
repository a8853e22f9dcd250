using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using ModelDeed.Ethereum;
using ModelDeed.Server;
using ModelDeed.Server.Indexing;
using ModelDeed.Tests.Fingerprints;
using ModelDeed.Tests.Server.Api;
using Npgsql;

namespace ModelDeed.Tests.Server;

/// <summary>What the health says when nothing moves any more, and when the database fails.</summary>
public sealed class IndexHealthTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);
    private static readonly Projections All = MarketProjections.Of(MarketLogs.Contracts, MarketLogs.Contest);

    [Fact]
    public async Task A_node_without_a_new_block_is_told_after_ten_minutes_and_no_more_once_one_comes()
    {
        using TempFolder folder = new();
        await using Database database = Database.Sqlite(folder["a.db"]);
        (SimChain chain, FakeClock clock) = (new(new SplitMix(1)), new());
        IndexTarget target = new(database, 31337, All);
        Indexer indexer = new(new SimNode(chain, new SplitMix(2)).Connect(), target, new IndexerOptions { Finality = new FinalityRule.Confirmations(1), Silence = Patience }, clock);
        await using IndexStore store = await IndexStore.Open(target, CancellationToken.None);
        await Follow(indexer, store);
        // The first head is of 1970 by its own word: a node that stood still before the start.
        Assert.Contains("cut off", indexer.Health.Silence, StringComparison.Ordinal);
        chain.Mine(5);
        await Follow(indexer, store);
        Assert.Equal((null, true), (indexer.Health.Silence, indexer.Health.IsCurrent(10)));
        clock.Pass(Patience - TimeSpan.FromSeconds(1));
        await Follow(indexer, store);
        Assert.Null(indexer.Health.Silence);
        clock.Pass(TimeSpan.FromSeconds(1));
        Assert.Equal(("The node has had no block after 5 for 10 minutes: it is cut off from the chain, or the chain stands still. Look at the node.", false), (indexer.Health.Silence, indexer.Health.IsCurrent(10)));
        chain.Mine(1);
        await Follow(indexer, store);
        Assert.Equal((null, true), (indexer.Health.Silence, indexer.Health.IsCurrent(10)));
    }

    [Theory]
    [InlineData(IndexStage.Starting, "hangs")]
    [InlineData(IndexStage.Replaying, "hangs")]
    [InlineData(IndexStage.CatchingUp, "hangs")]
    [InlineData(IndexStage.Retrying, "see the error")]
    [InlineData(IndexStage.Refused, "see the error")]
    [InlineData(IndexStage.Waiting, "see the error")]
    internal void An_indexer_that_goes_no_further_is_told_whatever_it_does(IndexStage stage, string words)
    {
        DateTimeOffset started = new(2026, 3, 17, 12, 0, 0, TimeSpan.Zero), committed = started + TimeSpan.FromMinutes(30);
        IndexHealth health = new() { Stage = stage, Block = 7, Head = 900, HeadAt = started, BlockAt = committed };
        Assert.Null(health.At(committed + Patience - TimeSpan.FromSeconds(1), started, Patience).Silence);
        Assert.Contains(words, health.At(committed + Patience, started, Patience).Silence, StringComparison.Ordinal);
        Assert.Contains("for 10 minutes", health.At(committed + Patience, started, Patience).Silence, StringComparison.Ordinal);
        Assert.Null(health.At(committed + Patience, started, null).Silence);
        Assert.False(health.At(committed + Patience, started, Patience).IsCurrent(10_000));
    }

    [Fact]
    public void A_chain_that_makes_blocks_only_for_transactions_is_never_called_silent() =>
        Assert.All(KnownChains.All, chain => Assert.Equal(chain.IsEmbedded, chain.Silence is null));

    [Fact]
    public void Faults_of_the_database_are_told_with_what_to_do_and_without_addresses_or_paths()
    {
        Assert.StartsWith("The disk is full", StorageFault.Words(new SqliteException("x", 13)), StringComparison.Ordinal);
        Assert.StartsWith("The disk is full", StorageFault.Words(new PostgresException("could not extend file", "ERROR", "ERROR", "53100")), StringComparison.Ordinal);
        Assert.StartsWith("The disk is full", StorageFault.Words(new IOException("No space left on device : '/srv/secret'", 28)), StringComparison.Ordinal);
        Assert.Contains("damaged", StorageFault.Words(new SqliteException("x", 11)), StringComparison.Ordinal);
        string away = StorageFault.Words(new NpgsqlException("Failed to connect to 10.0.0.5:5432", new SocketException(111)));
        Assert.DoesNotContain("10.0.0.5", away, StringComparison.Ordinal);
        Assert.DoesNotContain("/srv", StorageFault.Words(new IOException("The process cannot access '/srv/secret'")), StringComparison.Ordinal);
        Assert.Equal("as it is", StorageFault.Words(new IndexException("as it is")));
    }

    private static async Task Follow(Indexer indexer, IndexStore store)
    {
        while (await indexer.Step(store, CancellationToken.None))
        {
            // until it has all
        }
    }
}
