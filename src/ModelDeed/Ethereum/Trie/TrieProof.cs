namespace ModelDeed.Ethereum;

/// <summary>Checks that an item stands in a Merkle-Patricia trie with a known root. The proof is hostile input.</summary>
public static class TrieProof
{
    /// <summary>The item that the proof shows under <c>rlp(index)</c>.</summary>
    /// <param name="root">The root that a block header carries.</param>
    /// <param name="index">Position of the transaction in its block.</param>
    /// <param name="nodes">Encoded nodes from the root down; each must be used.</param>
    /// <exception cref="MalformedDataException">The nodes don't hang together, don't lead to the key, or are more than needed.</exception>
    public static byte[] Verify(Hash32 root, ulong index, IReadOnlyList<byte[]> nodes)
    {
        Walk walk = new(nodes, TriePath.OfIndex(index));
        byte[] value = walk.Follow(walk.Take(root));
        walk.End();
        return value;
    }

    private sealed class Walk(IReadOnlyList<byte[]> nodes, byte[] key)
    {
        private int _taken;
        private int _depth;

        public byte[] Take(Hash32 hash)
        {
            if (_taken == nodes.Count) throw new MalformedDataException("Trie: the proof ends before the item.");
            byte[] node = nodes[_taken++];
            if (Keccak256.Hash(node) != hash) throw new MalformedDataException($"Trie: node {_taken} of the proof doesn't have the hash that leads to it.");
            return node;
        }

        // Depth is bounded by the key: every step but a leaf consumes a nibble of it.
        public byte[] Follow(byte[] node)
        {
            while (true)
            {
                List<byte[]> items = Items(node);
                if (items.Count == 17) node = Child(items[Consume()]);
                else if (items.Count != 2) throw new MalformedDataException($"Trie: a node has {items.Count} items, not 2 or 17.");
                else if (TakePath(items[0])) return Payload(items[1]);
                else node = Child(items[1]);
            }
        }

        public void End()
        {
            if (_taken != nodes.Count) throw new MalformedDataException("Trie: the proof has nodes that aren't needed.");
        }

        private byte Consume() => _depth < key.Length ? key[_depth++] : throw new MalformedDataException("Trie: the path is longer than the key.");

        private bool TakePath(byte[] encoded)
        {
            byte[] path = TriePath.Unpack(Payload(encoded), out bool isLeaf);
            ReadOnlySpan<byte> rest = key.AsSpan(_depth);
            if (isLeaf ? !rest.SequenceEqual(path) : path.Length == 0 || !rest.StartsWith(path))
                throw new MalformedDataException("Trie: the proof leads to another item.");
            _depth += path.Length;
            return isLeaf;
        }

        private byte[] Child(byte[] reference)
        {
            if (reference[0] >= 0xc0) return reference; // embedded: under 32 bytes
            byte[] payload = Payload(reference);
            return payload.Length == Hash32.Size ? Take(new Hash32(payload)) : throw new MalformedDataException("Trie: the proof leads nowhere.");
        }

        private static List<byte[]> Items(byte[] node)
        {
            RlpReader list = Single(node).ReadList();
            List<byte[]> items = [];
            while (!list.AtEnd && items.Count <= 17) items.Add(list.ReadRaw().ToArray());
            return items;
        }

        private static byte[] Payload(byte[] encoded) => Single(encoded).ReadBytes().ToArray();

        private static RlpReader Single(byte[] encoded)
        {
            RlpReader whole = new(encoded);
            whole.ReadRaw();
            whole.End();
            return new RlpReader(encoded);
        }
    }
}
