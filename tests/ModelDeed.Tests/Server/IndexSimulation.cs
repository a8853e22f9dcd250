using ModelDeed.Ethereum;
using ModelDeed.Server;
using ModelDeed.Server.Indexing;

namespace ModelDeed.Tests.Server;

/// <summary>One run: a chain that grows and forks, a node that fails, an indexer that is killed; in the end the index must be that of a fresh start.</summary>
internal sealed class IndexSimulation(ulong seed, Func<string, Database> open)
{
    private readonly SplitMix _random = new(seed);

    /// <summary>How many crashes, failures, reorganizations and replays it went through.</summary>
    public (int Crashes, int Failures, int Reorgs, int Waits) Seen { get; private set; }

    public async Task Run()
    {
        SimChain chain = new(_random);
        chain.Mine(_random.Below(30));
        SimNode node = new(chain, _random) { Faults = _random.Below(30) };
        Crasher crasher = new(_random);
        await using Database database = open($"sim-{seed}");
        IndexTarget target = new(database, 31337, MarketProjections.Of(MarketLogs.Contracts, MarketLogs.Contest)) { JournalDepth = 8, Followers = [crasher] };
        for (int rounds = 6 + _random.Below(6); rounds > 0; rounds--)
        {
            if (_random.Below(3) == 0) chain.Reorganize(Depth(chain), 1 + _random.Below(8));
            else chain.Mine(1 + _random.Below(6));
            if (_random.Below(3) == 0) node.CrashAfter = _random.Below(12);
            crasher.Armed = _random.Below(4) == 0;
            await Live(node, target, 1 + _random.Below(5));
        }
        (node.Faults, node.CrashAfter, crasher.Armed) = (0, -1, false);
        chain.Mine(1);
        await Settle(node, chain, target);
        await Compare(node, chain, target);
    }

    // Mostly short forks; now and then all.
    private int Depth(SimChain chain) => _random.Below(10) switch { 0 => chain.Blocks.Count, 1 or 2 => 1 + _random.Below(chain.Blocks.Count), _ => 1 + _random.Below(4) };

    private IndexerOptions Options => new()
    {
        Finality = (seed % 3) switch { 0 => new FinalityRule.Confirmations(1), 1 => new FinalityRule.Confirmations(4), _ => new FinalityRule.FinalizedTag() },
        Looks = 2,
    };

    private async Task Live(SimNode node, IndexTarget target, int steps)
    {
        Indexer indexer = new(node.Connect(), target, Options, TimeProvider.System);
        try
        {
            await using IndexStore store = await IndexStore.Open(target, CancellationToken.None);
            for (; steps > 0; steps--)
            {
                try
                {
                    await indexer.Step(store, CancellationToken.None);
                }
                catch (Exception e) when (e is RpcException or ChainMovedException)
                {
                    Seen = Seen with { Failures = Seen.Failures + 1 };
                }
            }
        }
        catch (SimulatedCrashException)
        {
            Seen = Seen with { Crashes = Seen.Crashes + 1 };
            node.CrashAfter = -1;
        }
        Seen = Seen with { Reorgs = Seen.Reorgs + indexer.Health.Reorgs, Waits = Seen.Waits + (indexer.Health.Stage == IndexStage.Waiting ? 1 : 0) };
    }

    private async Task Settle(SimNode node, SimChain chain, IndexTarget target)
    {
        Indexer indexer = new(node.Connect(), target, Options, TimeProvider.System);
        await using IndexStore store = await IndexStore.Open(target, CancellationToken.None);
        for (int step = 0; step < 50; step++)
            if (!await indexer.Step(store, CancellationToken.None) && store.StoredHash == chain.Head.Hash) return;
        Assert.Fail($"Seed {seed}: block {store.Stored} after 50 steps, {indexer.Health.Stage}: {indexer.Health.Error}");
    }

    private async Task Compare(SimNode node, SimChain chain, IndexTarget target)
    {
        await using Database fresh = open($"sim-{seed}-fresh");
        IndexTarget anew = target with { Database = fresh, Followers = [] };
        await Settle(node, chain, anew);
        await using IndexStore expected = await IndexStore.Open(anew, CancellationToken.None);
        await using IndexStore actual = await IndexStore.Open(target, CancellationToken.None);
        Assert.Equal(expected.Recount(CancellationToken.None), actual.Recount(CancellationToken.None));
        Assert.Equal(expected.Digests(), actual.Digests());
        Assert.Empty((await IndexVerify.Run(actual, target, CancellationToken.None)).Differences);
    }

    /// <summary>Dies within a transaction, before its commit.</summary>
    private sealed class Crasher(SplitMix random) : IRowFollower
    {
        public bool Armed { get; set; }

        public void Create(System.Data.Common.DbConnection connection, Dialect dialect)
        {
            // It has no tables.
        }

        public void Follow(IReadOnlyList<RowChange> changes, System.Data.Common.DbConnection connection)
        {
            lock (random)
            {
                if (!Armed || random.Below(3) != 0) return;
                Armed = false;
            }
            throw new SimulatedCrashException();
        }

        public void Clear(System.Data.Common.DbConnection connection)
        {
            // It has no tables.
        }
    }
}
