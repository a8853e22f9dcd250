namespace ModelDeed.Ethereum;

/// <summary>A transaction without an envelope, bound to its chain by EIP-155.</summary>
/// <param name="GasPrice">Wei for each unit of gas.</param>
public sealed record LegacyTransaction(
    ulong ChainId, ulong Nonce, UInt256 GasPrice, ulong GasLimit, Address? To, UInt256 Value, ReadOnlyMemory<byte> Data)
    : Transaction(ChainId, Nonce, GasLimit, To, Value, Data)
{
    /// <inheritdoc/>
    public override byte Type => 0;

    private protected override void WriteFields(RlpWriter writer)
    {
        writer.Write(Nonce);
        writer.Write(GasPrice);
        writer.Write(GasLimit);
        writer.Write(To);
        writer.Write(Value);
        writer.Write(Data.Span);
    }

    private protected override void WriteSignature(RlpWriter writer, Signature? signature)
    {
        if (signature is null && ChainId == 0) return; // as before EIP-155
        writer.Write(signature is null ? ChainId : ChainId == 0 ? signature.Value.V : ChainId * 2 + 35 + signature.Value.YParity);
        writer.Write(signature is null ? UInt256.Zero : UInt256.FromHash(signature.Value.R));
        writer.Write(signature is null ? UInt256.Zero : UInt256.FromHash(signature.Value.S));
    }

    internal static SignedTransaction Read(ref RlpReader fields)
    {
        ulong nonce = fields.ReadUInt64();
        UInt256 gasPrice = fields.ReadUInt256();
        ulong gasLimit = fields.ReadUInt64();
        Address? to = fields.ReadOptionalAddress();
        UInt256 value = fields.ReadUInt256();
        byte[] data = fields.ReadBytes().ToArray();
        (ulong chainId, byte parity) = ChainAndParity(fields.ReadUInt64());
        var signature = new Signature(fields.ReadUInt256().ToHash(), fields.ReadUInt256().ToHash(), parity);
        return new SignedTransaction(new LegacyTransaction(chainId, nonce, gasPrice, gasLimit, to, value, data), signature);
    }

    private static (ulong ChainId, byte Parity) ChainAndParity(ulong v) => v switch
    {
        27 or 28 => (0, (byte)(v - 27)),
        >= 37 when (v - 35) / 2 <= MaxChainId => ((v - 35) / 2, (byte)((v - 35) % 2)),
        _ => throw new MalformedDataException($"Transaction: v is {v}; expected 27, 28, or 35 + 2 * chain id + parity (EIP-155)."),
    };
}
