using ModelDeed.Server.Indexing;

namespace ModelDeed.Server;

/// <summary>Indexes for as long as the server runs.</summary>
internal sealed class IndexerService(Indexer indexer) : BackgroundService
{
    // On a thread of the pool: catching up computes, and would hold up the server's start.
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.Run(() => indexer.Run(stoppingToken), stoppingToken);
}
