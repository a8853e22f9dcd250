using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;
using System.Security.Cryptography;

namespace ModelDeed.Heritage;

/// <summary>Signs of the inner products of 64 rows of a matrix with a long axis (a vocabulary, classes): they outlive any rotation and any
/// re-ordering of the other axis, because the long axis's order is fixed by what it counts.</summary>
internal sealed class Gram
{
    /// <summary>Rows that are compared with one another.</summary>
    public const int Anchors = 64;

    /// <summary>Signs: one per pair.</summary>
    public const int Bits = Anchors * (Anchors - 1) / 2;

    private const int Rounds = 64;

    private const long ShortestLong = 256, LeastOther = 32, MostOther = 65536;

    private readonly float[][] _rows;
    private readonly bool _isRow;
    private readonly Dictionary<long, int> _anchorOf = [];
    private readonly int[] _columns = [];
    private long _row;

    /// <summary>Prepares the signs of a tensor for which <see cref="Fits"/>.</summary>
    public Gram(SketchSeed seed, SketchShape shape)
    {
        _isRow = shape.Axes[0] >= shape.Axes[1];
        long[] anchors = Draw(seed, Math.Max(shape.Axes[0], shape.Axes[1]));
        long other = Math.Min(shape.Axes[0], shape.Axes[1]);
        _rows = [.. anchors.Select(_ => new float[other])];
        if (_isRow) for (int i = 0; i < Anchors; i++) _anchorOf.Add(anchors[i], i);
        else _columns = [.. anchors.Select(anchor => (int)anchor)];
    }

    /// <summary>Whether a tensor has a long axis, and another that is neither too short nor too long.</summary>
    public static bool Fits(SketchShape shape) => shape.Axes.Length == 2
        && Math.Max(shape.Axes[0], shape.Axes[1]) >= ShortestLong && Math.Min(shape.Axes[0], shape.Axes[1]) is >= LeastOther and <= MostOther;

    /// <summary>Takes a part of the current row.</summary>
    /// <param name="first">Index of the first value in the row.</param>
    /// <param name="values">The values.</param>
    public void Take(int first, ReadOnlySpan<float> values)
    {
        if (_isRow)
        {
            if (_anchorOf.TryGetValue(_row, out int anchor)) values.CopyTo(_rows[anchor].AsSpan(first));
            return;
        }
        for (int i = 0; i < Anchors; i++)
        {
            int at = _columns[i] - first;
            if ((uint)at < (uint)values.Length) _rows[i][_row] = values[at];
        }
    }

    /// <summary>Goes to the next row.</summary>
    public void Next() => _row++;

    /// <summary>The signs, row pair after row pair: 252 bytes, the first pair in the lowest bit of the first byte.</summary>
    /// <remarks>The direction in which the rows differ most is taken away: in vocabularies it is how frequent a word is, the same in all of a language's models.</remarks>
    public ImmutableArray<byte> Signs()
    {
        double[][] centred = Centred(), products = [.. centred.Select(row => Array.ConvertAll(centred, other => Product(row, other)))];
        double[] main = Main(products);
        var signs = new byte[Bits / 8];
        int bit = 0;
        for (int i = 0; i < Anchors; i++)
        {
            for (int j = i + 1; j < Anchors; j++, bit++)
            {
                if (products[i][j] - main[i] * main[j] > 0) signs[bit / 8] |= (byte)(1 << bit % 8);
            }
        }
        return [.. signs];
    }

    /// <summary>64 different indices below the largest power of two that the axis reaches: appended words change nothing.</summary>
    private static long[] Draw(SketchSeed seed, long length)
    {
        long mask = (1L << BitOperations.Log2((ulong)length)) - 1;
        HashSet<long> drawn = [];
        List<long> order = [];
        Span<byte> input = stackalloc byte[40], digest = stackalloc byte[32];
        seed.Value.Bytes.CopyTo(input);
        for (long n = -1; order.Count < Anchors; n--)
        {
            BinaryPrimitives.WriteInt64LittleEndian(input[32..], n);
            SHA256.HashData(input, digest);
            long anchor = BinaryPrimitives.ReadInt64LittleEndian(digest) & mask;
            if (drawn.Add(anchor)) order.Add(anchor);
        }
        return [.. order];
    }

    private double[][] Centred()
    {
        var mean = new double[_rows[0].Length];
        foreach (float[] row in _rows)
        {
            for (int i = 0; i < mean.Length; i++) mean[i] += row[i];
        }
        for (int i = 0; i < mean.Length; i++) mean[i] /= Anchors;
        return [.. _rows.Select(row => row.Select((value, i) => value - mean[i]).ToArray())];
    }

    /// <summary>The main direction of symmetric products, as long as the root of its share, by the power method.</summary>
    private static double[] Main(double[][] products)
    {
        int largest = 0;
        for (int i = 1; i < Anchors; i++)
        {
            if (products[i][i] > products[largest][largest]) largest = i;
        }
        double[] direction = products[largest];
        double share = 0;
        for (int round = 0; round < Rounds; round++)
        {
            double length = Math.Sqrt(Product(direction, direction));
            if (!(length > 0)) return new double[Anchors];
            double[] unit = Array.ConvertAll(direction, value => value / length);
            direction = Array.ConvertAll(products, row => Product(row, unit));
            share = Product(direction, unit);
            if (round == Rounds - 1) direction = unit;
        }
        double root = Math.Sqrt(Math.Max(0, share));
        return Array.ConvertAll(direction, value => value * root);
    }

    private static double Product(double[] left, double[] right)
    {
        double sum = 0;
        for (int i = 0; i < left.Length; i++) sum += left[i] * right[i];
        return sum;
    }
}
