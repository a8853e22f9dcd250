namespace ModelDeed.Ethereum;

/// <summary>A transaction that pays the base fee and a tip (EIP-1559, type 2).</summary>
/// <param name="MaxPriorityFeePerGas">The tip, wei for each unit of gas.</param>
/// <param name="MaxFeePerGas">The most it pays in all, wei for each unit of gas.</param>
/// <param name="AccessList">What it announces to touch.</param>
public sealed record Eip1559Transaction(
    ulong ChainId, ulong Nonce, UInt256 MaxPriorityFeePerGas, UInt256 MaxFeePerGas, ulong GasLimit, Address? To, UInt256 Value,
    ReadOnlyMemory<byte> Data, IReadOnlyList<AccessListEntry> AccessList)
    : Transaction(ChainId, Nonce, GasLimit, To, Value, Data)
{
    /// <inheritdoc/>
    public override byte Type => 2;

    private protected override void WriteFields(RlpWriter writer)
    {
        writer.Write(ChainId);
        writer.Write(Nonce);
        writer.Write(MaxPriorityFeePerGas);
        writer.Write(MaxFeePerGas);
        writer.Write(GasLimit);
        writer.Write(To);
        writer.Write(Value);
        writer.Write(Data.Span);
        AccessListEntry.Write(writer, AccessList);
    }

    internal static Eip1559Transaction Read(ref RlpReader fields) => new(
        fields.ReadUInt64(), fields.ReadUInt64(), fields.ReadUInt256(), fields.ReadUInt256(), fields.ReadUInt64(),
        fields.ReadOptionalAddress(), fields.ReadUInt256(), fields.ReadBytes().ToArray(), AccessListEntry.Read(fields.ReadList()));
}
