using System.Buffers.Binary;

namespace ModelDeed.Ethereum;

/// <summary>A header's RLP: 15 fields that every header has, then those that forks appended, up to the last one present.</summary>
internal static class BlockHeaderRlp
{
    public static byte[] Encode(BlockHeader header)
    {
        var writer = new RlpWriter();
        int list = writer.BeginList();
        WriteFixed(writer, header);
        List<Action?> appended = header.Avalanche is { } avalanche ? OfAvalanche(writer, header, avalanche) : OfEthereum(writer, header);
        int count = appended.FindLastIndex(field => field is not null) + 1;
        foreach (Action? write in appended.Take(count))
        {
            if (write is null) writer.Write([]); // absent, but a later field is there
            else write();
        }
        writer.EndList(list);
        return writer.ToArray();
    }

    public static BlockHeader Decode(ReadOnlySpan<byte> rlp)
    {
        var whole = new RlpReader(rlp);
        RlpReader fields = whole.ReadList();
        whole.End();
        BlockHeader header = ReadFixed(ref fields, Keccak256.Hash(rlp));
        RlpReader peek = fields;
        bool avalanche = !fields.AtEnd && peek.ReadBytes().Length == Hash32.Size; // Ethereum has its base fee there, far fewer bytes
        header = avalanche ? ReadAvalanche(ref fields, header) : ReadEthereum(ref fields, header);
        fields.End();
        return header;
    }

    private static void WriteFixed(RlpWriter writer, BlockHeader header)
    {
        writer.Write(header.ParentHash);
        writer.Write(header.UnclesHash);
        writer.Write(header.Miner);
        writer.Write(header.StateRoot);
        writer.Write(header.TransactionsRoot);
        writer.Write(header.ReceiptsRoot);
        writer.Write(header.LogsBloom.Span);
        writer.Write(header.Difficulty);
        writer.Write(header.Number);
        writer.Write(header.GasLimit);
        writer.Write(header.GasUsed);
        writer.Write(header.Timestamp);
        writer.Write(header.ExtraData.Span);
        writer.Write(header.MixHash);
        Span<byte> nonce = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(nonce, header.Nonce);
        writer.Write(nonce);
    }

    private static List<Action?> OfEthereum(RlpWriter writer, BlockHeader header) =>
    [
        If(header.BaseFeePerGas, writer.Write),
        If(header.WithdrawalsRoot, writer.Write),
        If(header.BlobGasUsed, writer.Write),
        If(header.ExcessBlobGas, writer.Write),
        If(header.ParentBeaconBlockRoot, writer.Write),
        If(header.RequestsHash, writer.Write),
        If(header.BlockAccessListHash, writer.Write),
        If(header.SlotNumber, writer.Write),
    ];

    private static List<Action?> OfAvalanche(RlpWriter writer, BlockHeader header, AvalancheFields avalanche) =>
    [
        () => writer.Write(avalanche.ExtDataHash),
        If(header.BaseFeePerGas, writer.Write),
        If(avalanche.ExtDataGasUsed, writer.Write),
        If(avalanche.BlockGasCost, writer.Write),
        If(header.BlobGasUsed, writer.Write),
        If(header.ExcessBlobGas, writer.Write),
        If(header.ParentBeaconBlockRoot, writer.Write),
        .. avalanche.Later.Select(value => (Action?)(() => writer.Write(value))),
    ];

    private static Action? If<T>(T? value, Action<T> write) where T : struct => value is { } present ? () => write(present) : null;

    private static BlockHeader ReadFixed(ref RlpReader fields, Hash32 hash) => new()
    {
        Hash = hash,
        ParentHash = fields.ReadHash(),
        UnclesHash = fields.ReadHash(),
        Miner = fields.ReadAddress(),
        StateRoot = fields.ReadHash(),
        TransactionsRoot = fields.ReadHash(),
        ReceiptsRoot = fields.ReadHash(),
        LogsBloom = fields.ReadBytes(BlockHeader.BloomSize).ToArray(),
        Difficulty = fields.ReadUInt256(),
        Number = fields.ReadUInt64(),
        GasLimit = fields.ReadUInt64(),
        GasUsed = fields.ReadUInt64(),
        Timestamp = fields.ReadUInt64(),
        ExtraData = fields.ReadBytes().ToArray(),
        MixHash = fields.ReadHash(),
        Nonce = BinaryPrimitives.ReadUInt64BigEndian(fields.ReadBytes(8)),
    };

    private static BlockHeader ReadEthereum(ref RlpReader fields, BlockHeader header) => header with
    {
        BaseFeePerGas = fields.AtEnd ? null : fields.ReadUInt256(),
        WithdrawalsRoot = fields.AtEnd ? null : fields.ReadHash(),
        BlobGasUsed = fields.AtEnd ? null : fields.ReadUInt64(),
        ExcessBlobGas = fields.AtEnd ? null : fields.ReadUInt64(),
        ParentBeaconBlockRoot = fields.AtEnd ? null : fields.ReadHash(),
        RequestsHash = fields.AtEnd ? null : fields.ReadHash(),
        BlockAccessListHash = fields.AtEnd ? null : fields.ReadHash(),
        SlotNumber = fields.AtEnd ? null : fields.ReadUInt64(),
    };

    private static BlockHeader ReadAvalanche(ref RlpReader fields, BlockHeader header)
    {
        Hash32 extDataHash = fields.ReadHash();
        UInt256? baseFee = fields.AtEnd ? null : fields.ReadUInt256();
        UInt256? extDataGasUsed = fields.AtEnd ? null : fields.ReadUInt256();
        UInt256? blockGasCost = fields.AtEnd ? null : fields.ReadUInt256();
        ulong? blobGasUsed = fields.AtEnd ? null : fields.ReadUInt64();
        ulong? excessBlobGas = fields.AtEnd ? null : fields.ReadUInt64();
        Hash32? beaconRoot = fields.AtEnd ? null : fields.ReadHash();
        var later = new List<ulong>();
        while (!fields.AtEnd) later.Add(fields.ReadUInt64());
        return header with
        {
            BaseFeePerGas = baseFee,
            BlobGasUsed = blobGasUsed,
            ExcessBlobGas = excessBlobGas,
            ParentBeaconBlockRoot = beaconRoot,
            Avalanche = new AvalancheFields(extDataHash, extDataGasUsed, blockGasCost, later),
        };
    }
}
