namespace ModelDeed.Server.Indexing;

/// <summary>Whether the tables are what the stored logs say.</summary>
/// <param name="Block">Up to which block.</param>
/// <param name="Differences">What isn't so, a line each; none when all is well.</param>
/// <param name="Digests">Each table's digest.</param>
internal sealed record IndexVerdict(long Block, IReadOnlyList<string> Differences, IReadOnlyDictionary<string, TableDigest> Digests);

/// <summary>Makes all tables again, in a temporary database, from the stored logs, and compares.</summary>
internal static class IndexVerify
{
    /// <summary>Verifies an open index, which isn't changed.</summary>
    /// <param name="store">The index; replayed.</param>
    /// <param name="target">Where it is.</param>
    /// <param name="ct">Stops.</param>
    public static async Task<IndexVerdict> Run(IndexStore store, IndexTarget target, CancellationToken ct)
    {
        IReadOnlyDictionary<string, TableDigest> kept = store.Digests(), counted = store.Recount(ct);
        string file = Path.Combine(Path.GetTempPath(), $"modeldeed-verify-{Environment.ProcessId}-{Environment.CurrentManagedThreadId}-{Path.GetRandomFileName()}.db");
        Database fresh = Database.Sqlite(file, lasting: false);
        try
        {
            IReadOnlyDictionary<string, TableDigest> made = await Make(store, target with { Database = fresh, Followers = [] }, ct);
            List<string> differences = [];
            foreach (string table in made.Keys.Order(StringComparer.Ordinal))
            {
                if (counted[table] != kept[table]) differences.Add($"{table}: {counted[table].Rows} rows in the database, {kept[table].Rows} written by the index, or changed since: digest {counted[table].Digest}, kept {kept[table].Digest}");
                if (made[table] != kept[table]) differences.Add($"{table}: {made[table].Rows} rows by the logs, {kept[table].Rows} in the index: digest {made[table].Digest}, kept {kept[table].Digest}");
            }
            return new IndexVerdict(store.Applied, differences, made);
        }
        finally
        {
            await fresh.DisposeAsync();
            foreach (string left in (string[])[file, file + "-wal", file + "-shm", file + ".lock"]) File.Delete(left);
        }
    }

    private static async Task<IReadOnlyDictionary<string, TableDigest>> Make(IndexStore from, IndexTarget target, CancellationToken ct)
    {
        await using IndexStore fresh = await IndexStore.Open(target, ct);
        foreach (object?[] block in from.StoredBlocks()) fresh.Enter(block, ct);
        fresh.Commit();
        return fresh.Digests();
    }
}
