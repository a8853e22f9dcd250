namespace ModelDeed.Tests.Fingerprints.Formats;

/// <summary>SplitMix64: the same numbers on every platform and runtime, so that a seed names a case for good.</summary>
internal sealed class SplitMix(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 to under <paramref name="end"/>.</summary>
    public int Below(int end) => (int)(Next() % (uint)end);

    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        for (int i = 0; i < count; i++) bytes[i] = (byte)Next();
        return bytes;
    }
}
