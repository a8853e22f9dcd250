using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Threading.RateLimiting;
using ModelDeed.Fingerprints;
using ModelDeed.Heritage;
using ModelDeed.Server.Titles;

namespace ModelDeed.Server.Heritage;

/// <summary>A title whose model is related to another.</summary>
/// <param name="Id">The title.</param>
/// <param name="Name">As registered.</param>
/// <param name="Manifest">SHA-256 of the manifest that has its print.</param>
/// <param name="Comparison">What comparing says, without its matches: they'd take more memory than all else that is kept.</param>
public sealed record TitledKin(Hash32 Id, string Name, Hash32 Manifest, HeritageComparison Comparison);

/// <summary>Related titles, closest first, of so many models that were searched.</summary>
public sealed record TitledKins(int Searched, IReadOnlyList<TitledKin> Models);

/// <summary>What was asked about a model's heritage, and what came of it.</summary>
internal abstract record HeritageAnswer
{
    private HeritageAnswer() { }

    /// <summary>Titles that are related; none, perhaps.</summary>
    public sealed record Found(TitledKins Kins) : HeritageAnswer;

    /// <summary>As many searches run and wait as this server does at once: later it answers.</summary>
    public sealed record Busy : HeritageAnswer;

    /// <summary>The manifest has no print that could be searched.</summary>
    public sealed record NoPrint : HeritageAnswer;
}

/// <summary>Answers about heritage, with the titles' names. What was found for a print is kept for a while; a search takes processors and memory, so no more run
/// at once than the server allows, whoever asks.</summary>
internal sealed class HeritageDesk(HeritagePrints prints, AssetRecords assets, HeritageTurns turns, TimeProvider time)
{
    // Pages ask for the same few again and again.
    private const int MostKept = 500;

    // An answer holds until another print is added; titles change hands meanwhile, and a tensor of many owners counts less.
    private static readonly TimeSpan Kept = TimeSpan.FromMinutes(10);

    // By the digest of the print's bytes: the fingerprint that stands in a print is whatever its writer says.
    private readonly ConcurrentDictionary<Hash32, Answer> _kept = new();

    /// <summary>Titles whose models are related to a print.</summary>
    public async Task<HeritageAnswer> Related(HeritagePrint print, CancellationToken ct)
    {
        await prints.CatchUp(ct);
        Hash32 digest = print.Digest();
        if (Known(digest) is { } known) return await Titled(known, ct);
        using RateLimitLease turn = await turns.Take(ct);
        if (!turn.IsAcquired) return new HeritageAnswer.Busy();
        // Who waited may have waited for just this.
        if (Known(digest) is { } meanwhile) return await Titled(meanwhile, ct);
        int searched = prints.Count;
        ImmutableArray<Kin> found = await prints.Related(print, assets.Owners, ct);
        Answer answer = new(searched, time.GetUtcNow(), [.. found.Select(kin => (kin.Manifest, kin.Comparison with { Matches = [] }))]);
        if (_kept.Count >= MostKept) _kept.Clear();
        _kept[digest] = answer;
        return await Titled(answer, ct);
    }

    /// <summary>Titles whose models are related to a manifest's.</summary>
    public async Task<HeritageAnswer> Of(Manifest manifest, CancellationToken ct) => Read(manifest) is { } print ? await Related(print, ct) : new HeritageAnswer.NoPrint();

    private Answer? Known(Hash32 digest) => _kept.TryGetValue(digest, out Answer? known) && known.Searched == prints.Count && time.GetUtcNow() - known.At < Kept ? known : null;

    private async Task<HeritageAnswer> Titled(Answer answer, CancellationToken ct)
    {
        IReadOnlyDictionary<Hash32, (Hash32 Id, string Name)> titles = await assets.OfManifests([.. answer.Kins.Select(kin => kin.Manifest)], ct);
        return new HeritageAnswer.Found(new TitledKins(answer.Searched, [.. answer.Kins.Where(kin => titles.ContainsKey(kin.Manifest)).Select(kin => new TitledKin(titles[kin.Manifest].Id, titles[kin.Manifest].Name, kin.Manifest, kin.Comparison))]));
    }

    private static HeritagePrint? Read(Manifest manifest)
    {
        try
        {
            return ManifestPrint.Of(manifest);
        }
        catch (HeritageException)
        {
            // What a title names may say anything: then it has no print.
            return null;
        }
    }

    private sealed record Answer(int Searched, DateTimeOffset At, ImmutableArray<(Hash32 Manifest, HeritageComparison Comparison)> Kins);
}
