using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;

namespace ModelDeed.Ethereum;

/// <summary>One HTTP exchange: request bytes out, answer bytes in, every failure turned into an <see cref="RpcException"/>.</summary>
internal sealed class RpcTransport(HttpMessageHandler handler, RpcOptions options, TimeProvider clock) : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpClient _http = new(handler) { Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>A handler that follows no redirect (it would carry the key elsewhere) and renews its connections, so that DNS changes are seen.</summary>
    public static HttpMessageHandler DefaultHandler() => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        ConnectTimeout = TimeSpan.FromSeconds(10),
    };

    /// <summary>Sends the body and hands the whole answer to <paramref name="read"/>, with its status.</summary>
    public async Task<T> Exchange<T>(
        RpcEndpoint at, string method, ReadOnlyMemory<byte> body, Func<RpcReply, T> read, CancellationToken ct)
    {
        using var patience = new CancellationTokenSource(options.Timeout, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, patience.Token);
        try
        {
            return await Send(at, method, body, read, either.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw RpcException.Timeout(at, method, options.Timeout);
        }
        catch (HttpRequestException e)
        {
            throw RpcException.Transport(at, method, Reason(e), e);
        }
        catch (InvalidDataException e)
        {
            throw RpcException.Malformed(at, method, "the compressed answer is damaged", e);
        }
        catch (SocketException e)
        {
            // HttpClient lets it through when a connection is reset just as it is made.
            throw RpcException.Transport(at, method, "the connection broke: " + e.Message, e);
        }
        catch (IOException e)
        {
            throw RpcException.Transport(at, method, "the connection broke: " + e.Message, e);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<T> Send<T>(
        RpcEndpoint at, string method, ReadOnlyMemory<byte> body, Func<RpcReply, T> read, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, at.Url) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = Json;
        request.Headers.Authorization = at.Authorization;
        using HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        if (response.Content.Headers.ContentLength > options.LargestAnswer) throw TooLarge(at, method);
        await using Stream stream = await response.Content.ReadAsStreamAsync(ct);
        using var answer = new RpcBody();
        if (!await answer.TryFill(stream, options.LargestAnswer, ct)) throw TooLarge(at, method);
        return read(new RpcReply(answer, response.StatusCode, RetryAfter(response)));
    }

    private RpcException TooLarge(RpcEndpoint at, string method) =>
        RpcException.TooLarge(at, method, $"the answer has more than {options.LargestAnswer} bytes");

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date - clock.GetUtcNow(),
        _ => null,
    };

    private static string Reason(HttpRequestException e) => e.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "the host's name is not known; check the RPC URL and the network",
        HttpRequestError.ConnectionError => "no connection; is the node running?",
        HttpRequestError.SecureConnectionError => "no secure connection: " + (e.InnerException?.Message ?? e.Message),
        HttpRequestError.ResponseEnded => "the connection ended before the answer did",
        _ => "the connection failed: " + (e.InnerException?.Message ?? e.Message),
    };
}

/// <summary>A complete HTTP answer; its bytes live during the callback that gets it.</summary>
internal readonly record struct RpcReply(RpcBody Body, HttpStatusCode Status, TimeSpan? RetryAfter)
{
    public bool IsSuccess => (int)Status is >= 200 and <= 299;
}
