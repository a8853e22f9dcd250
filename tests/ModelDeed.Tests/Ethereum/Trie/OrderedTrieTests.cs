using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Ethereum;

/// <summary>Roots are checked against real blocks in the end-to-end suite; here: known roots, round trips, and forged proofs.</summary>
public sealed class OrderedTrieTests
{
    [Fact]
    public void The_empty_trie_has_the_root_of_an_empty_block() =>
        Assert.Equal("0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421", new OrderedTrie([]).Root.ToString());

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    [InlineData(129)]
    [InlineData(300)]
    [InlineData(1000)]
    public void Every_item_is_proven_and_no_other(int count)
    {
        byte[][] items = Items(count);
        OrderedTrie trie = new(items);
        for (int i = 0; i < count; i += 1 + count / 40)
        {
            byte[][] proof = trie.Proof((ulong)i);
            Assert.Equal(items[i], TrieProof.Verify(trie.Root, (ulong)i, proof));
            Assert.Throws<MalformedDataException>(() => TrieProof.Verify(trie.Root, (ulong)i + 1, proof));
            Assert.Throws<MalformedDataException>(() => TrieProof.Verify(trie.Root, (ulong)i, proof[..^1]));
            Assert.Throws<MalformedDataException>(() => TrieProof.Verify(trie.Root, (ulong)i, [.. proof, proof[0]]));
        }
    }

    [Fact]
    public void Any_flipped_bit_of_a_proof_is_refused()
    {
        OrderedTrie trie = new(Items(200));
        byte[][] proof = trie.Proof(137);
        for (int node = 0; node < proof.Length; node++)
        {
            for (int i = 0; i < proof[node].Length; i++)
            {
                byte[][] forged = [.. proof.Select(bytes => (byte[])bytes.Clone())];
                forged[node][i] ^= 0x04;
                Assert.Throws<MalformedDataException>(() => TrieProof.Verify(trie.Root, 137, forged));
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(31)]
    public void Short_items_are_embedded_and_still_proven(int length)
    {
        byte[][] items = [.. Enumerable.Range(0, 40).Select(i => Enumerable.Repeat((byte)i, length).Prepend((byte)i).ToArray())];
        OrderedTrie trie = new(items);
        for (int i = 0; i < items.Length; i++) Assert.Equal(items[i], TrieProof.Verify(trie.Root, (ulong)i, trie.Proof((ulong)i)));
    }

    private static byte[][] Items(int count) =>
        [.. Enumerable.Range(0, count).Select(i => Keccak256.HashUtf8($"item {i}").ToArray().Concat(new byte[i % 300]).ToArray())];
}
