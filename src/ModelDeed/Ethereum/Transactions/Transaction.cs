namespace ModelDeed.Ethereum;

/// <summary>A transaction that isn't signed yet: <see cref="LegacyTransaction"/>, <see cref="Eip2930Transaction"/> or
/// <see cref="Eip1559Transaction"/>.</summary>
/// <param name="ChainId">The network that it is for (EIP-155), 1 to <see cref="MaxChainId"/>. 0 only in a decoded legacy transaction that
/// any network accepts; such a one isn't signed here.</param>
/// <param name="Nonce">How many transactions the sender sent before, 0 to 2^64 - 2 (EIP-2681).</param>
/// <param name="GasLimit">The most gas it may use.</param>
/// <param name="To">The receiver, or null to create a contract.</param>
/// <param name="Value">Wei to send.</param>
/// <param name="Data">Call data, or the creation code.</param>
/// <remarks>Records compare <see cref="Data"/> by reference; compare <see cref="SigningDigest"/> for equality of content.</remarks>
public abstract record Transaction(ulong ChainId, ulong Nonce, ulong GasLimit, Address? To, UInt256 Value, ReadOnlyMemory<byte> Data)
{
    /// <summary>The greatest chain id: EIP-2294's floor(2^64 / 2) - 36, so that EIP-155's v fits 64 bits.</summary>
    public const ulong MaxChainId = long.MaxValue - 36;

    /// <summary>The envelope's type byte (EIP-2718); 0 for a legacy transaction, which has no envelope.</summary>
    public abstract byte Type { get; }

    /// <summary>The digest that the sender signs.</summary>
    public Hash32 SigningDigest => Keccak256.Hash(Encode(null));

    /// <summary>Signs with <paramref name="key"/>.</summary>
    /// <exception cref="InvalidOperationException">The chain id isn't 1 to <see cref="MaxChainId"/>, or the nonce is 2^64 - 1.</exception>
    public SignedTransaction Sign(PrivateKey key)
    {
        if (ChainId is 0 or > MaxChainId) throw new InvalidOperationException($"Refused to sign for chain id {ChainId}: it must be 1 to {MaxChainId}, or the transaction could be replayed elsewhere.");
        if (Nonce == ulong.MaxValue) throw new InvalidOperationException("The nonce 2^64 - 1 is not allowed (EIP-2681).");
        return new SignedTransaction(this, key.Sign(SigningDigest));
    }

    /// <summary>The bytes to sign when <paramref name="signature"/> is null, else the bytes to send.</summary>
    internal byte[] Encode(Signature? signature)
    {
        var writer = new RlpWriter();
        if (Type != 0) writer.WriteRaw([Type]);
        int mark = writer.BeginList();
        WriteFields(writer);
        WriteSignature(writer, signature);
        writer.EndList(mark);
        return writer.ToArray();
    }

    /// <summary>Writes what stands before the signature.</summary>
    private protected abstract void WriteFields(RlpWriter writer);

    /// <summary>Writes parity, r and s; nothing for the bytes to sign.</summary>
    private protected virtual void WriteSignature(RlpWriter writer, Signature? signature)
    {
        if (signature is not { } signed) return;
        writer.Write(signed.YParity);
        writer.Write(UInt256.FromHash(signed.R));
        writer.Write(UInt256.FromHash(signed.S));
    }
}
