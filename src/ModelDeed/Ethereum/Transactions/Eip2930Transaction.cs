namespace ModelDeed.Ethereum;

/// <summary>A transaction with an access list and a gas price (EIP-2930, type 1).</summary>
/// <param name="GasPrice">Wei for each unit of gas.</param>
/// <param name="AccessList">What it announces to touch.</param>
public sealed record Eip2930Transaction(
    ulong ChainId, ulong Nonce, UInt256 GasPrice, ulong GasLimit, Address? To, UInt256 Value, ReadOnlyMemory<byte> Data,
    IReadOnlyList<AccessListEntry> AccessList)
    : Transaction(ChainId, Nonce, GasLimit, To, Value, Data)
{
    /// <inheritdoc/>
    public override byte Type => 1;

    private protected override void WriteFields(RlpWriter writer)
    {
        writer.Write(ChainId);
        writer.Write(Nonce);
        writer.Write(GasPrice);
        writer.Write(GasLimit);
        writer.Write(To);
        writer.Write(Value);
        writer.Write(Data.Span);
        AccessListEntry.Write(writer, AccessList);
    }

    internal static Eip2930Transaction Read(ref RlpReader fields) => new(
        fields.ReadUInt64(), fields.ReadUInt64(), fields.ReadUInt256(), fields.ReadUInt64(), fields.ReadOptionalAddress(),
        fields.ReadUInt256(), fields.ReadBytes().ToArray(), AccessListEntry.Read(fields.ReadList()));
}
