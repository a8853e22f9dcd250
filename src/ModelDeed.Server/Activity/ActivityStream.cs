using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Options;
using ModelDeed.Server.Api;

namespace ModelDeed.Server.Activity;

/// <summary>Where a stream of activity is: a row, and the block it stood in, so that a reorganization in between is seen.</summary>
/// <param name="Block">Height.</param>
/// <param name="LogIndex">Position in the block.</param>
/// <param name="Hash">The block's hash; null at the head, before any row.</param>
internal sealed record StreamPlace(long Block, long LogIndex, Hash32? Hash)
{
    /// <summary>The event id of it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Block}-{LogIndex}-{Hash}");

    /// <summary>Reads an event id; null when it isn't one.</summary>
    public static StreamPlace? Parse(string? id)
    {
        string[] parts = (id ?? "").Split('-');
        return parts.Length == 3 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long block)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long log) && Hash32.TryParse(parts[2], out Hash32 hash) ? new StreamPlace(block, log, hash) : null;
    }
}

/// <summary>Server-sent events (HTML standard, 9.2): <c>activity</c> for each row; <c>reorganized</c> when blocks were undone: forget what was told
/// of blocks after the one it names; those that stand now follow.</summary>
internal sealed class ActivityStream(ActivityRecords activity, TimeProvider clock, IOptions<ApiOptions> options)
{
    private const int Batch = 200;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _open = new(StringComparer.Ordinal);
    private int _all;
    private (long At, Task<string> State)? _asked;

    /// <summary>Takes one of the streams for an address; false when all are taken, or as many as one may have.</summary>
    public bool TryTake(string client)
    {
        lock (_gate)
        {
            int own = _open.GetValueOrDefault(client);
            if (_all >= options.Value.Streams || own >= options.Value.StreamsEach) return false;
            (_all, _open[client]) = (_all + 1, own + 1);
            return true;
        }
    }

    /// <summary>Gives it back.</summary>
    public void Release(string client)
    {
        lock (_gate)
        {
            _all--;
            if (--_open[client] == 0) _open.Remove(client);
        }
    }

    /// <summary>The events from a place on; from the head when there is none.</summary>
    public async IAsyncEnumerable<SseItem<string>> Run(ActivityFilter filter, StreamPlace? from, [EnumeratorCancellation] CancellationToken ct)
    {
        StreamPlace at = from ?? await Head(ct);
        DateTimeOffset spoke = clock.GetUtcNow();
        string? read = null;
        while (true)
        {
            // Where nothing was committed, nothing can have happened: one query serves all streams.
            string state = await Index().WaitAsync(ct);
            if (state == read)
            {
                if (clock.GetUtcNow() - spoke > Silence)
                {
                    spoke = clock.GetUtcNow();
                    yield return new SseItem<string>("{}", "still-here"); // so that proxies keep the connection, and we notice who left
                }
                await Task.Delay(Pause, clock, ct);
                continue;
            }
            if (at.Hash is { } hash && await activity.BlockHash(at.Block, ct) is var now && now != hash)
            {
                long final = Math.Min(at.Block - 1, await activity.State("final_block", ct));
                at = new StreamPlace(final, long.MaxValue, null);
                yield return new SseItem<string>($$"""{"after":{{final}}}""", "reorganized");
            }
            List<ActivityView> rows = await activity.After(filter, at.Block, at.LogIndex, Batch, ct);
            foreach (ActivityView row in rows)
            {
                at = new StreamPlace(row.Block, row.LogIndex, await activity.BlockHash(row.Block, ct));
                yield return new SseItem<string>(JsonSerializer.Serialize(row, ApiJson.Options), "activity") { EventId = at.ToString() };
            }
            if (rows.Count > 0) spoke = clock.GetUtcNow();
            if (rows.Count < Batch) read = state;
        }
    }

    // The index's place, as it was half a pause ago at most.
    private Task<string> Index()
    {
        lock (_gate)
        {
            if (_asked is not { } asked || (asked.State.IsCompleted && clock.GetElapsedTime(asked.At) > Pause / 2)) _asked = asked = (clock.GetTimestamp(), activity.Place(CancellationToken.None));
            return asked.State;
        }
    }

    private async Task<StreamPlace> Head(CancellationToken ct) => (await activity.List(ActivityFilter.All, null, 1, ct)).Items is [var newest]
        ? new StreamPlace(newest.Block, newest.LogIndex, await activity.BlockHash(newest.Block, ct)) : new StreamPlace(-1, long.MaxValue, null);
}
