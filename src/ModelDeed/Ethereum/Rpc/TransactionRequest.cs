namespace ModelDeed.Ethereum;

/// <summary>What a transaction should do. Nonce, gas and fee are found when it is sent.</summary>
public sealed record TransactionRequest
{
    /// <summary>The contract or account; null to create a contract.</summary>
    public required Address? To { get; init; }

    /// <summary>Call data, or the creation code.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Wei to send along.</summary>
    public UInt256 Value { get; init; }

    /// <summary>The most gas; null to estimate it.</summary>
    public ulong? Gas { get; init; }

    /// <summary>The errors that the contracts concerned may revert with, to name them.</summary>
    public IReadOnlyList<AbiError> Errors { get; init; } = [];

    /// <summary>Two requests with the same key, to the same sender, are one transaction (a double click, a retry); null for no such guard.</summary>
    public string? Key { get; init; }

    internal CallRequest AsCall(Address from, ulong? gas) => new() { From = from, To = To, Data = Data, Value = Value, Gas = gas };
}
