using System.Runtime.InteropServices;

namespace ModelDeed.Fingerprints;

/// <summary>One thread's buffers, made once: a piece with its overlap, and the values of its chunks.</summary>
internal sealed unsafe class PassBuffers : IDisposable
{
    // A page: reads into aligned memory are a few percent faster.
    private const nuint Alignment = 4096;

    private readonly int _size;

    public PassBuffers(int pieceSize, Blake3Width width)
    {
        Width = width;
        _size = pieceSize + FileJob.Overlap;
        Bytes = (byte*)NativeMemory.AlignedAlloc((nuint)_size, Alignment);
        Values = (byte*)NativeMemory.AlignedAlloc((nuint)Blake3Tree.WorkSize(_size), Alignment);
    }

    public Blake3Width Width { get; }

    public byte* Bytes { get; }

    public byte* Values { get; }

    public Span<byte> Piece => new(Bytes, _size);

    public void Dispose()
    {
        NativeMemory.AlignedFree(Bytes);
        NativeMemory.AlignedFree(Values);
    }
}
