using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace ModelDeed.Heritage;

/// <summary>Weighs what an index found: which prints are worth comparing, and which are near by chance as some strangers always are.</summary>
/// <param name="looked">Keys that were looked at: the strangers that had the chance.</param>
internal sealed class Candidates(long looked)
{
    // So many strangers with as many near keys that come as near may be expected among all that were looked at. Of relatives, what is no nearer
    // has one or two tensors, and much noise: docs/benchmarks.md says how many are missed.
    private const double MostStrangers = 1;

    private static readonly double[] Chances = Binomials();

    private readonly Dictionary<int, Weight> _weights = [];

    /// <summary>Bits by which strangers fall short of being so near: minus the binary logarithm of the chance of a sum as large or larger.</summary>
    /// <param name="distance">Signs of 128 that differ, 0 to <see cref="KeyTable.MostDistance"/>.</param>
    /// <param name="asked">Keys of the shape that were looked for: any may be the near one, or its opposite.</param>
    public static double Bits(int distance, int asked) => Math.Max(0, -Math.Log2(Chances[distance] * 2 * asked));

    /// <summary>Adds what was found of a shape.</summary>
    /// <param name="hits">Each kept key once.</param>
    /// <param name="keys">What was looked for.</param>
    public void Add(List<KeyHit> hits, PrintKey[] keys)
    {
        if (hits.Count == 0) return;
        double least = Bits(KeyTable.MostDistance, keys.Length);
        double[] bits = [.. Enumerable.Range(0, KeyTable.MostDistance + 1).Select(distance => Bits(distance, keys.Length))];
        foreach (KeyHit hit in hits)
        {
            // About the square of the cosine, times what the tensor counts.
            double likeness = (64 - hit.Distance) / 64.0;
            ref Weight weight = ref CollectionsMarshal.GetValueRefOrAddDefault(_weights, hit.Print, out _);
            weight = new Weight(weight.Score + likeness * likeness * keys[0].Elements, weight.Bits + bits[hit.Distance], weight.Least + least, weight.Keys + 1);
        }
    }

    /// <summary>The prints most alike that aren't near by chance: by the elements of tensors that are near and how near they are.</summary>
    public ImmutableArray<int> Best(int most) =>
        [.. _weights.Where(pair => Strangers(pair.Value) <= MostStrangers).OrderByDescending(pair => pair.Value.Score).ThenBy(pair => pair.Key).Take(most).Select(pair => pair.Key)];

    /// <summary>
    /// Strangers to be expected with as many near keys, as near in sum. Each of a print's n keys comes near by chance q and then is x bits nearer than need be with
    /// chance 2^-x: so j of them are, with s bits in all, by C(n, j)·2^-s·Σ y^i/i! for i under j, where y = ln 2·(s less the j smallest numbers of bits).
    /// </summary>
    private double Strangers(Weight weight)
    {
        int near = Math.Min(weight.Keys, PrintKey.MostOfPrint);
        double excess = Math.Max(0, weight.Bits - weight.Least) * Math.Log(2), term = 1, sum = 1, ways = 1;
        for (int i = 1; i < near; i++) sum += term *= excess / i;
        for (int i = 0; i < near; i++) ways = ways * (PrintKey.MostOfPrint - i) / (i + 1);
        return looked * ways / PrintKey.MostOfPrint * sum * Math.Pow(2, -weight.Bits);
    }

    /// <summary>The chance that of 128 signs so many or fewer differ between strangers.</summary>
    private static double[] Binomials()
    {
        const int Signs = 128;
        var chances = new double[KeyTable.MostDistance + 1];
        double term = Math.Pow(2, -Signs), sum = 0;
        for (int differing = 0; differing < chances.Length; differing++)
        {
            chances[differing] = sum += term;
            term *= (Signs - differing) / (differing + 1.0);
        }
        return chances;
    }

    private record struct Weight(double Score, double Bits, double Least, int Keys);
}
