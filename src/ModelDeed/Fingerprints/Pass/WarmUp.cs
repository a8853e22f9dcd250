namespace ModelDeed.Fingerprints;

/// <summary>Compiles the vector code on a second thread while the first one walks the folder: it can't be compiled ahead, and takes some
/// 15 ms, a tenth of the whole of a run over thousands of small files.</summary>
internal static class WarmUp
{
    private static int _begun;

    /// <summary>Begins, once per process.</summary>
    public static void Begin()
    {
        if (Interlocked.Exchange(ref _begun, 1) == 0) new Thread(Compile) { IsBackground = true, Name = "warm-up" }.Start();
    }

    private static void Compile()
    {
        // Enough chunks for every kernel, with a short one behind.
        Hash32 digest = Blake3.Hash(new byte[64 * Blake3Constants.ChunkSize + 1]);
        KeccakBatch.Hash([.. digest.Bytes, .. digest.Bytes], [Hash32.Size, 2 * Hash32.Size], new Hash32[2]);
    }
}
