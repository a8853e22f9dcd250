namespace ModelDeed.Ethereum;

/// <summary>What a proof needs of an encoded block header. The first twelve fields stand in the same places on Ethereum, Polygon,
/// Avalanche and consortium chains; whatever follows is only hashed.</summary>
/// <param name="Hash">Keccak-256 of the encoding: the block's hash.</param>
/// <param name="Number">Height.</param>
/// <param name="Timestamp">Seconds since 1970.</param>
/// <param name="TransactionsRoot">Root of the block's transactions.</param>
/// <param name="ReceiptsRoot">Root of the block's receipts.</param>
public sealed record HeaderFacts(Hash32 Hash, ulong Number, ulong Timestamp, Hash32 TransactionsRoot, Hash32 ReceiptsRoot)
{
    /// <summary>Decodes RLP of a header.</summary>
    /// <exception cref="MalformedDataException">Not an encoded header.</exception>
    public static HeaderFacts Decode(ReadOnlySpan<byte> encoded)
    {
        RlpReader whole = new(encoded);
        RlpReader fields = whole.ReadList();
        whole.End();
        for (int i = 0; i < 4; i++) fields.ReadRaw(); // parent, ommers, beneficiary, state root
        Hash32 transactions = fields.ReadHash();
        Hash32 receipts = fields.ReadHash();
        fields.ReadRaw(); // bloom
        fields.ReadRaw(); // difficulty
        ulong number = fields.ReadUInt64();
        fields.ReadRaw(); // gas limit
        fields.ReadRaw(); // gas used
        ulong timestamp = fields.ReadUInt64();
        while (!fields.AtEnd) fields.ReadRaw();
        return new HeaderFacts(Keccak256.Hash(encoded), number, timestamp, transactions, receipts);
    }
}
