using ModelDeed.Fingerprints;

namespace ModelDeed.Tests.Fingerprints;

/// <summary>Pieces come to a tap in order, whichever thread is early.</summary>
public sealed class TapQueueTests
{
    [Fact]
    public void Pieces_that_are_early_are_kept_for_their_turn()
    {
        Kept kept = new();
        TapQueue queue = new([kept], new TapFailure());
        queue.Take(6, [7, 8]);
        queue.Take(3, [4, 5, 6]);
        Assert.Empty(kept.Bytes);
        queue.Take(0, [1, 2, 3]);
        Assert.Equal(Enumerable.Range(1, 8).Select(i => (byte)i), kept.Bytes);
        queue.Take(8, [9]);
        Assert.Equal(9, kept.Bytes.Count);
    }

    [Fact]
    public void Who_is_too_early_waits_and_gives_up_when_another_fails()
    {
        TapFailure failure = new();
        TapQueue queue = new([new Kept()], failure);
        byte[] piece = new byte[5 << 20];
        queue.Take(1 << 20, piece);
        failure.Set();
        Assert.Throws<OperationCanceledException>(() => queue.Take(6 << 20, piece));
    }

    [Fact]
    public void Any_number_of_threads_gives_the_same_order()
    {
        Kept kept = new();
        TapQueue queue = new([kept], new TapFailure());
        int next = -1;
        Thread[] threads = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            for (int piece = Interlocked.Increment(ref next); piece < 5000; piece = Interlocked.Increment(ref next)) queue.Take((ulong)piece * 2, [(byte)piece, (byte)(piece >> 8)]);
        }))];
        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        Assert.Equal(Enumerable.Range(0, 5000).SelectMany(piece => new[] { (byte)piece, (byte)(piece >> 8) }), kept.Bytes);
    }

    private sealed class Kept : ITensorTap
    {
        public List<byte> Bytes { get; } = [];

        public void Take(ReadOnlySpan<byte> bytes) => Bytes.AddRange(bytes);
    }
}
