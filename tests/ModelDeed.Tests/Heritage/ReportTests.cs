using System.Text;
using ModelDeed.Fingerprints;
using ModelDeed.Heritage;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Heritage;

/// <summary>Evidence of heritage: manifests, committed seeds, reports, and who tries to forge them.</summary>
public sealed class ReportTests
{
    private static readonly SketchSeed Secret = new(new Hash32(Enumerable.Range(1, 32).Select(i => (byte)i).ToArray()));

    [Fact]
    public void A_manifest_carries_the_print_and_reads_it_back()
    {
        PrintedModel printed = Weights.Random(1).Print();
        Manifest manifest = printed.Result.Manifest.With(printed.Print, [new SeedCommitment(Secret.Value, printed.Print).Digest()]);
        Manifest read = Manifest.Parse(manifest.ToJson());
        Assert.Equal(manifest, read);
        Assert.Equal(printed.Print.ToBytes(), ManifestPrint.Of(read)!.ToBytes());
        Assert.NotEqual(printed.Result.Manifest.Digest(), manifest.Digest());
        Assert.Null(ManifestPrint.Of(printed.Result.Manifest));
    }

    [Fact]
    public void A_manifest_with_another_models_print_has_none()
    {
        PrintedModel one = Weights.Random(1).Print(), other = Weights.Random(2).Print();
        Manifest foreign = one.Result.Manifest.With(other.Print, []);
        Assert.Contains("another model's", Assert.Throws<HeritageException>(() => ManifestPrint.Of(foreign)).Message, StringComparison.Ordinal);
        HeritagePrint lying = other.Print with { Fingerprint = one.Print.Fingerprint };
        Assert.Contains("doesn't list", Assert.Throws<HeritageException>(() => ManifestPrint.Of(one.Result.Manifest.With(lying, []))).Message, StringComparison.Ordinal);
        Assert.Contains("public seed", Assert.Throws<HeritageException>(() => ManifestPrint.Of(one.Result.Manifest.With(Weights.Random(1).Print(Secret).Print, []))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_commitment_holds_the_seed_and_the_print()
    {
        HeritagePrint print = Weights.Random(1).Print(Secret).Print;
        SeedCommitment commitment = new(Secret.Value, print);
        Assert.Equal(commitment.Digest(), SeedCommitment.Parse(commitment.ToBytes()).Digest());
        Assert.NotEqual(commitment.Digest(), (commitment with { Seed = SketchSeed.Public.Value }).Digest());
        Assert.NotEqual(commitment.Digest(), (commitment with { Print = Weights.Random(2).Print(Secret).Print }).Digest());
        Assert.Throws<HeritageException>(() => SeedCommitment.Parse((commitment with { Seed = SketchSeed.Public.Value }).ToBytes()));
        Assert.Throws<HeritageException>(() => SeedCommitment.Parse("{}"u8.ToArray()));
    }

    [Fact]
    public void A_report_is_recomputed_to_the_byte_and_no_figure_of_it_can_be_changed()
    {
        byte[] bytes = Report(Weights.Random(1), Weights.Random(1).Noisy(9, 0.3f)).ToBytes();
        HeritageReport read = HeritageReport.Parse(bytes);
        Assert.Equal(bytes, read.ToBytes());
        Assert.All(read.Readings, reading => Assert.Equal(Verdict.Derived, reading.Comparison.Verdict));
        Assert.Equal(SeedSource.Committed, read.Strongest.Source);
        string text = Encoding.UTF8.GetString(bytes);
        foreach ((string from, string to) in new[] { ("\"inheritedShare\":\"1\"", "\"inheritedShare\":\"0.9\""), ("\"derived\"", "\"same\""), ("\"candidates\":2", "\"candidates\":1"), ("\"source\":\"committed\"", "\"source\":\"public\"") })
        {
            Assert.Contains(from, text, StringComparison.Ordinal);
            Assert.Throws<HeritageException>(() => HeritageReport.Parse(Encoding.UTF8.GetBytes(text.Replace(from, to, StringComparison.Ordinal))));
        }
        Assert.Throws<HeritageException>(() => HeritageReport.Parse(Encoding.UTF8.GetBytes(text + " ")));
        Assert.Throws<HeritageException>(() => HeritageReport.Parse("[]"u8.ToArray()));
    }

    [Fact]
    public void A_report_whose_readings_do_not_belong_together_is_refused()
    {
        HeritageReport report = Report(Weights.Random(1), Weights.Random(1).Noisy(9, 0.3f));
        Reading other = report.Readings[1] with { Suspect = report.Readings[1].Suspect with { Tensors = report.Readings[1].Suspect.Tensors.RemoveAt(0) } };
        foreach (HeritageReport broken in (HeritageReport[])[report with { Readings = [report.Readings[1]] }, report with { Readings = [.. report.Readings.Reverse()] }, report with { Readings = [.. report.Readings, report.Readings[1]] },
            report with { Readings = [report.Readings[0], other] }, report with { Other = report.Other with { Names = [] } }])
            Assert.Throws<HeritageException>(() => HeritageReport.Parse(broken.ToBytes()));
    }

    [Fact]
    public void Unrelated_models_stay_unrelated_under_every_seed()
    {
        HeritageReport report = Report(Weights.Random(1), Weights.Random(5));
        Assert.All(report.Readings, reading => Assert.Equal(Verdict.Unrelated, reading.Comparison.Verdict));
        Assert.False(report.LooksForged);
        Assert.False(report.LooksErased);
    }

    [Fact]
    public void Heritage_erased_under_the_public_seed_is_found_under_a_committed_one()
    {
        Weights parent = Weights.Squares(1);
        HeritageReport report = Report(parent, Moved(parent, Toward(_ => null)));
        // Profiles depend on no seed, so that these still show what the sketches don't; without them nothing does.
        Assert.Equal([MatchKind.Profiles], report.Readings[0].Comparison.Matches.Select(match => match.Kind).Distinct());
        report = Bare(report);
        Assert.Equal(Verdict.Unrelated, report.Readings[0].Comparison.Verdict);
        Assert.Equal(Verdict.Derived, report.Strongest.Comparison.Verdict);
        Assert.True(report.LooksErased);
    }

    [Fact]
    public void Slices_and_inner_products_outlive_the_erasing_of_sketches()
    {
        Weights parent = Weights.Random(1);
        HeritageComparison found = Report(parent, Moved(parent, Toward(_ => null))).Readings[0].Comparison;
        Assert.Equal(Verdict.Derived, found.Verdict);
        Assert.DoesNotContain(found.Matches, match => match.Kind is MatchKind.Sketch or MatchKind.Identical);
    }

    [Fact]
    public void A_model_made_to_look_derived_under_the_public_seed_is_innocent_under_a_committed_one()
    {
        Weights victim = Weights.Random(1), stranger = Weights.Random(5);
        HeritageReport report = Report(victim, Moved(stranger, Toward(i => victim.Tensors[i].Values)));
        Assert.Equal(Verdict.Derived, report.Readings[0].Comparison.Verdict);
        Assert.Equal(Verdict.Unrelated, report.Strongest.Comparison.Verdict);
        Assert.True(report.LooksForged);
    }

    [Fact]
    public void A_blocks_seed_follows_from_its_hash_alone()
    {
        Hash32 block = new(Enumerable.Repeat((byte)7, 32).ToArray());
        SketchSeed seed = Reading.SeedOf(block);
        PrintedModel parent = Weights.Random(1).Print(SketchSeed.Public, seed), child = Weights.Random(1).Noisy(3, 0.1f).Print(SketchSeed.Public, seed);
        HeritageReport report = new(Of(child), Of(parent),
            [new(SeedSource.Public, SketchSeed.Public.Value, default, child.Prints[0], parent.Prints[0]), new(SeedSource.Block, seed.Value, block, child.Prints[1], parent.Prints[1])]);
        Assert.Equal(Verdict.Derived, HeritageReport.Parse(report.ToBytes()).Strongest.Comparison.Verdict);
        HeritageReport other = report with { Readings = [report.Readings[0], report.Readings[1] with { BlockHash = SketchSeed.Public.Value }] };
        Assert.Contains("source", Assert.Throws<HeritageException>(() => HeritageReport.Parse(other.ToBytes())).Message, StringComparison.Ordinal);
    }

    private static HeritageReport Report(Weights parent, Weights suspect)
    {
        PrintedModel theirs = parent.Print(SketchSeed.Public, Secret), mine = suspect.Print(SketchSeed.Public, Secret);
        return new HeritageReport(Of(mine), Of(theirs),
        [
            new(SeedSource.Public, SketchSeed.Public.Value, default, mine.Prints[0], theirs.Prints[0]),
            new(SeedSource.Committed, Secret.Value, default, mine.Prints[1], theirs.Prints[1]),
        ]);
    }

    /// <summary>The same with prints that hold sketches alone.</summary>
    private static HeritageReport Bare(HeritageReport report) => report with { Readings = [.. report.Readings.Select(reading => new Reading(reading.Source, reading.Seed, reading.BlockHash, Bare(reading.Suspect), Bare(reading.Other)))] };

    private static HeritagePrint Bare(HeritagePrint print) => print with { Tensors = [.. print.Tensors.Select(tensor => tensor with { FirstProfiles = [], LastProfiles = [] })] };

    private static ReportedModel Of(PrintedModel printed) =>
        new(printed.Result.Manifest.Fingerprint, default, [.. printed.Print.Tensors.Select(tensor => printed.Result.Manifest.Tensors[tensor.Ordinal].Name)]);

    // What a forger does who knows the public seed: moves every tensor's sketch to another's (or to nothing) by the smallest change, a share of each bucket's difference to each of its elements.
    private static Func<(string Name, ulong[] Shape, float[] Values), int, float[]> Toward(Func<int, float[]?> target) => (tensor, i) =>
    {
        (int[] buckets, int[] signs) = Buckets(tensor.Shape);
        double[] now = Sums(tensor.Values, buckets, signs), wanted = target(i) is { } other ? Sums(other, buckets, signs) : new double[SketchSeed.Buckets];
        var counts = new int[SketchSeed.Buckets];
        foreach (int bucket in buckets) counts[bucket]++;
        return [.. tensor.Values.Select((value, k) => (float)(value + signs[k] * (wanted[buckets[k]] - now[buckets[k]]) / counts[buckets[k]]))];
    };

    private static Weights Moved(Weights weights, Func<(string Name, ulong[] Shape, float[] Values), int, float[]> move)
    {
        Weights moved = weights.Map(move);
        double change = 0, whole = 0;
        for (int i = 0; i < weights.Tensors.Count; i++)
        {
            for (int k = 0; k < weights.Tensors[i].Values.Length; k++)
            {
                change += Math.Pow(moved.Tensors[i].Values[k] - weights.Tensors[i].Values[k], 2);
                whole += Math.Pow(weights.Tensors[i].Values[k], 2);
            }
        }
        // It is a cheap attack: that is why the public seed proves nothing.
        Assert.InRange(Math.Sqrt(change / whole), 0, 0.25);
        return moved;
    }

    private static double[] Sums(float[] values, int[] buckets, int[] signs)
    {
        double mean = values.Average(value => (double)value);
        var sums = new double[SketchSeed.Buckets];
        for (int k = 0; k < values.Length; k++) sums[buckets[k]] += signs[k] * (values[k] - mean);
        return sums;
    }

    private static (int[] Buckets, int[] Signs) Buckets(ulong[] shape)
    {
        var cursor = new AxisCursor(SketchSeed.Public, [.. shape.Select(length => (long)length)]);
        int count = (int)shape.Aggregate(1UL, (product, length) => product * length);
        var buckets = new int[count];
        var signs = new int[count];
        for (int k = 0; k < count; k++, cursor.Next()) (buckets[k], signs[k]) = (cursor.Bucket, cursor.Sign == 0 ? 1 : -1);
        return (buckets, signs);
    }
}
