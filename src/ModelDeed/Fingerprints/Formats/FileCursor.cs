using System.Buffers.Binary;

namespace ModelDeed.Fingerprints;

/// <summary>Reads a file forward through a small buffer; seeking within the buffer costs nothing.</summary>
internal sealed class FileCursor(FileBytes file, int bufferBytes = FileCursor.BufferBytes)
{
    // 64 KiB: large enough to amortise the system call, small enough to stay out of the large object heap.
    public const int BufferBytes = 64 * 1024;

    private readonly byte[] _buffer = new byte[(int)Math.Min(file.Length, (ulong)bufferBytes)];
    private ulong _start;
    private int _filled;

    public FileBytes File => file;

    /// <summary>Bytes from the start of the file.</summary>
    public ulong Position { get; private set; }

    /// <summary>Bytes between here and the end of the file.</summary>
    public ulong Left => file.Length - Position;

    /// <summary>Numbers in the file are big-endian.</summary>
    public bool BigEndian { get; set; }

    public void Seek(ulong position) => Position = position <= file.Length ? position
        : throw file.Broken(Position, $"an offset leads to {position}, but the file ends at {file.Length}");

    public void Skip(ulong bytes)
    {
        if (bytes > Left) throw file.Broken(Position, $"{bytes} bytes are needed, but the file ends at {file.Length}");
        Position += bytes;
    }

    public byte U8() => Take(1)[0];

    public ushort U16() => BigEndian ? BinaryPrimitives.ReadUInt16BigEndian(Take(2)) : BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public uint U32() => BigEndian ? BinaryPrimitives.ReadUInt32BigEndian(Take(4)) : BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong U64() => BigEndian ? BinaryPrimitives.ReadUInt64BigEndian(Take(8)) : BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>Fills <paramref name="into"/> and moves on.</summary>
    public void Read(Span<byte> into)
    {
        if (into.Length <= _buffer.Length) Take(into.Length).CopyTo(into);
        else
        {
            file.Read(Position, into);
            Position += (uint)into.Length;
        }
    }

    /// <summary>The next bytes, at most the buffer's size; valid until the next read.</summary>
    public ReadOnlySpan<byte> Take(int bytes)
    {
        if ((ulong)bytes > Left) throw file.Broken(Position, $"{bytes} bytes are needed, but the file ends at {file.Length}");
        if (Position < _start || Position + (uint)bytes > _start + (uint)_filled) Fill();
        ReadOnlySpan<byte> taken = _buffer.AsSpan((int)(Position - _start), bytes);
        Position += (uint)bytes;
        return taken;
    }

    private void Fill()
    {
        _filled = 0;
        int length = (int)Math.Min(Left, (ulong)_buffer.Length);
        file.Read(Position, _buffer.AsSpan(0, length));
        _start = Position;
        _filled = length;
    }
}
