using System.Collections.Immutable;
using System.Security.Cryptography;

namespace ModelDeed.Heritage;

/// <summary>
/// What is kept of a model's weights so that models derived from it are recognized: per tensor a sketch that changes little when the weights do,
/// besides signs that outlive permutations and rotations. At most 64 KiB, whatever the model; the same bits on every machine.
/// </summary>
/// <param name="Seed">SHA-256 of the seed: which seed it was, without telling a secret one.</param>
/// <param name="Fingerprint">The model's fingerprint.</param>
/// <param name="Parameters">Elements of all of the model's tensors that hold weights, also those too small for a print.</param>
/// <param name="Tensors">The largest tensors, in the natural order of their names.</param>
/// <remarks>Byte-exact description: docs/formats.md.</remarks>
public sealed record HeritagePrint(Hash32 Seed, Hash32 Fingerprint, ulong Parameters, ImmutableArray<TensorPrint> Tensors)
{
    /// <summary>Name of the method; another one's prints can't be compared.</summary>
    public const string Method = "modeldeed-heritage-1";

    /// <summary>Bytes of the largest print.</summary>
    public const int MostBytes = 65536;

    /// <summary>Elements of the smallest tensor that a print has.</summary>
    public const long FewestElements = SketchShape.FewestElements;

    /// <summary>Parameters in the tensors that the print has.</summary>
    public ulong Covered => Tensors.Aggregate(0ul, (sum, tensor) => sum + (ulong)tensor.Elements);

    /// <summary>SHA-256 of the bytes.</summary>
    public Hash32 Digest() => new(SHA256.HashData(ToBytes()));

    /// <summary>The bytes, the same on every machine.</summary>
    public byte[] ToBytes() => PrintBytes.Write(this);

    /// <summary>Reads a print; nothing in it is trusted.</summary>
    /// <exception cref="HeritageException">It isn't one, or not in the one form it can have.</exception>
    public static HeritagePrint Parse(ReadOnlySpan<byte> bytes) => PrintBytes.Read(bytes);
}

/// <summary>A tensor's part of a print.</summary>
/// <param name="Ordinal">Its place in the manifest's list of tensors, from 0.</param>
/// <param name="Digest">The first eight bytes of its BLAKE3, big-endian: who has the same has the same tensor.</param>
/// <param name="Type">Canonical element type.</param>
/// <param name="Axes">Lengths over 1, slowest first.</param>
/// <param name="Mean">Of the values.</param>
/// <param name="Deviation">Standard deviation of the values.</param>
/// <param name="Kurtosis">Fourth moment over the square of the second.</param>
/// <param name="Zeros">Share of zeros, 0 to 65,535.</param>
/// <param name="Scale">Value of one step of the sketch.</param>
/// <param name="Sketch">Steps, -7 to 7, of the 512, 256 or 128 sums.</param>
/// <param name="Rows">Signs of the largest slices along the first axis, ascending; none where the tensor wasn't chosen.</param>
/// <param name="Columns">The same along the last axis.</param>
/// <param name="Gram">252 bytes of signs along the long axis, or none.</param>
public sealed record TensorPrint(
    int Ordinal, ulong Digest, string Type, ImmutableArray<long> Axes, float Mean, float Deviation, float Kurtosis, ushort Zeros,
    float Scale, ImmutableArray<sbyte> Sketch, ImmutableArray<ulong> Rows, ImmutableArray<ulong> Columns, ImmutableArray<byte> Gram)
{
    /// <summary>Largest step of a sketch.</summary>
    public const int MostStep = 7;

    /// <summary>Share of the values that follows from their neighbours, 0 to 255: nearly all in computed tables.</summary>
    public byte Regularity { get; init; }

    /// <summary>Profiles of slices along the first axis, five steps each, the farthest from the middle first; none where the tensor wasn't chosen.</summary>
    public ImmutableArray<sbyte> FirstProfiles { get; init; } = [];

    /// <summary>The same along the last axis.</summary>
    public ImmutableArray<sbyte> LastProfiles { get; init; } = [];

    /// <summary>Elements.</summary>
    public long Elements
    {
        get
        {
            long product = 1;
            foreach (long length in Axes) product *= length;
            return product;
        }
    }

    /// <summary>Whether the sketch says anything: a tensor of equal values has none.</summary>
    public bool IsBlank => Scale == 0;
}

/// <summary>A print, report or certificate that isn't what it should be.</summary>
public sealed class HeritageException(string problem, Exception? inner = null) : Exception(problem, inner);
