using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace ModelDeed.Server.Indexing;

/// <summary>The sum of the SHA-256 hashes of a table's rows, modulo 2^256: the same for the same rows in any order, and kept by adding
/// and taking away single rows. It finds faults, not attacks: whoever can write to the database can write the digest too.</summary>
internal struct Digest : IEquatable<Digest>
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    private UInt128 _high, _low;

    public static Digest Read(ReadOnlySpan<byte> bytes) => new()
    {
        _high = BinaryPrimitives.ReadUInt128BigEndian(bytes),
        _low = BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]),
    };

    public void Add(Table table, object?[] row) => Add(Hash(table, row));

    public void Remove(Table table, object?[] row)
    {
        Digest less = Hash(table, row);
        _high = unchecked(_high - less._high - (_low < less._low ? UInt128.One : UInt128.Zero));
        _low = unchecked(_low - less._low);
    }

    /// <summary>Adds another sum.</summary>
    public void Add(Digest more)
    {
        UInt128 low = unchecked(_low + more._low);
        _high = unchecked(_high + more._high + (low < _low ? UInt128.One : UInt128.Zero));
        _low = low;
    }

    public readonly byte[] ToArray()
    {
        var bytes = new byte[32];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt128BigEndian(bytes.AsSpan(16), _low);
        return bytes;
    }

    public readonly bool Equals(Digest other) => _high == other._high && _low == other._low;

    public override readonly bool Equals(object? obj) => obj is Digest other && Equals(other);

    public override readonly int GetHashCode() => HashCode.Combine(_high, _low);

    public override readonly string ToString() => Hex.Encode(ToArray());

    private static Digest Hash(Table table, object?[] row)
    {
        ArrayBufferWriter<byte> buffer = _buffer ??= new ArrayBufferWriter<byte>(1024);
        buffer.ResetWrittenCount();
        buffer.Write(table.Tag);
        RowCodec.Write(buffer, table, row, row.Length);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(buffer.WrittenSpan, hash);
        return Read(hash);
    }
}
