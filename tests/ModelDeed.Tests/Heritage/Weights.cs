using ModelDeed.Fingerprints;
using ModelDeed.Heritage;
using ModelDeed.Tests.Fingerprints;
using ModelDeed.Tests.Fingerprints.Formats;

namespace ModelDeed.Tests.Heritage;

/// <summary>A model's weights in memory, for tests that change them.</summary>
internal sealed record Weights(IReadOnlyList<(string Name, ulong[] Shape, float[] Values)> Tensors)
{
    /// <summary>Three matrices of normally distributed weights.</summary>
    public static Weights Random(ulong seed) => new(
    [
        ("embed.weight", [600, 64], Normal(seed, 600 * 64)),
        ("layers.0.up.weight", [256, 160], Normal(seed + 1000, 256 * 160)),
        ("layers.1.up.weight", [256, 160], Normal(seed + 2000, 256 * 160)),
    ]);

    /// <summary>Three matrices too small for slices and inner products: only sketches tell them.</summary>
    public static Weights Squares(ulong seed) => new([.. Enumerable.Range(0, 3).Select(i => ($"layers.{i}.weight", (ulong[])[120, 120], Normal(seed + 1000 * (ulong)i, 120 * 120)))]);

    /// <summary>The same with noise of so many standard deviations.</summary>
    public Weights Noisy(ulong seed, float strength) => Map((tensor, i) =>
    {
        float[] noise = Normal(seed + (ulong)i * 7, tensor.Values.Length);
        return [.. tensor.Values.Select((value, k) => value + strength * noise[k])];
    });

    /// <summary>Every tensor's values replaced.</summary>
    public Weights Map(Func<(string Name, ulong[] Shape, float[] Values), int, float[]> change) =>
        new([.. Tensors.Select((tensor, i) => (tensor.Name, tensor.Shape, change(tensor, i)))]);

    /// <summary>The model as a file.</summary>
    public byte[] Safetensors() => SafetensorsBuilder.Build([.. Tensors.Select(tensor => Weight.Floats(tensor.Name, tensor.Shape, tensor.Values))]);

    /// <summary>Manifest and prints.</summary>
    public PrintedModel Print(params SketchSeed[] seeds)
    {
        using TempFolder folder = new();
        folder.With("model.safetensors", Safetensors());
        return HeritagePrinter.Run(folder["model.safetensors"], seeds.Length == 0 ? [SketchSeed.Public] : [.. seeds], new FingerprintOptions { Threads = 1 }, null, default);
    }

    private static float[] Normal(ulong seed, int count)
    {
        var random = new SplitMix(seed);
        var values = new float[count];
        for (int i = 0; i < count; i++)
        {
            // Box and Muller's transform.
            double u = ((random.Next() >> 11) + 1) / 9007199254740993.0, v = (random.Next() >> 11) / 9007199254740992.0;
            values[i] = (float)(Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * v));
        }
        return values;
    }
}
