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
        if (!await gate.Enter(ct)) return Busy(http);
        try
        {
            return await shelf.Store.Get(name, ct) is { } block ? await Write(http, block, tag, ct) : Said(StatusCodes.Status404NotFound, "This block isn't kept here.");
        }
        catch (StoreException damaged)
        {
            await Console.Error.WriteLineAsync($"deed: {damaged.Message}");
            return Said(StatusCodes.Status500InternalServerError, "This block is damaged here: take it from another source.");
        }
        finally
        {
            gate.Leave();
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

/// <summary>So many blocks are held in memory at once, and no more; who comes then waits for a while.</summary>
internal sealed class BlockGate(int atOnce) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _free = new(atOnce, atOnce);

    /// <summary>False when it is full for too long.</summary>
    public Task<bool> Enter(CancellationToken ct) => _free.WaitAsync(Patience, ct);

    public void Leave() => _free.Release();

    public void Dispose() => _free.Dispose();
}
