using System.Text;

namespace ModelDeed.Tests.Fingerprints.Formats;

/// <summary>Weights of the types that only TensorFlow.js models have.</summary>
internal static class TfjsSamples
{
    public static Weight[] Weights()
    {
        var random = new SplitMix(5);
        return
        [
            Weight.Make(random, "conv/kernel", "F32", 3, 3, 2),
            new Weight("words", "STRING", [3], [.. Text("tensor"), .. Text(""), .. Text("größe")]),
            Weight.Make(random, "dense/kernel", "U8", 4, 5),
            Weight.Make(random, "dense/bias", "U16", 5),
            Weight.Make(random, "half", "F16", 9),
            Weight.Make(random, "steps", "I32", 2),
            Weight.Make(random, "flag", "BOOL"),
            Weight.Make(random, "phase", "C64", 2),
        ];
    }

    /// <summary>A string as the format writes it, and as it is canonical: length as u32, and bytes.</summary>
    public static byte[] Text(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        return [(byte)utf8.Length, 0, 0, 0, .. utf8];
    }
}
