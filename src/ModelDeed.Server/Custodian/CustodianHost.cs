using System.Globalization;
using System.Threading.RateLimiting;
using ModelDeed.Deployment;
using ModelDeed.Ethereum;
using ModelDeed.Sealing;

namespace ModelDeed.Server.Custodian;

/// <summary>The service of a custodian: one question, its answer, and the log of answers. No database, no session, no secret but its key.</summary>
internal static class CustodianHost
{
    private const int RequestsPerMinute = 120;

    /// <summary>Serves until cancelled.</summary>
    public static async Task<int> Run(CustodianOptions options, CancellationToken ct)
    {
        await using EmbeddedChain? embedded = options.Chain.IsEmbedded
            ? await EmbeddedChain.Open(new EmbeddedChainOptions { Folder = Path.Combine(options.Home, "embedded-chain"), ChainId = options.Chain.ChainId }, ct) : null;
        ChainProfile chain = embedded?.Profile ?? options.Chain;
        using JsonRpcClient client = chain.Connect(new RpcOptions());
        using CustodianKeys keys = options.Keys();
        using var log = ReceiptLog.Open(Path.Combine(options.Folder, "log"));
        var contracts = ContractSet.Of(chain);
        var role = new CustodianRole(chain.ChainId, contracts.Titles, keys.Identity.Recipient, options.Serves);
        var desk = new CustodianDesk(role, keys.Identity, log, new ReleaseChain(new EthereumNode(client), chain.Finality, new ReleaseContracts(contracts.Titles, contracts.Packages, contracts.Licensing)), TimeProvider.System);
        await using WebApplication app = Build(options.Urls);
        Map(app, new Service(role, keys, log, desk, contracts.Custodians));
        await app.StartAsync(ct);
        await Console.Out.WriteLineAsync($"The custodian {role.Key} (account {keys.Account.Address}) answers at {string.Join(", ", app.Urls)}; chain {chain}; log of {log.Size:N0} releases in {options.Folder}. Ctrl-C stops it.");
        await app.WaitForShutdownAsync(ct);
        return 0;
    }

    private static WebApplication Build(string urls)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(urls).ConfigureKestrel(server =>
        {
            server.Limits.MaxRequestBodySize = ReleaseWire.MaxRequestSize;
            server.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            server.Limits.MaxConcurrentConnections = 1_000;
            server.AddServerHeader = false;
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddRateLimiter(limiter =>
        {
            limiter.RejectionStatusCode = StatusCodes.Status429TooManyRequests;
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http => RateLimitPartition.GetSlidingWindowLimiter(
                http.Connection.RemoteIpAddress?.ToString() ?? "", _ => new SlidingWindowRateLimiterOptions { PermitLimit = RequestsPerMinute, Window = TimeSpan.FromMinutes(1), SegmentsPerWindow = 6 }));
        });
        // Any site's page may ask: what comes is sealed to who signed, and no cookie means anything here.
        builder.Services.AddCors();
        WebApplication app = builder.Build();
        app.UseCors(cors => cors.AllowAnyOrigin().WithMethods("GET", "POST").WithHeaders("Content-Type").SetPreflightMaxAge(TimeSpan.FromHours(1)));
        app.UseRateLimiter();
        return app;
    }

    private static void Map(WebApplication app, Service service)
    {
        app.MapGet("/", service.About);
        app.MapPost("/release", service.Answer);
        app.MapGet("/checkpoint", service.Checkpoint);
        app.MapGet("/checkpoint/signed", service.Head);
        app.MapGet("/tile/{level:int}/{*path}", (int level, string path) => service.Tile(path, (index, width) => service.Log.Tile(level, index, width)));
        app.MapGet("/tile/entries/{*path}", (string path) => service.Tile(path, service.Log.Bundle));
    }

    private sealed class Service(CustodianRole role, CustodianKeys keys, ReceiptLog log, CustodianDesk desk, Address custodians)
    {
        private readonly LogSigner _signer = new($"modeldeed.org/custodian/{role.Key}", keys.Identity);

        public ReceiptLog Log => log;

        public IResult About() => Results.Json(new
        {
            key = role.Key.ToString(),
            publicKey = new Hash32(role.Key.Key).ToString(),
            account = keys.Account.Address.ToString(),
            chainId = role.ChainId,
            titles = role.Titles.ToString(),
            territories = role.Serves.ToWords(),
            log = _signer.VerifierKey,
            releases = log.Size,
        });

        public async Task<IResult> Answer(HttpRequest http, CancellationToken ct)
        {
            try
            {
                using var body = new MemoryStream();
                await http.Body.CopyToAsync(body, ct);
                (ReleaseWire.Asked? asked, PackageHeader? header, string problem) = Read(body.ToArray());
                if (asked is null || header is null) return Refused(StatusCodes.Status400BadRequest, "malformed-request", problem);
                return await desk.Answer(header, asked.Request, asked.Signature, ct) switch
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

        public IResult Checkpoint()
        {
            (long size, Hash32 root) = log.Head();
            return Results.Text(_signer.Checkpoint(size, root), "text/plain; charset=utf-8");
        }

        public IResult Head()
        {
            (long size, Hash32 root) = log.Head();
            return Results.Json(new { size, root = root.ToString(), account = keys.Account.Address.ToString(), signature = Hex.Encode(keys.SignHead(role.ChainId, custodians, size, root)) });
        }

        /// <summary>A tile or bundle by its path: its number in groups of three digits, all but the last with an x in front, and <c>.p/WIDTH</c> for one that isn't full.</summary>
        public IResult Tile(string path, Func<long, int, byte[]?> read)
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
}
