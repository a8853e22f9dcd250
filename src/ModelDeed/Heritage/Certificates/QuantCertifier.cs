using System.Collections.Immutable;
using ModelDeed.Fingerprints;

namespace ModelDeed.Heritage;

/// <summary>Checks whether a release is a faithful rounding of another model, weight by weight.</summary>
public static class QuantCertifier
{
    /// <summary>Fingerprints both models and judges every block of the child. Reads both twice, in pieces; memory doesn't grow with their size.</summary>
    /// <param name="parent">File or folder of the model that the child claims to be a rounding of.</param>
    /// <param name="child">File or folder of the release.</param>
    /// <param name="options">As for a fingerprint. Every byte is read, whatever it says of caches.</param>
    /// <param name="progress">Told of bytes fingerprinted and then of elements judged, from any thread; null for none.</param>
    /// <param name="ct">Ends the run within a piece.</param>
    /// <inheritdoc cref="Fingerprinter.Run" path="/exception"/>
    /// <exception cref="HeritageException">One of them has no tensors that can be read.</exception>
    public static QuantCertificate Run(string parent, string child, FingerprintOptions options, IProgress<FingerprintProgress>? progress, CancellationToken ct)
    {
        ModelContent parentModel = ModelContent.Read(parent, options, progress, ct), childModel = ModelContent.Read(child, options, progress, ct);
        foreach ((string path, ModelContent model) in (ReadOnlySpan<(string, ModelContent)>)[(parent, parentModel), (child, childModel)])
            if (model.Tensors.Count == 0) throw new HeritageException($"{path}: no tensors were found in it. A certificate compares models in a format that can be read (docs/model-formats.md).");
        ImmutableArray<TensorVerdict> tensors = Judge(childModel, parentModel, options.Threads, progress, ct);
        parentModel.CheckUnchanged(ct);
        childModel.CheckUnchanged(ct);
        HashSet<string> used = [.. tensors.SelectMany(tensor => tensor.Parents)];
        return new QuantCertificate(Model(childModel), Model(parentModel), parentModel.Tensors.Count, parentModel.Tensors.Count(tensor => !used.Contains(tensor.Name)), tensors);
    }

    private static ImmutableArray<TensorVerdict> Judge(ModelContent child, ModelContent parent, int threads, IProgress<FingerprintProgress>? progress, CancellationToken ct)
    {
        ulong whole = child.Tensors.Aggregate(0ul, (sum, tensor) => sum + (ulong)TensorPair.Count(tensor.Shape)), done = 0;
        PairJudge judge = new(child, parent, elements => progress?.Report(new FingerprintProgress(Math.Min(whole, Interlocked.Add(ref done, (ulong)elements)), whole)));
        List<TensorPair> pairs = TensorPairing.ByName(child, parent, out List<Tensor> left);
        pairs.AddRange(ContentPairing.Pair(child, parent, left, pairs, judge, out List<Tensor> missing, ct));
        var verdicts = new TensorVerdict[pairs.Count];
        // Large tensors one by one, each by all threads; the small ones side by side.
        int[] small = [.. Enumerable.Range(0, pairs.Count).Where(i => !PairJudge.IsLarge(pairs[i]))], large = [.. Enumerable.Range(0, pairs.Count).Except(small)];
        foreach (int i in large) verdicts[i] = judge.Judge(pairs[i], threads, ct);
        Workers.Run(small.Length, threads, i => verdicts[small[i]] = judge.Judge(pairs[small[i]], 1, ct), ct);
        return [.. verdicts.Concat(missing.Select(Missing)).OrderBy(tensor => tensor.Name, Utf8Order.Instance)];
    }

    private static TensorVerdict Missing(Tensor tensor)
    {
        long elements = TensorPair.Count(tensor.Shape);
        return new TensorVerdict(tensor.Name, tensor.DType, TensorOrigin.Missing, [], "", Through.Nothing, 0, false, elements, 0, 0, 0, 0, elements, 0, []);
    }

    private static CertifiedModel Model(ModelContent model) => new(model.Manifest.Fingerprint, model.Manifest.Digest(), model.Manifest.TensorRoot, model.Manifest.Format);
}
