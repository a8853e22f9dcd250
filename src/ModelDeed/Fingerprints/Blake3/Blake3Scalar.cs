using System.Numerics;
using System.Runtime.CompilerServices;

namespace ModelDeed.Fingerprints;

/// <summary>BLAKE3's compression one block at a time, without vectors: for a message's last chunk, its root, and machines without SIMD.</summary>
internal static unsafe class Blake3Scalar
{
    /// <summary>Chaining values of the batch, one after the other.</summary>
    public static void Hash(in Blake3Batch batch, byte* output)
    {
        nuint stride = batch.Stride;
        for (int i = 0; i < batch.Count; i++, output += Hash32.Size)
        {
            byte* input = batch.Input + (nuint)i * stride;
            if (batch.IsChunks) Chunk(input, Blake3Constants.ChunkSize, batch.Counter + (ulong)i, Blake3Flags.None, output);
            else Parent(input, Blake3Flags.None, output);
        }
    }

    /// <summary>Chaining value of two children, 64 bytes at <paramref name="children"/>, or with <see cref="Blake3Flags.Root"/> the digest.</summary>
    public static void Parent(byte* children, Blake3Flags flags, byte* output)
    {
        uint* state = stackalloc uint[8];
        Blake3Constants.Start.CopyTo(new Span<uint>(state, 8));
        Compress(state, (uint*)children, 0, Blake3Constants.BlockSize, Blake3Flags.Parent | flags);
        Buffer.MemoryCopy(state, output, Hash32.Size, Hash32.Size);
    }

    /// <summary>Chaining value of a chunk of 0 to 1024 bytes, or with <see cref="Blake3Flags.Root"/> the digest of a message that has no other.</summary>
    public static void Chunk(byte* input, int length, ulong counter, Blake3Flags flags, byte* output)
    {
        uint* state = stackalloc uint[8];
        Blake3Constants.Start.CopyTo(new Span<uint>(state, 8));
        Blake3Flags start = Blake3Flags.ChunkStart;
        for (; length > Blake3Constants.BlockSize; length -= Blake3Constants.BlockSize, input += Blake3Constants.BlockSize)
        {
            Compress(state, (uint*)input, counter, Blake3Constants.BlockSize, start);
            start = Blake3Flags.None;
        }
        uint* last = stackalloc uint[16];
        var padded = new Span<byte>(last, Blake3Constants.BlockSize);
        padded.Clear();
        new ReadOnlySpan<byte>(input, length).CopyTo(padded);
        Compress(state, last, counter, length, start | Blake3Flags.ChunkEnd | flags);
        Buffer.MemoryCopy(state, output, Hash32.Size, Hash32.Size);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Compress(uint* state, uint* m, ulong counter, int length, Blake3Flags flags)
    {
        ReadOnlySpan<uint> start = Blake3Constants.Start;
        uint v0 = state[0], v1 = state[1], v2 = state[2], v3 = state[3], v4 = state[4], v5 = state[5], v6 = state[6], v7 = state[7];
        uint v8 = start[0], v9 = start[1], v10 = start[2], v11 = start[3];
        uint v12 = (uint)counter, v13 = (uint)(counter >> 32), v14 = (uint)length, v15 = (uint)flags;
        ReadOnlySpan<byte> schedule = Blake3Constants.Schedule;
        for (; schedule.Length >= 16; schedule = schedule[16..])
        {
            Mix(ref v0, ref v4, ref v8, ref v12, m[schedule[0]], m[schedule[1]]);
            Mix(ref v1, ref v5, ref v9, ref v13, m[schedule[2]], m[schedule[3]]);
            Mix(ref v2, ref v6, ref v10, ref v14, m[schedule[4]], m[schedule[5]]);
            Mix(ref v3, ref v7, ref v11, ref v15, m[schedule[6]], m[schedule[7]]);
            Mix(ref v0, ref v5, ref v10, ref v15, m[schedule[8]], m[schedule[9]]);
            Mix(ref v1, ref v6, ref v11, ref v12, m[schedule[10]], m[schedule[11]]);
            Mix(ref v2, ref v7, ref v8, ref v13, m[schedule[12]], m[schedule[13]]);
            Mix(ref v3, ref v4, ref v9, ref v14, m[schedule[14]], m[schedule[15]]);
        }
        state[0] = v0 ^ v8; state[1] = v1 ^ v9; state[2] = v2 ^ v10; state[3] = v3 ^ v11;
        state[4] = v4 ^ v12; state[5] = v5 ^ v13; state[6] = v6 ^ v14; state[7] = v7 ^ v15;
    }

    /// <summary>The quarter round.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Mix(ref uint a, ref uint b, ref uint c, ref uint d, uint first, uint second)
    {
        a = a + first + b;
        d = BitOperations.RotateRight(d ^ a, 16);
        c += d;
        b = BitOperations.RotateRight(b ^ c, 12);
        a = a + second + b;
        d = BitOperations.RotateRight(d ^ a, 8);
        c += d;
        b = BitOperations.RotateRight(b ^ c, 7);
    }
}
