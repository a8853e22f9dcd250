using System.Collections.Immutable;
using ModelDeed.Fingerprints;

namespace ModelDeed.Heritage;

/// <summary>Finds for each of the child's tensors the one of the parent by name; what is left over is for <see cref="ContentPairing"/>.</summary>
internal static class TensorPairing
{
    /// <summary>Pairs by name: equal names, equal names in GGUF's words, and stacked experts.</summary>
    /// <param name="childModel">The child.</param>
    /// <param name="parentModel">The parent.</param>
    /// <param name="left">The child's tensors that have no counterpart by name.</param>
    public static List<TensorPair> ByName(ModelContent childModel, ModelContent parentModel, out List<Tensor> left)
    {
        (IReadOnlyList<Tensor> child, IReadOnlyList<Tensor> parent) = (childModel.Tensors, parentModel.Tensors);
        bool fourNorms = parent.Any(tensor => TensorNames.TellsFourNorms(tensor.Name));
        Dictionary<string, Tensor> exact = parent.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
        ILookup<string, (Tensor Tensor, CommonName Name)> common = parent.Select(tensor => (tensor, Name: TensorNames.Of(tensor.Name, fourNorms))).ToLookup(named => named.Name.Name, StringComparer.Ordinal);
        bool childFourNorms = child.Any(tensor => TensorNames.TellsFourNorms(tensor.Name));
        AffineNames affines = new(childModel);
        List<TensorPair> pairs = [];
        left = [];
        foreach (Tensor tensor in child)
        {
            // What the parent has too is judged by itself: it may be a weight, whatever its name.
            if (affines.IsParameter(tensor.Name) && !exact.ContainsKey(tensor.Name)) continue;
            string name = affines.Original(tensor.Name);
            CommonName wanted = TensorNames.Of(name, childFourNorms);
            ImmutableArray<Tensor> found = exact.TryGetValue(name, out Tensor? same) ? [same] : [.. common[wanted.Name].Where(one => wanted.Part == 0 || one.Name.Part == wanted.Part).OrderBy(one => one.Name.Part).Select(one => one.Tensor)];
            // Tied embeddings: the head is written out though the parent has the embedding only.
            if (found.IsEmpty && wanted.Name == "output.weight") found = [.. common["token_embd.weight"].Select(one => one.Tensor)];
            long elements = TensorPair.Count(tensor.Shape);
            if (found.IsEmpty || found.Sum(part => TensorPair.Count(part.Shape)) != elements) left.Add(tensor);
            else pairs.Add(new TensorPair(tensor, found, same is null && common[wanted.Name].Any(one => one.Name.IsHeads), affines.Of(tensor)));
        }
        return pairs;
    }
}

/// <summary>Names by which tools store a weight as whole numbers with scale and zero point beside it: onnxruntime's <c>_quantized</c>, <c>_scale</c>, <c>_zero_point</c>.</summary>
internal sealed class AffineNames(ModelContent model)
{
    private const string Quantized = "_quantized", Scale = "_scale", Zero = "_zero_point";

    // A scale for each row of the largest embeddings.
    private const long MostScales = 1 << 20;

    private readonly Dictionary<string, Tensor> _tensors = model.Tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);

    private readonly Dictionary<string, Affine?> _known = new(StringComparer.Ordinal);

    /// <summary>Whether a tensor is the scale or the zero point of another, by which that one is read.</summary>
    public bool IsParameter(string name) => Names(name, Scale) || Names(name, Zero);

    /// <summary>The weight's name before it was stored so.</summary>
    public string Original(string name) => Stem(name, Quantized) is { } stem && _tensors.ContainsKey(stem + Scale) ? stem : name;

    /// <summary>What the stored numbers stand for: by the format's own parameters, or by tensors beside it; null where neither says.</summary>
    public Affine? Of(Tensor tensor)
    {
        if (tensor.Affine is { } given) return given;
        lock (_known)
        {
            if (!_known.TryGetValue(tensor.Name, out Affine? known)) _known.Add(tensor.Name, known = Beside(tensor));
            return known;
        }
    }

    private bool Names(string name, string ending) => Stem(name, ending) is { } stem && _tensors.TryGetValue(stem + Quantized, out Tensor? tensor) && tensor.Affine is null && Of(tensor) is not null;

    private Affine? Beside(Tensor tensor)
    {
        if (!AffineRule.Takes(tensor.DType) || Stem(tensor.Name, Quantized) is not { } stem || !_tensors.TryGetValue(stem + Scale, out Tensor? scale) || Values(scale) is not { } steps) return null;
        float[]? zeros = _tensors.TryGetValue(stem + Zero, out Tensor? zero) ? Values(zero) : new float[steps.Length];
        if (zeros is null || zeros.Length != steps.Length || steps.Concat(zeros).Any(value => !float.IsFinite(value))) return null;
        return new Affine([.. steps.Select(step => (double)step)], [.. steps.Select((step, i) => -(double)step * zeros[i])], -1);
    }

    private float[]? Values(Tensor tensor)
    {
        long count = TensorPair.Count(tensor.Shape);
        if (ValueType.Find(tensor.DType) is not { Elements: 1 } type || count is 0 or > MostScales) return null;
        var bytes = new byte[count * type.Bytes];
        using Stream stream = model.Open(tensor);
        stream.ReadExactly(bytes);
        var values = new float[count];
        type.Read(bytes, values);
        return values;
    }

    private static string? Stem(string name, string ending) => name.EndsWith(ending, StringComparison.Ordinal) ? name[..^ending.Length] : null;
}
