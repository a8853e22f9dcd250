using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>The Ethereum API's JSON: quantities (<c>0x1f</c>) and data (<c>0x001f</c>).</summary>
/// <remarks>Wrong forms throw <see cref="FormatException"/>, <see cref="JsonException"/> or <see cref="KeyNotFoundException"/>:
/// the caller makes them <see cref="RpcFault.Malformed"/>.</remarks>
internal static class NodeJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };

    /// <summary>Reads a value with <paramref name="read"/>; null for JSON null.</summary>
    public static T? OrNull<T>(ReadOnlySpan<byte> json, Func<JsonElement, T> read) where T : class =>
        json.SequenceEqual("null"u8) ? null : Read(json, read);

    /// <summary>Reads a value with <paramref name="read"/>.</summary>
    public static T Read<T>(ReadOnlySpan<byte> json, Func<JsonElement, T> read)
    {
        byte[] copy = ArrayPool<byte>.Shared.Rent(json.Length);
        try
        {
            json.CopyTo(copy);
            using JsonDocument document = JsonDocument.Parse(copy.AsMemory(0, json.Length), Strict);
            return read(document.RootElement);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    public static ulong Quantity(ReadOnlySpan<byte> json) => Read(json, Quantity);

    public static UInt256 Quantity256(ReadOnlySpan<byte> json) => Read(json, Quantity256);

    public static byte[] Bytes(ReadOnlySpan<byte> json) => Read(json, Bytes);

    public static Hash32 Hash(ReadOnlySpan<byte> json) => Read(json, Hash);

    /// <summary>A quantity; also a plain JSON number, which anvil writes in places.</summary>
    public static ulong Quantity(this JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Number) return value.GetUInt64();
        string text = value.GetString() ?? throw new FormatException("expected a quantity, got null");
        return text.StartsWith("0x", StringComparison.Ordinal)
            && ulong.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong number)
            ? number : throw new FormatException($"expected a 64-bit quantity, got \"{Shorten(text)}\"");
    }

    public static UInt256 Quantity256(this JsonElement value)
    {
        string text = value.GetString() ?? throw new FormatException("expected a quantity, got null");
        return text.StartsWith("0x", StringComparison.Ordinal) && UInt256.TryParse(text, out UInt256 number)
            ? number : throw new FormatException($"expected a quantity, got \"{Shorten(text)}\"");
    }

    public static Hash32 Hash(this JsonElement value) => Hash32.Parse(value.GetString() ?? throw new FormatException("expected a hash, got null"));

    public static byte[] Bytes(this JsonElement value) => Hex.Decode(value.GetString() ?? throw new FormatException("expected data, got null"));

    /// <summary>An address, whatever the case of its digits: some nodes write their own checksums.</summary>
    public static Address Account(this JsonElement value)
    {
        Span<byte> bytes = stackalloc byte[Address.Size];
        string? text = value.GetString();
        return Hex.TryDecode(text, bytes) ? new Address(bytes) : throw new FormatException($"expected an address, got \"{Shorten(text ?? "null")}\"");
    }

    /// <summary>The member, or null when it is missing or JSON null.</summary>
    public static JsonElement? Optional(this JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static void WriteQuantity(this Utf8JsonWriter json, ReadOnlySpan<byte> name, ulong value) => json.WriteString(name, $"0x{value:x}");

    public static void WriteQuantity(this Utf8JsonWriter json, ReadOnlySpan<byte> name, UInt256 value) =>
        json.WriteString(name, "0x" + Digits(value));

    private static string Digits(UInt256 value) => value.IsZero ? "0" : value.ToHash().ToString()[2..].TrimStart('0');

    private static string Shorten(string text) => text.Length <= 80 ? text : string.Concat(text.AsSpan(0, 77), "...");
}
