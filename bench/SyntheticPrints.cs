using System.Collections.Immutable;
using System.Numerics;
using ModelDeed.Heritage;
using ModelDeed.Primitives;

namespace ModelDeed.Bench;

/// <summary>
/// Prints of made-up models. Two thousand architectures by Zipf's law: of a million prints the commonest has 122,000, ten have over a third, and the least
/// common ones some sixty each; their widths are a few, so that strangers of different architectures have tensors of equal lengths too. Most have 6 to 18
/// tensors; the third, the eighth and every thirtieth from there on are transformers of 74 to 290. Three of ten prints derive from another: of a root that
/// one in a hundred of all prints derives from, of their hundred's, or of the one before. How they derive: tuned (noise of 0.05 to 1 deviation), tuned in part,
/// half of the layers dropped, grafted with another's layers, or with the units of half of the layers in another order.
/// </summary>
internal sealed class SyntheticPrints
{
    private const int Architectures = 2_000, SliceCount = 64, SlicedOfLarge = 16;

    private static readonly double[] Strengths = [0.05, 0.1, 0.3, 0.5, 1];

    private readonly ImmutableArray<ImmutableArray<long>>[] _shapes = [.. Enumerable.Range(0, Architectures).Select(Shapes)];
    private readonly double[] _popularity;

    // Of a 16-bit number, a normally distributed one of the deviation that real sketches' steps have; 7 is where they are cut off.
    private readonly float[] _normal = [.. Enumerable.Range(0, 1 << 16).Select(i => (float)(2.3 * Quantile((i + 0.5) / (1 << 16))))];
    private readonly sbyte[] _steps;

    public SyntheticPrints()
    {
        double sum = 0;
        _popularity = [.. Enumerable.Range(0, Architectures).Select(i => sum += 1.0 / (i + 1))];
        _steps = [.. _normal.Select(value => Step(value))];
    }

    /// <summary>How a child came of its parent.</summary>
    public enum Descent { Tuned, TunedInPart, LayersDropped, Grafted, Permuted }

    /// <summary>Whether a print of this number has an architecture of many tensors.</summary>
    public bool IsLarge(long number) => IsLargeArchitecture(ArchitectureOf(number));

    /// <summary>The print of a number: always the same.</summary>
    public HeritagePrint Of(long number) => ParentOf(number) is { } parent ? Child(parent, number, Strengths[number / 10 % 5], (Descent)(number / 50 % 5)) : Own(number);

    /// <summary>The print that one derives from; null for what was trained from nothing.</summary>
    public static long? ParentOf(long number) => (number % 10) switch
    {
        9 => number % 100 == 99 ? 0 : number / 100 * 100,
        8 => number / 100 * 100 + 1,
        7 => number - 1,
        _ => null,
    };

    /// <summary>A child of a print that derives from none.</summary>
    public HeritagePrint Child(long parent, long number, double strength, Descent how)
    {
        HeritagePrint other = Own(parent);
        Xoshiro random = new((ulong)number * 0x9E3779B97F4A7C15 + 1);
        var tensors = ImmutableArray.CreateBuilder<TensorPrint>(other.Tensors.Length);
        for (int i = 0; i < other.Tensors.Length; i++)
        {
            TensorPrint tensor = other.Tensors[i];
            if (how == Descent.LayersDropped && i > 1 && i / 6 % 2 == 1) continue;
            tensors.Add(how switch
            {
                // Adapters were merged into some, the others stayed to the byte.
                Descent.TunedInPart when i % 3 != 0 => tensor,
                Descent.Grafted when i >= other.Tensors.Length / 2 => Tensor(i, tensor.Axes, tensor.Sketch.Length, !tensor.Rows.IsEmpty, ref random),
                Descent.Permuted when i % 2 == 1 => Permuted(tensor, ref random),
                _ => Tuned(tensor, (float)strength, ref random),
            });
        }
        return Print(number, tensors.ToImmutable());
    }

    private HeritagePrint Own(long number)
    {
        Xoshiro random = new((ulong)number * 0x9E3779B97F4A7C15);
        int architecture = ArchitectureOf(number), sliced = IsLargeArchitecture(architecture) ? SlicedOfLarge : 1;
        ImmutableArray<ImmutableArray<long>> shapes = _shapes[architecture];
        var tensors = new TensorPrint[shapes.Length];
        for (int i = 0; i < tensors.Length; i++) tensors[i] = Tensor(i, shapes[i], tensors.Length switch { <= 145 => 512, <= 255 => 256, _ => 128 }, i % (tensors.Length / sliced) == 0 && i / (tensors.Length / sliced) < sliced, ref random);
        return Print(number, [.. tensors]);
    }

    private int ArchitectureOf(long number)
    {
        Xoshiro random = new((ulong)number * 0x9E3779B97F4A7C15 + 7);
        int architecture = Array.BinarySearch(_popularity, random.Uniform() * _popularity[^1]);
        return architecture < 0 ? ~architecture : architecture;
    }

