using System.Text.Json;
using Microsoft.Extensions.Options;
using ModelDeed.Ethereum;
using ModelDeed.Storage;

namespace ModelDeed.Server.Sealing;

/// <summary>Asks custodians that serve, one round after another, whether they answer by the key that the directory has for them.</summary>
/// <remarks>Their addresses are strangers' texts: only so many are asked, only public addresses are called (on the embedded chain this machine's too), redirects aren't
/// followed, and little is read.</remarks>
internal sealed class CustodianWatch : BackgroundService
{
    private const int MostBytes = 16 << 10, AtOnce = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5), Look = TimeSpan.FromSeconds(2);

    private readonly SealingRecords _records;
    private readonly CustodianPulse _pulse;
    private readonly ChainProfile _chain;
    private readonly SealingOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<CustodianWatch> _log;
    private readonly HttpClient _http;

    public CustodianWatch(SealingRecords records, CustodianPulse pulse, ChainProfile chain, IOptions<SealingOptions> options, TimeProvider clock, ILogger<CustodianWatch> log)
    {
        (_records, _pulse, _chain, _options, _clock, _log) = (records, pulse, chain, options.Value, clock, log);
        SocketsHttpHandler handler = new() { AllowAutoRedirect = false, UseProxy = false, UseCookies = false, MaxResponseHeadersLength = 16 };
        _http = new HttpClient(new PublicConnect(null).Guard(handler, exempt: host => _chain.IsEmbedded && PublicConnect.IsLoopback(host))) { Timeout = Patience, MaxResponseContentBufferSize = MostBytes };
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        _http.Dispose();
        base.Dispose();
    }

    /// <summary>Asks all once.</summary>
    internal async Task Sweep(CancellationToken ct)
    {
        List<CustodianView> serving = await _records.Serving(_options.Watched, ct);
        bool[] up = new bool[serving.Count];
        await Parallel.ForAsync(0, serving.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (i, token) => up[i] = await Answers(serving[i], token));
        _pulse.Keep(Enumerable.Range(0, serving.Count).ToDictionary(i => serving[i].Account, i => up[i]));
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => _options.Watched == 0 ? Task.CompletedTask : Task.Run(() => Run(stoppingToken), stoppingToken);

    private async Task Run(CancellationToken ct)
    {
        using PeriodicTimer timer = new(Look, _clock);
        DateTimeOffset next = _clock.GetUtcNow();
        do
        {
            try
            {
                // Who joins between two rounds is asked at once.
                if (_clock.GetUtcNow() < next && (await _records.Serving(_options.Watched, ct)).TrueForAll(custodian => custodian.Up is not null)) continue;
                await Sweep(ct);
                next = _clock.GetUtcNow() + TimeSpan.FromSeconds(_options.WatchSeconds);
            }
            catch (Exception error) when (!ct.IsCancellationRequested)
            {
                _log.LogInformation(error, "The custodians couldn't be asked; it is tried again.");
            }
        }
        while (await timer.WaitForNextTickAsync(ct));
    }

    // Somebody else's service under its address is none of it.
    private async Task<bool> Answers(CustodianView custodian, CancellationToken ct)
    {
        if (custodian.Url is not { } url) return false;
        try
        {
            using var said = JsonDocument.Parse(await _http.GetByteArrayAsync(new Uri(url), ct));
            return said.RootElement.ValueKind == JsonValueKind.Object
                && said.RootElement.TryGetProperty("publicKeys", out JsonElement keys) && keys.ValueKind == JsonValueKind.Array
                && keys.EnumerateArray().Any(key => key.ValueKind == JsonValueKind.String && Hash32.TryParse(key.GetString(), out Hash32 known) && known == custodian.PublicKey)
                && said.RootElement.TryGetProperty("chainId", out JsonElement chain) && chain.ValueKind == JsonValueKind.Number && chain.TryGetUInt64(out ulong id) && id == _chain.ChainId;
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            return false; // whatever a stranger's address or answer breaks is his fault, and doesn't end the round, and with it the server
        }
    }
}
