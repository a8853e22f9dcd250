namespace ModelDeed.Ethereum;

/// <summary>How a <see cref="TransactionSender"/> waits.</summary>
public sealed record SenderOptions
{
    /// <summary>When a transaction counts as done; null for the chain's own rule.</summary>
    public FinalityRule? Until { get; init; }

    /// <summary>How long to wait for that. Default 30 minutes.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How often to look. Default 2 s; on a node of this machine it begins with 10 ms.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>A folder for locks that keep other processes from using the same nonce; null when no other process sends from the account.</summary>
    public string? LockFolder { get; init; }

    /// <summary>Called with the height of the transaction's block before the caller is told that it is done:
    /// <see cref="EmbeddedChain.Secure"/> on the embedded chain.</summary>
    public Func<ulong, CancellationToken, Task>? BeforeDone { get; init; }

    /// <summary>Called with the transaction's hash just before its bytes leave this machine: from then on it may be on its way. Called
    /// again when it is signed anew, at another fee or nonce.</summary>
    public Action<Hash32>? BeforeSent { get; init; }
}

/// <summary>A node belongs to another chain than its profile says. Nothing was signed.</summary>
public sealed class WrongChainException(ChainProfile profile, ulong answered, string host)
    : Exception($"{host} is a node of chain {answered}, but the profile {profile.Name} is for chain {profile.ChainId}. Nothing was signed. Correct the profile's RPC URL.");
