namespace ModelDeed.Ethereum;

/// <summary>The Merkle-Patricia trie that a block header commits to for its transactions and for its receipts: item <c>i</c> stands
/// under the key <c>rlp(i)</c>. Built whole, in memory (a block has thousands of items at most).</summary>
/// <remarks>Source: Ethereum yellow paper, appendix D.</remarks>
internal sealed class OrderedTrie
{
    private readonly Node _root;

    /// <summary>Builds the trie over encoded transactions or receipts, in the block's order.</summary>
    public OrderedTrie(IReadOnlyList<byte[]> items)
    {
        List<Entry> entries = [.. items.Select((item, index) => new Entry(TriePath.OfIndex((ulong)index), item))];
        entries.Sort((left, right) => left.Key.AsSpan().SequenceCompareTo(right.Key));
        _root = Build(entries, 0);
        Root = Keccak256.Hash(_root.Encoded);
    }

    /// <summary>The root that the header carries.</summary>
    public Hash32 Root { get; }

    /// <summary>The encoded nodes from the root down to item <paramref name="index"/>, as <see cref="TrieProof.Verify"/> takes them.</summary>
    public byte[][] Proof(ulong index)
    {
        List<byte[]> path = [];
        _root.Collect(TriePath.OfIndex(index), path, isRoot: true);
        return [.. path];
    }

    private static Node Build(ReadOnlySpan<Entry> entries, int depth)
    {
        if (entries.IsEmpty) return new Node.Empty();
        if (entries.Length == 1) return new Node.Leaf(entries[0].Key[depth..], entries[0].Value);
        int common = CommonPrefix(entries, depth);
        return common > 0
            ? new Node.Extension(entries[0].Key[depth..(depth + common)], Branch(entries, depth + common))
            : Branch(entries, depth);
    }

    private static Node Build(List<Entry> entries, int depth) =>
        Build(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(entries), depth);

    // Keys rlp(0), rlp(1) … are prefix-free, so no value ever stands in a branch itself.
    private static Node.Branch Branch(ReadOnlySpan<Entry> entries, int depth)
    {
        var children = new Node[16];
        int from = 0;
        for (byte nibble = 0; nibble < 16; nibble++)
        {
            int to = from;
            while (to < entries.Length && entries[to].Key[depth] == nibble) to++;
            children[nibble] = Build(entries[from..to], depth + 1);
            from = to;
        }
        return new Node.Branch(children);
    }

    private static int CommonPrefix(ReadOnlySpan<Entry> entries, int depth) =>
        entries[0].Key.AsSpan(depth).CommonPrefixLength(entries[^1].Key.AsSpan(depth));

    private readonly record struct Entry(byte[] Key, byte[] Value);

    private abstract class Node
    {
        private byte[]? _encoded;

        public byte[] Encoded => _encoded ??= Encode();

        protected abstract byte[] Encode();

        protected abstract Node? Next(ReadOnlySpan<byte> key, out int used);

        // Nodes under 32 bytes are embedded in their parent and are no step of the proof.
        public void Collect(ReadOnlySpan<byte> key, List<byte[]> path, bool isRoot = false)
        {
            if (isRoot || Encoded.Length >= Hash32.Size) path.Add(Encoded);
            if (Next(key, out int used) is { } next) next.Collect(key[used..], path);
        }

        protected static void WriteReference(RlpWriter writer, Node child)
        {
            if (child.Encoded.Length < Hash32.Size) writer.WriteRaw(child.Encoded);
            else writer.Write(Keccak256.Hash(child.Encoded));
        }

        public sealed class Empty : Node
        {
            protected override byte[] Encode() => [0x80];

            protected override Node? Next(ReadOnlySpan<byte> key, out int used)
            {
                used = 0;
                return null;
            }
        }

        public sealed class Leaf(byte[] path, byte[] value) : Node
        {
            protected override byte[] Encode()
            {
                RlpWriter writer = new();
                int mark = writer.BeginList();
                writer.Write(TriePath.HexPrefix(path, isLeaf: true));
                writer.Write(value);
                writer.EndList(mark);
                return writer.ToArray();
            }

            protected override Node? Next(ReadOnlySpan<byte> key, out int used)
            {
                used = 0;
                return null;
            }
        }

        public sealed class Extension(byte[] path, Node child) : Node
        {
            protected override byte[] Encode()
            {
                RlpWriter writer = new();
                int mark = writer.BeginList();
                writer.Write(TriePath.HexPrefix(path, isLeaf: false));
                WriteReference(writer, child);
                writer.EndList(mark);
                return writer.ToArray();
            }

            protected override Node? Next(ReadOnlySpan<byte> key, out int used)
            {
                used = path.Length;
                return key.StartsWith(path) ? child : null;
            }
        }

        public sealed class Branch(Node[] children) : Node
        {
            protected override byte[] Encode()
            {
                RlpWriter writer = new();
                int mark = writer.BeginList();
                foreach (Node child in children) WriteReference(writer, child);
                writer.Write([]);
                writer.EndList(mark);
                return writer.ToArray();
            }

            protected override Node? Next(ReadOnlySpan<byte> key, out int used)
            {
                used = 1;
                return key.IsEmpty ? null : children[key[0]];
            }
        }
    }
}
