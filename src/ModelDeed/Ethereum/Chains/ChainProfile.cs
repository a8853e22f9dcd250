namespace ModelDeed.Ethereum;

/// <summary>What is known of a chain before its first answer.</summary>
public sealed record ChainProfile
{
    /// <summary>The name of the profile whose chain runs on this machine (started by this library).</summary>
    public const string EmbeddedName = "embedded";

    /// <summary>Lower-case letters, digits and <c>-</c>, 1 to 40, a letter first.</summary>
    public required string Name { get; init; }

    /// <summary>The id that signatures bind (EIP-155), 1 or more. A node that answers another id is refused.</summary>
    public required ulong ChainId { get; init; }

    /// <summary>Nodes in order of preference; none for <c>embedded</c>, whose port is known when it runs.</summary>
    public required IReadOnlyList<RpcEndpoint> Nodes { get; init; }

    /// <summary>When a block counts as final.</summary>
    public required FinalityRule Finality { get; init; }

    /// <summary>What gas is paid in.</summary>
    public required Currency Currency { get; init; }

    /// <summary>The chain's explorer, or null.</summary>
    public ExplorerLinks? Explorer { get; init; }

    /// <summary>The most ever offered for a unit of gas, in wei, tip included: a guard against a node that lies. Default 10 000 gwei.</summary>
    public ulong FeeCap { get; init; } = 10_000UL * 1_000_000_000;

    /// <summary>A chain, or an index of it, that stands still for so long is told as a fault, a minute or more; null for a chain that makes blocks only for
    /// transactions. Default 10 minutes.</summary>
    public TimeSpan? Silence { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>True for networks whose coins are worth nothing.</summary>
    public bool IsTest { get; init; }

    /// <summary>True for the chain on this machine.</summary>
    public bool IsEmbedded => Name == EmbeddedName;

    /// <summary>A client of the profile's nodes.</summary>
    /// <exception cref="InvalidOperationException">The profile has no node: <c>embedded</c> before it runs.</exception>
    public JsonRpcClient Connect(RpcOptions options) => Nodes.Count > 0 ? new JsonRpcClient(Nodes, options)
        : throw new InvalidOperationException($"The chain {Name} has no RPC URL yet: start it first.");

    /// <summary>The name and the chain id.</summary>
    public override string ToString() => $"{Name} (chain id {ChainId})";
}