    private static HeritagePrint Print(long number, ImmutableArray<TensorPrint> tensors) =>
        new(HeritagePrinter.SeedDigest(SketchSeed.Public), Keccak256.Hash(BitConverter.GetBytes(number)), (ulong)tensors.Sum(tensor => tensor.Elements), tensors);

    private TensorPrint Tensor(int ordinal, ImmutableArray<long> axes, int sums, bool isSliced, ref Xoshiro random)
    {
        var steps = new sbyte[sums];
        for (int i = 0; i < steps.Length; i += 4)
        {
            ulong bits = random.Next();
            (steps[i], steps[i + 1], steps[i + 2], steps[i + 3]) = (_steps[bits & 0xFFFF], _steps[bits >> 16 & 0xFFFF], _steps[bits >> 32 & 0xFFFF], _steps[bits >> 48]);
        }
        return new TensorPrint(ordinal, random.Next(), "BF16", axes, 0, 0.02f, 3, 0, 0.01f, [.. steps], isSliced ? Slices(ref random) : [], isSliced ? Slices(ref random) : [], []);
    }

    private TensorPrint Tuned(TensorPrint tensor, float strength, ref Xoshiro random)
    {
        var steps = new sbyte[tensor.Sketch.Length];
        float scale = 1 / MathF.Sqrt(1 + strength * strength);
        for (int i = 0; i < steps.Length; i++) steps[i] = Step((tensor.Sketch[i] + strength * _normal[random.Next() >> 48]) * scale);
        // Of signs as many differ as the angle says.
        double differing = Math.Atan(strength) / Math.PI;
        return tensor with { Digest = random.Next(), Deviation = tensor.Deviation / scale, Sketch = [.. steps], Rows = Flipped(tensor.Rows, differing, ref random), Columns = Flipped(tensor.Columns, differing, ref random) };
    }

    /// <summary>Rows in another order: the sketch is another's, the slices are the same.</summary>
    private TensorPrint Permuted(TensorPrint tensor, ref Xoshiro random) => Tensor(tensor.Ordinal, tensor.Axes, tensor.Sketch.Length, false, ref random) with { Rows = tensor.Rows };

    private static ImmutableArray<ulong> Slices(ref Xoshiro random)
    {
        var slices = new ulong[SliceCount];
        for (int i = 0; i < slices.Length; i++) slices[i] = random.Next();
        Array.Sort(slices);
        return [.. slices];
    }

    private static ImmutableArray<ulong> Flipped(ImmutableArray<ulong> slices, double differing, ref Xoshiro random)
    {
        var flipped = new ulong[slices.Length];
        for (int i = 0; i < flipped.Length; i++)
        {
            flipped[i] = slices[i];
            for (int bit = 0; bit < 64; bit++)
            {
                if (random.Uniform() < differing) flipped[i] ^= 1UL << bit;
            }
        }
        Array.Sort(flipped);
        return [.. flipped];
    }

    private static bool IsLargeArchitecture(int architecture) => architecture is 2 || architecture % 30 == 7;

    private static ImmutableArray<ImmutableArray<long>> Shapes(int architecture)
    {
        Xoshiro random = new((ulong)architecture + 7);
        long width = ((long[])[256, 320, 384, 512, 640, 768, 1024, 1280, 2048, 4096])[random.Next() % 10];
        int layers = IsLargeArchitecture(architecture) ? 12 * (1 + (int)(random.Next() % 4)) : 1 + (int)(random.Next() % 3);
        List<ImmutableArray<long>> shapes = [[30_000 + 64 * architecture, width], [width, 64 + architecture % 40]];
        for (int layer = 0; layer < layers; layer++) shapes.AddRange([[width, width], [width, width], [width, width], [4 * width, width], [width, 4 * width], [width, width]]);
        return [.. shapes];
    }

    private static sbyte Step(float value) => (sbyte)Math.Clamp(MathF.Round(value), -TensorPrint.MostStep, TensorPrint.MostStep);

    /// <summary>The normal distribution's, by its mirrored tail (Abramowitz and Stegun, 26.2.23): right to 4.5e-4.</summary>
    private static double Quantile(double part)
    {
        if (part > 0.5) return -Quantile(1 - part);
        double t = Math.Sqrt(-2 * Math.Log(part));
        return (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t;
    }
}

/// <summary>xoshiro256** (Blackman and Vigna, 2018), seeded by SplitMix64: fast, and the same on every machine.</summary>
internal struct Xoshiro
{
    private ulong _a, _b, _c, _d;

    public Xoshiro(ulong seed) => (_a, _b, _c, _d) = (Split(ref seed), Split(ref seed), Split(ref seed), Split(ref seed));

    public ulong Next()
    {
        ulong result = BitOperations.RotateLeft(_b * 5, 7) * 9, shifted = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= shifted;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>0 to under 1.</summary>
    public double Uniform() => (Next() >> 11) * 1.1102230246251565e-16;

    private static ulong Split(ref ulong seed)
    {
        ulong z = seed += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
