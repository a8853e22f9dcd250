using System.Collections.Immutable;
using ModelDeed.Fingerprints;

namespace ModelDeed.Heritage;

/// <summary>A model's manifest and print, of one pass over its files.</summary>
/// <param name="Result">The fingerprint's run.</param>
/// <param name="Prints">One print per seed, in the order of the seeds.</param>
public sealed record PrintedModel(FingerprintResult Result, ImmutableArray<HeritagePrint> Prints)
{
    /// <summary>The first seed's print.</summary>
    public HeritagePrint Print => Prints[0];
}

/// <summary>Makes prints.</summary>
public static class HeritagePrinter
{
    /// <summary>Fingerprints a model and makes its print under the public seed, in one pass over its bytes.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="options">As for a fingerprint. Tensors are read whatever it says.</param>
    /// <param name="progress">Told ten times a second at most; null for none.</param>
    /// <param name="ct">Ends the run.</param>
    /// <inheritdoc cref="Fingerprinter.Run" path="/exception"/>
    /// <remarks>A model without tensors that hold weights has a print without tensors.</remarks>
    public static PrintedModel Run(string path, FingerprintOptions options, IProgress<FingerprintProgress>? progress, CancellationToken ct) =>
        Run(path, [SketchSeed.Public], options, progress, ct);

    /// <summary>The same under any seeds; each costs about as much again as the first.</summary>
    public static PrintedModel Run(
        string path, ImmutableArray<SketchSeed> seeds, FingerprintOptions options, IProgress<FingerprintProgress>? progress, CancellationToken ct) =>
        Run(path, seeds, options, SketchKernel.Best, progress, ct);

    /// <summary>The same with vectors of a given width; for tests.</summary>
    internal static PrintedModel Run(
        string path, ImmutableArray<SketchSeed> seeds, FingerprintOptions options, SketchWidth width, IProgress<FingerprintProgress>? progress, CancellationToken ct)
    {
        PrintPlan plan = new([], SketchSeed.Buckets, 0);
        var taps = new Dictionary<Tensor, TensorTap>(ReferenceEqualityComparer.Instance);
        TensorTable? Read(IReadOnlyList<ModelFile> files, FormatPolicy policy, CancellationToken stop)
        {
            TensorTable? table = options.Reader(files, policy, stop);
            plan = PrintPlan.Of([.. table?.Tensors ?? []]);
            Dictionary<string, ModelFile> byPath = files.ToDictionary(file => file.Path, StringComparer.Ordinal);
            var affines = new AffineNames([.. table?.Tensors ?? []], tensor => ValueType.Open(tensor, byPath));
            foreach (PlannedTensor planned in plan.Tensors) taps.Add(planned.Tensor, new TensorTap(planned, affines, seeds, width));
            return table;
        }
        FingerprintResult result = Fingerprinter.Run(path, options with { Tensors = true, Reader = Read, Tap = taps.GetValueOrDefault }, progress, ct);
        return new PrintedModel(result, [.. seeds.Select((seed, i) => Print(seed, i))]);

        HeritagePrint Print(SketchSeed seed, int index) => new(
            SeedDigest(seed), result.Manifest.Fingerprint, plan.Parameters,
            [.. plan.Tensors.Select(planned => TensorPrints.Of(planned, result.Manifest.Tensors[planned.Ordinal].Blake3, taps[planned.Tensor].Results[index], plan.Buckets))]);
    }

    /// <summary>What a print tells of its seed.</summary>
    public static Hash32 SeedDigest(SketchSeed seed) => new(System.Security.Cryptography.SHA256.HashData(seed.Value.Bytes));
}

/// <summary>Sketches a tensor while it is hashed; its work space lives no longer than its bytes come.</summary>
internal sealed class TensorTap(PlannedTensor planned, AffineNames affines, ImmutableArray<SketchSeed> seeds, SketchWidth width) : ITensorTap
{
    private ImmutableArray<TensorSketcher> _sketchers = [];
    private long _left = planned.Shape.Elements / planned.Type.Elements * planned.Type.Bytes;

    /// <summary>One result per seed, once all bytes came.</summary>
    public ImmutableArray<SketchResult> Results { get; private set; } = [];

    /// <inheritdoc/>
    public void Take(ReadOnlySpan<byte> bytes)
    {
        if (_sketchers.IsEmpty) Begin();
        foreach (TensorSketcher sketcher in _sketchers) sketcher.Take(bytes);
        _left -= bytes.Length;
        if (_left > 0) return;
        Results = [.. _sketchers.Select(sketcher => sketcher.Finish())];
        _sketchers = [];
    }

    private void Begin()
    {
        AffineValues? affine = AffineValues.Of(planned.Tensor, affines.Find(planned.Tensor));
        _sketchers = [.. seeds.Select(seed => new TensorSketcher(seed, affine?.Over(planned.Type) ?? planned.Type, planned.Shape, planned.Parts, width))];
    }
}

/// <summary>Rounds what a sketch gave to what a print keeps.</summary>
internal static class TensorPrints
{
    // Sums beyond so many times their root mean square are cut off: a few outliers would leave no steps for the rest.
    private const double Widest = 4;

    public static TensorPrint Of(PlannedTensor planned, Hash32 blake3, SketchResult result, int buckets)
    {
        double[] sums = Fold(result.Sums, buckets);
        (float scale, ImmutableArray<sbyte> steps) = Round(sums);
        Moments moments = result.Moments;
        return new TensorPrint(
            planned.Ordinal, System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(blake3.Bytes), planned.Type.Name, planned.Shape.Axes,
            Finite(moments.Mean), Finite(moments.Deviation), Finite(moments.Kurtosis), (ushort)(moments.Zeros * ushort.MaxValue / moments.Count),
            scale, steps, result.Rows, result.Columns, result.Gram)
        {
            Regularity = result.Regularity,
            FirstProfiles = result.FirstProfiles,
            LastProfiles = result.LastProfiles,
        };
    }

    /// <summary>Sketches of fewer sums: bucket b is added to bucket b mod their number, as exclusive or allows.</summary>
    public static double[] Fold(double[] sums, int buckets)
    {
        var folded = new double[buckets];
        for (int i = 0; i < sums.Length; i++) folded[i % buckets] += sums[i];
        return folded;
    }

    private static (float Scale, ImmutableArray<sbyte> Steps) Round(double[] sums)
    {
        double largest = 0, squares = 0;
        foreach (double sum in sums)
        {
            largest = Math.Max(largest, Math.Abs(sum));
            squares += sum * sum;
        }
        float scale = Finite(Math.Min(largest, Widest * Math.Sqrt(squares / sums.Length)) / TensorPrint.MostStep);
        return scale == 0 ? (0, [.. sums.Select(_ => (sbyte)0)]) : (scale, [.. sums.Select(sum => Step(sum / scale))]);
    }

    private static sbyte Step(double steps) => (sbyte)Math.Clamp(Math.Round(steps, MidpointRounding.ToEven), -TensorPrint.MostStep, TensorPrint.MostStep);

    private static float Finite(double value) => float.IsFinite((float)value) ? (float)value : 0;
}
