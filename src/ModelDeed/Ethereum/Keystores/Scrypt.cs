using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace ModelDeed.Ethereum;

/// <summary>scrypt (RFC 7914) in vectors of four words.</summary>
/// <remarks>Own code because BouncyCastle refuses n = 262144 with r = 1, which the Web3 Secret Storage definition's own vector uses,
/// and keeps its 256 MiB until the next collection. The words of a Salsa block are kept in the order of its diagonals, so that its
/// rounds need no gathers.</remarks>
internal static class Scrypt
{
    private const int BlockBytes = 128; // times r
    private const int VectorsPerSalsa = 4;

    /// <summary>Derives <paramref name="key"/>.</summary>
    /// <param name="n">Cost, a power of two over 1. 128 * n * r bytes are allocated: the caller bounds them.</param>
    /// <param name="r">Block size.</param>
    /// <param name="p">Repetitions, one after the other.</param>
    internal static unsafe void DeriveKey(ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, int n, int r, int p, Span<byte> key)
    {
        if (n < 2 || !BitOperations.IsPow2(n)) throw new ArgumentOutOfRangeException(nameof(n), n, "The cost is a power of two over 1.");
        byte[] blocks = Rfc2898DeriveBytes.Pbkdf2(password, salt, 1, HashAlgorithmName.SHA256, checked(p * BlockBytes * r));
        nuint size = checked((nuint)n * (nuint)(BlockBytes * r));
        void* memory = NativeMemory.AlignedAlloc(size, 64);
        try
        {
            var table = new Span<Vector128<uint>>(memory, checked((int)(size / 16)));
            for (int i = 0; i < p; i++) Mix(blocks.AsSpan(i * BlockBytes * r, BlockBytes * r), n, r, table);
            Rfc2898DeriveBytes.Pbkdf2(password, blocks, key, 1, HashAlgorithmName.SHA256);
        }
        finally
        {
            NativeMemory.Clear(memory, size);
            NativeMemory.AlignedFree(memory);
            CryptographicOperations.ZeroMemory(blocks);
        }
    }

    private static void Mix(Span<byte> block, int n, int r, Span<Vector128<uint>> table)
    {
        int vectors = 8 * r;
        Span<Vector128<uint>> x = new Vector128<uint>[vectors];
        Span<Vector128<uint>> y = new Vector128<uint>[vectors];
        Load(block, x);
        for (int i = 0; i < n; i++)
        {
            x.CopyTo(table.Slice(i * vectors, vectors));
            MixBlock(x, y, r);
            Span<Vector128<uint>> mixed = y;
            y = x;
            x = mixed;
        }
        for (int i = 0; i < n; i++)
        {
            int j = (int)(x[^VectorsPerSalsa][0] & (uint)(n - 1));
            Xor(x, table.Slice(j * vectors, vectors));
            MixBlock(x, y, r);
            Span<Vector128<uint>> mixed = y;
            y = x;
            x = mixed;
        }
        Store(x, block);
    }

    private static void MixBlock(ReadOnlySpan<Vector128<uint>> from, Span<Vector128<uint>> to, int r)
    {
        Vector128<uint> a = from[^4], b = from[^3], c = from[^2], d = from[^1];
        for (int i = 0; i < 2 * r; i++)
        {
            ReadOnlySpan<Vector128<uint>> input = from.Slice(i * VectorsPerSalsa, VectorsPerSalsa);
            a ^= input[0];
            b ^= input[1];
            c ^= input[2];
            d ^= input[3];
            Salsa8(ref a, ref b, ref c, ref d);
            Span<Vector128<uint>> output = to.Slice((i % 2 * r + i / 2) * VectorsPerSalsa, VectorsPerSalsa);
            output[0] = a;
            output[1] = b;
            output[2] = c;
            output[3] = d;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Salsa8(ref Vector128<uint> a0, ref Vector128<uint> b0, ref Vector128<uint> c0, ref Vector128<uint> d0)
    {
        Vector128<uint> a = a0, b = b0, c = c0, d = d0;
        for (int round = 0; round < 8; round += 2)
        {
            b ^= RotateLeft(a + d, 7);
            c ^= RotateLeft(b + a, 9);
            d ^= RotateLeft(c + b, 13);
            a ^= RotateLeft(d + c, 18);
            b = Vector128.Shuffle(b, Vector128.Create(3u, 0, 1, 2));
            c = Vector128.Shuffle(c, Vector128.Create(2u, 3, 0, 1));
            d = Vector128.Shuffle(d, Vector128.Create(1u, 2, 3, 0));
            d ^= RotateLeft(a + b, 7);
            c ^= RotateLeft(d + a, 9);
            b ^= RotateLeft(c + d, 13);
            a ^= RotateLeft(b + c, 18);
            b = Vector128.Shuffle(b, Vector128.Create(1u, 2, 3, 0));
            c = Vector128.Shuffle(c, Vector128.Create(2u, 3, 0, 1));
            d = Vector128.Shuffle(d, Vector128.Create(3u, 0, 1, 2));
        }
        a0 += a;
        b0 += b;
        c0 += c;
        d0 += d;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> RotateLeft(Vector128<uint> v, int bits) => v << bits | v >>> (32 - bits);

    private static void Xor(Span<Vector128<uint>> x, ReadOnlySpan<Vector128<uint>> y)
    {
        for (int i = 0; i < x.Length; i++) x[i] ^= y[i];
    }

    // Word i of a diagonal order is word 5 * i modulo 16 of the plain one.
    private static void Load(ReadOnlySpan<byte> block, Span<Vector128<uint>> to)
    {
        Span<uint> words = MemoryMarshal.Cast<Vector128<uint>, uint>(to);
        for (int i = 0; i < words.Length; i++) words[i] = BinaryPrimitives.ReadUInt32LittleEndian(block[(4 * (i / 16 * 16 + i * 5 % 16))..]);
    }

    private static void Store(ReadOnlySpan<Vector128<uint>> from, Span<byte> block)
    {
        ReadOnlySpan<uint> words = MemoryMarshal.Cast<Vector128<uint>, uint>(from);
        for (int i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(block[(4 * (i / 16 * 16 + i * 5 % 16))..], words[i]);
    }
}
