using System.Runtime.InteropServices;

namespace ModelDeed.Ethereum;

/// <summary>Reads RLP item by item, without copies, and takes the canonical form only: every value has one encoding.</summary>
/// <remarks>Source: Ethereum yellow paper, appendix B. Every method throws <see cref="MalformedDataException"/> for bytes that break the format.</remarks>
[StructLayout(LayoutKind.Auto)]
public ref struct RlpReader
{
    private ReadOnlySpan<byte> _rest;

    /// <summary>Reads from the first item of <paramref name="data"/>.</summary>
    public RlpReader(ReadOnlySpan<byte> data) => _rest = data;

    /// <summary>True when every item of this list (or of the whole data) was read.</summary>
    public readonly bool AtEnd => _rest.IsEmpty;

    /// <summary>True when the next item is a list. False at the end.</summary>
    public readonly bool AtList => !_rest.IsEmpty && _rest[0] >= 0xc0;

    /// <summary>The next byte string.</summary>
    public ReadOnlySpan<byte> ReadBytes()
    {
        if (AtList) throw new MalformedDataException("RLP: expected a byte string, found a list.");
        return Next();
    }

    /// <summary>The next byte string, which must have <paramref name="length"/> bytes.</summary>
    public ReadOnlySpan<byte> ReadBytes(int length)
    {
        ReadOnlySpan<byte> bytes = ReadBytes();
        return bytes.Length == length ? bytes : throw new MalformedDataException($"RLP: expected {length} bytes, found {bytes.Length}.");
    }

    /// <summary>Opens the next list.</summary>
    public RlpReader ReadList()
    {
        if (!AtEnd && !AtList) throw new MalformedDataException("RLP: expected a list, found a byte string.");
        return new RlpReader(Next());
    }

    /// <summary>The next item with its header, whatever it is: to hash it or to read it later.</summary>
    public ReadOnlySpan<byte> ReadRaw()
    {
        ReadOnlySpan<byte> before = _rest;
        Next();
        return before[..(before.Length - _rest.Length)];
    }

    /// <summary>The next number, at most 2^256 - 1, without leading zeros.</summary>
    public UInt256 ReadUInt256()
    {
        ReadOnlySpan<byte> bytes = ReadBytes();
        if (bytes.Length > 32) throw new MalformedDataException($"RLP: a number of {bytes.Length} bytes is over 2^256 - 1.");
        if (bytes is [0, ..]) throw new MalformedDataException("RLP: a number has leading zeros.");
        return new UInt256(bytes);
    }

    /// <summary>The next number, at most 2^64 - 1, without leading zeros.</summary>
    public ulong ReadUInt64()
    {
        UInt256 value = ReadUInt256();
        return value.FitsUInt64 ? (ulong)value : throw new MalformedDataException("RLP: a number is over 2^64 - 1.");
    }

    /// <summary>The next 20 bytes.</summary>
    public Address ReadAddress() => new(ReadBytes(Address.Size));

    /// <summary>The next 20 bytes, or null for none.</summary>
    public Address? ReadOptionalAddress()
    {
        ReadOnlySpan<byte> bytes = ReadBytes();
        return bytes.Length switch
        {
            0 => null,
            Address.Size => new Address(bytes),
            _ => throw new MalformedDataException($"RLP: expected an address of 20 bytes or none, found {bytes.Length}."),
        };
    }

    /// <summary>The next 32 bytes.</summary>
    public Hash32 ReadHash() => new(ReadBytes(Hash32.Size));

    /// <summary>Demands that nothing follows.</summary>
    public readonly void End()
    {
        if (!AtEnd) throw new MalformedDataException($"RLP: {_rest.Length} bytes follow after the last expected item.");
    }

    private ReadOnlySpan<byte> Next()
    {
        if (_rest.IsEmpty) throw new MalformedDataException("RLP: an item is missing.");
        byte first = _rest[0];
        if (first < 0x80) return Take(0, 1);
        byte offset = first < 0xc0 ? (byte)0x80 : (byte)0xc0;
        int code = first - offset;
        if (code > 55) return LongItem(code - 55);
        ReadOnlySpan<byte> item = Take(1, code);
        if (offset == 0x80 && item.Length == 1 && item[0] < 0x80) throw new MalformedDataException("RLP: a single byte below 0x80 has a header.");
        return item;
    }

    private ReadOnlySpan<byte> LongItem(int lengthSize)
    {
        if (_rest.Length <= lengthSize) throw new MalformedDataException("RLP: the data ends inside a length.");
        if (_rest[1] == 0) throw new MalformedDataException("RLP: a length has leading zeros.");
        ulong length = 0;
        foreach (byte b in _rest.Slice(1, lengthSize)) length = length << 8 | b;
        if (length <= 55) throw new MalformedDataException($"RLP: the length {length} is written in the long form.");
        return Take(1 + lengthSize, length);
    }

    private ReadOnlySpan<byte> Take(int header, ulong length)
    {
        if (length > (ulong)(_rest.Length - header))
            throw new MalformedDataException($"RLP: an item of {length} bytes exceeds the {_rest.Length - header} that are left.");
        ReadOnlySpan<byte> item = _rest.Slice(header, (int)length);
        _rest = _rest[(header + (int)length)..];
        return item;
    }

    private ReadOnlySpan<byte> Take(int header, int length) => Take(header, (ulong)length);
}
