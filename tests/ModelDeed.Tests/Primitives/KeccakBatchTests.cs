using FsCheck;
using FsCheck.Fluent;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Primitives;

public sealed class KeccakBatchTests
{
    [Fact]
    public void Batches_of_any_messages_equal_single_hashes_at_every_width()
    {
        Gen<byte[]> message = Gen.Choose(0, 300).SelectMany(length => ArbMap.Default.GeneratorFor<byte>().ArrayOf(length));
        Prop.ForAll(message.ListOf().Select(list => list.ToArray()).ToArbitrary(), messages =>
        {
            int end = 0;
            int[] ends = [.. messages.Select(one => end += one.Length)];
            Hash32[] expected = [.. messages.Select(one => Keccak256.Hash(one))];
            foreach (int lanes in new[] { 1, 4, 8 }.Where(lanes => lanes <= KeccakBatch.Widest))
            {
                var digests = new Hash32[messages.Length];
                KeccakBatch.Hash([.. messages.SelectMany(one => one)], ends, digests, lanes);
                Assert.Equal(expected, digests);
            }
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Lengths_around_the_rate_agree_at_every_width()
    {
        byte[] messages = new byte[136 * 20];
        for (int length = 130; length <= 138; length++)
        {
            int[] ends = [.. Enumerable.Range(1, 9).Select(i => i * length)];
            Hash32[] expected = [.. ends.Select(end => Keccak256.Hash(messages.AsSpan(end - length, length)))];
            foreach (int lanes in new[] { 1, 4, 8 }.Where(lanes => lanes <= KeccakBatch.Widest))
            {
                var digests = new Hash32[9];
                KeccakBatch.Hash(messages, ends, digests, lanes);
                Assert.Equal(expected, digests);
            }
        }
    }

    [Fact]
    public void Too_little_room_is_refused() =>
        Assert.Throws<ArgumentException>(() => KeccakBatch.Hash(new byte[2], [1, 2], new Hash32[1]));
}
