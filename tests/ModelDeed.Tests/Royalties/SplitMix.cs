namespace ModelDeed.Tests.Royalties;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014): the same numbers from a seed on every machine and in every version.</summary>
internal sealed class SplitMix(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        ulong z = _state += 0x9e3779b97f4a7c15;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    /// <summary>One that will give the same numbers from here on.</summary>
    public SplitMix Copy() => new(_state);

    /// <summary>A number from <paramref name="least"/> to <paramref name="most"/>, both included.</summary>
    public int Next(int least, int most) => least + (int)(Next() % (ulong)(most - least + 1));
}
