using System.Collections.Immutable;
using ModelDeed.Cli;
using ModelDeed.Heritage;
using ModelDeed.Primitives;
using ModelDeed.Tests.Fingerprints;
using ModelDeed.Tests.Heritage;

namespace ModelDeed.Tests.Cli;

/// <summary>Secret seeds of one's own titles, of which each is good for one dispute.</summary>
public sealed class HeritageSeedsTests
{
    [Fact]
    public async Task Revealed_seeds_are_spent()
    {
        using TempFolder folder = new();
        Home home = new(name => name == Home.Variable ? folder.Path : null);
        PrintedModel model = Weights.Squares(1).Print(Seed(1), Seed(2), Seed(3));
        Hash32 fingerprint = model.Result.Manifest.Fingerprint, one = Seed(7).Value, other = Seed(8).Value;
        await HeritageSeeds.Keep(home, fingerprint, [.. model.Prints.Select((print, i) => new SeedCommitment(Seed(i + 1).Value, print))], default);
        ImmutableArray<SeedCommitment> all = await HeritageSeeds.Of(home, fingerprint, default);
        Assert.Equal(3, all.Length);
        Assert.Equal(3, HeritageSeeds.Unspent(home, fingerprint, all, one).Length);

        await HeritageSeeds.Spend(home, fingerprint, all.Skip(1).Take(1), one, default);

        // The same dispute goes on with the same seed; another one gets the others.
        Assert.Equal(all[1].Digest(), HeritageSeeds.Unspent(home, fingerprint, all, one)[0].Digest());
        Assert.Equal([all[0].Digest(), all[2].Digest()], HeritageSeeds.Unspent(home, fingerprint, all, other).Select(seed => seed.Digest()));
        Assert.Equal(3, (await HeritageSeeds.Of(home, fingerprint, default)).Length);
    }

    private static SketchSeed Seed(int number) => new(new Hash32([.. Enumerable.Repeat((byte)number, Hash32.Size)]));
}
