namespace ModelDeed.EndToEnd.Index;

/// <summary>The real server while it reads a long history: what happens to it in the middle leaves no trace.</summary>
public sealed class BackfillTests
{
    // A commit is made of 10,000 logs and more.
    private const int Blocks = 240, Each = 500;

    [Fact]
    public async Task Killed_in_the_middle_of_the_backfill_again_and_again_it_ends_as_a_fresh_index()
    {
        await using IndexedAnvil anvil = await IndexedAnvil.Start();
        await anvil.Fill(Blocks, Each);
        var head = (long)await anvil.User.Node.BlockNumber(CancellationToken.None);
        long block = 0;
        int inTheMiddle = 0;
        for (int kill = 0; kill < 3 && block < head; kill++)
        {
            anvil.Serve();
            await anvil.Committed(block);
            await anvil.Kill();
            block = await anvil.Committed(block);
            if (block < head) inTheMiddle++;
        }
        Assert.InRange(inTheMiddle, 1, 3);
        anvil.Serve();
        await anvil.Committed(head - 1);
        await anvil.Kill();
        Assert.Equal(0, await anvil.Run("index", "verify"));
        string resumed = await anvil.Digests();
        anvil.Forget();
        Assert.Equal(0, await anvil.Run("reindex", "--from-chain"));
        Assert.Equal(await anvil.Digests(), resumed);
        Assert.Contains($" {Blocks * Each}", resumed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_read_while_it_indexes_and_nobody_meets_an_error()
    {
        await using IndexedAnvil anvil = await IndexedAnvil.Start();
        (anvil.Settings["Api__Burst"], anvil.Settings["Api__PerSecond"]) = ("1000000", "1000000"); // all come from one address here
        await anvil.Fill(Blocks / 2, Each);
        anvil.Serve();
        await anvil.Committed(0);
        Task<ReadersReport> reading = Readers.Run(anvil.Site, 100, 5, TimeSpan.FromMilliseconds(200));
        while (!reading.IsCompleted) await anvil.Fill(1, Each); // so that it indexes all the while
        ReadersReport met = await reading;
        Assert.True(met.Errors == 0, met.ToString());
        Assert.Equal(500, met.Answers);
        await anvil.Committed((long)await anvil.User.Node.BlockNumber(CancellationToken.None) - 1);
        await anvil.Kill();
        Assert.Equal(0, await anvil.Run("index", "verify"));
    }

    [Fact]
    public async Task A_full_disk_is_told_and_once_there_is_room_indexing_goes_on_by_itself()
    {
        await using IndexedAnvil anvil = await IndexedAnvil.Start();
        SmallDisk disk = await anvil.OnASmallDisk("6m");
        await anvil.Fill(Blocks / 3, Each);
        var head = (long)await anvil.User.Node.BlockNumber(CancellationToken.None);
        anvil.Serve();
        await anvil.Until((status, health) => status == 503 && health.GetProperty("stage").GetString() == "Retrying"
            && health.GetProperty("error").GetString()!.StartsWith("The disk is full", StringComparison.Ordinal));
        Assert.InRange((await anvil.Health()).Health.GetProperty("block").GetInt64(), -1, head - 1);
        await disk.Resize("256m");
        await anvil.Until((status, health) => status == 200 && health.GetProperty("block").GetInt64() == head);
        await anvil.Kill();
        Assert.Equal(0, await anvil.Run("index", "verify"));
    }
}
