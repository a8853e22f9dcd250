using System.Numerics;
using System.Runtime.InteropServices;
using ModelDeed.Fingerprints;

namespace ModelDeed.Heritage;

/// <summary>A tensor in memory as rows by columns by what belongs to a pair of both (a convolution's window): the two axes that may be ordered anew.</summary>
/// <param name="Values">Row by row, column by column.</param>
/// <param name="Rows">Length of the first such axis.</param>
/// <param name="Columns">Length of the second.</param>
/// <param name="Window">Values of a pair.</param>
internal sealed record ChannelMatrix(float[] Values, int Rows, int Columns, int Window)
{
    /// <summary>Values of the largest tensor that is arbitrated: 2 GiB of memory for each of both.</summary>
    public const long MostValues = 1L << 29;

    private const int PieceElements = 1 << 20;

    /// <summary>Reads a tensor; null when it is no matrix, not one of weights, or too large.</summary>
    public static ChannelMatrix? Read(ModelContent model, Tensor tensor)
    {
        long count = TensorPair.Count(tensor.Shape);
        if (ValueType.Find(tensor.DType) is not { } type || tensor.Shape.Length < 2 || count is 0 or > MostValues) return null;
        var values = new float[count];
        var bytes = new byte[PieceElements / type.Elements * type.Bytes];
        AffineValues? affine = AffineValues.Of(tensor, model.Affines.Find(tensor));
        using (Stream stream = model.Open(tensor))
        {
            for (long at = 0; at < count; at += PieceElements)
            {
                int length = (int)Math.Min(PieceElements, count - at);
                Span<byte> piece = bytes.AsSpan(0, length / type.Elements * type.Bytes);
                stream.ReadExactly(piece);
                type.Read(piece, values.AsSpan((int)at, length));
                affine?.Apply(values.AsSpan((int)at, length), at);
            }
        }
        int[] shape = [.. tensor.Shape.Select(length => (int)length)];
        // TensorFlow puts a convolution's window first, everybody else last.
        bool windowFirst = shape.Length > 2 && (long)shape[^1] * shape[^2] > (long)shape[0] * shape[1];
        if (!windowFirst) return new ChannelMatrix(values, shape[0], shape[1], shape.Skip(2).Aggregate(1, (product, length) => product * length));
        int pairs = shape[^1] * shape[^2], window = values.Length / pairs;
        var ordered = new float[values.Length];
        for (int i = 0; i < values.Length; i++) ordered[i % pairs * window + i / pairs] = values[i];
        return new ChannelMatrix(ordered, shape[^2], shape[^1], window);
    }

    /// <summary>The same with rows and columns exchanged.</summary>
    public ChannelMatrix Turned()
    {
        var turned = new float[Values.Length];
        for (int row = 0; row < Rows; row++)
        {
            for (int column = 0; column < Columns; column++)
                Values.AsSpan((row * Columns + column) * Window, Window).CopyTo(turned.AsSpan((column * Rows + row) * Window));
        }
        return new ChannelMatrix(turned, Columns, Rows, Window);
    }

    /// <summary>The same with rows and columns in another order: the i-th is the one that the order names.</summary>
    public ChannelMatrix Ordered(int[]? rows, int[]? columns)
    {
        if (rows is null && columns is null) return this;
        var ordered = new float[Values.Length];
        for (int row = 0; row < Rows; row++)
        {
            ReadOnlySpan<float> from = Values.AsSpan((rows?[row] ?? row) * Columns * Window, Columns * Window);
            Span<float> to = ordered.AsSpan(row * Columns * Window, Columns * Window);
            if (columns is null) from.CopyTo(to);
            else
                for (int column = 0; column < Columns; column++) from.Slice(columns[column] * Window, Window).CopyTo(to[(column * Window)..]);
        }
        return this with { Values = ordered };
    }

    /// <summary>How much of it follows from neighbours, 0 to 255: nearly all in a table that somebody computed.</summary>
    public byte Regularity()
    {
        if (SketchShape.Of([(ulong)Rows, (ulong)Columns * (ulong)Window]) is not { } shape) return 0;
        var sample = new Regularity(shape);
        for (long row = 0; row < shape.Rows; row++) sample.Take(row, 0, Values.AsSpan((int)(row * shape.RowLength), shape.RowLength));
        return sample.Share(hasSigns: false);
    }

    /// <summary>Some of the columns, in the order in which they are named.</summary>
    public ChannelMatrix Picked(int[] columns)
    {
        var picked = new float[Rows * columns.Length * Window];
        for (int row = 0; row < Rows; row++)
        {
            for (int i = 0; i < columns.Length; i++)
                Values.AsSpan((row * Columns + columns[i]) * Window, Window).CopyTo(picked.AsSpan((row * columns.Length + i) * Window));
        }
        return new ChannelMatrix(picked, Rows, columns.Length, Window);
    }

    /// <summary>The same less what all rows have in common, and all columns: the mean of the rows, and of what is left the mean of the columns. Of two it would leave nothing.</summary>
    public ChannelMatrix Centred()
    {
        var centred = (float[])Values.Clone();
        int length = Columns * Window;
        var mean = new double[Math.Max(length, Rows * Window)];
        if (Rows > 2)
        {
            for (int i = 0; i < centred.Length; i++) mean[i % length] += centred[i];
            for (int i = 0; i < centred.Length; i++) centred[i] -= (float)(mean[i % length] / Rows);
        }
        if (Columns <= 2) return this with { Values = centred };
        Array.Clear(mean);
        for (int i = 0; i < centred.Length; i++) mean[i / length * Window + i % Window] += centred[i];
        for (int i = 0; i < centred.Length; i++) centred[i] -= (float)(mean[i / length * Window + i % Window] / Columns);
        return this with { Values = centred };
    }

    /// <summary>Sum of the products of two spans, in double precision by pieces.</summary>
    public static double Dot(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        double sum = 0;
        const int Piece = 1024;
        for (int at = 0; at < left.Length; at += Piece)
        {
            ReadOnlySpan<float> a = left.Slice(at, Math.Min(Piece, left.Length - at)), b = right.Slice(at, a.Length);
            ReadOnlySpan<Vector<float>> va = MemoryMarshal.Cast<float, Vector<float>>(a), vb = MemoryMarshal.Cast<float, Vector<float>>(b);
            Vector<float> lanes = Vector<float>.Zero;
            for (int i = 0; i < va.Length; i++) lanes += va[i] * vb[i];
            float piece = Vector.Sum(lanes);
            for (int i = va.Length * Vector<float>.Count; i < a.Length; i++) piece += a[i] * b[i];
            sum += piece;
        }
        return sum;
    }
}
