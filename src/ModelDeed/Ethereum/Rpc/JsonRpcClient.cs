using System.Buffers;
using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>JSON-RPC 2.0 over HTTP: single calls and batches, with retries, backoff and fail-over between a chain's nodes.</summary>
/// <remarks>Transport failures, timeouts, HTTP 429 and 5xx, and unusable answers are tried again; what the node refused is not.
/// Every method of the Ethereum API may be sent twice, <c>eth_sendRawTransaction</c> too: the same bytes are the same transaction.
/// Safe for concurrent use.</remarks>
public sealed class JsonRpcClient : IDisposable
{
    private readonly RpcEndpoint[] _endpoints;
    private readonly RpcOptions _options;
    private readonly TimeProvider _clock;
    private readonly RpcTransport _transport;
    private long _lastId;
    private int _preferred;
    private int _batchSize;

    /// <summary>A client of one or more nodes of the same chain, in order of preference.</summary>
    public JsonRpcClient(IEnumerable<RpcEndpoint> endpoints, RpcOptions options)
        : this(endpoints, options, RpcTransport.DefaultHandler(), TimeProvider.System)
    {
    }

    internal JsonRpcClient(IEnumerable<RpcEndpoint> endpoints, RpcOptions options, HttpMessageHandler handler, TimeProvider clock)
    {
        _endpoints = [.. endpoints];
        if (_endpoints.Length == 0) throw new ArgumentException("A client needs one RPC URL or more.", nameof(endpoints));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Attempts, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.LargestBatch, 1, nameof(options));
        _options = options;
        _clock = clock;
        _batchSize = options.LargestBatch;
        _transport = new RpcTransport(handler, options, clock);
    }

    /// <summary>The node that calls go to at present: the first one, until it fails.</summary>
    public RpcEndpoint Endpoint => _endpoints[Volatile.Read(ref _preferred)];

    /// <summary>Calls a method and reads its result.</summary>
    /// <exception cref="RpcException">Refused, or still failing after <see cref="RpcOptions.Attempts"/>.</exception>
    public Task<T> Call<T>(RpcRequest request, RpcRead<T> read, CancellationToken ct) =>
        Persist((endpoint, token) => Send(endpoint, request, read, token), ct);

    /// <summary>Calls many methods with as few requests as the node takes. The answers stand in the order of the requests;
    /// what the node refused is an error in its answer.</summary>
    /// <exception cref="RpcException">The node could not be reached, or never answered some of the calls.</exception>
    public async Task<RpcAnswer<T>[]> Batch<T>(IReadOnlyList<RpcRequest> requests, RpcRead<T> read, CancellationToken ct)
    {
        var answers = new RpcAnswer<T>?[requests.Count];
        for (int start = 0; start < requests.Count;)
        {
            int size = Math.Min(Volatile.Read(ref _batchSize), requests.Count - start);
            if (size == 1) break;
            RpcRequest[] part = [.. requests.Skip(start).Take(size)];
            RpcAnswer<T>?[]? some = await SendPart(part, read, ct);
            if (some is null)
            {
                Volatile.Write(ref _batchSize, Math.Max(1, size / 2));
                continue;
            }
            some.CopyTo(answers, start);
            start += size;
        }
        await AskAlone(requests, answers, read, ct);
        return [.. answers.Select(answer => answer!.Value)];
    }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    private Task<T> Send<T>(RpcEndpoint endpoint, RpcRequest request, RpcRead<T> read, CancellationToken ct)
    {
        long id = Interlocked.Increment(ref _lastId);
        ReadOnlyMemory<byte> body = Write(json => request.Write(json, id));
        return _transport.Exchange(endpoint, request.Method, body, reply => RpcReplies.Single(endpoint, request.Method, id, reply, read), ct);
    }

    private async Task<RpcAnswer<T>?[]?> SendPart<T>(RpcRequest[] part, RpcRead<T> read, CancellationToken ct)
    {
        try
        {
            return await Persist((endpoint, token) => SendBatch(endpoint, part, read, token), ct);
        }
        catch (RpcException e) when (e.Fault == RpcFault.TooLarge)
        {
            return null;
        }
    }

    private Task<RpcAnswer<T>?[]?> SendBatch<T>(RpcEndpoint endpoint, RpcRequest[] part, RpcRead<T> read, CancellationToken ct)
    {
        long firstId = Interlocked.Add(ref _lastId, part.Length) - part.Length + 1;
        ReadOnlyMemory<byte> body = Write(json =>
        {
            json.WriteStartArray();
            for (int i = 0; i < part.Length; i++) part[i].Write(json, firstId + i);
            json.WriteEndArray();
        });
        return _transport.Exchange(
            endpoint, $"batch of {part.Length}", body, reply => RpcReplies.Batch(endpoint, part, firstId, reply, read), ct);
    }

    // What a batch left open (a node that takes none, rate limits on single items, missing answers) is asked one by one.
    private Task AskAlone<T>(IReadOnlyList<RpcRequest> requests, RpcAnswer<T>?[] answers, RpcRead<T> read, CancellationToken ct)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = _options.Parallel, CancellationToken = ct };
        IEnumerable<int> open = Enumerable.Range(0, answers.Length).Where(i => answers[i] is null);
        return Parallel.ForEachAsync(open, parallel, async (i, token) =>
        {
            try
            {
                answers[i] = new RpcAnswer<T>(await Call(requests[i], read, token), null);
            }
            catch (RpcException e) when (e.Fault == RpcFault.Application)
            {
                answers[i] = new RpcAnswer<T>(default, e);
            }
        });
    }

    private async Task<T> Persist<T>(Func<RpcEndpoint, CancellationToken, Task<T>> send, CancellationToken ct)
    {
        int refusals = 0;
        for (int attempt = 1; ; attempt++)
        {
            int at = Volatile.Read(ref _preferred);
            try
            {
                return await send(_endpoints[at], ct);
            }
            catch (RpcException e) when (attempt < _options.Attempts && (e.IsRetryable || MayFailOver(e, ref refusals)))
            {
                Interlocked.CompareExchange(ref _preferred, (at + 1) % _endpoints.Length, at);
                if (attempt % _endpoints.Length != 0) continue; // another node hasn't been asked yet
                await Task.Delay(RetryDelay.After(attempt / _endpoints.Length, e.RetryAfter, _options), _clock, ct);
            }
        }
    }

    // A node that refuses us as such (wrong key, wrong path) won't change its mind, but another node may serve.
    private bool MayFailOver(RpcException e, ref int refusals) => e.Fault == RpcFault.Transport && ++refusals < _endpoints.Length;

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer)) write(json);
        return buffer.WrittenMemory;
    }
}
