using System.Collections.Immutable;
using ModelDeed.Ethereum;

namespace ModelDeed.Fingerprints;

/// <summary>The two roots of an asset (docs/formats.md): OpenZeppelin standard Merkle trees over its files and over its tensors.</summary>
public static class ContentRoot
{
    /// <summary>The leaf of a file: <c>["string","uint64","bytes32"]</c> = path, size in bytes, BLAKE3.</summary>
    public static Hash32 Leaf(ManifestFile file) => MerkleLeaf.Of(file.Path, file.Size, file.Blake3);

    /// <summary>The leaf of a tensor: <c>["string","string","uint64[]","bytes32"]</c> = name, dtype, shape, BLAKE3 of the canonical bytes.</summary>
    public static Hash32 Leaf(ManifestTensor tensor) => MerkleLeaf.Of(tensor.Name, tensor.DType, tensor.Shape.AsSpan(), tensor.Blake3);

    /// <summary>The content root, which is the asset's fingerprint; the files' order has no influence.</summary>
    /// <param name="files">One or more.</param>
    /// <param name="threads">Threads to hash with, 1 or more.</param>
    public static Hash32 Of(ImmutableArray<ManifestFile> files, int threads) => MerkleTree.Build([.. files.Select(Leaf)], threads).Root;

    /// <summary>The tensor root; zero when there are no tensors.</summary>
    /// <param name="tensors">Any number.</param>
    /// <param name="threads">Threads to hash with, 1 or more.</param>
    public static Hash32 Of(ImmutableArray<ManifestTensor> tensors, int threads) =>
        tensors.IsEmpty ? Hash32.Zero : MerkleTree.Build([.. tensors.Select(Leaf)], threads).Root;
}
