namespace ModelDeed.Anchors;

/// <summary>A leaf of an anchor tree: who claims which fingerprint, hidden by a salt until its owner shows it.</summary>
/// <param name="Owner">The account that the anchored time will serve.</param>
/// <param name="Fingerprint">The content root.</param>
/// <param name="Salt">32 random bytes: whoever guesses the fingerprint can't tell that it was anchored.</param>
public readonly record struct AnchorLeaf(Address Owner, Hash32 Fingerprint, Hash32 Salt)
{
    /// <summary>Length of the ABI encoding <c>(address,bytes32,bytes32)</c>.</summary>
    public const int EncodedSize = 96;

    /// <summary>Writes the ABI encoding into exactly <see cref="EncodedSize"/> bytes.</summary>
    public void Encode(Span<byte> destination)
    {
        destination[..12].Clear();
        Owner.Bytes.CopyTo(destination[12..]);
        Fingerprint.Bytes.CopyTo(destination[32..]);
        Salt.Bytes.CopyTo(destination[64..]);
    }

    /// <summary>The leaf's hash as OpenZeppelin's StandardMerkleTree and <c>Anchors.provenTime</c> compute it: Keccak-256 twice.</summary>
    public Hash32 Hash()
    {
        Span<byte> encoded = stackalloc byte[EncodedSize];
        Encode(encoded);
        return Keccak256.Hash(Keccak256.Hash(encoded).Bytes);
    }
}
