#pragma warning disable RS0030 // A seeded generator: a failure must be repeatable.
namespace ModelDeed.Tests.Heritage;

/// <summary>Values like those of models, and unlike them.</summary>
internal sealed class SampleWeights(int seed)
{
    public static readonly string[] Kinds = ["normal", "heavy", "tiny", "positive", "negative", "sparse", "narrow", "outlier", "mixed", "constant", "grid"];

    private readonly Random _random = new(seed);

    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    public int Below(int limit) => _random.Next(limit);

    /// <summary>Values of a kind.</summary>
    public float[] Of(string kind, int count)
    {
        var values = new float[count];
        double run = 1, centre = 0;
        for (int i = 0; i < count; i++)
        {
            if (i % 32 == 0) (run, centre) = (Math.Exp(2 * Normal()), Normal());
            values[i] = (float)(kind switch
            {
                "normal" => 0.02 * Normal(),
                "heavy" => 0.02 * Normal() / Math.Sqrt(0.05 + _random.NextDouble()) * Math.Exp(Normal()),
                "tiny" => 1e-6 * Normal() * (i / 256 % 2 == 0 ? 1 : 0.01),
                "positive" => 0.5 + Math.Abs(0.1 * Normal()),
                "negative" => -1 - Math.Abs(0.1 * Normal()),
                "sparse" => _random.Next(10) == 0 ? 0.02 * Normal() : 0,
                "narrow" => centre + 0.001 * Normal(),
                "outlier" => (_random.Next(64) == 0 ? 1 : 0.01) * Normal(),
                "mixed" => 0.02 * run * Normal(),
                "constant" => 0.3 * Math.Round(centre),
                _ => 0.01 * _random.Next(-4, 5),
            });
        }
        return values;
    }

    /// <summary>An importance matrix's row: even, of very different columns, or with a few that count a thousand times.</summary>
    public float[] Importance(string kind, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)(kind switch
    {
        "even" => 1 + 0.1 * Math.Abs(Normal()),
        "wide" => Math.Exp(2 * Normal()),
        _ => _random.Next(64) == 0 ? 1e4 * Math.Exp(Normal()) : Math.Exp(Normal()),
    }))];

    /// <summary>Rounded to BF16.</summary>
    public static float[] BrainFloats(float[] values) => [.. values.Select(value => BitConverter.UInt32BitsToSingle((BitConverter.SingleToUInt32Bits(value) + 0x7FFF + (BitConverter.SingleToUInt32Bits(value) >> 16 & 1)) & 0xFFFF0000))];
}
