using System.Data.Common;
using System.Threading.Channels;
using Dapper;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Search;

namespace ModelDeed.Server.Metadata;

/// <summary>Brings documents that titles name to search: those that are here at once, whoever stored them; the others are asked for.</summary>
internal sealed class DocumentIndexer(
    Indexer indexer, Database database, SearchIndexer search, SearchQueries queries, Heritage.HeritagePrints prints, Manifests manifests, DocumentStore store, DocumentCollector collector, TimeProvider time, ILogger<DocumentIndexer> log) : BackgroundService
{
    // Documents looked for at once, the newest first; and the bytes of one that is read for search: a larger one has no words.
    private const int AtOnce = 1_000, MostBytes = 32 << 20;

    private const string Missing = """
        SELECT c.digest AS digest, c.uri AS uri, c.block AS block FROM cards c LEFT JOIN document_words w ON w.digest = c.digest WHERE w.digest IS NULL
        UNION ALL SELECT t.current_manifest AS digest, '' AS uri, t.registered_block AS block FROM titles t LEFT JOIN document_words w ON w.digest = t.current_manifest
            WHERE w.digest IS NULL AND t.registered_block > 0 AND t.dissolved_into IS NULL
        ORDER BY block DESC LIMIT @most
        """;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly Channel<bool> _changed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        indexer.Committed += _ => _changed.Writer.TryWrite(true);
        store.Added += () => _changed.Writer.TryWrite(true);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => Run(stoppingToken), stoppingToken);

    private async Task Run(CancellationToken ct)
    {
        // A million prints' keys take seconds to read: the first to search shouldn't wait for them.
        await Warm(ct);
        while (true)
        {
            try
            {
                await _changed.Reader.ReadAsync(ct).AsTask().WaitAsync(Pause, time, ct);
            }
            catch (TimeoutException)
            {
                // Documents may have come from elsewhere: the command line writes manifests here.
            }
            try
            {
                await Sweep(ct);
            }
            catch (Exception error) when (error is DbException or IOException)
            {
                log.LogWarning(error, "Documents couldn't be brought to search; it is tried again.");
            }
        }
    }

    private async Task Warm(CancellationToken ct)
    {
        try
        {
            await prints.CatchUp(ct);
        }
        catch (Exception error) when (error is DbException or IOException)
        {
            log.LogWarning(error, "Heritage prints couldn't be read; the first search tries again.");
        }
    }

    /// <summary>Looks once for all documents that search misses.</summary>
    internal async Task Sweep(CancellationToken ct)
    {
        bool added = false;
        foreach ((byte[] digest, string uri, _) in await Named(ct))
        {
            Hash32 sha256 = new(digest);
            await using FileStream? file = await manifests.Open(sha256, ct);
            if (file is null)
            {
                collector.Want(sha256, uri);
                continue;
            }
            byte[] content = new byte[file.Length <= MostBytes ? file.Length : 0];
            await file.ReadExactlyAsync(content, ct);
            await prints.Add(sha256, content, ct);
            await search.AddDocument(database, sha256, content, ct);
            added = true;
        }
        if (added) await queries.CatchUp(ct);
    }

    private async Task<IEnumerable<(byte[] Digest, string Uri, long Block)>> Named(CancellationToken ct)
    {
        await using DbConnection connection = await database.Open(ct);
        return await connection.QueryAsync<(byte[], string, long)>(new CommandDefinition(Missing, new { most = AtOnce }, cancellationToken: ct));
    }
}
