namespace ModelDeed.Ethereum;

/// <summary>What a typed message is bound to (EIP-712): it counts for this contract on this network only. Absent members aren't part of the type.</summary>
/// <param name="Name">The protocol's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="ChainId">The network (EIP-155).</param>
/// <param name="VerifyingContract">The contract that checks the signature.</param>
/// <param name="Salt">What tells it from others when all else is equal.</param>
public sealed record Eip712Domain(string? Name, string? Version, UInt256? ChainId, Address? VerifyingContract, Hash32? Salt)
{
    /// <summary>The type's name in JSON.</summary>
    internal const string TypeName = "EIP712Domain";

    /// <summary>The hash of the domain.</summary>
    public Hash32 Separator
    {
        get
        {
            var hash = new StructHash(Type());
            if (Name is not null) hash.AddText(Name);
            if (Version is not null) hash.AddText(Version);
            if (ChainId is { } chainId) hash.Add(chainId);
            if (VerifyingContract is { } contract) hash.Add(contract);
            if (Salt is { } salt) hash.Add(salt);
            return hash.Compute();
        }
    }

    /// <summary>The digest to sign for a struct under this domain: <c>keccak256("\x19\x01" || separator || structHash)</c>.</summary>
    public Hash32 Digest(Hash32 structHash) => Digest(Separator, structHash);

    /// <inheritdoc cref="Digest(Hash32)"/>
    internal static Hash32 Digest(Hash32 separator, Hash32 structHash) => Keccak256.Hash([0x19, 0x01, .. separator.Bytes, .. structHash.Bytes]);

    private string Type()
    {
        List<string> members = [];
        if (Name is not null) members.Add("string name");
        if (Version is not null) members.Add("string version");
        if (ChainId is not null) members.Add("uint256 chainId");
        if (VerifyingContract is not null) members.Add("address verifyingContract");
        if (Salt is not null) members.Add("bytes32 salt");
        return $"{TypeName}({string.Join(',', members)})";
    }
}
