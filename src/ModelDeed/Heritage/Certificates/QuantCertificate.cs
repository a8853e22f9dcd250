using System.Collections.Immutable;
using System.Security.Cryptography;
using ModelDeed.Ethereum;

namespace ModelDeed.Heritage;

/// <summary>A model that a certificate is about.</summary>
/// <param name="Fingerprint">Its fingerprint.</param>
/// <param name="ManifestDigest">SHA-256 of its manifest, without name and description.</param>
/// <param name="TensorRoot">Its tensor root.</param>
/// <param name="Format">The format read.</param>
public sealed record CertifiedModel(Hash32 Fingerprint, Hash32 ManifestDigest, Hash32 TensorRoot, string Format);

/// <summary>
/// What comparing a release with the model that it claims to be a rounding of has found, tensor by tensor. It is a function of both models' bytes alone: whoever has both
/// computes the same figures, bit for bit. docs/formats.md says what is judged by what rule.
/// </summary>
/// <param name="Child">The release.</param>
/// <param name="Parent">What it is said to be a rounding of.</param>
/// <param name="ParentTensors">Tensors of the parent.</param>
/// <param name="UnusedParents">Those that no tensor of the child is made of.</param>
/// <param name="Tensors">The child's tensors, by the UTF-8 bytes of their names.</param>
public sealed record QuantCertificate(CertifiedModel Child, CertifiedModel Parent, long ParentTensors, long UnusedParents, ImmutableArray<TensorVerdict> Tensors)
{
    /// <summary>Name of the method; another one's figures can't be compared.</summary>
    public const string Method = "modeldeed-quant-1";

    /// <summary>Elements of the child's tensors.</summary>
    public long Weights => Tensors.Sum(tensor => tensor.Elements);

    /// <summary>Those in faithful blocks, and in copies.</summary>
    public long Faithful => Tensors.Sum(tensor => tensor.Elements - tensor.FaultyElements);

    /// <summary>Whether every weight is a faithful rounding, cast or copy. A model without tensors is none.</summary>
    public bool IsFaithful => !Tensors.IsEmpty && Tensors.All(tensor => tensor.IsFaithful);

    /// <summary>SHA-256 of the canonical JSON without a signature.</summary>
    public Hash32 Digest() => new(SHA256.HashData(QuantCertificateJson.Write(this)));

    /// <summary>Types that hold quantised weights, the most of them first: <c>Q4_K, Q6_K</c>; the casts' and copies' where there are none.</summary>
    public string Types()
    {
        IEnumerable<TensorVerdict> rounded = Tensors.Any(tensor => tensor.Origin == TensorOrigin.Rounded) ? Tensors.Where(tensor => tensor.Origin == TensorOrigin.Rounded) : Tensors;
        return string.Join(", ", rounded.GroupBy(tensor => tensor.Type, StringComparer.Ordinal).OrderByDescending(type => type.Sum(tensor => tensor.Elements)).ThenBy(type => type.Key, StringComparer.Ordinal).Select(type => type.Key));
    }
}

/// <summary>A certificate, and who vouches for having computed it.</summary>
/// <param name="Certificate">The figures.</param>
/// <param name="ChainId">The chain on which the signer is known: it keeps signatures for test chains apart.</param>
/// <param name="Title">The parent's title on that chain, or zero where it wasn't looked up or there is none.</param>
/// <param name="Signer">The account.</param>
/// <param name="Signature">65 bytes r ‖ s ‖ v, or what a contract account takes (EIP-1271).</param>
public sealed record SignedQuantCertificate(QuantCertificate Certificate, ulong ChainId, Hash32 Title, Address Signer, ImmutableArray<byte> Signature)
{
    /// <summary>The EIP-712 type.</summary>
    public const string Type = "QuantCertificate(bytes32 child,bytes32 childManifest,bytes32 parent,bytes32 parentManifest,bytes32 title,bool faithful,bytes32 figures,string method)";

    /// <summary>The digest that is signed: domain <c>ModelDeed Heritage</c>, version 1, the chain; no contract judges it.</summary>
    public Hash32 SigningDigest => new Eip712Domain("ModelDeed Heritage", "1", ChainId, null, null).Digest(new StructHash(Type)
        .Add(Certificate.Child.Fingerprint).Add(Certificate.Child.ManifestDigest).Add(Certificate.Parent.Fingerprint).Add(Certificate.Parent.ManifestDigest)
        .Add(Title).Add(Certificate.IsFaithful).Add(Certificate.Digest()).AddText(QuantCertificate.Method).Compute());

    /// <summary>Signs a certificate.</summary>
    public static SignedQuantCertificate Sign(QuantCertificate certificate, ulong chainId, Hash32 title, PrivateKey key)
    {
        SignedQuantCertificate blank = new(certificate, chainId, title, key.Address, []);
        return blank with { Signature = [.. key.Sign(blank.SigningDigest).ToArray()] };
    }

    /// <summary>Who made the signature; null when nobody's key did. Of a contract account only a node can tell (EIP-1271).</summary>
    public Address? Recovered()
    {
        if (Signature.Length != Ethereum.Signature.Size) return null;
        try
        {
            return Ethereum.Signature.Parse(Signature.AsSpan()).TryRecover(SigningDigest, out Address signer) ? signer : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
