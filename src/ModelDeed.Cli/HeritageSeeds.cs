using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelDeed.Fingerprints;
using ModelDeed.Heritage;
using ModelDeed.Primitives;

namespace ModelDeed.Cli;

/// <summary>The secret seeds of one's own titles, and the prints under them: one file per seed, which only its owner can read.</summary>
internal static class HeritageSeeds
{
    private const int MostBytes = 128 << 10;

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
            JsonObject json = new() { ["seed"] = seed.Seed.ToString(), ["print"] = Convert.ToBase64String(seed.Print.ToBytes()) };
            await Files.WriteSecret(path, JsonSerializer.SerializeToUtf8Bytes(json), ct);
        }
    }

    /// <summary>The seeds of a model that are here, in the order of their digests.</summary>
    public static async Task<ImmutableArray<SeedCommitment>> Of(Home home, Hash32 fingerprint, CancellationToken ct)
    {
        string folder = Path.Combine(home.Heritage, fingerprint.ToString());
        if (!Directory.Exists(folder)) return [];
        var seeds = ImmutableArray.CreateBuilder<SeedCommitment>();
        foreach (string path in Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal)) seeds.Add(Parse(path, await Files.ReadBounded(path, MostBytes, ct)));
        return seeds.DrainToImmutable();
    }

    private static SeedCommitment Parse(string path, byte[] bytes)
    {
        try
        {
            JsonFields file = JsonFields.Parse(bytes, ["seed", "print"], out JsonDocument document);
            using JsonDocument owned = document;
            SeedCommitment seed = new(file.Hash("seed"), HeritagePrint.Parse(file.Base64("print", HeritagePrint.MostBytes)));
            return $"{seed.Digest()}.json" == Path.GetFileName(path) ? seed : throw new FormatException("it isn't what its name commits to");
        }
        catch (Exception broken) when (broken is FormatException or HeritageException)
        {
            throw Refusal.Unreadable($"{path} isn't a secret seed: {broken.Message}", "Restore it from a backup, or move it away.");
        }
    }
}
