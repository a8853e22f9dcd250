using System.Collections.Immutable;

namespace ModelDeed.Heritage;

/// <summary>A model's tensors by their lengths, in whatever order: what may be compared with what.</summary>
internal sealed class TensorShapes
{
    private readonly Dictionary<ImmutableArray<long>, int[]> _tensors;

    /// <summary>Of all tensors of a print that have a sketch.</summary>
    public TensorShapes(HeritagePrint print)
    {
        Dictionary<ImmutableArray<long>, List<int>> tensors = new(Lengths.Instance);
        for (int i = 0; i < print.Tensors.Length; i++)
        {
            if (print.Tensors[i].IsBlank) continue;
            if (!tensors.TryGetValue(print.Tensors[i].Axes, out List<int>? same)) tensors.Add(print.Tensors[i].Axes, same = []);
            same.Add(i);
        }
        _tensors = tensors.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray(), Lengths.Instance);
    }

    /// <summary>Those that have a tensor's lengths, ascending; none where there are none.</summary>
    public int[] Of(TensorPrint tensor) => _tensors.GetValueOrDefault(tensor.Axes, []);

    /// <summary>Lengths in any order: transposed tensors have the same.</summary>
    private sealed class Lengths : IEqualityComparer<ImmutableArray<long>>
    {
        public static readonly Lengths Instance = new();

        public bool Equals(ImmutableArray<long> x, ImmutableArray<long> y)
        {
            if (x.Length != y.Length) return false;
            if (x.AsSpan().SequenceEqual(y.AsSpan())) return true;
            // Prints have 16 axes at most; made-up ones may have more.
            Span<long> a = x.Length <= SketchShape.MostAxes ? stackalloc long[x.Length] : new long[x.Length], b = x.Length <= SketchShape.MostAxes ? stackalloc long[x.Length] : new long[x.Length];
            x.CopyTo(a);
            y.CopyTo(b);
            a.Sort();
            b.Sort();
            return a.SequenceEqual(b);
        }

        public int GetHashCode(ImmutableArray<long> obj)
        {
            // A sum is the same in any order.
            ulong sum = (ulong)obj.Length;
            foreach (long length in obj)
            {
                ulong mixed = (ulong)length * 0x9E3779B97F4A7C15;
                sum += (mixed ^ mixed >> 29) * 0xBF58476D1CE4E5B9;
            }
            return (int)(sum >> 32);
        }
    }
}

/// <summary>Thresholds for one chance: there are as many as numbers of sums, and a comparison asks for the same few again and again.</summary>
/// <param name="chance">As of <see cref="Likeness.Threshold"/>.</param>
internal sealed class Thresholds(double chance)
{
    private readonly double[] _known = new double[SketchSeed.Buckets + 1];

    /// <summary>The same as <see cref="Likeness.Threshold"/>.</summary>
    /// <param name="sums">0 to 512.</param>
    public double Of(int sums)
    {
        // No threshold is zero: the chance is far below a half.
        if (_known[sums] == 0) _known[sums] = Likeness.Threshold(chance, sums);
        return _known[sums];
    }
}
