namespace ModelDeed.Ethereum;

/// <summary>How patient a <see cref="JsonRpcClient"/> is. The defaults suit public nodes.</summary>
public sealed record RpcOptions
{
    /// <summary>How long one attempt may take, answer included. Default 30 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Attempts per call over all endpoints, the first included, 1 or more. Default 6.</summary>
    public int Attempts { get; init; } = 6;

    /// <summary>The longest first pause between attempts; it doubles from then on. Default 250 ms.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest pause, also when a node's <c>Retry-After</c> asks for more. Default 30 s.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The most bytes of an answer (decompressed) that are read. Default 256 MiB.</summary>
    public long LargestAnswer { get; init; } = 256L << 20;

    /// <summary>The most calls put into one batch. Default 100; a node that refuses is asked with fewer.</summary>
    public int LargestBatch { get; init; } = 100;

    /// <summary>The most requests in flight for a batch that a node made us split. Default 8.</summary>
    public int Parallel { get; init; } = 8;
}
