using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>Reads ABI values from JSON, as typed data and test vectors write them.</summary>
internal static class AbiJson
{
    /// <summary>The value of <paramref name="type"/> in <paramref name="json"/>: numbers as JSON integers or as decimal or <c>0x</c> texts, bytes and
    /// addresses as <c>0x</c> texts, tuples as arrays or as objects by member.</summary>
    /// <exception cref="MalformedDataException">The JSON is no value of the type.</exception>
    internal static AbiValue Read(AbiType type, JsonElement json)
    {
        try
        {
            return type.Kind switch
            {
                AbiKind.UInt or AbiKind.Int => new AbiValue.Number(Number(type, json)),
                AbiKind.Bool when json.ValueKind is JsonValueKind.True or JsonValueKind.False => new AbiValue.Truth(json.GetBoolean()),
                AbiKind.Address when json.ValueKind == JsonValueKind.String => new AbiValue.Account(Address.Parse(json.GetString()!)),
                AbiKind.FixedBytes or AbiKind.Bytes when json.ValueKind == JsonValueKind.String => new AbiValue.Data(Bytes(type, json.GetString()!)),
                AbiKind.String when json.ValueKind == JsonValueKind.String => new AbiValue.Text(json.GetString()!),
                AbiKind.Array when json.ValueKind == JsonValueKind.Array => List(type, json),
                AbiKind.Tuple when json.ValueKind is JsonValueKind.Array or JsonValueKind.Object => Tuple(type, json),
                _ => throw Wrong(type, json),
            };
        }
        catch (Exception e) when (e is FormatException and not MalformedDataException or InvalidOperationException)
        {
            throw new MalformedDataException($"JSON: no value of the type {type}: {e.Message}");
        }
    }

    private static AbiValue.List List(AbiType type, JsonElement json) => type.Size < 0 || json.GetArrayLength() == type.Size
        ? new AbiValue.List([.. json.EnumerateArray().Select(e => Read(type.Element!, e))])
        : throw new MalformedDataException($"JSON: expected {type.Size} elements for {type}, found {json.GetArrayLength()}.");

    private static AbiValue.List Tuple(AbiType type, JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array && json.GetArrayLength() != type.Components.Count) throw Wrong(type, json);
        return new AbiValue.List([.. type.Components.Select((c, i) => Read(c.Type,
            json.ValueKind == JsonValueKind.Array ? json[i]
            : json.TryGetProperty(c.Name, out JsonElement member) ? member
            : throw new MalformedDataException($"JSON: the member \"{c.Name}\" is missing.")))]);
    }

    private static byte[] Bytes(AbiType type, string text)
    {
        if (!text.StartsWith("0x", StringComparison.Ordinal)) throw new MalformedDataException($"JSON: expected 0x and hexadecimal digits for {type}.");
        byte[] bytes = Hex.Decode(text);
        return type.Kind == AbiKind.Bytes || bytes.Length == type.Size
            ? bytes : throw new MalformedDataException($"JSON: expected {type.Size} bytes for {type}, found {bytes.Length}.");
    }

    private static BigInteger Number(AbiType type, JsonElement json)
    {
        string text = json.ValueKind switch
        {
            JsonValueKind.Number => json.GetRawText(),
            JsonValueKind.String => json.GetString()!,
            _ => throw Wrong(type, json),
        };
        bool negative = text.StartsWith('-');
        BigInteger magnitude = UInt256.Parse(negative ? text[1..] : text);
        BigInteger number = negative ? -magnitude : magnitude;
        bool fits = type.Kind == AbiKind.UInt ? !negative && number.GetBitLength() <= type.Size : number.GetBitLength() < type.Size;
        return fits ? number : throw new MalformedDataException($"JSON: {number.ToString(CultureInfo.InvariantCulture)} is no {type}.");
    }

    private static MalformedDataException Wrong(AbiType type, JsonElement json) =>
        new($"JSON: a {json.ValueKind} is no value of the type {type}.");
}
