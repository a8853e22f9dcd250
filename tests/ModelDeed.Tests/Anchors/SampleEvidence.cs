using System.Collections.Immutable;
using ModelDeed.Anchors;
using ModelDeed.Ethereum;
using ModelDeed.Fingerprints;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Anchors;

/// <summary>A true evidence file made without a node: a block of three transactions, the second of which anchors.</summary>
internal static class SampleEvidence
{
    public const ulong Time = 1_790_000_000;

    private static readonly PrivateKey Owner = PrivateKey.Parse("0x" + new string('0', 62) + "2a");

    public static Evidence Build(bool withManifest = true)
    {
        Manifest manifest = SampleManifest();
        AnchorLeaf leaf = new(Owner.Address, manifest.Fingerprint, Keccak256.HashUtf8("salt"));
        Hash32[] leaves = [leaf.Hash(), Keccak256.HashUtf8("another"), Keccak256.HashUtf8("a third")];
        MerkleTree tree = MerkleTree.Build(leaves, threads: 1);
        OwnerStatement statement = new()
        {
            ChainId = 31337,
            Contract = AnchorsDeployment.Address,
            ManifestDigest = withManifest ? manifest.Digest() : Hash32.Zero,
            Text = OwnerStatement.Declaration,
        };
        return new Evidence
        {
            Leaf = leaf,
            Root = tree.Root,
            Proof = tree.Proof(0),
            Statement = statement.Sign(leaf, tree.Root, Owner),
            Anchored = Block(tree.Root, Time, AnchorsDeployment.Address),
            Manifest = withManifest ? [.. manifest.ToJson()] : null,
        };
    }

    public static Manifest SampleManifest()
    {
        ImmutableArray<ManifestFile> files = [new ManifestFile("a.bin", 3, Keccak256.HashUtf8("a")), new ManifestFile("b.bin", 0, Keccak256.HashUtf8("b"))];
        return new Manifest
        {
            Name = "Sample",
            Format = Manifest.Opaque,
            Fingerprint = ContentRoot.Of(files, threads: 1),
            TensorRoot = Hash32.Zero,
            Files = files,
            Tensors = [],
            Excluded = [],
            Metadata = ImmutableSortedDictionary<string, string>.Empty,
        };
    }

    public static LogProof Block(Hash32 root, ulong time, Address contract)
    {
        byte[][] transactions = [[2, 0xc0], [2, 0xc1, 0x05], [2, 0xc1, 0x06]];
        Log log = new() { Address = contract, Topics = new LogTopics(Keccak256.HashUtf8("Anchored(bytes32,uint64,uint64)"), root), Data = Words(time, 7) };
        byte[][] receipts = [Receipt([]), Receipt([log]), Receipt([])];
        OrderedTrie transactionTrie = new(transactions), receiptTrie = new(receipts);
        byte[] header = Header(transactionTrie.Root, receiptTrie.Root, number: 7, time);
        return new LogProof
        {
            BlockHash = Keccak256.Hash(header),
            BlockNumber = 7,
            Header = [.. header],
            TransactionIndex = 1,
            TransactionHash = Keccak256.Hash(transactions[1]),
            TransactionPath = [.. transactionTrie.Proof(1)],
            ReceiptPath = [.. receiptTrie.Proof(1)],
            LogIndex = 0,
        };
    }

    private static byte[] Receipt(IReadOnlyList<Log> logs) => ReceiptLogs.Encode(2, succeeded: true, 21_000, new byte[256], logs);

    private static byte[] Words(params ulong[] values) => [.. values.SelectMany(value => new UInt256(value).ToHash().ToArray())];

    private static byte[] Header(Hash32 transactions, Hash32 receipts, ulong number, ulong time)
    {
        RlpWriter writer = new();
        int list = writer.BeginList();
        writer.Write(Hash32.Zero); // parent
        writer.Write(Hash32.Zero); // ommers
        writer.Write(Address.Zero.Bytes);
        writer.Write(Hash32.Zero); // state
        writer.Write(transactions);
        writer.Write(receipts);
        writer.Write(new byte[256]);
        foreach (ulong value in (ulong[])[0, number, 30_000_000, 63_000, time]) writer.Write(value);
        writer.Write("extra"u8);
        writer.EndList(list);
        return writer.ToArray();
    }
}
