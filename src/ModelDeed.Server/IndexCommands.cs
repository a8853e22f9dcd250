using System.Globalization;
using ModelDeed.Ethereum;
using ModelDeed.Server.Indexing;

namespace ModelDeed.Server;

/// <summary><c>reindex</c> and <c>index verify</c>: while no server indexes into the database.</summary>
internal static class IndexCommands
{
    /// <summary>Makes all tables again, from the stored logs or from the chain.</summary>
    public static async Task<int> Reindex(ServerChain chain, bool fromChain, TextWriter output, CancellationToken ct)
    {
        await using IndexStore store = await IndexStore.Open(chain.Target, ct);
        long start = TimeProvider.System.GetTimestamp();
        if (fromChain)
        {
            store.Undo(-1, default);
            store.Commit();
            while (await chain.Indexer.Step(store, ct)) await output.WriteLineAsync($"Indexed up to block {store.Stored:N0}.");
        }
        else
        {
            store.Wipe();
            store.Replay(null, ct);
        }
        TimeSpan took = TimeProvider.System.GetElapsedTime(start);
        await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"{store.Events:N0} logs up to block {store.Stored:N0} in {took.TotalSeconds:0.00} s."));
        return 0;
    }

    /// <summary>Compares the tables with what the stored logs say.</summary>
    /// <returns>0 when they are equal, 1 when not.</returns>
    public static async Task<int> Verify(ServerChain chain, TextWriter output, CancellationToken ct)
    {
        await using IndexStore store = await IndexStore.Open(chain.Target, ct);
        if (store.Applied != store.Stored) store.Replay(null, ct);
        IndexVerdict verdict = await IndexVerify.Run(store, chain.Target, ct);
        foreach (string difference in verdict.Differences) await output.WriteLineAsync(difference);
        await output.WriteLineAsync(verdict.Differences.Count == 0
            ? $"Up to block {verdict.Block:N0} all {verdict.Digests.Count} tables are what the logs say."
            : $"{verdict.Differences.Count} differences. Run: deed reindex");
        return verdict.Differences.Count == 0 ? 0 : 1;
    }

    /// <summary>The exit code and the words for what a user can mend; null for a fault of ours.</summary>
    public static (int Exit, string Message)? Explain(Exception exception) => exception switch
    {
        IndexException or ChainProfileException or FormatException => (4, exception.Message),
        RpcException or EmbeddedChainException or ChainMovedException => (3, exception.Message),
        IOException => (4, exception.Message),
        System.Data.Common.DbException => (4, $"The database fails: {exception.Message}"),
        OperationCanceledException => (130, "Cancelled."),
        _ => null,
    };
}
