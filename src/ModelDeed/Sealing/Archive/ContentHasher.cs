using System.Buffers;
using ModelDeed.Fingerprints;

namespace ModelDeed.Sealing;

/// <summary>BLAKE3 of one file whose bytes come in order, in parts of any length.</summary>
internal sealed unsafe class ContentHasher
{
    private readonly byte[] _rest = new byte[Blake3Constants.ChunkSize];
    private readonly Blake3Join? _join;
    private readonly long _length;
    private long _hashed;
    private int _kept;

    /// <summary>For a file of so many bytes.</summary>
    public ContentHasher(long length)
    {
        _length = length;
        if (length > Blake3Constants.ChunkSize) _join = new Blake3Join((ulong)length);
    }

    /// <summary>True once all bytes came.</summary>
    public bool IsWhole => _hashed + _kept == _length;

    /// <summary>Takes the next bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (_kept > 0)
        {
            int more = Math.Min(bytes.Length, _rest.Length - _kept);
            bytes[..more].CopyTo(_rest.AsSpan(_kept));
            bytes = bytes[more..];
            _kept += more;
            if (_kept == _rest.Length && _join is not null) Flush();
        }
        int whole = _join is null ? 0 : bytes.Length / _rest.Length * _rest.Length;
        for (int at = 0; at < whole; at += Blake3.PieceSize) Part(bytes[at..Math.Min(whole, at + Blake3.PieceSize)]);
        bytes[whole..].CopyTo(_rest.AsSpan(_kept));
        _kept += bytes.Length - whole;
    }

    /// <summary>The digest, once all bytes came.</summary>
    public Hash32 Digest()
    {
        if (_join is null) return Blake3.Hash(_rest.AsSpan(0, _kept));
        if (_kept > 0) Flush();
        return _join.Digest;
    }

    private void Flush()
    {
        int kept = _kept;
        _kept = 0;
        Part(_rest.AsSpan(0, kept));
    }

    private void Part(ReadOnlySpan<byte> bytes)
    {
        byte[] values = ArrayPool<byte>.Shared.Rent(Blake3Tree.WorkSize(bytes.Length));
        fixed (byte* input = bytes, work = values)
            _join!.AddPart(input, bytes.Length, (ulong)(_hashed / Blake3Constants.ChunkSize), work, Blake3Widths.Best);
        ArrayPool<byte>.Shared.Return(values);
        _hashed += bytes.Length;
    }
}
