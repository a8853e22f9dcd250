using System.Collections.Immutable;
using ModelDeed.Fingerprints;

namespace ModelDeed.Heritage;

/// <summary>Which of a model's tensors a print has, and what of each; by shapes and names alone, before a byte is read.</summary>
internal sealed record PrintPlan(ImmutableArray<PlannedTensor> Tensors, int Buckets, ulong Parameters)
{
    /// <summary>Tensors in the largest print: with the narrowest sketches they fill it.</summary>
    public const int MostTensors = 396;

    private const int SliceTensors = 16, ProfileTensors = 8, GramTensors = 2;

    /// <summary>Most tensors with sketches of 512, 256 and 128 sums: 64 KiB hold them, with 16 tensors' slices, 8 tensors' profiles and 2 tensors' Gram signs.</summary>
    private static readonly ImmutableArray<(int Tensors, int Buckets)> Widths = [(140, 512), (244, 256), (MostTensors, 128)];

    /// <summary>The plan of a model.</summary>
    /// <param name="tensors">Its tensors, in any order.</param>
    public static PrintPlan Of(IReadOnlyCollection<Tensor> tensors)
    {
        ImmutableArray<Tensor> inOrder = [.. tensors.OrderBy(tensor => tensor.Name, Utf8Order.Instance)];
        List<PlannedTensor> planned = [];
        ulong parameters = 0;
        for (int i = 0; i < inOrder.Length; i++)
        {
            Tensor tensor = inOrder[i];
            if (ValueType.Find(tensor.DType) is not { } type || !ElementType.TryCount(tensor.Shape.AsSpan(), out ulong elements)) continue;
            parameters += elements;
            if (SketchShape.Of(tensor.Shape.AsSpan()) is { } shape && shape.Elements % type.Elements == 0) planned.Add(new PlannedTensor(i, tensor, type, shape, SketchParts.None));
        }
        List<PlannedTensor> kept = [.. planned.OrderByDescending(tensor => tensor.Shape.Elements).ThenBy(tensor => tensor.Ordinal).Take(MostTensors)
            .OrderBy(tensor => tensor.Tensor.Name, NaturalOrder.Instance).ThenBy(tensor => tensor.Ordinal)];
        int buckets = Widths.First(width => kept.Count <= width.Tensors).Buckets;
        return new PrintPlan(WithParts(kept), buckets, parameters);
    }

    /// <summary>Slices of sixteen tensors and profiles of eight, spread over the depth; Gram signs of the two with the longest axes.</summary>
    private static ImmutableArray<PlannedTensor> WithParts(List<PlannedTensor> tensors)
    {
        HashSet<int> grams = [.. tensors.Where(tensor => Gram.Fits(tensor.Shape)).OrderByDescending(tensor => tensor.Shape.Axes.Max())
            .ThenByDescending(tensor => tensor.Shape.Elements).Take(GramTensors).Select(tensor => tensor.Ordinal)];
        HashSet<int> sliced = Spread(tensors, SliceRules.HasAny, SliceTensors), profiled = Spread(tensors, SliceProfiles.Fits, ProfileTensors);
        return [.. tensors.Select(tensor => tensor with
        {
            Parts = (sliced.Contains(tensor.Ordinal) ? SketchParts.Slices : SketchParts.None) | (grams.Contains(tensor.Ordinal) ? SketchParts.Gram : SketchParts.None)
                | (profiled.Contains(tensor.Ordinal) ? SketchParts.Profiles : SketchParts.None),
        })];
    }

    /// <summary>Places of tensors of a kind, spread over the depth.</summary>
    private static HashSet<int> Spread(List<PlannedTensor> tensors, Func<SketchShape, bool> fits, int most)
    {
        List<PlannedTensor> fitting = [.. tensors.Where(tensor => fits(tensor.Shape))];
        int count = Math.Min(most, fitting.Count);
        return [.. Enumerable.Range(0, count).Select(i => fitting[(int)((long)i * fitting.Count / count)].Ordinal)];
    }
}

/// <summary>A tensor that a print has.</summary>
/// <param name="Ordinal">Its place in the manifest's list.</param>
/// <param name="Tensor">The tensor.</param>
/// <param name="Type">Its element type.</param>
/// <param name="Shape">How it is read.</param>
/// <param name="Parts">What is kept besides the sums.</param>
internal sealed record PlannedTensor(int Ordinal, Tensor Tensor, ValueType Type, SketchShape Shape, SketchParts Parts);

/// <summary>Order of names in which numbers are compared as numbers, so that layer 2 comes before layer 10.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    public static readonly NaturalOrder Instance = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> left = x, right = y;
        while (!left.IsEmpty && !right.IsEmpty)
        {
            ReadOnlySpan<char> a = Part(left), b = Part(right);
            bool areNumbers = char.IsAsciiDigit(a[0]) && char.IsAsciiDigit(b[0]);
            int order = areNumbers ? CompareNumbers(a, b) : a.SequenceCompareTo(b);
            if (order != 0) return order;
            left = left[a.Length..];
            right = right[b.Length..];
        }
        return left.Length.CompareTo(right.Length);
    }

    private static ReadOnlySpan<char> Part(ReadOnlySpan<char> text)
    {
        int length = 1;
        while (length < text.Length && char.IsAsciiDigit(text[length]) == char.IsAsciiDigit(text[0])) length++;
        return text[..length];
    }

    private static int CompareNumbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        ReadOnlySpan<char> a = left.TrimStart('0'), b = right.TrimStart('0');
        int order = a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.SequenceCompareTo(b);
        return order != 0 ? order : left.Length.CompareTo(right.Length);
    }
}
