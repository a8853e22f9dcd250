using ModelDeed.Server.Indexing;
using ModelDeed.Tests.Fingerprints;

namespace ModelDeed.Tests.Server;

/// <summary>Whatever fails on the way, the index ends as a fresh one would be.</summary>
public sealed class IndexSimulationTests
{
    private const int Groups = 20, SeedsInGroup = 12;

    public static TheoryData<int> All => [.. Enumerable.Range(0, Groups)];

    [Theory]
    [MemberData(nameof(All))]
    public async Task Every_seed_ends_as_a_fresh_index(int group)
    {
        using TempFolder folder = new();
        (int Crashes, int Failures, int Reorgs, int Waits) seen = default;
        for (int i = 0; i < SeedsInGroup; i++)
        {
            IndexSimulation simulation = new((ulong)(group * SeedsInGroup + i), name => Database.Sqlite(Path.Combine(folder.Path, name + ".db"), lasting: false));
            try
            {
                await simulation.Run();
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {group * SeedsInGroup + i}: {e.Message}", e);
            }
            seen = (seen.Crashes + simulation.Seen.Crashes, seen.Failures + simulation.Seen.Failures, seen.Reorgs + simulation.Seen.Reorgs, seen.Waits + simulation.Seen.Waits);
        }
        // A node that fails and one that lags are both rare: a group sees one of them at least.
        Assert.True(seen is { Crashes: > 0, Reorgs: > 0 } && seen.Failures + seen.Waits > 0, $"The simulation is too tame: {seen}.");
    }
}
