using System.Collections.Immutable;
using System.Security.Cryptography;

namespace ModelDeed.Fingerprints;

/// <summary>A file of an asset.</summary>
/// <param name="Path">Relative to the asset's root, <c>/</c>-separated, NFC; <c>""</c> when the asset is a single file.</param>
/// <param name="Size">Bytes, 0 to 2^53 - 1.</param>
/// <param name="Blake3">BLAKE3-256 of the bytes.</param>
public sealed record ManifestFile(string Path, ulong Size, Hash32 Blake3);

/// <summary>A tensor of an asset.</summary>
/// <param name="Name">Name in the model, NFC; unique.</param>
/// <param name="DType">Canonical element type (docs/formats.md).</param>
/// <param name="Shape">Dimensions, slowest first, each 0 to 2^53 - 1; empty for a scalar.</param>
/// <param name="Blake3">BLAKE3-256 of the canonical bytes.</param>
public sealed record ManifestTensor(string Name, string DType, ImmutableArray<ulong> Shape, Hash32 Blake3)
{
    /// <summary>Equal in every part, the shape by value.</summary>
    public bool Equals(ManifestTensor? other) =>
        other is not null && Name == other.Name && DType == other.DType && Blake3 == other.Blake3 && Shape.AsSpan().SequenceEqual(other.Shape.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, DType, Shape.Length, Blake3);
}

/// <summary>What a manifest keeps so that derived models can be recognized; <c>ModelDeed.Heritage</c> makes and reads it.</summary>
/// <param name="Method">Name of the method, such as <c>modeldeed-heritage-1</c>.</param>
/// <param name="Print">The print under the public seed, at most 65,536 bytes.</param>
/// <param name="Commitments">Digests of secret seeds and the prints under them, at most 16: one can be revealed per dispute.</param>
public sealed record ManifestHeritage(string Method, ImmutableArray<byte> Print, ImmutableArray<Hash32> Commitments)
{
    /// <summary>Equal in every part, lists by value.</summary>
    public bool Equals(ManifestHeritage? other) => other is not null && Method == other.Method
        && Print.AsSpan().SequenceEqual(other.Print.AsSpan()) && Commitments.AsSpan().SequenceEqual(other.Commitments.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Method, Print.Length, Commitments.Length);
}

/// <summary>The document that a fingerprint summarizes: canonical JSON (RFC 8785) that is the ERC-721 metadata of the title as well.</summary>
/// <remarks>Byte-exact description: docs/formats.md.</remarks>
public sealed record Manifest
{
    /// <summary>The scheme that this code computes.</summary>
    public const string Scheme = "modeldeed-1";

    /// <summary>Format of an asset that is not read down to tensors.</summary>
    public const string Opaque = "opaque";

    /// <summary>Title shown to people, or null.</summary>
    public string? Name { get; init; }

    /// <summary>What the asset is (<c>model</c>, <c>dataset</c>, <c>algorithm</c>, <c>software</c>, <c>output</c>), or null.</summary>
    public string? Kind { get; init; }

    /// <summary>Text shown to people, or null.</summary>
    public string? Description { get; init; }

    /// <summary>The format that was read, or <see cref="Opaque"/>.</summary>
    public required string Format { get; init; }

    /// <summary>The content root.</summary>
    public required Hash32 Fingerprint { get; init; }

    /// <summary>The tensor root; zero when there are no tensors.</summary>
    public required Hash32 TensorRoot { get; init; }

    /// <summary>Every file, ordered by the UTF-8 bytes of the path.</summary>
    public required ImmutableArray<ManifestFile> Files { get; init; }

    /// <summary>Every tensor, ordered by the UTF-8 bytes of the name.</summary>
    public required ImmutableArray<ManifestTensor> Tensors { get; init; }

    /// <summary>What is in the folder and not in the fingerprint, ordered by the UTF-8 bytes of the path.</summary>
    public required ImmutableArray<Excluded> Excluded { get; init; }

    /// <summary>Facts that the format's reader found: architecture, producer, quantization.</summary>
    public required ImmutableSortedDictionary<string, string> Metadata { get; init; }

    /// <summary>What derived models are recognized by; null where nothing is kept.</summary>
    public ManifestHeritage? Heritage { get; init; }

    /// <summary>Bytes of all files together.</summary>
    public ulong Bytes => Files.Aggregate(0ul, (sum, file) => checked(sum + file.Size));

    /// <summary>Writes the canonical JSON.</summary>
    /// <exception cref="ManifestException">A number is over 2^53 - 1 or a text has half a surrogate pair: JSON has no canonical form for it.</exception>
    public void WriteTo(Stream stream) => ManifestJson.Write(this, stream);

    /// <summary>The canonical JSON.</summary>
    /// <exception cref="ManifestException">As <see cref="WriteTo"/>.</exception>
    public byte[] ToJson()
    {
        var stream = new MemoryStream();
        WriteTo(stream);
        return stream.ToArray();
    }

    /// <summary>The manifest digest: SHA-256 of the canonical JSON.</summary>
    /// <exception cref="ManifestException">As <see cref="WriteTo"/>.</exception>
    public Hash32 Digest()
    {
        using var sha256 = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, sha256, CryptoStreamMode.Write)) WriteTo(stream);
        return new Hash32(sha256.Hash);
    }

    /// <summary>Equal when the canonical JSON is.</summary>
    public bool Equals(Manifest? other) => other is not null && ToJson().AsSpan().SequenceEqual(other.ToJson());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Fingerprint, TensorRoot);

    /// <summary>Reads a manifest and checks it: it must be the canonical JSON, and both roots those of its lists.</summary>
    /// <param name="json">The document; nothing in it is trusted.</param>
    /// <exception cref="ManifestException">What is wrong, and where.</exception>
    public static Manifest Parse(ReadOnlySpan<byte> json) => ManifestReader.Read(json);
}

/// <summary>A document that is not a manifest, or not the canonical form of one.</summary>
public sealed class ManifestException(string problem, Exception? inner = null) : Exception($"The manifest is not valid: {problem}", inner);

/// <summary>IPFS content identifiers of manifests.</summary>
public static class ContentId
{
    // base16; version 1, raw block, SHA-256, 32 bytes: the CID specification and the multicodec table.
    private const string Prefix = "f01551220";

    /// <summary>The raw-block CID of a document, from its SHA-256.</summary>
    public static string Of(Hash32 sha256) => Prefix + Convert.ToHexStringLower(sha256.Bytes);

    /// <summary>The URI that a title names its manifest by: <c>ipfs://f01551220…</c>.</summary>
    public static string Uri(Hash32 sha256) => "ipfs://" + Of(sha256);
}
