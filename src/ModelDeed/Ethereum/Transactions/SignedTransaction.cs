namespace ModelDeed.Ethereum;

/// <summary>A transaction with its sender's signature: ready to send.</summary>
public sealed record SignedTransaction
{
    private readonly byte[] _raw;

    /// <summary>Joins a transaction and the signature over its digest.</summary>
    /// <exception cref="MalformedDataException">No key could have made this signature.</exception>
    public SignedTransaction(Transaction body, Signature signature)
    {
        Body = body;
        Signature = signature;
        _raw = body.Encode(signature);
        Hash = Keccak256.Hash(_raw);
        if (!signature.TryRecover(body.SigningDigest, out Address sender))
            throw new MalformedDataException("Transaction: the signature recovers to no account.");
        Sender = sender;
    }

    /// <summary>What was signed.</summary>
    public Transaction Body { get; }

    /// <summary>The sender's signature.</summary>
    public Signature Signature { get; }

    /// <summary>The transaction's hash, by which the network knows it.</summary>
    public Hash32 Hash { get; }

    /// <summary>The account that signed.</summary>
    public Address Sender { get; }

    /// <summary>The bytes for <c>eth_sendRawTransaction</c>.</summary>
    public ReadOnlySpan<byte> Raw => _raw;

    /// <summary>Decodes a legacy, EIP-2930 or EIP-1559 transaction, canonical bytes only.</summary>
    /// <exception cref="MalformedDataException">Not one of them, or its signature is out of range or high.</exception>
    public static SignedTransaction Decode(ReadOnlySpan<byte> raw)
    {
        if (raw.IsEmpty) throw new MalformedDataException("Transaction: no bytes.");
        byte type = raw[0] >= 0xc0 ? (byte)0 : raw[0];
        var reader = new RlpReader(type == 0 ? raw : raw[1..]);
        RlpReader fields = reader.ReadList();
        reader.End();
        SignedTransaction transaction = raw[0] switch
        {
            >= 0xc0 => LegacyTransaction.Read(ref fields),
            1 => WithSignature(Eip2930Transaction.Read(ref fields), ref fields),
            2 => WithSignature(Eip1559Transaction.Read(ref fields), ref fields),
            _ => throw new MalformedDataException($"Transaction: type {raw[0]} isn't known here (legacy, 1 and 2 are)."),
        };
        fields.End();
        return transaction;
    }

    /// <summary>Equal bytes.</summary>
    public bool Equals(SignedTransaction? other) => other is not null && Hash == other.Hash;

    /// <inheritdoc/>
    public override int GetHashCode() => Hash.GetHashCode();

    private static SignedTransaction WithSignature(Transaction body, ref RlpReader fields)
    {
        ulong parity = fields.ReadUInt64();
        if (parity > 1) throw new MalformedDataException($"Transaction: the signature's parity is {parity}; expected 0 or 1.");
        return new SignedTransaction(body, new Signature(fields.ReadUInt256().ToHash(), fields.ReadUInt256().ToHash(), (byte)parity));
    }
}
