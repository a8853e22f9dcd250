using System.Text.Json;
using System.Text.Json.Serialization;
using ModelDeed.Ethereum;

namespace ModelDeed.Server.Api;

/// <summary>How the API writes and reads JSON: camel case; amounts and other 256-bit numbers as decimal texts; nothing unknown, nothing twice.</summary>
internal static class ApiJson
{
    /// <summary>For what isn't a request's or an answer's own document: streamed events.</summary>
    public static JsonSerializerOptions Options { get; } = Configured();

    public static void Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.PropertyNameCaseInsensitive = false;
        options.AllowDuplicateProperties = false;
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.NumberHandling = JsonNumberHandling.Strict;
        options.MaxDepth = 16;
        options.Converters.Add(new TextConverter<Address>(Address.Parse, "an address, 0x and 40 hexadecimal digits"));
        options.Converters.Add(new TextConverter<Hash32>(ReadHash, "0x and 64 hexadecimal digits"));
        options.Converters.Add(new TextConverter<UInt256>(ReadNumber, "a whole number from 0 to 2^256 - 1 in decimal digits"));
        options.Converters.Add(new TextConverter<HexBytes>(HexBytes.Parse, "0x and hexadecimal digits"));
    }

    private static JsonSerializerOptions Configured()
    {
        JsonSerializerOptions options = new(JsonSerializerDefaults.Web);
        Configure(options);
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private static Hash32 ReadHash(string text) => text.Length == 2 + 2 * Hash32.Size && text.StartsWith("0x", StringComparison.Ordinal)
        ? Hash32.Parse(text) : throw new FormatException();

    private static UInt256 ReadNumber(string text) =>
        text.Length is > 0 and <= 78 && text.All(char.IsAsciiDigit) && (text.Length == 1 || text[0] != '0') && UInt256.TryParse(text, out UInt256 value)
            ? value : throw new FormatException();

    /// <summary>A value that JSON writes as a text.</summary>
    private sealed class TextConverter<T>(Func<string, T> parse, string form) : JsonConverter<T>
        where T : notnull
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.String) throw new JsonException($"expected {form}");
            try
            {
                return parse(reader.GetString()!);
            }
            catch (FormatException wrong)
            {
                throw new JsonException($"expected {form}", wrong);
            }
        }

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());

        public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => parse(reader.GetString()!);

        public override void WriteAsPropertyName(Utf8JsonWriter writer, [DisallowNull] T value, JsonSerializerOptions options) => writer.WritePropertyName(value.ToString()!);
    }
}

/// <summary>Bytes that JSON shows in hexadecimal.</summary>
/// <param name="Value">The bytes.</param>
internal readonly record struct HexBytes(byte[] Value)
{
    /// <summary>Reads 0x and digits.</summary>
    /// <exception cref="FormatException">Not 0x and pairs of hexadecimal digits.</exception>
    public static HexBytes Parse(string text) => text.StartsWith("0x", StringComparison.Ordinal) ? new HexBytes(Hex.Decode(text)) : throw new FormatException();

    public override string ToString() => Hex.Encode(Value ?? []);
}
