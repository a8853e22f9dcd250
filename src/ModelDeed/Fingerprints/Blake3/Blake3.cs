using System.Buffers;

namespace ModelDeed.Fingerprints;

/// <summary>BLAKE3 with its default output of 32 bytes, as <c>b3sum</c> prints it. Vectorized (AVX-512, AVX2, SSE, AdvSimd) and
/// managed throughout; every machine gives the same digest.</summary>
/// <remarks>Source: the BLAKE3 paper (O'Connor, Aumasson, Neves, Wilcox-O'Hearn, 2020).</remarks>
public static class Blake3
{
    /// <summary>Bytes hashed at a time: large enough for the vectors, small enough for a core's cache.</summary>
    internal const int PieceSize = 1 << 20;

    /// <summary>The digest of <paramref name="data"/>.</summary>
    public static Hash32 Hash(ReadOnlySpan<byte> data) => Hash(data, Blake3Widths.Best);

    /// <summary>The same with vectors of a given width.</summary>
    internal static unsafe Hash32 Hash(ReadOnlySpan<byte> data, Blake3Width width)
    {
        byte[] values = ArrayPool<byte>.Shared.Rent(Blake3Tree.WorkSize(Math.Min(data.Length, PieceSize)));
        try
        {
            fixed (byte* input = data, work = values)
                return data.Length <= PieceSize ? Blake3Tree.Root(input, data.Length, work, width) : Joined(input, data.Length, work, width);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(values);
        }
    }

    private static unsafe Hash32 Joined(byte* input, int length, byte* values, Blake3Width width)
    {
        var join = new Blake3Join((ulong)length);
        for (int at = 0; at < length; at += PieceSize)
            join.AddPart(input + at, Math.Min(PieceSize, length - at), (ulong)at / Blake3Constants.ChunkSize, values, width);
        return join.Digest;
    }
}
