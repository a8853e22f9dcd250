using System.Threading.RateLimiting;
using ModelDeed.Server.Api;
using ModelDeed.Storage;

namespace ModelDeed.Server.Sealing;

/// <summary>Single blocks of this server's folder, as a trustless gateway gives them (specs.ipfs.tech/http-gateways/trustless-gateway): whoever asks checks what comes by its name.</summary>
internal static class BlockEndpoints
{
    private const string RawType = "application/vnd.ipld.raw";

    private const int Year = 365 * 86_400;

    /// <summary>Whether an address is a block's.</summary>
    public static bool Has(PathString path) => path.StartsWithSegments("/ipfs", StringComparison.OrdinalIgnoreCase);

    public static void MapBlocks(this IEndpointRouteBuilder app) => app.MapMethods("/ipfs/{cid}", [HttpMethods.Get, HttpMethods.Head], Give).ExcludeFromDescription();

    private static async Task<IResult> Give(string cid, string? format, HttpContext http, PackageShelf shelf, BlockGate gate, CancellationToken ct)
    {
        // Anybody's page may read what anybody may have.
        http.Response.Headers.AccessControlAllowOrigin = "*";
        http.Response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        if (!Cid.TryParse(cid, out Cid name)) return Said(StatusCodes.Status400BadRequest, "This isn't a CID of version 1, raw or dag-pb, SHA-256, base32.");
        if (format is not "raw" && !(format is null && http.Request.Headers.Accept.ToString().Contains(RawType, StringComparison.Ordinal)))
            return Said(StatusCodes.Status406NotAcceptable, "Only raw blocks are given here: ask with ?format=raw.");
        string tag = $"\"{name}.raw\"";
        if (Fresh.Matches(http.Request.Headers.IfNoneMatch, tag) && await shelf.Store.Has(name, ct)) return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        using IDisposable? place = await gate.Enter(RateLimit.Client(http.Connection.RemoteIpAddress), ct);
        if (place is null) return Busy(http);
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(gate.Time);
        try
        {
            return await shelf.Store.Get(name, ct) is { } block ? await Write(http, block, tag, time.Token) : Said(StatusCodes.Status404NotFound, "This block isn't kept here.");
        }
        catch (OperationCanceledException) when (time.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            http.Abort(); // who takes it so slowly holds what others wait for
            return TypedResults.Empty;
        }
        catch (StoreException damaged)
        {
            await Console.Error.WriteLineAsync($"deed: {damaged.Message}");
            return Said(StatusCodes.Status500InternalServerError, "This block is damaged here: take it from another source.");
        }
    }

    // Within the gate: the block's bytes are held until they are taken.
    private static async Task<IResult> Write(HttpContext http, Block block, string tag, CancellationToken ct)
    {
        Fresh.Head(http, tag, $"public, max-age={Year}, immutable");
        http.Response.ContentType = RawType;
        http.Response.ContentLength = block.Bytes.Length;
        http.Response.Headers.ContentDisposition = $"attachment; filename=\"{block.Cid}.bin\"";
        if (HttpMethods.IsGet(http.Request.Method)) await http.Response.Body.WriteAsync(block.Bytes, ct);
        return TypedResults.Empty;
    }

    private static Microsoft.AspNetCore.Http.HttpResults.ContentHttpResult Busy(HttpContext http)
    {
        http.Response.Headers.RetryAfter = "1";
        return Said(StatusCodes.Status503ServiceUnavailable, "Too many blocks are asked for at once: try again in a second.");
    }

    private static Microsoft.AspNetCore.Http.HttpResults.ContentHttpResult Said(int status, string text) => TypedResults.Text(text + "\n", "text/plain; charset=utf-8", statusCode: status);
}

/// <summary>So many blocks are held in memory at once, a quarter of them for one address, and no more; who comes then waits for a while.</summary>
/// <param name="atOnce">Blocks at once.</param>
/// <param name="time">How long one may be held: who takes it more slowly gets none.</param>
internal sealed class BlockGate(int atOnce, TimeSpan time) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly PartitionedRateLimiter<string> _places = PartitionedRateLimiter.CreateChained(
        PartitionedRateLimiter.Create<string, string>(client => RateLimitPartition.GetConcurrencyLimiter(client, _ => Places(Math.Max(1, atOnce / 4)))),
        PartitionedRateLimiter.Create<string, string>(_ => RateLimitPartition.GetConcurrencyLimiter("", _ => Places(atOnce))));

    /// <summary>How long a block may be held.</summary>
    public TimeSpan Time => time;

    /// <summary>A place, to be disposed of; null when there is none for too long.</summary>
    /// <param name="client">Whose address it is.</param>
    /// <param name="ct">Ends the waiting.</param>
    public async Task<IDisposable?> Enter(string client, CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            RateLimitLease place = await _places.AcquireAsync(client, 1, patience.Token);
            if (place.IsAcquired) return place;
            place.Dispose();
            return null;
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    public void Dispose() => _places.Dispose();

    private static ConcurrencyLimiterOptions Places(int count) => new() { PermitLimit = count, QueueLimit = 16 * count, QueueProcessingOrder = QueueProcessingOrder.OldestFirst };
}
