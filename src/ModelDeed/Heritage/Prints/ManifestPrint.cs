using System.Buffers.Binary;
using System.Collections.Immutable;
using ModelDeed.Fingerprints;

namespace ModelDeed.Heritage;

/// <summary>Prints in manifests: how a title carries its model's print.</summary>
public static class ManifestPrint
{
    /// <summary>The manifest with a print and the commitments to prints under secret seeds; unchanged when the print has no tensors.</summary>
    /// <param name="manifest">The model's manifest.</param>
    /// <param name="print">Its print under the public seed.</param>
    /// <param name="commitments">At most 16.</param>
    public static Manifest With(this Manifest manifest, HeritagePrint print, ImmutableArray<Hash32> commitments) => print.Tensors.IsEmpty
        ? manifest : manifest with { Heritage = new ManifestHeritage(HeritagePrint.Method, [.. print.ToBytes()], commitments) };

    /// <summary>The print of a manifest, held against its list of tensors; null when it has none of this method.</summary>
    /// <exception cref="HeritageException">It isn't a print of what the manifest lists.</exception>
    public static HeritagePrint? Of(Manifest manifest)
    {
        if (manifest.Heritage is not { Method: HeritagePrint.Method } heritage) return null;
        HeritagePrint print = HeritagePrint.Parse(heritage.Print.AsSpan());
        if (print.Fingerprint != manifest.Fingerprint) throw new HeritageException("The heritage print is another model's than the manifest.");
        if (print.Seed != HeritagePrinter.SeedDigest(SketchSeed.Public)) throw new HeritageException("The manifest's heritage print isn't under the public seed.");
        foreach (TensorPrint tensor in print.Tensors)
        {
            if (tensor.Ordinal >= manifest.Tensors.Length || !IsOf(manifest.Tensors[tensor.Ordinal], tensor))
                throw new HeritageException("The heritage print has a tensor that the manifest doesn't list.");
        }
        return print;
    }

    private static bool IsOf(ManifestTensor listed, TensorPrint tensor) =>
        listed.DType == tensor.Type && BinaryPrimitives.ReadUInt64BigEndian(listed.Blake3.Bytes) == tensor.Digest
        && SketchShape.Of(listed.Shape.AsSpan()) is { } shape && shape.Axes.AsSpan().SequenceEqual(tensor.Axes.AsSpan());
}
