using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ModelDeed.Fingerprints;

/// <summary>BLAKE3's compression over the lanes of a vector: as many chunks or parents at once as the vector has 32-bit lanes.</summary>
/// <remarks>Source: the BLAKE3 paper (O'Connor, Aumasson, Neves, Wilcox-O'Hearn, 2020), 2.2 and 5.3.</remarks>
internal static unsafe class Blake3Lanes<TVector, TLanes>
    where TVector : unmanaged
    where TLanes : struct, ILanes<TVector>
{
    /// <summary>Hashes up to <c>TLanes.Count</c> inputs of whole 64-byte blocks, one per lane, to their chaining values.</summary>
    /// <param name="job">The inputs; a short batch's spare lanes repeat its last input.</param>
    /// <param name="output">32 bytes for each of all <c>TLanes.Count</c> lanes; those of spare lanes are meaningless.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    public static void Hash(in Blake3Batch job, byte* output)
    {
        byte* space = stackalloc byte[(16 + 8 + 1) * sizeof(TVector)];
        var words = (TVector*)(((nuint)space + (nuint)sizeof(TVector) - 1) & ~((nuint)sizeof(TVector) - 1));
        TVector* state = words + 16;
        for (int i = 0; i < 8; i++) state[i] = TLanes.Broadcast(Blake3Constants.Start[i]);
        uint step = job.IsChunks ? 1u : 0u;
        TVector counterLow = TLanes.CounterLow(job.Counter, step);
        TVector counterHigh = TLanes.CounterHigh(job.Counter, step);
        nuint last = ((nuint)job.Count - 1) * job.Stride;
        int blocks = (int)job.Stride / Blake3Constants.BlockSize;
        for (int block = 0; block < blocks; block++)
        {
            TLanes.LoadBlocks(job.Input + Blake3Constants.BlockSize * block, job.Stride, last, words);
            Compress(words, state, counterLow, counterHigh, (uint)job.FlagsOf(block, blocks));
        }
        TLanes.StoreChainingValues(state, output);
    }

    /// <summary>Seven rounds; each line is one step of the four columns, then of the four diagonals.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Compress(TVector* m, TVector* state, TVector counterLow, TVector counterHigh, uint flags)
    {
        TVector v0 = state[0], v1 = state[1], v2 = state[2], v3 = state[3];
        TVector v4 = state[4], v5 = state[5], v6 = state[6], v7 = state[7];
        TVector v8 = TLanes.Broadcast(Blake3Constants.Start[0]), v9 = TLanes.Broadcast(Blake3Constants.Start[1]);
        TVector v10 = TLanes.Broadcast(Blake3Constants.Start[2]), v11 = TLanes.Broadcast(Blake3Constants.Start[3]);
        TVector v12 = counterLow, v13 = counterHigh, v14 = TLanes.Broadcast(64), v15 = TLanes.Broadcast(flags);
        // The table lies in the assembly's own data, which no collector moves.
        byte* schedule = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(Blake3Constants.Schedule));
        for (byte* s = schedule; s < schedule + 7 * 16; s += 16)
        {
            v0 = Plus(v0, m + s[0], v4); v1 = Plus(v1, m + s[2], v5); v2 = Plus(v2, m + s[4], v6); v3 = Plus(v3, m + s[6], v7);
            v12 = Mix16(v12, v0); v13 = Mix16(v13, v1); v14 = Mix16(v14, v2); v15 = Mix16(v15, v3);
            v8 = TLanes.Add(v8, v12); v9 = TLanes.Add(v9, v13); v10 = TLanes.Add(v10, v14); v11 = TLanes.Add(v11, v15);
            v4 = Mix12(v4, v8); v5 = Mix12(v5, v9); v6 = Mix12(v6, v10); v7 = Mix12(v7, v11);
            v0 = Plus(v0, m + s[1], v4); v1 = Plus(v1, m + s[3], v5); v2 = Plus(v2, m + s[5], v6); v3 = Plus(v3, m + s[7], v7);
            v12 = Mix8(v12, v0); v13 = Mix8(v13, v1); v14 = Mix8(v14, v2); v15 = Mix8(v15, v3);
            v8 = TLanes.Add(v8, v12); v9 = TLanes.Add(v9, v13); v10 = TLanes.Add(v10, v14); v11 = TLanes.Add(v11, v15);
            v4 = Mix7(v4, v8); v5 = Mix7(v5, v9); v6 = Mix7(v6, v10); v7 = Mix7(v7, v11);

            v0 = Plus(v0, m + s[8], v5); v1 = Plus(v1, m + s[10], v6); v2 = Plus(v2, m + s[12], v7); v3 = Plus(v3, m + s[14], v4);
            v15 = Mix16(v15, v0); v12 = Mix16(v12, v1); v13 = Mix16(v13, v2); v14 = Mix16(v14, v3);
            v10 = TLanes.Add(v10, v15); v11 = TLanes.Add(v11, v12); v8 = TLanes.Add(v8, v13); v9 = TLanes.Add(v9, v14);
            v5 = Mix12(v5, v10); v6 = Mix12(v6, v11); v7 = Mix12(v7, v8); v4 = Mix12(v4, v9);
            v0 = Plus(v0, m + s[9], v5); v1 = Plus(v1, m + s[11], v6); v2 = Plus(v2, m + s[13], v7); v3 = Plus(v3, m + s[15], v4);
            v15 = Mix8(v15, v0); v12 = Mix8(v12, v1); v13 = Mix8(v13, v2); v14 = Mix8(v14, v3);
            v10 = TLanes.Add(v10, v15); v11 = TLanes.Add(v11, v12); v8 = TLanes.Add(v8, v13); v9 = TLanes.Add(v9, v14);
            v5 = Mix7(v5, v10); v6 = Mix7(v6, v11); v7 = Mix7(v7, v8); v4 = Mix7(v4, v9);
        }
        state[0] = TLanes.Xor(v0, v8); state[1] = TLanes.Xor(v1, v9); state[2] = TLanes.Xor(v2, v10); state[3] = TLanes.Xor(v3, v11);
        state[4] = TLanes.Xor(v4, v12); state[5] = TLanes.Xor(v5, v13); state[6] = TLanes.Xor(v6, v14); state[7] = TLanes.Xor(v7, v15);
    }

    // The message word first: it is ready early, so only one addition waits for the state.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Plus(TVector sum, TVector* word, TVector state) => TLanes.Add(TLanes.AddWord(sum, word), state);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Mix16(TVector left, TVector right) => TLanes.RotateRight16(TLanes.Xor(left, right));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Mix12(TVector left, TVector right) => TLanes.RotateRight12(TLanes.Xor(left, right));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Mix8(TVector left, TVector right) => TLanes.RotateRight8(TLanes.Xor(left, right));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Mix7(TVector left, TVector right) => TLanes.RotateRight7(TLanes.Xor(left, right));
}
