using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace ModelDeed.Ethereum;

/// <summary>Reads ABI-encoded values in order, without boxing or copying them; the generated bindings stand on it. Pass it by
/// <c>ref</c>.</summary>
/// <remarks>Values must be clean: a dirty <c>bool</c>, <c>address</c>, <c>uint8</c> or <c>bytes4</c> is refused as Solidity refuses it, and
/// so is padding that isn't zero. Tails may stand in any order, but what is read in total can't exceed the data: offsets that point to
/// the same bytes again and again (an "ABI bomb") are refused in linear time. Every method throws <see cref="MalformedDataException"/>
/// for data that break the format.</remarks>
[StructLayout(LayoutKind.Auto)]
public ref struct AbiReader
{
    private const int Word = 32;
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _data;
    private int _start;
    private int _cursor;
    private int _budget;

    /// <summary>Reads bare values: call data without its selector, results, a log's data.</summary>
    public AbiReader(ReadOnlySpan<byte> data)
    {
        _data = data;
        _budget = data.Length;
    }

    /// <summary>Reads a <c>uint256</c>.</summary>
    public UInt256 ReadUInt256() => new(Head());

    /// <summary>Reads a <c>uintN</c> of any width.</summary>
    public UInt256 ReadUInt(int bits)
    {
        UInt256 value = ReadUInt256();
        return value.BitLength <= bits ? value : throw Dirty($"uint{bits}");
    }

    /// <summary>Reads a <c>uint64</c> or narrower.</summary>
    public ulong ReadUInt64(int bits)
    {
        ReadOnlySpan<byte> word = Head();
        ulong value = BinaryPrimitives.ReadUInt64BigEndian(word[24..]);
        if (word[..24].ContainsAnyExcept((byte)0) || (bits < 64 && value >> bits != 0)) throw Dirty($"uint{bits}");
        return value;
    }

    /// <summary>Reads an <c>intN</c> of any width.</summary>
    public BigInteger ReadInt(int bits)
    {
        var value = new BigInteger(Head(), isUnsigned: false, isBigEndian: true);
        return value.GetBitLength() < bits ? value : throw Dirty($"int{bits}");
    }

    /// <summary>Reads an <c>int64</c> or narrower.</summary>
    public long ReadInt64(int bits) => (long)ReadInt(bits);

    /// <summary>Reads a <c>bool</c>.</summary>
    public bool ReadBool() => ReadUInt64(1) == 1;

    /// <summary>Reads an <c>address</c>.</summary>
    public Address ReadAddress()
    {
        ReadOnlySpan<byte> word = Head();
        if (word[..12].ContainsAnyExcept((byte)0)) throw Dirty("address");
        return new Address(word[12..]);
    }

    /// <summary>Reads a <c>bytes32</c>.</summary>
    public Hash32 ReadBytes32() => new(Head());

    /// <summary>Reads a <c>bytesN</c>; the span views the data.</summary>
    public ReadOnlySpan<byte> ReadFixedBytes(int length)
    {
        ReadOnlySpan<byte> word = Head();
        if (word[length..].ContainsAnyExcept((byte)0)) throw Dirty($"bytes{length}");
        return word[..length];
    }

    /// <summary>Reads a <c>bytes</c>; the span views the data.</summary>
    public ReadOnlySpan<byte> ReadBytes()
    {
        int at = Follow();
        int length = Count(at, 1);
        int padded = (length + Word - 1) & -Word;
        Spend(padded);
        ReadOnlySpan<byte> tail = Slice(at + Word, padded);
        if (tail[length..].ContainsAnyExcept((byte)0)) throw new MalformedDataException("ABI: the padding after bytes isn't zero.");
        return tail[..length];
    }

    /// <summary>Reads a <c>string</c>, which must be valid UTF-8.</summary>
    public string ReadString()
    {
        try
        {
            return StrictUtf8.GetString(ReadBytes());
        }
        catch (DecoderFallbackException)
        {
            throw new MalformedDataException("ABI: a string isn't valid UTF-8.");
        }
    }

    /// <summary>Enters a dynamic tuple, or an array of fixed length with dynamic elements; close it with <see cref="End"/>.</summary>
    public AbiScope BeginTuple() => Enter(Follow());

    /// <summary>Enters a <c>T[]</c> of <paramref name="count"/> elements, which fit the data; close it with <see cref="End"/>.</summary>
    /// <param name="elementHeadSize">Bytes of an element's head: 32, more for static arrays and tuples.</param>
    public AbiScope BeginArray(int elementHeadSize, out int count)
    {
        int at = Follow();
        count = Count(at, elementHeadSize);
        return Enter(at + Word);
    }

    /// <summary>Leaves what <paramref name="scope"/> entered.</summary>
    public void End(AbiScope scope) => (_start, _cursor) = (scope.Start, scope.Cursor);

    private AbiScope Enter(int at)
    {
        var outer = new AbiScope(_start, _cursor);
        _start = _cursor = at;
        return outer;
    }

    private ReadOnlySpan<byte> Head()
    {
        Spend(Word);
        ReadOnlySpan<byte> head = Slice(_cursor, Word);
        _cursor += Word;
        return head;
    }

    private int Follow()
    {
        UInt256 offset = ReadUInt256();
        return offset.FitsUInt64 && (ulong)offset <= (ulong)(_data.Length - _start)
            ? _start + (int)(ulong)offset : throw new MalformedDataException("ABI: an offset points behind the data.");
    }

    /// <summary>The length at <paramref name="at"/>: that many elements must fit both the data behind it and what may still be read.</summary>
    private int Count(int at, int elementSize)
    {
        Spend(Word);
        var count = new UInt256(Slice(at, Word));
        int room = Math.Min(_data.Length - at - Word, _budget);
        return count.FitsUInt64 && (ulong)count <= (ulong)(room / elementSize)
            ? (int)(ulong)count : throw new MalformedDataException("ABI: an array or bytes is longer than the data.");
    }

    private void Spend(int bytes)
    {
        if (bytes > _budget) throw new MalformedDataException("ABI: the data end early, or their offsets overlap.");
        _budget -= bytes;
    }

    private readonly ReadOnlySpan<byte> Slice(int at, int length) => at <= _data.Length - length
        ? _data.Slice(at, length) : throw new MalformedDataException("ABI: the data end early.");

    private static MalformedDataException Dirty(string type) => new($"ABI: a word is no {type}: bits outside of it are set.");
}
