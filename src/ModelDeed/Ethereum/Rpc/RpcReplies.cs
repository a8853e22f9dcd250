using System.Net;
using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>Turns HTTP answers into values or the fault that they mean.</summary>
internal static class RpcReplies
{
    private static readonly string[] RateWords =
    [
        "rate limit", "ratelimit", "too many requests", "request rate", "requests per second", "request limit", "request count exceeded",
        "compute units per second", "exceeded the quota", "capacity exceeded", "throttle",
    ];

    private static readonly string[] BatchWords =
        ["batch too large", "batch size", "batch limit", "batch request", "batching", "batches are", "batch is not", "too many calls"];

    /// <summary>The value of a single call's answer.</summary>
    public static T Single<T>(RpcEndpoint at, string method, long id, RpcReply reply, RpcRead<T> read)
    {
        if (reply.Status == HttpStatusCode.TooManyRequests) throw ByStatus(at, method, reply);
        RpcEnvelope envelope;
        try
        {
            var json = new Utf8JsonReader(reply.Body.Bytes);
            json.Read();
            envelope = RpcEnvelope.Read(ref json);
            json.Read(); // throws when anything follows
        }
        catch (Exception e) when (IsForm(e))
        {
            throw reply.IsSuccess ? RpcException.Malformed(at, method, e.Message, e) : ByStatus(at, method, reply);
        }
        if (envelope.Error is { } error && (envelope.Id == id || envelope.Id is null)) throw Refusal(at, method, error, reply.RetryAfter);
        if (!reply.IsSuccess) throw ByStatus(at, method, reply);
        if (envelope.Id != id) throw RpcException.Malformed(at, method, $"it answers call {envelope.Id?.ToString() ?? "(none)"}, not call {id}");
        return Value(at, method, reply, envelope, read);
    }

    /// <summary>The answers of a batch by index; a null entry is missing or may be had by asking again alone.
    /// Null instead of the array: the node takes no batch of this size.</summary>
    public static RpcAnswer<T>?[]? Batch<T>(
        RpcEndpoint at, IReadOnlyList<RpcRequest> requests, long firstId, RpcReply reply, RpcRead<T> read)
    {
        string name = $"batch of {requests.Count}";
        if (reply.Status is HttpStatusCode.RequestEntityTooLarge) return null;
        if (!reply.IsSuccess)
            return (int)reply.Status is >= 400 and <= 499 and not (401 or 403 or 408 or 429) or 501 ? null : throw ByStatus(at, name, reply);
        try
        {
            return ReadBatch(at, requests, firstId, reply, read);
        }
        catch (Exception e) when (IsForm(e))
        {
            throw RpcException.Malformed(at, name, e.Message, e);
        }
    }

    private static RpcAnswer<T>?[]? ReadBatch<T>(
        RpcEndpoint at, IReadOnlyList<RpcRequest> requests, long firstId, RpcReply reply, RpcRead<T> read)
    {
        var json = new Utf8JsonReader(reply.Body.Bytes);
        json.Read();
        if (json.TokenType == JsonTokenType.StartObject)
        {
            RpcError error = RpcEnvelope.Read(ref json).Error ?? throw new JsonException("one answer to a batch");
            return SaysRateLimited(error)
                ? throw RpcException.RateLimited(at, $"batch of {requests.Count}", error.Message, reply.RetryAfter)
                : null;
        }
        if (json.TokenType != JsonTokenType.StartArray) throw new JsonException("expected an array of answers");
        var answers = new RpcAnswer<T>?[requests.Count];
        while (json.Read() && json.TokenType == JsonTokenType.StartObject)
        {
            RpcEnvelope envelope = RpcEnvelope.Read(ref json);
            if (envelope.Error is { } refusal && Mentions(refusal.Message, BatchWords)) return null;
            if (envelope.Id is not { } id) continue;
            if (id < firstId || id >= firstId + requests.Count) throw new JsonException($"an answer to call {id}, which was not asked");
            int index = (int)(id - firstId);
            if (answers[index] is not null) throw new JsonException($"two answers to call {id}");
            answers[index] = Item(at, requests[index].Method, envelope, reply, read);
        }
        if (json.TokenType != JsonTokenType.EndArray) throw new JsonException("the array of answers does not end");
        json.Read();
        return answers;
    }

    private static RpcAnswer<T>? Item<T>(RpcEndpoint at, string method, RpcEnvelope envelope, RpcReply reply, RpcRead<T> read)
    {
        try
        {
            if (envelope.Error is { } error)
                return SaysRateLimited(error) || IsCutOff(error) ? null
                    : new RpcAnswer<T>(default, RpcException.Application(at, method, error.Code, error.Message, error.Data));
            return new RpcAnswer<T>(Value(at, method, reply, envelope, read), null);
        }
        catch (RpcException e) when (e.Fault == RpcFault.Malformed)
        {
            return null;
        }
    }

    private static T Value<T>(RpcEndpoint at, string method, RpcReply reply, RpcEnvelope envelope, RpcRead<T> read)
    {
        if (envelope.Result is not { } range) throw RpcException.Malformed(at, method, "neither a result nor an error");
        try
        {
            return read(reply.Body.Bytes[range]);
        }
        catch (Exception e) when (IsForm(e))
        {
            throw RpcException.Malformed(at, method, "a result of an unexpected form: " + e.Message, e);
        }
    }

    private static RpcException Refusal(RpcEndpoint at, string method, RpcError error, TimeSpan? retryAfter) => SaysRateLimited(error)
        ? RpcException.RateLimited(at, method, error.Message, retryAfter)
        : RpcException.Application(at, method, error.Code, error.Message, error.Data);

    private static RpcException ByStatus(RpcEndpoint at, string method, RpcReply reply) => (int)reply.Status switch
    {
        429 => RpcException.RateLimited(at, method, "too many requests (HTTP 429)", reply.RetryAfter),
        413 => RpcException.TooLarge(at, method, "the node finds the request too large (HTTP 413)"),
        401 or 403 => RpcException.Refused(at, method, $"access refused (HTTP {(int)reply.Status}); check the key in the RPC URL"),
        408 or >= 500 => RpcException.Transport(at, method, $"HTTP {(int)reply.Status}", null, reply.RetryAfter),
        >= 300 and < 400 => RpcException.Refused(at, method, $"a redirect (HTTP {(int)reply.Status}); write the final address into the profile"),
        _ => RpcException.Refused(at, method, $"HTTP {(int)reply.Status}; is this the URL of a JSON-RPC node?"),
    };

    // -32005 is both "slow down" and "too many results" (Infura): the words decide.
    private static bool SaysRateLimited(RpcError error) =>
        error.Code is -32029 or 429 || (Mentions(error.Message, RateWords) && !Mentions(error.Message, ["results", "block range"]));

    // geth fills an answer up to its limit and refuses the rest of the batch with this code.
    private static bool IsCutOff(RpcError error) => error.Code == -32003 && Mentions(error.Message, ["too large"]);

    private static bool Mentions(string message, ReadOnlySpan<string> words)
    {
        foreach (string word in words)
            if (message.Contains(word, StringComparison.OrdinalIgnoreCase)) return true;
        return false;
    }

    // What reading JSON of a wrong form throws: none of it is a bug of ours.
    private static bool IsForm(Exception e) =>
        e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException or OverflowException or ArgumentException;
}
