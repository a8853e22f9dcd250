using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>The fields of a keystore file, each with its own complaint.</summary>
internal static class KeystoreJson
{
    internal static JsonElement Object(JsonElement owner, string name)
    {
        if (owner.ValueKind != JsonValueKind.Object) throw new MalformedDataException("Keystore: expected a JSON object.");
        return owner.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object
            ? value : throw new MalformedDataException($"Keystore: \"{name}\" is missing or isn't an object.");
    }

    internal static string Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()! : throw new MalformedDataException($"Keystore: \"{name}\" is missing or isn't a text.");

    /// <summary>A whole number from 0 to 2^63 - 1.</summary>
    internal static long Number(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out long number) && number >= 0
            ? number : throw new MalformedDataException($"Keystore: \"{name}\" is missing or isn't a whole number.");

    /// <summary>Hexadecimal of <paramref name="least"/> to <paramref name="most"/> bytes, with or without 0x. The text isn't repeated in errors.</summary>
    internal static byte[] Bytes(JsonElement owner, string name, int least, int most)
    {
        string text = Text(owner, name);
        ReadOnlySpan<char> digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text.AsSpan(2) : text;
        if (digits.Length % 2 != 0 || digits.Length < 2 * least || digits.Length > 2 * most)
            throw new MalformedDataException($"Keystore: \"{name}\" has {digits.Length} hexadecimal digits; expected {2 * least}{(least == most ? "" : $" to {2 * most}")}.");
        var bytes = new byte[digits.Length / 2];
        return Hex.TryDecode(text, bytes) ? bytes : throw new MalformedDataException($"Keystore: \"{name}\" isn't hexadecimal.");
    }
}
