using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;

namespace ModelDeed.Storage;

/// <summary>Requests to a store that others run. What it answers is bounded in size and time; a redirect is never followed, since it would lead to a place that
/// the user didn't name.</summary>
internal sealed class RemoteHttp : IDisposable
{
    private const int MaxErrorText = 4096, FirstBuffer = 64 << 10, MaxLine = 16 << 10;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient _client;
    private readonly RemoteLimits _limits;

    /// <summary>A client of one store.</summary>
    /// <param name="name">The store's, for errors.</param>
    /// <param name="limits">How long it may take.</param>
    /// <param name="guard">For a store that strangers run under a name: it isn't connected to unless the name leads to public addresses. Null for the user's own.</param>
    public RemoteHttp(string name, RemoteLimits limits, PublicConnect? guard = null)
    {
        (Name, _limits) = (name, limits);
        SocketsHttpHandler handler = NewHandler(limits);
        _client = new HttpClient(guard is null || limits.AllowPrivate ? handler : guard.Guard(handler, PublicConnect.IsExplicit)) { Timeout = Timeout.InfiniteTimeSpan }; // each request has its own
        _client.DefaultRequestHeaders.UserAgent.ParseAdd("modeldeed");
    }

    public string Name { get; }

    /// <summary>Checks an address that a user named.</summary>
    /// <exception cref="FormatException">It isn't http or https, or holds a password.</exception>
    public static Uri Address(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url) || url.Scheme is not ("http" or "https"))
            throw new FormatException($"\"{text}\" isn't an address of a server. Write it as in http://127.0.0.1:5001 or https://ipfs.example.");
        if (url.UserInfo.Length > 0 || url.Query.Length > 0 || url.Fragment.Length > 0)
            throw new FormatException($"The address of {url.Scheme}://{url.Host} holds a name, a password or parameters, which don't belong there: they would be seen in lists of processes and in logs.");
        return url.AbsolutePath.EndsWith('/') ? url : new Uri(url.AbsoluteUri + "/");
    }

    public static SocketsHttpHandler NewHandler(RemoteLimits limits) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectTimeout = limits.Connect,
        MaxConnectionsPerServer = limits.Connections,
        MaxResponseHeadersLength = 32,
        MaxResponseDrainSize = 64 << 10,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    };

    /// <summary>Asks, and reads the answer. What breaks on the way is tried again, as far as the limits allow; what is too slow isn't.</summary>
    /// <param name="request">Makes the request, anew for each try.</param>
    /// <param name="what">What it is about, for errors.</param>
    /// <param name="most">Bytes of a good answer, at most.</param>
    /// <param name="ct">Ends it.</param>
    /// <exception cref="StoreException">No answer, not in time, a longer one than may be, or a redirect.</exception>
    public async Task<(HttpStatusCode Status, byte[] Body)> Send(Func<HttpRequestMessage> request, string what, int most, CancellationToken ct)
    {
        TimeSpan delay = FirstDelay;
        for (int left = _limits.Attempts - 1; ; left--)
        {
            try
            {
                (HttpStatusCode Status, byte[] Body) answer = await Once(request(), what, most, ct);
                bool isLater = answer.Status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
                if (!isLater || left <= 0) return answer;
            }
            catch (StoreException broken) when (left > 0 && broken is { Fault: StoreFault.Failed, InnerException: not null })
            {
                // Tried again.
            }
            await Task.Delay(delay, ct);
            delay *= 4;
        }
    }

    /// <summary>Asks, and gives the answer line by line as it comes.</summary>
    public async IAsyncEnumerable<string> Lines(HttpRequestMessage request, string what, [EnumeratorCancellation] CancellationToken ct)
    {
        using HttpRequestMessage owned = request;
        using HttpResponseMessage response = await Limited(what, limit => _client.SendAsync(owned, HttpCompletionOption.ResponseHeadersRead, limit), ct);
        if ((int)response.StatusCode is >= 300 and < 400) throw Redirected(response);
        if (!response.IsSuccessStatusCode) throw Bad(response.StatusCode, what);
        await using Stream stream = await response.Content.ReadAsStreamAsync(ct);
        byte[] buffer = new byte[MaxLine];
        int held = 0;
        while (true)
        {
            int read = await Limited(what, limit => stream.ReadAsync(buffer.AsMemory(held), limit).AsTask(), ct);
            held += read;
            int start = 0;
            for (int end; (end = buffer.AsSpan(start, held - start).IndexOf((byte)'\n')) >= 0; start += end + 1) yield return Encoding.UTF8.GetString(buffer, start, end);
            if (read == 0 && held > start) yield return Encoding.UTF8.GetString(buffer, start, held - start);
            if (read == 0) yield break;
            buffer.AsSpan(start, held - start).CopyTo(buffer);
            held -= start;
            if (held == buffer.Length) throw TooLong(what, MaxLine);
        }
    }

    /// <summary>The exception for an answer that isn't good.</summary>
    public StoreException Bad(HttpStatusCode status, string what, string? said = null)
    {
        StoreFault fault = status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.MethodNotAllowed ? StoreFault.Refused : StoreFault.Failed;
        string hint = fault == StoreFault.Refused ? "It doesn't allow that: check your rights there, and its settings." : "Try again later, or use another store.";
        return new StoreException(Name, fault, $"{what}: it answered {(int)status}{(said is { Length: > 0 } ? $" ({said})" : "")}. {hint}");
    }

    /// <summary>Holds what came against what was asked for.</summary>
    public Block Verify(Cid cid, byte[] bytes) => Block.Verify(cid, bytes) ?? throw Lied(Name, cid);

    public static StoreException Lied(string store, Cid cid) =>
        new(store, StoreFault.Lied, $"it sent other bytes for the block {cid}. They were thrown away; use another store.");

    public void Dispose() => _client.Dispose();

    private async Task<(HttpStatusCode, byte[])> Once(HttpRequestMessage request, string what, int most, CancellationToken ct)
    {
        using HttpRequestMessage owned = request;
        return await Limited(what, async limit =>
        {
            using HttpResponseMessage response = await _client.SendAsync(owned, HttpCompletionOption.ResponseHeadersRead, limit);
            if ((int)response.StatusCode is >= 300 and < 400) throw Redirected(response);
            if (owned.Method == HttpMethod.Head) return (response.StatusCode, []); // its length is that of what isn't sent
            bool good = response.IsSuccessStatusCode;
            return (response.StatusCode, await Read(response.Content, what, good ? most : MaxErrorText, cut: !good, limit));
        }, ct);
    }

    private async Task<T> Limited<T>(string what, Func<CancellationToken, Task<T>> act, CancellationToken ct)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(_limits.Request);
        try
        {
            return await act(limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new StoreException(Name, StoreFault.Failed, $"{what}: no answer within {_limits.Request.TotalSeconds:0.#} s. Try again, or use another store.");
        }
        catch (Exception broken) when (broken is HttpRequestException or SocketException || broken is IOException and not StoreException)
        {
            throw new StoreException(Name, StoreFault.Failed, $"{what}: {broken.Message} Is it running, and the address right?", broken);
        }
    }

    private StoreException Redirected(HttpResponseMessage response)
    {
        string to = response.Headers.Location is { } url ? $" to {(url.IsAbsoluteUri ? url.GetLeftPart(UriPartial.Authority) : "another path")}" : "";
        return new StoreException(Name, StoreFault.Refused, $"it redirects{to}, which isn't followed. If you trust that place, name it instead.");
    }

    private async Task<byte[]> Read(HttpContent content, string what, int most, bool cut, CancellationToken ct)
    {
        long? said = content.Headers.ContentLength;
        if (said > most && !cut) throw TooLong(what, most);
        byte[] buffer = System.Buffers.ArrayPool<byte>.Shared.Rent((int)Math.Min(said ?? FirstBuffer, most) + 1);
        try
        {
            await using Stream stream = await content.ReadAsStreamAsync(ct);
            int length = 0;
            while (true)
            {
                if (length == buffer.Length) Grow(ref buffer, most + 1);
                int read = await stream.ReadAsync(buffer.AsMemory(length), ct);
                if (read == 0) return buffer[..length];
                length += read;
                if (length <= most) continue;
                if (cut) return buffer[..most];
                throw TooLong(what, most);
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void Grow(ref byte[] buffer, int most)
    {
        byte[] larger = System.Buffers.ArrayPool<byte>.Shared.Rent(Math.Min(buffer.Length * 2, Math.Max(most, buffer.Length + 1)));
        buffer.CopyTo(larger, 0);
        System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        buffer = larger;
    }

    private StoreException TooLong(string what, int most) =>
        new(Name, StoreFault.Lied, $"{what}: the answer has more than {most:N0} bytes, more than can be. Use another store.");
}
