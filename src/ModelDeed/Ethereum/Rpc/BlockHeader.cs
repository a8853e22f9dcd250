using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>A block's header: every field that its hash covers, up to Ethereum's Amsterdam fork, and Avalanche's own.</summary>
/// <remarks>A field of a later fork isn't known here; then <see cref="ComputeHash"/> differs from what the node claims, which
/// <see cref="IsAuthentic"/> shows. Source: Ethereum yellow paper 4.4.3, EIP-1559, 4895, 4844, 4788, 7685, 7928, 7843.</remarks>
public sealed record BlockHeader
{
    /// <summary>Bytes of a Bloom filter.</summary>
    public const int BloomSize = 256;

    /// <summary>The hash as the node claims it, or as computed when the header was decoded from RLP.</summary>
    public required Hash32 Hash { get; init; }

    /// <summary>Hash of the block before.</summary>
    public required Hash32 ParentHash { get; init; }

    /// <summary>Digest of the uncles' headers.</summary>
    public required Hash32 UnclesHash { get; init; }

    /// <summary>Who gets the tips.</summary>
    public required Address Miner { get; init; }

    /// <summary>Root of the state after this block.</summary>
    public required Hash32 StateRoot { get; init; }

    /// <summary>Root of the transactions' trie.</summary>
    public required Hash32 TransactionsRoot { get; init; }

    /// <summary>Root of the receipts' trie.</summary>
    public required Hash32 ReceiptsRoot { get; init; }

    /// <summary>256 bytes: Bloom filter over the logs' addresses and topics.</summary>
    public required ReadOnlyMemory<byte> LogsBloom { get; init; }

    /// <summary>0 since the merge.</summary>
    public required UInt256 Difficulty { get; init; }

    /// <summary>Height.</summary>
    public required ulong Number { get; init; }

    /// <summary>The most gas that the block may use.</summary>
    public required ulong GasLimit { get; init; }

    /// <summary>Gas that it used.</summary>
    public required ulong GasUsed { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required ulong Timestamp { get; init; }

    /// <summary>Free bytes; clique and Bor keep signatures here.</summary>
    public required ReadOnlyMemory<byte> ExtraData { get; init; }

    /// <summary>The randomness of the beacon chain since the merge.</summary>
    public required Hash32 MixHash { get; init; }

    /// <summary>8 bytes, as a big-endian number; 0 since the merge.</summary>
    public required ulong Nonce { get; init; }

    /// <summary>Wei for each unit of gas, since London.</summary>
    public UInt256? BaseFeePerGas { get; init; }

    /// <summary>Root of the withdrawals' trie, since Shanghai.</summary>
    public Hash32? WithdrawalsRoot { get; init; }

    /// <summary>Since Cancun.</summary>
    public ulong? BlobGasUsed { get; init; }

    /// <summary>Since Cancun.</summary>
    public ulong? ExcessBlobGas { get; init; }

    /// <summary>Since Cancun.</summary>
    public Hash32? ParentBeaconBlockRoot { get; init; }

    /// <summary>Digest of the execution layer's requests, since Prague.</summary>
    public Hash32? RequestsHash { get; init; }

    /// <summary>Digest of the block's access list, since Amsterdam.</summary>
    public Hash32? BlockAccessListHash { get; init; }

    /// <summary>The beacon chain's slot, since Amsterdam.</summary>
    public ulong? SlotNumber { get; init; }

    /// <summary>What Avalanche's C-Chain adds; null elsewhere.</summary>
    public AvalancheFields? Avalanche { get; init; }

    /// <summary>True when the fields hash to the claimed <see cref="Hash"/>: nothing was changed, and nothing is missing.</summary>
    public bool IsAuthentic => ComputeHash() == Hash;

    /// <summary>Keccak-256 of <see cref="Encode"/>.</summary>
    public Hash32 ComputeHash() => Keccak256.Hash(Encode());

    /// <summary>The canonical RLP that is hashed.</summary>
    public byte[] Encode() => BlockHeaderRlp.Encode(this);

    /// <summary>Reads the RLP of a header; <see cref="Hash"/> is computed from it.</summary>
    /// <exception cref="MalformedDataException">Not the RLP of a header.</exception>
    public static BlockHeader Decode(ReadOnlySpan<byte> rlp) => BlockHeaderRlp.Decode(rlp);

    internal static BlockHeader Read(JsonElement block) => new()
    {
        Hash = block.GetProperty("hash").Hash(),
        ParentHash = block.GetProperty("parentHash").Hash(),
        UnclesHash = block.GetProperty("sha3Uncles").Hash(),
        Miner = block.GetProperty("miner").Account(),
        StateRoot = block.GetProperty("stateRoot").Hash(),
        TransactionsRoot = block.GetProperty("transactionsRoot").Hash(),
        ReceiptsRoot = block.GetProperty("receiptsRoot").Hash(),
        LogsBloom = Bloom(block),
        Difficulty = block.GetProperty("difficulty").Quantity256(),
        Number = block.GetProperty("number").Quantity(),
        GasLimit = block.GetProperty("gasLimit").Quantity(),
        GasUsed = block.GetProperty("gasUsed").Quantity(),
        Timestamp = block.GetProperty("timestamp").Quantity(),
        ExtraData = block.GetProperty("extraData").Bytes(),
        MixHash = block.Optional("mixHash")?.Hash() ?? default,
        Nonce = block.Optional("nonce")?.Quantity() ?? 0,
        BaseFeePerGas = block.Optional("baseFeePerGas")?.Quantity256(),
        WithdrawalsRoot = block.Optional("withdrawalsRoot")?.Hash(),
        BlobGasUsed = block.Optional("blobGasUsed")?.Quantity(),
        ExcessBlobGas = block.Optional("excessBlobGas")?.Quantity(),
        ParentBeaconBlockRoot = block.Optional("parentBeaconBlockRoot")?.Hash(),
        RequestsHash = block.Optional("requestsHash")?.Hash(),
        BlockAccessListHash = block.Optional("blockAccessListHash")?.Hash(),
        SlotNumber = block.Optional("slotNumber")?.Quantity(),
        Avalanche = block.Optional("extDataHash") is { } hash ? AvalancheFields.Read(block, hash.Hash()) : null,
    };

    private static byte[] Bloom(JsonElement block)
    {
        byte[] bloom = block.GetProperty("logsBloom").Bytes();
        return bloom.Length == BloomSize ? bloom : throw new FormatException($"a Bloom filter has {BloomSize} bytes, not {bloom.Length}");
    }
}
