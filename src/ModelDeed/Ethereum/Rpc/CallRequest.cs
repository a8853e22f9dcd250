using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>A call to try without a transaction: by <c>eth_call</c> or <c>eth_estimateGas</c>.</summary>
public sealed record CallRequest
{
    /// <summary>Who calls; null for the zero address.</summary>
    public Address? From { get; init; }

    /// <summary>The contract; null to create one.</summary>
    public Address? To { get; init; }

    /// <summary>Call data, or the creation code.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Wei to send along.</summary>
    public UInt256 Value { get; init; }

    /// <summary>The most gas to use; null for what the node allows.</summary>
    public ulong? Gas { get; init; }

    internal void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (From is { } from) json.WriteString("from"u8, Hex.Encode(from.Bytes));
        if (To is { } to) json.WriteString("to"u8, Hex.Encode(to.Bytes));
        if (Gas is { } gas) json.WriteQuantity("gas"u8, gas);
        if (!Value.IsZero) json.WriteQuantity("value"u8, Value);
        json.WriteString("data"u8, Hex.Encode(Data.Span)); // "input" is the newer name; every node takes this one
        json.WriteEndObject();
    }
}
