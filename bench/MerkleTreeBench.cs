using System.Buffers.Binary;
using System.Diagnostics;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.Bench;

/// <summary>An anchor tree of a million fingerprints, and a proof of one.</summary>
internal static class MerkleTreeBench
{
    public static int Run(BenchOptions options)
    {
        Contender nothing = Contender.Ours("the runtime alone", "nothing");
        Contender one = Contender.Ours("1 thread", "anchor", "1000000", "1"), two = Contender.Ours("2 threads", "anchor", "1000000", "2");
        Contender.RunAll(options.Rounds, nothing, one, two);
        Console.WriteLine($"An anchor tree of 1,000,000 leaves (owner, fingerprint, salt) and one proof. Medians of {options.Rounds} runs.\n");
        Console.WriteLine("| | whole process, ms | work alone, ms | MiB over the runtime |\n|---|--:|--:|--:|");
        foreach (Contender contender in new[] { one, two })
            Console.WriteLine($"| {contender.Name} | {contender.WholeMs:F0} | {contender.InsideMs:F0} | {(contender.PeakKiB - nothing.PeakKiB) / 1024.0:F0} |");
        return 0;
    }

    public static int Child(int count, int threads)
    {
        var watch = Stopwatch.StartNew();
        var leaves = new MerkleLeaves();
        Span<byte> word = stackalloc byte[Hash32.Size];
        for (int i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(word, i);
            leaves.Add(Address.Zero, new Hash32(word), Hash32.Zero);
        }
        var tree = MerkleTree.Build(leaves.Hashes, threads);
        Hash32 proven = leaves.Hashes[count / 2];
        if (!MerkleTree.Verify(tree.Root, proven, tree.Proof(count / 2).AsSpan())) throw new InvalidOperationException("The proof doesn't hold.");
        return FingerprintChild.Print(watch.Elapsed, tree.Root.ToString());
    }
}
