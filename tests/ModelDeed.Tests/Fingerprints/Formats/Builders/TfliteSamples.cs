namespace ModelDeed.Tests.Fingerprints.Formats;

/// <summary>Tensors of the types that TFLite has.</summary>
internal static class TfliteSamples
{
    public static Weight[] Types()
    {
        var random = new SplitMix(9);
        return
        [
            new Weight("int4", "I4", [3], random.Bytes(2)), new Weight("int2", "I2", [5], random.Bytes(2)), Weight.Make(random, "bf16", "BF16", 2, 2),
            new Weight("complex", "C128", [1], random.Bytes(16)), Weight.Make(random, "u64", "U64", 1), Weight.Make(random, "fp8", "F8_E4M3", 4), Weight.Make(random, "scalar", "F32"),
            new Weight("words", "STRING", [2], Strings),
        ];
    }

    /// <summary>Two strings, "ab" and "", as the format writes them.</summary>
    public static byte[] Strings { get; } = [2, 0, 0, 0, 16, 0, 0, 0, 18, 0, 0, 0, 18, 0, 0, 0, (byte)'a', (byte)'b'];
}
