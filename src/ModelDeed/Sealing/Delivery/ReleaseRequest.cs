using ModelDeed.Ethereum;

namespace ModelDeed.Sealing;

/// <summary>What an account asks of a custodian: its share of one package's key, for one use, sealed to a fresh key (EIP-712, docs/formats.md).</summary>
public sealed record ReleaseRequest
{
    /// <summary>The EIP-712 type.</summary>
    public const string Type = "Release(address account,bytes32 custodian,bytes32 header,uint8 territory,uint8 field,uint8 dataType,bytes32 recipient,bytes32 nonce,uint64 deadline)";

    /// <summary>Seconds from now to the deadline, at most: a custodian remembers nonces for so long.</summary>
    public const ulong LongestLife = 600;

    /// <summary>Who has the right, and signs.</summary>
    public required Address Account { get; init; }

    /// <summary>The custodian's X25519 public key: a request to one can't be shown to another.</summary>
    public required Hash32 Custodian { get; init; }

    /// <summary>SHA-256 of the package's header.</summary>
    public required Hash32 Header { get; init; }

    /// <summary>Index of the territory (docs/formats.md).</summary>
    public required byte Territory { get; init; }

    /// <summary>Index of the field of use.</summary>
    public required byte Field { get; init; }

    /// <summary>Index of the type of data.</summary>
    public required byte DataType { get; init; }

    /// <summary>X25519 public key that the share is sealed to; another in each request.</summary>
    public required Hash32 Recipient { get; init; }

    /// <summary>Random bytes that make the request usable once.</summary>
    public required Hash32 Nonce { get; init; }

    /// <summary>The last second in which it counts, since 1970.</summary>
    public required ulong Deadline { get; init; }

    /// <summary>The digest that the account signs.</summary>
    /// <param name="chainId">EIP-155 id of the chain.</param>
    /// <param name="titles">The <c>Titles</c> contract on it.</param>
    public Hash32 Digest(ulong chainId, Address titles) => new Eip712Domain("ModelDeed Custodian", "1", chainId, titles, null).Digest(new StructHash(Type)
        .Add(Account).Add(Custodian).Add(Header).Add((UInt256)Territory).Add((UInt256)Field).Add((UInt256)DataType).Add(Recipient).Add(Nonce).Add((UInt256)Deadline).Compute());

    /// <summary>The purpose of the box in which the share travels: it opens for this request alone.</summary>
    internal static byte[] BoxInfo(Hash32 digest) => SealedBox.Info("modeldeed.org/release-1 share", digest.Bytes);
}
