namespace ModelDeed.Bench.Heritage;

/// <summary>SplitMix64 (Steele, Lea, Flood 2014) with what the evaluation draws: the same numbers on every machine and runtime.</summary>
internal sealed class Dice(ulong seed)
{
    private ulong _state = seed;
    private double? _spare;

    /// <summary>Dice for something named, independent of those for anything else.</summary>
    public static Dice For(string name) => new(name.Aggregate(0xcbf29ce484222325, (hash, c) => (hash ^ c) * 0x100000001b3));

    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>From 0 to under <paramref name="end"/>.</summary>
    public int Below(int end) => (int)(Next() % (uint)end);

    /// <summary>From 0 to under 1.</summary>
    public double Uniform() => (Next() >> 11) * (1.0 / (1L << 53));

    /// <summary>Normally distributed with mean 0 and deviation 1 (Marsaglia's polar method).</summary>
    public double Normal()
    {
        if (_spare is { } kept)
        {
            _spare = null;
            return kept;
        }
        while (true)
        {
            double u = 2 * Uniform() - 1, v = 2 * Uniform() - 1, s = u * u + v * v;
            if (s is >= 1 or 0) continue;
            double factor = Math.Sqrt(-2 * Math.Log(s) / s);
            _spare = v * factor;
            return u * factor;
        }
    }

    public float[] Normals(int count, double deviation)
    {
        var values = new float[count];
        for (int i = 0; i < count; i++) values[i] = (float)(Normal() * deviation);
        return values;
    }

    /// <summary>The numbers from 0 to under <paramref name="count"/>, shuffled.</summary>
    public int[] Order(int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int j = Below(i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }
        return order;
    }
}
