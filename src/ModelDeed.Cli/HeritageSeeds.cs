using System.Collections.Immutable;
using ModelDeed.Heritage;
using ModelDeed.Primitives;

namespace ModelDeed.Cli;

/// <summary>The secret seeds of one's own titles, and the prints under them: one file per seed, which only its owner can read.</summary>
internal static class HeritageSeeds
{
    /// <summary>Seeds that a registration commits to unless told otherwise.</summary>
    public const int Default = 4;

    /// <summary>Seeds that a title can commit to.</summary>
    public const int Most = 16;

    /// <summary>Keeps the seeds that a manifest commits to; those that are here already stay.</summary>
    public static async Task Keep(Home home, Hash32 fingerprint, IEnumerable<SeedCommitment> seeds, CancellationToken ct)
    {
        string folder = Home.Create(Path.Combine(Home.Create(home.Heritage), fingerprint.ToString()));
        foreach (SeedCommitment seed in seeds)
        {
            string path = Path.Combine(folder, $"{seed.Digest()}.json");
            if (File.Exists(path)) continue;
            await Files.WriteSecret(path, seed.ToBytes(), ct);
        }
    }

    /// <summary>The seeds of a model that are here, in the order of their digests.</summary>
    public static async Task<ImmutableArray<SeedCommitment>> Of(Home home, Hash32 fingerprint, CancellationToken ct)
    {
        string folder = Path.Combine(home.Heritage, fingerprint.ToString());
        if (!Directory.Exists(folder)) return [];
        var seeds = ImmutableArray.CreateBuilder<SeedCommitment>();
        foreach (string path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal)) seeds.Add(Parse(path, await Files.ReadBounded(path, SeedCommitment.MostBytes, ct)));
        return seeds.DrainToImmutable();
    }

    /// <summary>Those of some seeds that may be revealed against a suspect: what was revealed in another dispute is known, and proves nothing any more.</summary>
    /// <returns>Those that were revealed against the same suspect already first.</returns>
    public static ImmutableArray<SeedCommitment> Unspent(Home home, Hash32 fingerprint, ImmutableArray<SeedCommitment> seeds, Hash32 suspect) =>
        [.. from seed in seeds let against = Against(home, fingerprint, seed) where against is null || against == suspect.ToString() orderby against is null ? 1 : 0 select seed];

    /// <summary>Notes against whom seeds are revealed, before anybody sees them.</summary>
    public static async Task Spend(Home home, Hash32 fingerprint, IEnumerable<SeedCommitment> seeds, Hash32 suspect, CancellationToken ct)
    {
        foreach (SeedCommitment seed in seeds) await Files.WriteWhole(SpentOf(home, fingerprint, seed), System.Text.Encoding.ASCII.GetBytes($"{suspect}\n"), ct);
    }

    private static string? Against(Home home, Hash32 fingerprint, SeedCommitment seed)
    {
        string path = SpentOf(home, fingerprint, seed);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }

    private static string SpentOf(Home home, Hash32 fingerprint, SeedCommitment seed) => Path.Combine(home.Heritage, fingerprint.ToString(), $"{seed.Digest()}.spent");

    private static SeedCommitment Parse(string path, byte[] bytes)
    {
        try
        {
            SeedCommitment seed = SeedCommitment.Parse(bytes);
            return $"{seed.Digest()}.json" == Path.GetFileName(path) ? seed : throw new HeritageException("It isn't what its name commits to.");
        }
        catch (HeritageException broken)
        {
            throw Refusal.Unreadable($"{path} can't be used as a secret seed: {broken.Message}", "Restore it from a backup, or move it away.");
        }
    }
}
