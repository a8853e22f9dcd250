using ModelDeed.Storage;
using ModelDeed.Tests.Fingerprints;

namespace ModelDeed.Tests.Storage;

/// <summary>Several stores, some of them bad. Real servers and a real proxy with the same faults: ModelDeed.EndToEnd.Storage.</summary>
public sealed class ReplicatedStoreTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly MemoryStore _bad = new("bad"), _good = new("good");
    private readonly Block[] _blocks = [.. Enumerable.Range(1, 12).Select(i => Block.Of(BlockCodec.Raw, Noise.Bytes(50, (ulong)i)))];

    public ReplicatedStoreTests()
    {
        foreach (Block block in _blocks) _bad.Content[block.Cid] = _good.Content[block.Cid] = block.Bytes.ToArray();
    }

    public void Dispose()
    {
        _bad.Dispose();
        _good.Dispose();
    }

    [Fact]
    public async Task A_store_that_lies_once_is_not_asked_again()
    {
        foreach (Block block in _blocks) _bad.Content[block.Cid] = Noise.Bytes(50, 99);
        using ReplicatedStore both = await GetAll();
        SourceReport bad = both.Reports[0];
        Assert.Equal((0, 1, 1), (bad.Blocks, bad.Faults, _bad.Gets));
        Assert.Contains("sent other bytes", bad.Dropped, StringComparison.Ordinal);
        Assert.Equal((12, null), (both.Reports[1].Blocks, both.Reports[1].Dropped));
    }

    [Fact]
    public async Task A_store_that_breaks_three_times_in_a_row_is_not_asked_again()
    {
        _bad.BeforeGet = (_, _) => throw new StoreException("bad", StoreFault.Failed, "it answered 500.");
        _good.BeforeGet = (_, ct) => Task.Delay(20, ct); // slower than the other's failures
        using ReplicatedStore both = await GetAll();
        Assert.Equal(SourceRecord.MaxFailures, _bad.Gets);
        Assert.Contains("500", both.Reports[0].Dropped, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_breaks_now_and_then_stays()
    {
        int calls = 0;
        _bad.BeforeGet = (_, _) => Interlocked.Increment(ref calls) % 3 == 0 ? throw new StoreException("bad", StoreFault.Failed, "reset.") : Task.CompletedTask;
        _good.BeforeGet = (_, ct) => Task.Delay(20, ct);
        using ReplicatedStore both = await GetAll();
        Assert.Null(both.Reports[0].Dropped);
        Assert.NotEqual(0, both.Reports[0].Blocks);
    }

    [Fact]
    public async Task A_store_that_never_answers_holds_nobody_up()
    {
        _bad.BeforeGet = (_, ct) => Task.Delay(Timeout.Infinite, ct);
        using ReplicatedStore both = await GetAll(TimeSpan.FromSeconds(1)); // the good one is quicker, however busy the machine
        Assert.Equal((0, 12), (both.Reports[0].Blocks, both.Reports[1].Blocks));
        Assert.InRange(_bad.Gets, 1, SourceRecord.MaxFailures);
        _good.BeforeGet = (_, ct) => Task.Delay(3000, ct); // even where the other is slower still, three times are enough
        Assert.NotNull(await both.Get(_blocks[0].Cid, default));
    }

    [Fact]
    public async Task A_store_damaged_on_ones_own_disk_is_still_used_for_what_is_right()
    {
        _bad.BeforeGet = (cid, _) => cid == _blocks[0].Cid ? throw new StoreException("bad", StoreFault.Damaged, "damaged.") : Task.CompletedTask;
        _good.BeforeGet = (_, ct) => Task.Delay(20, ct);
        using ReplicatedStore both = await GetAll();
        Assert.Null(both.Reports[0].Dropped);
        Assert.NotEqual(0, both.Reports[0].Blocks);
    }

    [Fact]
    public async Task Missing_everywhere_is_missing_and_failed_somewhere_is_a_failure()
    {
        using ReplicatedStore both = new([_bad, _good], 2, Patience);
        Assert.Null(await both.Get(Cid.Of(BlockCodec.Raw, [1]), default));
        _bad.BeforeGet = (_, _) => throw new StoreException("bad", StoreFault.Failed, "it answered 500.");
        Assert.Contains("500", (await Assert.ThrowsAsync<StoreException>(() => both.Get(Cid.Of(BlockCodec.Raw, [1]), default))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_put_succeeds_with_as_many_copies_as_are_wanted_and_fails_with_fewer()
    {
        _bad.BeforePut = (_, _) => throw new StoreException("bad", StoreFault.Failed, "it answered 507.");
        Block block = Block.Of(BlockCodec.Raw, new byte[] { 1, 2, 3 });
        using ReplicatedStore one = new([_bad, _good], 1, Patience), two = new([_bad, _good], 2, Patience);
        await one.Put(block, default);
        Assert.True(_good.Content.ContainsKey(block.Cid));
        Assert.Equal(("bad: it answered 507.", null), (one.Reports[0].Problem, one.Reports[1].Problem));
        string refused = (await Assert.ThrowsAsync<StoreException>(() => two.Put(block, default))).Message;
        Assert.Contains("1 of 2 copies", refused, StringComparison.Ordinal);
        Assert.Contains("bad: it answered 507.", refused, StringComparison.Ordinal);
        Assert.True(await one.Has(block.Cid, default));
        Assert.False(await two.Has(block.Cid, default));
    }

    [Fact]
    public async Task The_faster_of_two_is_asked_more_often()
    {
        _bad.BeforeGet = (_, ct) => Task.Delay(60, ct);
        _good.BeforeGet = (_, ct) => Task.Delay(1, ct);
        using ReplicatedStore both = new([_bad, _good], 1, TimeSpan.FromSeconds(5));
        foreach (Block block in _blocks) Assert.NotNull(await both.Get(block.Cid, default));
        Assert.Equal((1, 11), (both.Reports[0].Blocks, both.Reports[1].Blocks));
    }

    [Fact]
    public async Task Repair_puts_back_what_is_missing_or_wrong_and_says_what_is_lost()
    {
        DagEntry root = await new DagBuilder(_good, 2, null, new DagProfile(100, 3, 1000)).AddFile(new MemorySource(Noise.Bytes(2000, 5)), default);
        foreach (Cid cid in _good.Content.Keys) _bad.Content[cid] = _good.Content[cid];
        Cid[] chunks = [.. _good.Content.Where(one => one.Value.Length == 100).Select(one => one.Key)];
        _bad.Content[chunks[0]] = [1];
        _bad.Content.TryRemove(chunks[1], out _);
        _bad.Content.TryRemove(root.Cid, out _);

        StoreCheckResult found = await StoreCheck.Run(root.Cid, [_bad, _good], repair: false, 4, null, default);
        Assert.Equal((false, 2L, 1L, 0L), (found.IsWhole, found.Stores[0].Missing, found.Stores[0].Wrong, found.Stores[0].Repaired));
        Assert.True(found.Stores[1].IsWhole);
        StoreCheckResult mended = await StoreCheck.Run(root.Cid, [_bad, _good], repair: true, 4, null, default);
        Assert.Equal((true, 3L), (mended.IsWhole, mended.Stores[0].Repaired));
        Assert.True((await StoreCheck.Run(root.Cid, [_bad], repair: false, 4, null, default)).IsWhole);

        foreach (MemoryStore store in new[] { _bad, _good }) store.Content.TryRemove(chunks[2], out _);
        StoreCheckResult lost = await StoreCheck.Run(root.Cid, [_bad, _good], repair: true, 4, null, default);
        Assert.False(lost.IsWhole);
        Assert.Equal([chunks[2]], lost.Lost);
    }

    private async Task<ReplicatedStore> GetAll(TimeSpan? patience = null)
    {
        ReplicatedStore both = new([_bad, _good], 1, patience ?? Patience);
        foreach (Block block in _blocks) Assert.Equal(block.Bytes.ToArray(), (await both.Get(block.Cid, default))!.Bytes.ToArray());
        return both;
    }
}
