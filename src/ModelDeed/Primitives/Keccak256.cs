using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace ModelDeed.Primitives;

/// <summary>Keccak-256 with the original padding (0x01), as Ethereum uses it: not the SHA3-256 of FIPS 202.</summary>
/// <remarks>Source: The Keccak reference, version 3.0; rate 136 bytes, capacity 64 bytes, 24 rounds.</remarks>
public static class Keccak256
{
    /// <summary>Bytes that one permutation takes in.</summary>
    internal const int Rate = 136;

    internal static ReadOnlySpan<ulong> RoundConstants =>
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b, 0x0000000080000001,
        0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
        0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
        0x000000000000800a, 0x800000008000000a, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ];

    /// <summary>The digest of <paramref name="data"/>.</summary>
    [SkipLocalsInit]
    public static unsafe Hash32 Hash(ReadOnlySpan<byte> data)
    {
        ulong* state = stackalloc ulong[25];
        new Span<ulong>(state, 25).Clear();
        while (data.Length >= Rate)
        {
            Absorb(state, data[..Rate]);
            data = data[Rate..];
        }
        Span<byte> last = stackalloc byte[Rate];
        last.Clear();
        data.CopyTo(last);
        last[data.Length] = 0x01;
        last[Rate - 1] |= 0x80;
        Absorb(state, last);
        Span<byte> digest = stackalloc byte[Hash32.Size];
        for (int i = 0; i < 4; i++) BinaryPrimitives.WriteUInt64LittleEndian(digest[(8 * i)..], state[i]);
        return new Hash32(digest);
    }

    /// <summary>The digest of UTF-8 text.</summary>
    public static Hash32 HashUtf8(string text) => Hash(System.Text.Encoding.UTF8.GetBytes(text));

    private static unsafe void Absorb(ulong* state, ReadOnlySpan<byte> block)
    {
        for (int i = 0; i < Rate / 8; i++) state[i] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(8 * i)..]);
        KeccakPermutation<ulong, KeccakLane1>.Permute(state);
    }
}
