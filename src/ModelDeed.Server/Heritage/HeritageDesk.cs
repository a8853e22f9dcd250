using System.Collections.Concurrent;
using System.Collections.Immutable;
using ModelDeed.Fingerprints;
using ModelDeed.Heritage;
using ModelDeed.Server.Titles;

namespace ModelDeed.Server.Heritage;

/// <summary>A title whose model is related to another.</summary>
public sealed record TitledKin(Hash32 Id, string Name, Hash32 Manifest, HeritageComparison Comparison);

/// <summary>Related titles, closest first, of so many models that were searched.</summary>
public sealed record TitledKins(int Searched, IReadOnlyList<TitledKin> Models);

/// <summary>Answers about heritage, with the titles' names.</summary>
internal sealed class HeritageDesk(HeritagePrints prints, AssetRecords assets)
{
    // Pages ask for the same few again and again: an answer holds until another print is added.
    private const int MostKept = 500;

    private readonly ConcurrentDictionary<Hash32, (int Searched, ImmutableArray<Kin> Kins)> _kept = new();

    /// <summary>Titles whose models are related to a print.</summary>
    public async Task<TitledKins> Related(HeritagePrint print, CancellationToken ct) => await Titled(await prints.Related(print, assets.Owners, ct), ct);

    /// <summary>Titles whose models are related to a manifest's; null when it has no print.</summary>
    public async Task<TitledKins?> Of(Manifest manifest, CancellationToken ct)
    {
        if (Read(manifest) is not { } print) return null;
        await prints.CatchUp(ct);
        if (!_kept.TryGetValue(print.Fingerprint, out (int Searched, ImmutableArray<Kin> Kins) known) || known.Searched != prints.Count)
        {
            known = (prints.Count, await prints.Related(print, assets.Owners, ct));
            if (_kept.Count >= MostKept) _kept.Clear();
            _kept[print.Fingerprint] = known;
        }
        return await Titled(known.Kins, ct);
    }

    private async Task<TitledKins> Titled(ImmutableArray<Kin> found, CancellationToken ct)
    {
        IReadOnlyDictionary<Hash32, (Hash32 Id, string Name)> titles = await assets.OfManifests([.. found.Select(kin => kin.Manifest)], ct);
        return new TitledKins(prints.Count, [.. found.Where(kin => titles.ContainsKey(kin.Manifest)).Select(kin => new TitledKin(titles[kin.Manifest].Id, titles[kin.Manifest].Name, kin.Manifest, kin.Comparison))]);
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
}
