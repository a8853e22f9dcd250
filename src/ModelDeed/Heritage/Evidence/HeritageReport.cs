using System.Collections.Immutable;
using System.Security.Cryptography;

namespace ModelDeed.Heritage;

/// <summary>Where the seed of a reading comes from: that decides what it proves.</summary>
public enum SeedSource
{
    /// <summary>Known to all: finds, but proves nothing against somebody who took the trouble to forge.</summary>
    Public,

    /// <summary>Committed to in the other model's title before the dispute, and revealed for it.</summary>
    Committed,

    /// <summary>The hash of a block that came after the suspect was published.</summary>
    Block,
}

/// <summary>One model of a report.</summary>
/// <param name="Fingerprint">Its fingerprint.</param>
/// <param name="Manifest">SHA-256 of its manifest, zero when it has no title.</param>
/// <param name="Names">Names of the tensors of its prints, in their order.</param>
public sealed record ReportedModel(Hash32 Fingerprint, Hash32 Manifest, ImmutableArray<string> Names);

/// <summary>Both models under one seed.</summary>
/// <param name="Source">Where the seed comes from.</param>
/// <param name="Seed">The 32 bytes from which both prints were made.</param>
/// <param name="BlockHash">For a block's seed, the block's hash; else zero.</param>
/// <param name="Suspect">The suspect's print.</param>
/// <param name="Other">The other's print.</param>
public sealed record Reading(SeedSource Source, Hash32 Seed, Hash32 BlockHash, HeritagePrint Suspect, HeritagePrint Other)
{
    private HeritageComparison? _comparison;

    private static ReadOnlySpan<byte> BlockDomain => "modeldeed-heritage-1 block"u8;

    /// <summary>What the prints say: follows from them alone, so anyone gets the same.</summary>
    public HeritageComparison Comparison => _comparison ??= HeritageComparison.Of(Suspect, Other);

    /// <summary>For a committed seed, what the other's title must hold.</summary>
    public Hash32 Commitment => new SeedCommitment(Seed, Other).Digest();

    /// <summary>The seed of a block: nobody could know it before.</summary>
    public static SketchSeed SeedOf(Hash32 blockHash) => new(new Hash32(SHA256.HashData([.. BlockDomain, .. blockHash.Bytes])));

    /// <summary>What is wrong with the reading, or null.</summary>
    internal string? Problem(Hash32 suspect, Hash32 other)
    {
        if (Suspect.Fingerprint != suspect || Other.Fingerprint != other) return "a print is another model's";
        Hash32 digest = HeritagePrinter.SeedDigest(new SketchSeed(Seed));
        if (Suspect.Seed != digest || Other.Seed != digest) return "a print is of another seed";
        bool fits = Source switch
        {
            SeedSource.Public => Seed == SketchSeed.Public.Value,
            SeedSource.Block => Seed == SeedOf(BlockHash).Value,
            _ => Seed != SketchSeed.Public.Value,
        };
        return fits ? BlockHash.IsZero || Source == SeedSource.Block ? null : "it names a block without need" : "its seed isn't of the source that it names";
    }
}

/// <summary>The evidence of a comparison: prints, seeds and figures, in one file that anyone recomputes. It is only as good as the prints: who doubts them makes
/// them again from the models.</summary>
/// <param name="Suspect">The model in question.</param>
/// <param name="Other">Who may be its ancestor.</param>
/// <param name="Readings">One per seed; the public one first.</param>
public sealed record HeritageReport(ReportedModel Suspect, ReportedModel Other, ImmutableArray<Reading> Readings)
{
    /// <summary>The format's name.</summary>
    public const string Format = "modeldeed-heritage-report-1";

    /// <summary>Bytes of a report, at most.</summary>
    public const int MostBytes = 8 << 20;

    /// <summary>Readings of a report, at most.</summary>
    public const int MostReadings = 17;

    /// <summary>The reading that proves most: a committed seed's before a block's before the public one's, and of equal ones the weakest.</summary>
    public Reading Strongest => Readings.OrderBy(reading => reading.Source switch { SeedSource.Committed => 0, SeedSource.Block => 1, _ => 2 }).ThenByDescending(reading => reading.Comparison.Log10P).First();

    /// <summary>Whether the public seed finds heritage that a seed nobody could know doesn't: somebody framed the other model's owner, or the suspect's.</summary>
    public bool LooksForged => Readings.Any(reading => reading.Source == SeedSource.Public && IsRelated(reading)) && Strongest.Source != SeedSource.Public && !IsRelated(Strongest);

    /// <summary>Whether a seed nobody could know finds heritage that the public one doesn't: somebody erased it.</summary>
    public bool LooksErased => Readings.Any(reading => reading.Source == SeedSource.Public && !IsRelated(reading)) && Strongest.Source != SeedSource.Public && IsRelated(Strongest);

    /// <summary>The file's bytes: there is one way to write them.</summary>
    public byte[] ToBytes() => ReportJson.Write(this);

    /// <summary>Reads a report and recomputes every figure in it.</summary>
    /// <exception cref="HeritageException">It isn't a report, was edited, or its figures don't follow from its prints.</exception>
    public static HeritageReport Parse(ReadOnlyMemory<byte> bytes) => ReportJson.Read(bytes);

    private static bool IsRelated(Reading reading) => reading.Comparison.Verdict is Verdict.Same or Verdict.Derived or Verdict.SharesComponents;
}
