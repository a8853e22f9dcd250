using System.Collections.Immutable;
using ModelDeed.Ethereum;

namespace ModelDeed.Fingerprints;

/// <summary>The two roots of an asset (docs/formats.md): OpenZeppelin standard Merkle trees over its files and over its tensors.</summary>
public static class ContentRoot
{
    /// <summary>The tree over files, whose root is the asset's fingerprint; leaf i is file i. Leaves are
    /// <c>["string","uint64","bytes32"]</c> = path, size in bytes, BLAKE3.</summary>
    /// <param name="files">One or more, in any order.</param>
    /// <param name="threads">Threads to hash with, 1 or more.</param>
    public static MerkleTree Tree(ImmutableArray<ManifestFile> files, int threads)
    {
        var leaves = new MerkleLeaves();
        foreach (ManifestFile file in files) leaves.Add(file.Path, file.Size, file.Blake3);
        return MerkleTree.Build(leaves.Hashes, threads);
    }

    /// <summary>The tree over tensors; leaf i is tensor i. Leaves are <c>["string","string","uint64[]","bytes32"]</c> = name, dtype, shape,
    /// BLAKE3 of the canonical bytes.</summary>
    /// <param name="tensors">One or more, in any order.</param>
    /// <param name="threads">Threads to hash with, 1 or more.</param>
    public static MerkleTree Tree(ImmutableArray<ManifestTensor> tensors, int threads)
    {
        var leaves = new MerkleLeaves();
        foreach (ManifestTensor tensor in tensors) leaves.Add(tensor.Name, tensor.DType, tensor.Shape.AsSpan(), tensor.Blake3);
        return MerkleTree.Build(leaves.Hashes, threads);
    }

    /// <summary>The content root.</summary>
    /// <param name="files">One or more, in any order.</param>
    /// <param name="threads">Threads to hash with, 1 or more.</param>
    public static Hash32 Of(ImmutableArray<ManifestFile> files, int threads) => Tree(files, threads).Root;

    /// <summary>The tensor root; zero when there are no tensors.</summary>
    /// <param name="tensors">Any number, in any order.</param>
    /// <param name="threads">Threads to hash with, 1 or more.</param>
    public static Hash32 Of(ImmutableArray<ManifestTensor> tensors, int threads) => tensors.IsEmpty ? Hash32.Zero : Tree(tensors, threads).Root;
}
