using ModelDeed.Fingerprints;

namespace ModelDeed.Heritage;

/// <summary>Judges pairs of tensors.</summary>
/// <param name="child">The child.</param>
/// <param name="parent">The parent.</param>
/// <param name="told">Told of elements judged, from any thread.</param>
internal sealed class PairJudge(ModelContent child, ModelContent parent, Action<long> told)
{
    /// <summary>Elements of a stretch that one thread judges.</summary>
    public const long StretchElements = 1 << 22;

    // The likeliest way first; another only when that one fails.
    private const int MostPasses = 3;

    // What the parent's own whole numbers stand for.
    private readonly AffineNames _parentAffines = parent.Affines;

    /// <summary>Whether several threads can work on a pair at once, and it is worth it.</summary>
    public static bool IsLarge(TensorPair pair) => PairReader.CanBegin(pair) && pair.Elements > StretchElements;

    /// <summary>What a pair is.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="threads">Threads to work on it.</param>
    /// <param name="ct">Ends it within a piece.</param>
    public TensorVerdict Judge(TensorPair pair, int threads, CancellationToken ct)
    {
        TensorVerdict verdict = Blank(pair);
        bool areNumbers = pair.Parents.Any(part => _parentAffines.Of(part) is not null);
        if (pair.Parents is [var only] && only.DType == pair.Child.DType && child.Digest(pair.Child) == parent.Digest(only) && MeansTheSame(pair.Affine, _parentAffines.Of(only)))
            return verdict with { Origin = TensorOrigin.Copy };
        List<PairVariant> variants = [.. PairVariant.Of(pair).Where(variant => variant.Rule(pair) is not null)];
        if (variants.Count == 0 || areNumbers || pair.Parents.Any(part => ValueType.Find(part.DType) is null || part.DType != pair.Parents[0].DType))
            return verdict with { Origin = TensorOrigin.Uncovered, FaultyElements = pair.Elements };
        (PairVariant Variant, PairTally Tally)? best = null;
        foreach (PairVariant variant in Likeliest(pair, variants, ct).Take(MostPasses))
        {
            PairTally tally = Pass(pair, variant, threads, ct);
            if (best is null || tally.FaultyElements < best.Value.Tally.FaultyElements) best = (variant, tally);
            if (tally.Faulty == 0) break;
        }
        return Verdict(verdict, pair, best!.Value.Variant, best.Value.Tally);
    }

    /// <summary>Whether equal stored numbers stand for equal weights.</summary>
    private static bool MeansTheSame(Affine? one, Affine? other) => one is null || other is null ? one == other
        : (one.Axis == other.Axis || one.Scales.Length == 1) && one.Scales.AsSpan().SequenceEqual(other.Scales.AsSpan()) && one.Offsets.AsSpan().SequenceEqual(other.Offsets.AsSpan());

    /// <summary>Share of faulty blocks among the first of a pair, by its likeliest variant; null when it isn't covered.</summary>
    public double? Probe(TensorPair pair, CancellationToken ct)
    {
        List<PairVariant> variants = [.. PairVariant.Of(pair).Where(variant => variant.Rule(pair) is not null)];
        return variants.Count == 0 ? null : variants.Min(variant => Stretch(pair, variant, 0, Math.Min(pair.Elements, PairReader.Piece(pair, variant)), ct) is var tally && tally.Blocks > 0 ? (double)tally.Faulty / tally.Blocks : 0);
    }

    // In the order in which they were named where the first piece can't tell.
    private IEnumerable<PairVariant> Likeliest(TensorPair pair, List<PairVariant> variants, CancellationToken ct)
    {
        if (variants.Count == 1) return variants;
        long first = pair.Affine is null ? PairReader.PieceElements : pair.Elements;
        return [.. variants.Select(variant => (variant, Stretch(pair, variant, 0, Math.Min(pair.Elements, Math.Max(first, PairReader.Piece(pair, variant))), ct)))
            .OrderBy(probed => probed.Item2.Blocks == 0 ? 0 : (double)probed.Item2.Faulty / probed.Item2.Blocks).Select(probed => probed.variant)];
    }

    private PairTally Pass(TensorPair pair, PairVariant variant, int threads, CancellationToken ct)
    {
        PairTally whole;
        if (!IsLarge(pair))
        {
            whole = Stretch(pair, variant, 0, pair.Elements, ct);
        }
        else
        {
            long piece = PairReader.Piece(pair, variant), length = Math.Max(1, StretchElements / piece) * piece;
            var tallies = new PairTally[(pair.Elements + length - 1) / length];
            Workers.Run(tallies.Length, threads, i => tallies[i] = Stretch(pair, variant, i * length, Math.Min(length, pair.Elements - i * length), ct), ct);
            whole = tallies[0];
            foreach (PairTally next in tallies.AsSpan(1)) whole.Add(next);
        }
        whole.CompareMakers();
        told(pair.Elements);
        return whole;
    }

    private PairTally Stretch(TensorPair pair, PairVariant variant, long from, long count, CancellationToken ct)
    {
        BlockRule rule = variant.Rule(pair)!;
        var tally = new PairTally(rule.Elements);
        using var reader = new PairReader(pair, variant, child, parent, from, count);
        for (long block = from / rule.Elements; reader.Next(out ReadOnlySpan<float> values, out ReadOnlySpan<byte> bytes) is > 0 and var elements;)
        {
            ct.ThrowIfCancellationRequested();
            for (int at = 0; at < elements; at += rule.Elements, block++)
            {
                ReadOnlySpan<float> own = values.Slice(at, Math.Min(rule.Elements, elements - at));
                tally.Add(block, rule.Judge(own, bytes.Slice((int)((long)at * rule.Bytes / rule.Elements))), own.Length);
            }
        }
        if (rule is AffineRule affine && count == pair.Elements)
            foreach (long element in affine.CoarseChannels()) tally.Condemn(element, pair.Elements / affine.Channels);
        return tally;
    }

    private static TensorVerdict Blank(TensorPair pair) => new(
        pair.Child.Name, pair.Child.DType, TensorOrigin.Missing, [.. pair.Parents.Select(part => part.Name)], pair.Parents[0].DType, Through.Nothing, 0, false,
        pair.Elements, 0, 0, 0, 0, 0, 0, []);

    private static TensorVerdict Verdict(TensorVerdict verdict, TensorPair pair, PairVariant variant, PairTally tally) => verdict with
    {
        Origin = pair.Affine is not null || GridFormat.Find(pair.Child.DType) is not null ? TensorOrigin.Rounded : variant.Cast == FloatCast.Truncated ? TensorOrigin.Truncated : TensorOrigin.Cast,
        Through = variant.Through,
        HeadRows = variant.HeadRows,
        PlusOne = variant.PlusOne,
        Blocks = tally.Blocks,
        Reference = tally.Reference,
        Stretched = tally.Stretched,
        Vanished = tally.Vanished,
        Faulty = tally.Faulty,
        FaultyElements = Math.Min(pair.Elements, tally.FaultyElements),
        WorstMillisteps = PairTally.Millisteps(tally.Worst),
        Faults = tally.Faults,
    };
}

/// <summary>Runs numbered jobs on some threads, and throws what the first that failed threw.</summary>
internal static class Workers
{
    public static void Run(int jobs, int threads, Action<int> job, CancellationToken ct)
    {
        try
        {
            Parallel.For(0, jobs, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = ct }, job);
        }
        catch (AggregateException several)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(several.Flatten().InnerExceptions[0]);
        }
    }
}
