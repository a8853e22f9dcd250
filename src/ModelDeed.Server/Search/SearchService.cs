using System.Data.Common;
using System.Threading.Channels;
using ModelDeed.Server.Indexing;

namespace ModelDeed.Server.Search;

/// <summary>Keeps search in step with the index while the server runs: after each commit of its indexer, and from time to time, for another process may write.</summary>
internal sealed class SearchService(Indexer indexer, SearchQueries queries, TimeProvider time, ILogger<SearchService> log) : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly Channel<bool> _committed = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        indexer.Committed += _ => _committed.Writer.TryWrite(true);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => Run(stoppingToken), stoppingToken);

    private async Task Run(CancellationToken ct)
    {
        while (true)
        {
            try
            {
                await queries.CatchUp(ct);
            }
            catch (DbException error)
            {
                // Before the indexer has made the tables, or while the database is away: searches go on with what is known.
                log.LogInformation(error, "Search couldn't be brought up to date; it is tried again.");
            }
            await Next(ct);
        }
    }

    private async Task Next(CancellationToken ct)
    {
        try
        {
            await _committed.Reader.ReadAsync(ct).AsTask().WaitAsync(Pause, time, ct);
        }
        catch (TimeoutException)
        {
            // Nothing was committed here.
        }
    }
}
