using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using ModelDeed.Storage;

namespace ModelDeed.Server.Metadata;

/// <summary>Fetches documents that strangers' links name, without being led where a stranger couldn't go himself (OWASP ASVS 1.3.6, API 7).</summary>
/// <remarks>The address is checked when the connection is made, on the very address that is connected to: a name that resolves to another address the second time gains nothing.
/// No proxy, no cookies, no credentials, no automatic redirects or decompression.</remarks>
internal sealed class DocumentFetcher : IDisposable
{
    private static readonly HttpRequestOptionsKey<bool> Trusted = new("trusted");

    private readonly FetchOptions _options;
    private readonly Resolver _resolve;
    private readonly HttpClient _http;
    private readonly TimeProvider _clock;

    /// <summary>Addresses of a host name, in the order to be tried.</summary>
    internal delegate Task<IPAddress[]> Resolver(string host, CancellationToken ct);

    /// <summary>Fetches with the machine's name service.</summary>
    public DocumentFetcher(Microsoft.Extensions.Options.IOptions<FetchOptions> options, TimeProvider clock) : this(options.Value, clock, Dns.GetHostAddressesAsync, certificate: null) { }

    /// <summary>Fetches with another name service, for tests.</summary>
    /// <param name="certificate">How servers' certificates are judged; null for the machine's rules.</param>
    internal DocumentFetcher(FetchOptions options, TimeProvider clock, Resolver resolve, RemoteCertificateValidationCallback? certificate)
    {
        (_options, _clock, _resolve) = (options, clock, resolve);
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            Credentials = null,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseHeadersLength = 32,
            ConnectCallback = Connect,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = certificate },
            // A kept connection would carry the trust of a gateway over to a stranger's link.
            PooledConnectionLifetime = TimeSpan.Zero,
        })
        { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.ParseAdd("ModelDeed/1");
    }

    /// <summary>Fetches a document and checks its digest.</summary>
    /// <param name="link"><c>https://…</c> or <c>ipfs://…</c>; anything else is refused.</param>
    /// <param name="sha256">What the chain says its SHA-256 is.</param>
    internal async Task<FetchOutcome> Fetch(string link, Hash32 sha256, CancellationToken ct)
    {
        if (!Uri.TryCreate(link, UriKind.Absolute, out Uri? uri)) return new FetchOutcome.Refused("The link isn't an absolute URI.");
        if (uri.Scheme != "ipfs") return await Within(uri, trusted: false, sha256, ct);
        // Only the CID is taken of the link, and only letters and digits: it can't climb out of the gateway's folder.
        string cid = link["ipfs://".Length..].Split('/', '?', '#')[0];
        if (cid.Length is 0 or > 128 || !cid.All(char.IsAsciiLetterOrDigit)) return new FetchOutcome.Refused("The link has no IPFS content identifier.");
        FetchOutcome outcome = new FetchOutcome.Failed("No IPFS gateway is configured.");
        foreach (string gateway in _options.Gateways)
        {
            outcome = await Within(new Uri(new Uri(gateway), cid), trusted: true, sha256, ct);
            if (outcome is FetchOutcome.Fetched) return outcome;
        }
        return outcome;
    }

    private async Task<FetchOutcome> Within(Uri uri, bool trusted, Hash32 sha256, CancellationToken ct)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(_options.Seconds), _clock);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            return await Follow(uri, trusted, sha256, both.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new FetchOutcome.Failed($"No complete answer within {_options.Seconds} seconds.");
        }
        catch (HttpRequestException error) when (error.InnerException is AddressRefusedException refused)
        {
            return new FetchOutcome.Refused(refused.Message);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            return new FetchOutcome.Failed(error.Message);
        }
    }

    private async Task<FetchOutcome> Follow(Uri first, bool trusted, Hash32 sha256, CancellationToken ct)
    {
        Uri uri = first;
        for (int hop = 0; hop <= _options.Redirects; hop++)
        {
            // A redirect is the other side's word: it has a stranger's rights, whoever the first link came from.
            bool ours = trusted && hop == 0;
            if (Problem(uri, ours) is { } problem) return new FetchOutcome.Refused(problem);
            using HttpRequestMessage request = new(HttpMethod.Get, uri);
            request.Options.Set(Trusted, ours);
            using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            if ((int)response.StatusCode is 301 or 302 or 303 or 307 or 308)
            {
                if (response.Headers.Location is not { } next) return new FetchOutcome.Failed("A redirect without a target.");
                uri = new Uri(uri, next);
                continue;
            }
            return response.IsSuccessStatusCode ? await Read(response, sha256, ct) : new FetchOutcome.Failed($"The server answered {(int)response.StatusCode}.");
        }
        return new FetchOutcome.Refused($"More than {_options.Redirects} redirects.");
    }

    private static string? Problem(Uri uri, bool trusted) =>
        trusted ? null
        : uri.Scheme != Uri.UriSchemeHttps ? $"Only https and ipfs links are fetched, not {uri.Scheme}."
        : uri.UserInfo.Length > 0 ? "A link with a user name isn't fetched."
        : !uri.IsDefaultPort ? "Only links to the ordinary port of https are fetched."
        : null;

    private async Task<FetchOutcome> Read(HttpResponseMessage response, Hash32 sha256, CancellationToken ct)
    {
        if (response.Content.Headers.ContentLength > _options.MostBytes) return new FetchOutcome.TooLarge(_options.MostBytes);
        using MemoryStream kept = new();
        byte[] buffer = new byte[81_920];
        await using Stream body = await response.Content.ReadAsStreamAsync(ct);
        for (int read; (read = await body.ReadAsync(buffer, ct)) > 0;)
        {
            if (kept.Length + read > _options.MostBytes) return new FetchOutcome.TooLarge(_options.MostBytes);
            kept.Write(buffer, 0, read);
        }
        byte[] bytes = kept.ToArray();
        Hash32 actual = new(SHA256.HashData(bytes));
        return actual == sha256 ? new FetchOutcome.Fetched(bytes) : new FetchOutcome.WrongDigest(actual);
    }

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        context.InitialRequestMessage.Options.TryGetValue(Trusted, out bool trusted);
        string host = context.DnsEndPoint.Host.Trim('[', ']');
        IPAddress[] found = IPAddress.TryParse(host, out IPAddress? literal) ? [literal] : await _resolve(host, ct);
        // One private address among public ones condemns the name: no honest server has both.
        if (!trusted && Array.Find(found, address => !PublicAddress.IsPublic(address)) is { } refused)
            throw new AddressRefusedException($"{host} leads to {refused}, which isn't a public address.");
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(found, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private sealed class AddressRefusedException(string message) : IOException(message);
}
