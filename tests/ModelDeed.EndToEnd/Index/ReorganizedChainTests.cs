namespace ModelDeed.EndToEnd.Index;

/// <summary>The real server on a real anvil: kills and reorganizations of any depth leave what a fresh index has.</summary>
public sealed class ReorganizedChainTests
{
    [Fact]
    public async Task Kills_and_reorganizations_of_any_depth_leave_what_the_chain_says()
    {
        await using IndexedAnvil anvil = await IndexedAnvil.Start();
        await anvil.Anchor(20);
        anvil.Serve();
        await anvil.Agree();
        await anvil.Anchor(240);
        await anvil.Kill(); // wherever it is
        anvil.Serve();
        await anvil.Agree();
        foreach (int depth in (int[])[1, 5, 64, 250])
        {
            await anvil.Reorganize(depth);
            await anvil.Agree();
            await anvil.Anchor(6);
            await anvil.Agree();
        }
        await anvil.Reorganize(5);
        await anvil.Kill(); // while it undoes, or before
        anvil.Serve();
        await anvil.Agree();
        await anvil.Kill();
        Assert.Equal(0, await anvil.Run("index", "verify"));
        Assert.Equal(0, await anvil.Run("reindex"));
        Assert.Equal(0, await anvil.Run("index", "verify"));
        Assert.Equal(0, await anvil.Run("reindex", "--from-chain"));
        Assert.Equal(0, await anvil.Run("index", "verify"));
    }
}
