using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace ModelDeed.Heritage;

/// <summary>
/// The seed of a sketch: from it every index of every axis gets a sign and a bucket. The signs and buckets of an element are the products and
/// exclusive-ors of those of its indices, whatever the axes' order, so that transposed and re-laid-out tensors have the same sketch.
/// </summary>
public sealed class SketchSeed
{
    /// <summary>Buckets of a sketch.</summary>
    public const int Buckets = 512;

    /// <summary>Indices that share a block of the pseudo-random function.</summary>
    internal const int Block = 64;

    // Sixteen neighbours keep their lowest four bits: they are sixteen lanes. The next two are the quarter's, exclusive-ored with the block's, so that 64 slices'
    // projections all have their share. The highest three differ from quarter to quarter by numbers whose exclusive-ors are all different: so the quarters of two
    // short axes meet in as many buckets as they can.
    private const int BlockBits = 0x1F0;

    private static readonly int[] QuarterBits = [0x000, 0x040, 0x080, 0x100];

    private readonly byte[] _seed;
    private readonly ConcurrentDictionary<int, AxisTable> _tables = new();

    /// <summary>A seed of one's own.</summary>
    /// <param name="seed">32 bytes. A secret seed must come from a cryptographic generator.</param>
    public SketchSeed(Hash32 seed)
    {
        Value = seed;
        _seed = seed.Bytes.ToArray();
    }

    /// <summary>The seed that everybody knows: prints under it can be searched, and forged by whoever takes the trouble. Evidence needs another.</summary>
    public static SketchSeed Public { get; } = new(new Hash32(SHA256.HashData(Encoding.ASCII.GetBytes("modeldeed-heritage-1 public seed"))));

    /// <summary>The 32 bytes. For a secret seed they are the secret.</summary>
    public Hash32 Value { get; }

    /// <summary>Signs and buckets of 64 indices.</summary>
    /// <param name="block">Index of the first, divided by 64.</param>
    internal SeedBlock Of(long block)
    {
        Span<byte> input = stackalloc byte[40], digest = stackalloc byte[32];
        _seed.CopyTo(input);
        BinaryPrimitives.WriteInt64LittleEndian(input[32..], block);
        SHA256.HashData(input, digest);
        int common = BinaryPrimitives.ReadUInt16LittleEndian(digest[8..]) & BlockBits;
        ulong quarters = 0;
        for (int quarter = 0; quarter < QuarterBits.Length; quarter++)
            quarters |= (ulong)(uint)(quarter * SketchKernel.Lanes ^ common ^ QuarterBits[quarter]) << (16 * quarter);
        return new SeedBlock(BinaryPrimitives.ReadUInt64LittleEndian(digest), quarters);
    }

    /// <summary>Signs and buckets of an axis's indices; kept, as models have few different lengths.</summary>
    /// <param name="length">Of the axis, at most <see cref="AxisTable.MostLength"/>.</param>
    internal AxisTable Table(int length) => _tables.GetOrAdd(length, static (length, seed) => new AxisTable(seed, length), this);
}

/// <summary>What a seed gives to 64 indices.</summary>
/// <param name="Signs">Bit i: whether the sign of the block's index i is minus.</param>
/// <param name="Quarters">Sixteen bits each: the bucket of the first index of every sixteen.</param>
internal readonly record struct SeedBlock(ulong Signs, ulong Quarters)
{
    /// <summary>The sign bit of an index within the block, in its place in an <see cref="int"/>.</summary>
    public int SignOf(int within) => (Signs >> within & 1) != 0 ? int.MinValue : 0;

    /// <summary>Bucket of an index within the block.</summary>
    public int BucketOf(int within) => (int)(Quarters >> (within / SketchKernel.Lanes * 16) & 0x1FF) + within % SketchKernel.Lanes;
}

/// <summary>What a seed gives to the indices of an axis.</summary>
internal sealed class AxisTable
{
    /// <summary>Indices of the longest axis that a table is made for.</summary>
    public const int MostLength = 1 << 22;

    /// <summary>Makes the table.</summary>
    public AxisTable(SketchSeed seed, int length)
    {
        int blocks = (length + SketchSeed.Block - 1) / SketchSeed.Block;
        Signs = new int[blocks * SketchSeed.Block];
        Bucket = new ushort[blocks * (SketchSeed.Block / SketchKernel.Lanes)];
        for (int block = 0; block < blocks; block++)
        {
            SeedBlock drawn = seed.Of(block);
            for (int i = 0; i < SketchSeed.Block; i++) Signs[block * SketchSeed.Block + i] = drawn.SignOf(i);
            for (int i = 0; i < SketchSeed.Block; i += SketchKernel.Lanes) Bucket[(block * SketchSeed.Block + i) / SketchKernel.Lanes] = (ushort)drawn.BucketOf(i);
        }
    }

    /// <summary>For each index, the sign bit to exclusive-or to a single-precision number.</summary>
    public int[] Signs { get; }

    /// <summary>For each sixteen indices, the bucket of the first; the others' are its neighbours.</summary>
    public ushort[] Bucket { get; }

    public int BucketOf(int index) => Bucket[index / SketchKernel.Lanes] + index % SketchKernel.Lanes;
}
