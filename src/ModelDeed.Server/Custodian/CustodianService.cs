using System.Globalization;
using System.Threading.RateLimiting;
using ModelDeed.Ethereum;
using ModelDeed.Sealing;

namespace ModelDeed.Server.Custodian;

/// <summary>What a custodian answers over HTTP (docs/formats.md).</summary>
internal sealed class CustodianService : IDisposable
{
    private readonly CustodianRole _role;
    private readonly CustodianKeys _keys;
    private readonly ReceiptLog _log;
    private readonly CustodianDesk _desk;
    private readonly LogSigner _signer;
    private readonly ConcurrencyLimiter _atOnce;

    public CustodianService(CustodianRole role, CustodianKeys keys, ReceiptLog log, CustodianDesk desk, CustodianLimits limits)
    {
        (_role, _keys, _log, _desk, Limits, _atOnce) = (role, keys, log, desk, limits, limits.AtOnce());
        _signer = new LogSigner($"modeldeed.org/custodian/{keys.Identity.Recipient}", keys.Identity);
    }

    /// <summary>What an address hears that asked too much.</summary>
    public static IResult TooMany => Refused(StatusCodes.Status429TooManyRequests, "too-many-requests", "This address asked more than it may. Try again in a minute.");

    /// <summary>How much may be asked.</summary>
    public CustodianLimits Limits { get; }

    public void Dispose()
    {
        _signer.Dispose();
        _atOnce.Dispose();
    }

    public void Map(WebApplication app)
    {
        app.MapGet("/", About);
        app.MapPost("/release", Release);
        app.MapGet("/checkpoint", Checkpoint);
        app.MapGet("/checkpoint/signed", Head);
        app.MapGet("/tile/{level:int}/{*path}", (int level, string path) => Tile(path, (index, width) => _log.Tile(level, index, width)));
        app.MapGet("/tile/entries/{*path}", (string path) => Tile(path, _log.Bundle));
    }

    private IResult About() => Results.Json(new
    {
        key = _keys.Newest.ToString(),
        publicKey = new Hash32(_keys.Newest.Key).ToString(),
        publicKeys = _role.Keys.Select(key => new Hash32(key.Key).ToString()),
        account = _keys.Account.Address.ToString(),
        chainId = _role.ChainId,
        titles = _role.Titles.ToString(),
        territories = _role.Serves.ToWords(),
        log = _signer.VerifierKey,
        releases = _log.Size,
    });

    private async Task<IResult> Release(HttpRequest http, CancellationToken ct)
    {
        using RateLimitLease place = await _atOnce.AcquireAsync(1, ct);
        if (!place.IsAcquired) return Refused(StatusCodes.Status503ServiceUnavailable, "busy", "This custodian is answering as many as it can. Try again in a moment.");
        try
        {
            if (await Body(http, ct) is not { } body) return Refused(StatusCodes.Status408RequestTimeout, "too-slow", $"The request took more than {Limits.BodyTime.TotalSeconds:0.#} seconds to arrive.");
            (ReleaseWire.Asked? asked, PackageHeader? header, string problem) = Read(body);
            if (asked is null || header is null) return Refused(StatusCodes.Status400BadRequest, "malformed-request", problem);
            return await _desk.Answer(header, asked.Request, asked.Signature, ct) switch
            {
                ReleaseAnswer.Released released => Results.Bytes(ReleaseWire.Write(released), "application/json"),
                ReleaseAnswer.Refused { Refusal: var refusal } => Refused(StatusCodes.Status403Forbidden, refusal.Code, refusal.Reason),
                _ => throw new InvalidOperationException("Unknown answer."),
            };
        }
        catch (BadHttpRequestException tooLarge)
        {
            return Refused(tooLarge.StatusCode, "too-large", "The request is larger than a header can make it.");
        }
        catch (SealedDataException weak)
        {
            return Refused(StatusCodes.Status400BadRequest, "malformed-request", weak.Message);
        }
        catch (Exception node) when (node is RpcException or MalformedDataException)
        {
            return Refused(StatusCodes.Status502BadGateway, "node-unavailable", "This custodian's node doesn't answer, so that it can't tell what is right. Try again in a while.");
        }
        catch (IOException)
        {
            return Refused(StatusCodes.Status503ServiceUnavailable, "log-unavailable", "This custodian can't write its log, and without it releases nothing. Ask another one.");
        }
    }

    /// <summary>The body; null when it doesn't come in time.</summary>
    private async Task<byte[]?> Body(HttpRequest http, CancellationToken ct)
    {
        using var time = CancellationTokenSource.CreateLinkedTokenSource(ct);
        time.CancelAfter(Limits.BodyTime);
        using var body = new MemoryStream();
        try
        {
            await http.Body.CopyToAsync(body, time.Token);
            return body.ToArray();
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }

    private static (ReleaseWire.Asked? Asked, PackageHeader? Header, string Problem) Read(byte[] body)
    {
        try
        {
            ReleaseWire.Asked asked = ReleaseWire.ReadRequest(body);
            return (asked, PackageHeader.Parse(asked.Header), "");
        }
        catch (Exception malformed) when (malformed is FormatException or SealedDataException)
        {
            return (null, null, malformed.Message);
        }
    }

    private IResult Checkpoint()
    {
        (long size, Hash32 root) = _log.Head();
        return Results.Text(_signer.Checkpoint(size, root), "text/plain; charset=utf-8");
    }

    private IResult Head()
    {
        (long size, Hash32 root) = _log.Head();
        SignedHead head = _keys.SignHead(_role.ChainId, _role.Custodians, (ulong)size, root);
        return Results.Json(new { size, root = root.ToString(), account = _keys.Account.Address.ToString(), signature = Hex.Encode(head.Signature.ToArray()) });
    }

    /// <summary>A tile or bundle by its path: its number in groups of three digits, all but the last with an x in front, and <c>.p/WIDTH</c> for one that isn't full.</summary>
    private static IResult Tile(string path, Func<long, int, byte[]?> read)
    {
        int width = ReceiptLog.TileWidth, part = path.IndexOf(".p/", StringComparison.Ordinal);
        if (part >= 0 && !(int.TryParse(path[(part + 3)..], NumberStyles.None, CultureInfo.InvariantCulture, out width) && width is > 0 and < ReceiptLog.TileWidth)) return Results.NotFound();
        return IndexOf(part >= 0 ? path[..part] : path) is { } index && read(index, width) is { } bytes ? Results.Bytes(bytes) : Results.NotFound();
    }

    private static long? IndexOf(string path)
    {
        string[] groups = path.Split('/');
        long index = 0;
        for (int i = 0; i < groups.Length; i++)
        {
            bool isLast = i == groups.Length - 1;
            string digits = isLast ? groups[i] : groups[i].StartsWith('x') ? groups[i][1..] : "";
            if (groups.Length > 3 || digits.Length != 3 || !int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int group)) return null;
            index = index * 1_000 + group;
        }
        return index;
    }

    private static IResult Refused(int status, string code, string reason) =>
        Results.Json(new { type = $"/problems/{code}", title = code, status, detail = reason }, statusCode: status, contentType: "application/problem+json");
}
