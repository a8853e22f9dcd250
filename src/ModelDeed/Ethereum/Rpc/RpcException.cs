namespace ModelDeed.Ethereum;

/// <summary>Why a call to a node failed.</summary>
public enum RpcFault
{
    /// <summary>No connection, a broken one, or an HTTP status that says the node is not well.</summary>
    Transport,

    /// <summary>The node asks for fewer requests (HTTP 429 or the like).</summary>
    RateLimited,

    /// <summary>No answer in <see cref="RpcOptions.Timeout"/>.</summary>
    Timeout,

    /// <summary>An answer that is no JSON-RPC answer to this call: cut, garbled, of another id, or with a value of a wrong form.</summary>
    Malformed,

    /// <summary>An answer of more than <see cref="RpcOptions.LargestAnswer"/>, or a request that the node finds too large.</summary>
    TooLarge,

    /// <summary>The node understood and refused: a reverted call, an unknown method, a log range too wide. Never retried.</summary>
    Application,
}

/// <summary>A call to a node failed. The message names the node by its host only.</summary>
public sealed class RpcException : Exception
{
    private const int LongestText = 1_000;

    private RpcException(RpcFault fault, string host, string method, string problem, Exception? inner)
        : base($"{host}: {method}: {problem}", inner)
    {
        Fault = fault;
        Host = host;
        Problem = problem;
    }

    /// <summary>The kind of failure.</summary>
    public RpcFault Fault { get; }

    /// <summary>The node, by host and port.</summary>
    public string Host { get; }

    /// <summary>What went wrong, at most about a thousand characters: the node's own message for <see cref="RpcFault.Application"/>.</summary>
    public string Problem { get; }

    /// <summary>The JSON-RPC error code, for <see cref="RpcFault.Application"/>; otherwise 0. 3 and -32000 are usual for a revert.</summary>
    public long Code { get; private init; }

    /// <summary>What the contract returned when it reverted (selector and arguments of its own error), or null.</summary>
    public byte[]? RevertData { get; private init; }

    /// <summary>How long the node asked to wait, or null.</summary>
    internal TimeSpan? RetryAfter { get; private init; }

    /// <summary>False for what another attempt can't change: application errors, and requests refused as such (HTTP 4xx).</summary>
    internal bool IsRetryable { get; private init; }

    internal static RpcException Transport(RpcEndpoint at, string method, string problem, Exception? inner = null, TimeSpan? retryAfter = null) =>
        new(RpcFault.Transport, at.Host, method, problem, inner) { IsRetryable = true, RetryAfter = retryAfter };

    internal static RpcException Refused(RpcEndpoint at, string method, string problem) =>
        new(RpcFault.Transport, at.Host, method, problem, null);

    internal static RpcException RateLimited(RpcEndpoint at, string method, string problem, TimeSpan? retryAfter) =>
        new(RpcFault.RateLimited, at.Host, method, Shorten(at.Redact(problem)), null) { IsRetryable = true, RetryAfter = retryAfter };

    internal static RpcException Timeout(RpcEndpoint at, string method, TimeSpan limit) =>
        new(RpcFault.Timeout, at.Host, method, $"no answer within {limit.TotalSeconds:0.###} s", null) { IsRetryable = true };

    internal static RpcException Malformed(RpcEndpoint at, string method, string problem, Exception? inner = null) =>
        new(RpcFault.Malformed, at.Host, method, "unusable answer: " + Shorten(at.Redact(problem)), inner) { IsRetryable = true };

    internal static RpcException TooLarge(RpcEndpoint at, string method, string problem) =>
        new(RpcFault.TooLarge, at.Host, method, problem, null);

    internal static RpcException Application(RpcEndpoint at, string method, long code, string message, byte[]? revertData) =>
        new(RpcFault.Application, at.Host, method, Shorten(at.Redact(message)), null) { Code = code, RevertData = revertData };

    private static string Shorten(string text) => text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText), "...");
}
