using System.Buffers;
using ModelDeed.Fingerprints;

namespace ModelDeed.Heritage;

/// <summary>A stretch of a pair of tensors, read side by side. Memory: one piece of both, whatever the tensors' size.</summary>
internal sealed class PairReader : IDisposable
{
    /// <summary>Elements of a piece, unless a head of rows is larger.</summary>
    public const int PieceElements = 1 << 16;

    private readonly TensorPair _pair;
    private readonly PairVariant _variant;
    private readonly ModelContent _childModel, _parentModel;
    private readonly ValueType _childType;
    private readonly Stream _child;
    private readonly byte[] _childBytes, _parentBytes;
    private readonly float[] _values, _rows;
    private readonly int _piece;
    private Stream? _parent;
    private long _left, _parentLeft;
    private int _part;

    /// <summary>Opens a stretch.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="variant">How the parent's values are brought to what was quantised.</param>
    /// <param name="child">The child.</param>
    /// <param name="parent">The parent.</param>
    /// <param name="from">First element; not 0 only where <see cref="CanBegin"/> says so.</param>
    /// <param name="count">Elements.</param>
    public PairReader(TensorPair pair, PairVariant variant, ModelContent child, ModelContent parent, long from, long count)
    {
        (_pair, _variant, _childModel, _parentModel, _left) = (pair, variant, child, parent, count);
        _childType = Type(pair.Child);
        _piece = Piece(pair, variant);
        _child = Open(_childModel, pair.Child, _childType, from, count);
        if (pair.Parents.Length == 1) (_parent, _parentLeft) = (Open(_parentModel, pair.Parents[0], Type(pair.Parents[0]), from, count), count);
        _childBytes = ArrayPool<byte>.Shared.Rent(Bytes(_childType, _piece));
        _parentBytes = ArrayPool<byte>.Shared.Rent(pair.Parents.Max(part => Bytes(Type(part), _piece)));
        _values = ArrayPool<float>.Shared.Rent(_piece);
        _rows = variant.HeadRows > 0 ? ArrayPool<float>.Shared.Rent(_piece) : [];
    }

    /// <summary>Whether reading can begin inside: both stand in files as they are.</summary>
    public static bool CanBegin(TensorPair pair) => pair.Affine is null && pair.Parents is [{ Data: TensorData.Range }] && pair.Child.Data is TensorData.Range;

    /// <summary>Elements of a piece: whole heads, whole blocks of either type.</summary>
    public static int Piece(TensorPair pair, PairVariant variant)
    {
        long head = variant.HeadRows * pair.Columns;
        return checked((int)(head == 0 ? PieceElements : head * Math.Max(1, PieceElements / head)));
    }

    /// <summary>The next piece: the parent's values, and the child's bytes; empty at the end.</summary>
    public int Next(out ReadOnlySpan<float> parent, out ReadOnlySpan<byte> child)
    {
        int count = (int)Math.Min(_piece, _left);
        _left -= count;
        Span<byte> bytes = _childBytes.AsSpan(0, Bytes(_childType, count));
        _child.ReadExactly(bytes);
        child = bytes;
        Span<float> values = _values.AsSpan(0, count);
        ReadParent(values);
        if (_variant.HeadRows > 0) values = Permuted(values);
        _variant.Apply(values);
        parent = values;
        return count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _child.Dispose();
        _parent?.Dispose();
        ArrayPool<byte>.Shared.Return(_childBytes);
        ArrayPool<byte>.Shared.Return(_parentBytes);
        ArrayPool<float>.Shared.Return(_values);
        if (_rows.Length > 0) ArrayPool<float>.Shared.Return(_rows);
    }

    // Stacked tensors follow one another; each is a whole number of rows, and so of blocks.
    private void ReadParent(Span<float> values)
    {
        while (!values.IsEmpty)
        {
            if (_parentLeft == 0)
            {
                _parent?.Dispose();
                Tensor next = _pair.Parents[_part++];
                (_parent, _parentLeft) = (_parentModel.Open(next), TensorPair.Count(next.Shape));
                continue;
            }
            ValueType type = Type(_pair.Parents[Math.Max(0, _part - 1)]);
            int count = (int)Math.Min(values.Length, _parentLeft);
            Span<byte> bytes = _parentBytes.AsSpan(0, Bytes(type, count));
            _parent!.ReadExactly(bytes);
            type.Read(bytes, values[..count]);
            values = values[count..];
            _parentLeft -= count;
        }
    }

    /// <summary>Row 2j + k of a head is row k·(size/2) + j of the parent's (LlamaModel.permute of convert_hf_to_gguf.py).</summary>
    private Span<float> Permuted(Span<float> values)
    {
        int columns = (int)_pair.Columns, head = _variant.HeadRows, half = head / 2;
        Span<float> rows = _rows.AsSpan(0, values.Length);
        for (int row = 0; row < values.Length / columns; row++)
        {
            int first = row / head * head, inside = row % head;
            values.Slice((first + inside % 2 * half + inside / 2) * columns, columns).CopyTo(rows[(row * columns)..]);
        }
        return rows;
    }

    private static Stream Open(ModelContent model, Tensor tensor, ValueType type, long from, long count)
    {
        if (from == 0) return model.Open(tensor);
        var range = (TensorData.Range)tensor.Data;
        return model.Open(tensor with { Data = new TensorData.Range(range.Path, range.Offset + (ulong)(from / type.Elements * type.Bytes), (ulong)(count / type.Elements * type.Bytes)) });
    }

    private static int Bytes(ValueType type, int elements) => elements / type.Elements * type.Bytes;

    // Stored 32-bit numbers aren't weights, except with a scale.
    private static ValueType Type(Tensor tensor) => ValueType.Find(tensor.DType) ?? new ValueType(0, tensor.DType, 1, 4, 32, (_, _) => throw new InvalidOperationException("Whole numbers have no values."));
}
