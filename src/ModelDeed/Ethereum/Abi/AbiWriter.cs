using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace ModelDeed.Ethereum;

/// <summary>Writes ABI-encoded values in order, without boxing them; the generated bindings stand on it.</summary>
/// <remarks>A static array or tuple is written member by member in place. A dynamic one is opened with <see cref="BeginTuple"/>
/// or <see cref="BeginArray"/>, written, and closed with <see cref="End"/>.</remarks>
public sealed class AbiWriter
{
    private const int Word = 32;
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private byte[] _buffer;
    private int _length;
    private int _start;
    private int _cursor;

    /// <summary>Begins a list of values.</summary>
    /// <param name="selector">What stands in front, as in call data; empty for bare values.</param>
    /// <param name="headSize">Bytes of the heads of all values at the top: 32 each, more for static arrays and tuples.</param>
    public AbiWriter(ReadOnlySpan<byte> selector, int headSize)
    {
        _buffer = new byte[selector.Length + headSize + 64];
        selector.CopyTo(_buffer);
        _start = _cursor = selector.Length;
        _length = selector.Length + headSize;
    }

    /// <summary>A copy of what was written.</summary>
    public byte[] ToArray() => _buffer.AsSpan(0, _length).ToArray();

    /// <summary>Writes a <c>uint256</c>, or a narrower one that the caller's type bounds.</summary>
    public void Write(UInt256 value) => value.WriteBigEndian(Head());

    /// <summary>Writes a <c>uint64</c> or narrower.</summary>
    public void Write(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Head()[24..], value);

    /// <summary>Writes a <c>uintN</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Over 2^bits - 1.</exception>
    public void WriteUInt(UInt256 value, int bits)
    {
        if (value.BitLength > bits) throw new ArgumentOutOfRangeException(nameof(value), value, $"Not a uint{bits}.");
        Write(value);
    }

    /// <summary>Writes an <c>intN</c> in two's complement.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not from -2^(bits-1) to 2^(bits-1) - 1.</exception>
    public void WriteInt(BigInteger value, int bits)
    {
        if (value.GetBitLength() >= bits) throw new ArgumentOutOfRangeException(nameof(value), value, $"Not an int{bits}.");
        Span<byte> word = Head();
        Span<byte> bytes = stackalloc byte[Word];
        if (!value.TryWriteBytes(bytes, out int written, isUnsigned: false, isBigEndian: true)) throw new ArgumentOutOfRangeException(nameof(value));
        word.Fill(value.Sign < 0 ? (byte)0xff : (byte)0);
        bytes[..written].CopyTo(word[(Word - written)..]);
    }

    /// <summary>Writes a <c>bool</c>.</summary>
    public void Write(bool value) => Head()[31] = value ? (byte)1 : (byte)0;

    /// <summary>Writes an <c>address</c>.</summary>
    public void Write(Address value) => value.Bytes.CopyTo(Head()[12..]);

    /// <summary>Writes a <c>bytes32</c>.</summary>
    public void Write(Hash32 value) => value.Bytes.CopyTo(Head());

    /// <summary>Writes a <c>bytesN</c>.</summary>
    /// <exception cref="ArgumentException">Another length.</exception>
    public void WriteFixedBytes(ReadOnlySpan<byte> value, int length)
    {
        if (value.Length != length || length > Word) throw new ArgumentException($"Expected {length} bytes, got {value.Length}.", nameof(value));
        value.CopyTo(Head());
    }

    /// <summary>Writes a <c>bytes</c>.</summary>
    public void WriteBytes(ReadOnlySpan<byte> value) => value.CopyTo(BytesTail(value.Length));

    /// <summary>Writes a <c>string</c> in UTF-8.</summary>
    /// <exception cref="ArgumentException">Half of a surrogate pair: it has no UTF-8 form.</exception>
    public void Write(string value) => StrictUtf8.GetBytes(value, BytesTail(StrictUtf8.GetByteCount(value)));

    /// <summary>Opens a dynamic tuple, or an array of fixed length with dynamic elements.</summary>
    /// <param name="headSize">Bytes of the heads of all its members.</param>
    public AbiScope BeginTuple(int headSize)
    {
        WriteOffset();
        return Enter(headSize);
    }

    /// <summary>Opens a <c>T[]</c> of <paramref name="count"/> elements.</summary>
    /// <param name="elementHeadSize">Bytes of an element's head: 32, more for static arrays and tuples.</param>
    public AbiScope BeginArray(int count, int elementHeadSize)
    {
        WriteOffset();
        BinaryPrimitives.WriteInt32BigEndian(Reserve(Word)[28..], count);
        return Enter(checked(count * elementHeadSize));
    }

    /// <summary>Checks an array of fixed length before it is written.</summary>
    /// <exception cref="ArgumentException">Another length.</exception>
    public static void ExpectLength(int length, int expected)
    {
        if (length != expected) throw new ArgumentException($"Expected {expected} elements, got {length}.", nameof(length));
    }

    /// <summary>Closes what <paramref name="scope"/> opened.</summary>
    public void End(AbiScope scope) => (_start, _cursor) = (scope.Start, scope.Cursor);

    private Span<byte> Head()
    {
        Span<byte> head = _buffer.AsSpan(_cursor, Word);
        _cursor += Word;
        return head;
    }

    private void WriteOffset() => Write((ulong)(_length - _start));

    private AbiScope Enter(int headSize)
    {
        var outer = new AbiScope(_start, _cursor);
        _start = _cursor = _length;
        Reserve(headSize);
        return outer;
    }

    private Span<byte> BytesTail(int length)
    {
        WriteOffset();
        int padded = checked(length + Word - 1) & -Word;
        Span<byte> tail = Reserve(checked(Word + padded));
        BinaryPrimitives.WriteInt32BigEndian(tail[28..], length);
        return tail[Word..];
    }

    private Span<byte> Reserve(int count)
    {
        int needed = checked(_length + count);
        if (needed > _buffer.Length) Array.Resize(ref _buffer, (int)Math.Min(Array.MaxLength, Math.Max(needed, 2L * _buffer.Length)));
        Span<byte> fresh = _buffer.AsSpan(_length, count);
        _length = needed;
        return fresh;
    }
}
