using System.Collections.Immutable;
using System.Numerics;
using ModelDeed.Heritage;
using ModelDeed.Primitives;

namespace ModelDeed.Bench;

/// <summary>Prints of made-up models: two hundred architectures of which a few are most people's, small models and large ones, and families of derived ones.</summary>
internal sealed class SyntheticPrints
{
    private const int Architectures = 200, LargeEvery = 50, LargeTensors = 100, FewestTensors = 4, MostFew = 12;

    private readonly ImmutableArray<ImmutableArray<long>>[] _shapes;
    private readonly double[] _popularity;

    public SyntheticPrints()
    {
        _shapes = [.. Enumerable.Range(0, Architectures).Select(Shapes)];
        double sum = 0;
        _popularity = [.. Enumerable.Range(0, Architectures).Select(i => sum += 1.0 / (i + 1))];
    }

    /// <summary>The print of a number: always the same. Every tenth but the first derives from one before it.</summary>
    public HeritagePrint Of(long number) => number % 10 == 9 ? Child(number - 1 - (number / 10 % 5), number, Strength(number)) : Own(number);

    /// <summary>A child of a print, with noise of so many standard deviations.</summary>
    public HeritagePrint Child(long parent, long number, double strength)
    {
        HeritagePrint other = Own(parent);
        Xoshiro random = new((ulong)number);
        return other with
        {
            Fingerprint = Fingerprint(number),
            Tensors = [.. other.Tensors.Select(tensor => tensor with { Digest = random.Next(), Sketch = [.. tensor.Sketch.Select(step => Step(step + strength * 2.3 * random.Normal()))] })],
        };
    }

    private static double Strength(long number) => (number % 7) switch { 0 => 1, 1 => 0.5, 2 => 0.3, _ => 0.1 };

    private HeritagePrint Own(long number)
    {
        Xoshiro random = new((ulong)number * 0x9E3779B97F4A7C15);
        int architecture = Array.BinarySearch(_popularity, random.Uniform() * _popularity[^1]);
        ImmutableArray<ImmutableArray<long>> shapes = _shapes[architecture < 0 ? ~architecture : architecture];
        bool isLarge = number % LargeEvery == 0;
        int count = isLarge ? LargeTensors : FewestTensors + (int)(random.Next() % MostFew);
        ImmutableArray<TensorPrint> tensors = [.. Enumerable.Range(0, count).Select(i => Tensor(i, shapes[i % shapes.Length], ref random))];
        return new HeritagePrint(HeritagePrinter.SeedDigest(SketchSeed.Public), Fingerprint(number), (ulong)tensors.Sum(tensor => tensor.Elements), tensors);
    }

    private static TensorPrint Tensor(int ordinal, ImmutableArray<long> axes, ref Xoshiro random)
    {
        var steps = new sbyte[SketchSeed.Buckets];
        for (int i = 0; i < steps.Length; i++) steps[i] = Step(2.3 * random.Normal());
        return new TensorPrint(ordinal, random.Next(), "BF16", axes, 0, 0.02f, 3, 0, 0.01f, [.. steps], [], [], []);
    }

    private static ImmutableArray<ImmutableArray<long>> Shapes(int architecture)
    {
        Xoshiro random = new((ulong)architecture + 7);
        long width = 256 << (int)(random.Next() % 5);
        return [[width, width], [width, 4 * width], [width / 4, width], [32_000 + architecture, width]];
    }

    private static sbyte Step(double value) => (sbyte)Math.Clamp(Math.Round(value), -TensorPrint.MostStep, TensorPrint.MostStep);

    private static Hash32 Fingerprint(long number) => Keccak256.Hash(BitConverter.GetBytes(number));
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

    /// <summary>Nearly normal: the sum of four 16-bit numbers, of variance 1.</summary>
    public double Normal()
    {
        ulong bits = Next();
        return ((bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48) - 131070) / 37837.2;
    }

    private static ulong Split(ref ulong seed)
    {
        ulong z = seed += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
