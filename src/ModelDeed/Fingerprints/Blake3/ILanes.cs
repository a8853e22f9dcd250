namespace ModelDeed.Fingerprints;

/// <summary>A vector of 32-bit lanes, one BLAKE3 chunk (or parent) per lane. One implementation per vector width lets one
/// source text serve AVX-512, AVX2 and 128-bit machines; the JIT specializes it. Everything here is inlined, or compiled at full
/// optimization at once: the slow first tier would last longer than most files take to hash.</summary>
internal interface ILanes<TVector> where TVector : unmanaged
{
    /// <summary>Lanes in a vector: chunks hashed side by side.</summary>
    static abstract int Count { get; }

    static abstract TVector Broadcast(uint value);

    static abstract TVector Add(TVector left, TVector right);

    /// <summary>The sum with a vector that stays in memory: a load of its own would take a register that the state needs.</summary>
    static abstract unsafe TVector AddWord(TVector left, TVector* word);

    static abstract TVector Xor(TVector left, TVector right);

    static abstract TVector RotateRight16(TVector value);

    static abstract TVector RotateRight12(TVector value);

    static abstract TVector RotateRight8(TVector value);

    static abstract TVector RotateRight7(TVector value);

    /// <summary>Low words of <c>first</c>, <c>first + step</c>, <c>first + 2 step</c> …</summary>
    static abstract TVector CounterLow(ulong first, uint step);

    /// <summary>High words of the same numbers.</summary>
    static abstract TVector CounterHigh(ulong first, uint step);

    /// <summary>Reads 64 bytes per lane as 16 vectors: word k of every lane in vector k.</summary>
    /// <param name="input">Lane i is at <c>input + min(i * stride, last)</c>: the lanes of a short batch repeat its last input.</param>
    /// <param name="stride">Bytes from lane to lane.</param>
    /// <param name="last">Offset of the last lane that has an input of its own.</param>
    /// <param name="words">16 vectors, aligned to their size.</param>
    static abstract unsafe void LoadBlocks(byte* input, nuint stride, nuint last, TVector* words);

    /// <summary>Writes 8 vectors as 32 bytes per lane, lane after lane.</summary>
    static abstract unsafe void StoreChainingValues(TVector* words, byte* output);
}
