using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>Which logs to fetch: of which contracts, with which topics.</summary>
/// <param name="Addresses">The contracts; none means all.</param>
/// <param name="Topics">For each position of a topic the values that match; an empty list matches any. At most 4.</param>
public sealed record LogFilter(IReadOnlyList<Address> Addresses, IReadOnlyList<IReadOnlyList<Hash32>> Topics)
{
    /// <summary>All logs of some contracts.</summary>
    public static LogFilter Of(params IReadOnlyList<Address> addresses) => new(addresses, []);

    /// <summary>True for a log that the node would return.</summary>
    public bool Matches(in Log log)
    {
        if (Addresses.Count > 0 && !Addresses.Contains(log.Address)) return false;
        if (log.Topics.Count < Topics.Count) return false;
        for (int i = 0; i < Topics.Count; i++)
            if (Topics[i].Count > 0 && !Topics[i].Contains(log.Topics[i])) return false;
        return true;
    }

    internal void Write(Utf8JsonWriter json)
    {
        if (Addresses.Count > 0)
        {
            json.WriteStartArray("address"u8);
            foreach (Address address in Addresses) json.WriteStringValue(Hex.Encode(address.Bytes));
            json.WriteEndArray();
        }
        if (Topics.Count == 0) return;
        json.WriteStartArray("topics"u8);
        foreach (IReadOnlyList<Hash32> choices in Topics) Write(json, choices);
        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<Hash32> choices)
    {
        if (choices.Count == 0)
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartArray();
        foreach (Hash32 choice in choices) json.WriteStringValue(choice.ToString());
        json.WriteEndArray();
    }
}
