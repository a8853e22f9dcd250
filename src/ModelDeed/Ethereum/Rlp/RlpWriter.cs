using System.Buffers.Binary;
using System.Numerics;

namespace ModelDeed.Ethereum;

/// <summary>Writes canonical RLP (Ethereum yellow paper, appendix B) into a buffer that grows.</summary>
/// <remarks>A list's header is put in when the list ends, so nothing needs to be sized beforehand.</remarks>
public sealed class RlpWriter
{
    private byte[] _buffer = new byte[256];
    private int _length;

    /// <summary>What was written so far, valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>A copy of what was written so far.</summary>
    public byte[] ToArray() => Written.ToArray();

    /// <summary>Writes a byte string.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length == 1 && bytes[0] < 0x80)
        {
            Reserve(1)[0] = bytes[0];
            return;
        }
        Span<byte> header = stackalloc byte[9];
        WriteRaw(header[..Header(header, 0x80, bytes.Length)]);
        WriteRaw(bytes);
    }

    /// <summary>Writes a whole number without leading zeros.</summary>
    public void Write(ulong value) => Write(new UInt256(value));

    /// <summary>Writes a whole number without leading zeros.</summary>
    public void Write(UInt256 value)
    {
        Span<byte> word = stackalloc byte[UInt256.Size];
        value.WriteBigEndian(word);
        Write(word[(UInt256.Size - (value.BitLength + 7) / 8)..]);
    }

    /// <summary>Writes 20 bytes, or none where an address is absent (a transaction that creates a contract).</summary>
    public void Write(Address? address) => Write(address is { } present ? present.ToArray() : []);

    /// <summary>Writes 32 bytes.</summary>
    public void Write(Hash32 hash) => Write(hash.Bytes);

    /// <summary>Opens a list; pass the result to <see cref="EndList"/>.</summary>
    public int BeginList() => _length;

    /// <summary>Closes the list that began at <paramref name="mark"/>.</summary>
    public void EndList(int mark)
    {
        int payload = _length - mark;
        Span<byte> header = stackalloc byte[9];
        header = header[..Header(header, 0xc0, payload)];
        Reserve(header.Length);
        _buffer.AsSpan(mark, payload).CopyTo(_buffer.AsSpan(mark + header.Length));
        header.CopyTo(_buffer.AsSpan(mark));
    }

    /// <summary>Appends bytes that are RLP already, or a type byte in front of it (EIP-2718).</summary>
    public void WriteRaw(ReadOnlySpan<byte> encoded) => encoded.CopyTo(Reserve(encoded.Length));

    private static int Header(Span<byte> header, byte offset, int length)
    {
        if (length <= 55)
        {
            header[0] = (byte)(offset + length);
            return 1;
        }
        int size = (32 - BitOperations.LeadingZeroCount((uint)length) + 7) / 8;
        header[0] = (byte)(offset + 55 + size);
        Span<byte> word = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(word, length);
        word[(4 - size)..].CopyTo(header[1..]);
        return 1 + size;
    }

    private Span<byte> Reserve(int count)
    {
        if (count > _buffer.Length - _length) Array.Resize(ref _buffer, checked((int)Math.Max(_length + (long)count, 2L * _buffer.Length)));
        _length += count;
        return _buffer.AsSpan(_length - count, count);
    }
}
