using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using ModelDeed.Fingerprints;

namespace ModelDeed.Server.Metadata;

/// <summary>Fetches wanted documents in the background through the configured IPFS gateways. A page never waits for it: it shows what is here.</summary>
internal sealed class DocumentCollector(DocumentFetcher fetcher, DocumentStore store, IOptions<FetchOptions> options, TimeProvider time, ILogger<DocumentCollector> log) : BackgroundService
{
    // More wishes than that are forgotten: who asks again, wishes again.
    private const int MostWaiting = 1_000;

    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    private readonly Channel<(Hash32 Sha256, string? Link)> _wanted = Channel.CreateBounded<(Hash32, string?)>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentDictionary<Hash32, DateTimeOffset> _asked = new();

    /// <summary>Asks for a document by its SHA-256, first under a link if there is one, then of IPFS. One that couldn't be had is tried again after ten minutes at the earliest.</summary>
    internal void Want(Hash32 sha256, string? link = null)
    {
        if (options.Value.Gateways.Length == 0) return;
        DateTimeOffset now = time.GetUtcNow();
        if (_asked.TryGetValue(sha256, out DateTimeOffset before) && now - before < Pause) return;
        if (_asked.Count > MostWaiting * 10) _asked.Clear();
        _asked[sha256] = now;
        _wanted.Writer.TryWrite((sha256, link));
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach ((Hash32 sha256, string? link) in _wanted.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                FetchOutcome outcome = await Fetch(sha256, link, stoppingToken);
                if (outcome is FetchOutcome.Fetched fetched) await store.Put(new MemoryStream(fetched.Bytes), sha256, stoppingToken);
                else if (log.IsEnabled(LogLevel.Information)) log.LogInformation("The document {Digest} couldn't be had: {Outcome}", sha256, outcome);
            }
            catch (IOException error)
            {
                log.LogError(error, "The document {Digest} couldn't be kept.", sha256);
            }
        }
    }

    private async Task<FetchOutcome> Fetch(Hash32 sha256, string? link, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(link)) return await fetcher.Fetch(ContentId.Uri(sha256), sha256, ct);
        FetchOutcome outcome = await fetcher.Fetch(link, sha256, ct);
        return outcome is FetchOutcome.Fetched ? outcome : await fetcher.Fetch(ContentId.Uri(sha256), sha256, ct);
    }
}
