using ModelDeed.Fingerprints;

namespace ModelDeed.Heritage;

/// <summary>Finds what a model's whole numbers stand for: by the format's own figures, by the tensors that its graph names, or by onnxruntime's names <c>_quantized</c>, <c>_scale</c>, <c>_zero_point</c>.</summary>
/// <param name="tensors">All of the model's tensors.</param>
/// <param name="open">Opens one's canonical bytes.</param>
internal sealed class AffineNames(IReadOnlyList<Tensor> tensors, Func<Tensor, Stream> open)
{
    private const string Quantized = "_quantized", Scale = "_scale", Zero = "_zero_point";

    // A scale for each row of the largest embeddings.
    private const int MostScales = 1 << 20;

    private readonly Dictionary<string, Tensor> _tensors = tensors.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);

    private readonly ILookup<string, Tensor> _scaledBy = tensors.Where(tensor => tensor.ScaledBy is not null)
        .SelectMany(tensor => new[] { tensor.ScaledBy!.Scale, tensor.ScaledBy.Zero }.OfType<string>(), (tensor, by) => (tensor, by)).ToLookup(pair => pair.by, pair => pair.tensor, StringComparer.Ordinal);

    private readonly Dictionary<string, Affine?> _known = new(StringComparer.Ordinal);

    /// <summary>Whether a tensor is the scale or the zero point of another, by which that one is read.</summary>
    public bool IsParameter(string name) => Names(name, Scale) || Names(name, Zero) || _scaledBy[name].Any(tensor => Of(tensor) is not null);

    /// <summary>The weight's name before it was stored so.</summary>
    public string Original(string name) => Stem(name, Quantized) is { } stem && _tensors.ContainsKey(stem + Scale) ? stem : name;

    /// <summary>What the stored numbers stand for; null where nothing says. Read once.</summary>
    public Affine? Of(Tensor tensor)
    {
        if (tensor.Affine is { } given) return given;
        lock (_known)
        {
            if (!_known.TryGetValue(tensor.Name, out Affine? known)) _known.Add(tensor.Name, known = Find(tensor));
            return known;
        }
    }

    /// <summary>The same, read anew and not kept: scales of an embedding's every row are many.</summary>
    public Affine? Find(Tensor tensor) => tensor.Affine ?? Named(tensor) ?? Beside(tensor);

    private bool Names(string name, string ending) => Stem(name, ending) is { } stem && _tensors.TryGetValue(stem + Quantized, out Tensor? tensor) && tensor.Affine is null && Of(tensor) is not null;

    private Affine? Named(Tensor tensor)
    {
        if (tensor.ScaledBy is not { } by || !_tensors.TryGetValue(by.Scale, out Tensor? scale)) return null;
        int axis = by.Axis < 0 ? by.Axis + tensor.Shape.Length : by.Axis;
        if (Count(scale) is not int count || count != 1 && (axis < 0 || axis >= tensor.Shape.Length || (ulong)count != tensor.Shape[axis])) return null;
        return by.Zero is null ? Read(tensor, scale, null, axis) : _tensors.TryGetValue(by.Zero, out Tensor? zero) ? Read(tensor, scale, zero, axis) : null;
    }

    private Affine? Beside(Tensor tensor) => Stem(tensor.Name, Quantized) is { } stem && _tensors.TryGetValue(stem + Scale, out Tensor? scale)
        ? Read(tensor, scale, _tensors.GetValueOrDefault(stem + Zero), -1) : null;

    private Affine? Read(Tensor tensor, Tensor scale, Tensor? zero, int axis)
    {
        if (!AffineRule.Takes(tensor.DType) || Values(scale) is not { } steps) return null;
        float[]? zeros = zero is null ? new float[steps.Length] : Values(zero);
        if (zeros is null || zeros.Length != steps.Length || steps.Concat(zeros).Any(value => !float.IsFinite(value))) return null;
        return new Affine([.. steps.Select(step => (double)step)], [.. steps.Select((step, i) => -(double)step * zeros[i])], steps.Length == 1 ? -1 : axis);
    }

    private float[]? Values(Tensor tensor)
    {
        if (ValueType.Find(tensor.DType) is not { Elements: 1 } type || Count(tensor) is not int count) return null;
        var bytes = new byte[count * type.Bytes];
        using Stream stream = open(tensor);
        stream.ReadExactly(bytes);
        var values = new float[count];
        type.Read(bytes, values);
        return values;
    }

    private static int? Count(Tensor tensor) => ElementType.TryCount(tensor.Shape.AsSpan(), out ulong count) && count is > 0 and <= MostScales ? (int)count : null;

    private static string? Stem(string name, string ending) => name.EndsWith(ending, StringComparison.Ordinal) ? name[..^ending.Length] : null;
}
