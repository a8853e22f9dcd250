using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ModelDeed.Fingerprints;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Fingerprints;

public sealed class Blake3Tests
{
    private static IEnumerable<Blake3Width> Widths => Enum.GetValues<Blake3Width>().Where(width => width <= Blake3Widths.Best);

    public static TheoryData<int, string> Official()
    {
        var data = new TheoryData<int, string>();
        foreach (JsonElement vector in VectorFile.Load("blake3.json").GetProperty("cases").EnumerateArray())
            data.Add(vector.GetProperty("length").GetInt32(), vector.GetProperty("digest").GetString()!);
        return data;
    }

    [Theory]
    [MemberData(nameof(Official))]
    public void Official_vectors_hold_at_every_width(int length, string digest)
    {
        byte[] input = [.. Enumerable.Range(0, length).Select(i => (byte)(i % 251))];
        foreach (Blake3Width width in Widths) Assert.Equal(digest, Blake3.Hash(input, width).ToString());
    }

    [Fact]
    public void The_public_function_uses_the_widest_vectors()
    {
        byte[] input = Noise.Bytes(100_000, 1);
        Assert.Equal(Blake3.Hash(input, Blake3Widths.Best), Blake3.Hash(input));
    }

    [Fact]
    public void Every_width_agrees_around_every_chunk_border()
    {
        byte[] input = Noise.Bytes(40 * 1024, 2);
        for (int chunks = 1; chunks < 40; chunks++)
            foreach (int length in new[] { chunks * 1024 - 1, chunks * 1024, chunks * 1024 + 1, chunks * 1024 + 64, chunks * 1024 + 65 })
                AssertAllWidths(input.AsSpan(0, Math.Min(length, input.Length)));
    }

    [Fact]
    public void Every_width_agrees_on_messages_of_several_pieces()
    {
        byte[] input = Noise.Bytes(3 * Blake3.PieceSize + 1025, 3);
        foreach (int length in new[] { Blake3.PieceSize, Blake3.PieceSize + 1, 2 * Blake3.PieceSize, 3 * Blake3.PieceSize, input.Length })
            AssertAllWidths(input.AsSpan(0, length));
    }

    [Fact]
    public void Every_width_agrees_on_any_bytes() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), (byte[] bytes) => AssertAllWidths(bytes)).QuickCheckThrowOnFailure();

    [Theory] // The carry in the first, a middle and the last lane of a batch, and between batches.
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(15)]
    [InlineData(19)]
    [InlineData(31)]
    [InlineData(32)]
    public void Chunk_numbers_carry_into_their_high_word(uint before)
    {
        // Around chunk 2^32, in a file of 4 TiB. The scalar code keeps the number in one 64-bit word, the vectors in two.
        byte[] input = Noise.Bytes(70 * 1024, 4);
        ulong first = (1ul << 32) - before;
        byte[] expected = ChunkValues(input, first, Blake3Width.Scalar);
        foreach (Blake3Width width in Widths) Assert.Equal(expected, ChunkValues(input, first, width));
    }

    [Fact]
    public void Parts_join_in_any_order()
    {
        byte[] input = Noise.Bytes(100 * 1024 + 7, 5);
        Gen<int[]> cuts = Gen.Choose(0, 100).ListOf().Select(chosen => chosen.Append(0).Distinct().ToArray());
        Prop.ForAll(cuts.SelectMany(Gen.Shuffle).ToArbitrary(), order => Blake3.Hash(input) == Joined(input, order)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_join_without_all_parts_has_no_digest()
    {
        var join = new Blake3Join(4096);
        Add(join, Noise.Bytes(3072, 6), 0, 3072);
        Assert.Throws<InvalidOperationException>(() => join.Digest);
    }

    /// <summary>Cuts before the given chunks and hashes the parts in the order given.</summary>
    private static Hash32 Joined(byte[] input, int[] starts)
    {
        var join = new Blake3Join((ulong)input.Length);
        foreach (int start in starts)
        {
            int end = starts.Where(other => other > start).Append(int.MaxValue / 1024).Min();
            Add(join, input, start * 1024, Math.Min(end * 1024, input.Length));
        }
        return join.Digest;
    }

    private static unsafe void Add(Blake3Join join, byte[] input, int start, int end)
    {
        var values = new byte[Blake3Tree.WorkSize(end - start)];
        fixed (byte* bytes = input, work = values) join.AddPart(bytes + start, end - start, (ulong)start / 1024, work, Blake3Widths.Best);
    }

    private static unsafe byte[] ChunkValues(byte[] input, ulong first, Blake3Width width)
    {
        var values = new byte[Blake3Tree.WorkSize(input.Length)];
        fixed (byte* bytes = input, work = values) Blake3Tree.ChunkValues(bytes, input.Length, first, work, width);
        return values[..(input.Length / 1024 * Hash32.Size)];
    }

    private static void AssertAllWidths(ReadOnlySpan<byte> input)
    {
        Hash32 expected = Blake3.Hash(input, Blake3Width.Scalar);
        foreach (Blake3Width width in Widths) Assert.Equal(expected, Blake3.Hash(input, width));
    }
}
