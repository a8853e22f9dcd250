using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using ModelDeed.Ethereum;

namespace ModelDeed.Licensing;

/// <summary>What the three file formats of licensing share: indented JSON with line feeds and one at the end; money and 256-bit numbers as
/// decimal texts, sets as arrays of words.</summary>
internal static class LicensingJson
{
    /// <summary>Far over the largest file.</summary>
    internal const int MostBytes = 1 << 20;

    private const string Native = "native";

    private const int MostWords = 512;

    private static readonly JsonWriterOptions Layout = new() { Indented = true, IndentSize = 2, NewLine = "\n" };

    internal static byte[] Write(Action<Utf8JsonWriter> members)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer, Layout))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    internal static T Read<T>(ReadOnlyMemory<byte> bytes, string format, string[] names, Func<JsonFields, T> read)
    {
        if (bytes.Length > MostBytes) throw new FormatException($"the document has {bytes.Length} bytes; {MostBytes} at most are read.");
        try
        {
            JsonFields file = JsonFields.Parse(bytes, names, out JsonDocument document);
            using JsonDocument owned = document;
            if (file.Text("format") is var found && found != format) throw new FormatException($"format: expected \"{format}\", found \"{found}\".");
            return read(file);
        }
        catch (InvalidOperationException broken)
        {
            throw new FormatException("a text isn't valid UTF-8 or has half a surrogate pair.", broken);
        }
    }

    internal static void Amount(this Utf8JsonWriter json, string name, BigInteger value) => json.WriteString(name, value.ToString(CultureInfo.InvariantCulture));

    internal static void Words(this Utf8JsonWriter json, string name, IReadOnlyList<string> words)
    {
        json.WriteStartArray(name);
        foreach (string word in words) json.WriteStringValue(word);
        json.WriteEndArray();
    }

    internal static void Currency(this Utf8JsonWriter json, Address currency) => json.WriteString("currency", currency.IsZero ? Native : currency.ToString());

    internal static void Scope(this Utf8JsonWriter json, LicenseScope scope)
    {
        json.Words("territories", scope.Territories.ToWords());
        json.Words("fields", scope.Fields.ToWords());
        json.Words("dataTypes", scope.DataTypes.ToWords());
    }

    internal static LicenseScope Scope(this JsonFields file) => new(
        new Territories((UInt256)file.Set("territories", Territories.Catalog)),
        new FieldsOfUse((ulong)file.Set("fields", FieldsOfUse.Catalog)),
        new DataTypes((uint)file.Set("dataTypes", DataTypes.Catalog)));

    internal static BigInteger Set(this JsonFields file, string name, Catalog catalog) => Named(name, () => catalog.Parse(file.Texts(name, MostWords)));

    internal static Address Currency(this JsonFields file) => file.Text("currency") == Native ? Address.Zero
        : file.Account("currency") is { IsZero: false } token ? token
        : throw new FormatException($"currency: write \"{Native}\" for the chain's native currency.");

    /// <summary>Decimal digits without a leading zero, sign or point.</summary>
    internal static BigInteger Amount(this JsonFields file, string name, int bits)
    {
        string text = file.Text(name);
        bool digits = text.Length is > 0 and <= 78 && text.All(char.IsAsciiDigit) && (text.Length == 1 || text[0] != '0');
        if (!digits) throw new FormatException($"{name}: expected a whole number of smallest units in decimal digits, as in \"49000000\".");
        BigInteger value = BigInteger.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
        return value.GetBitLength() <= bits ? value : throw new FormatException($"{name}: {text} is over 2^{bits} - 1.");
    }

    internal static ulong Number(this JsonFields file, string name, int bits) => file.Number(name) is var value && value >> bits == 0
        ? value : throw new FormatException($"{name}: {value} is over 2^{bits} - 1.");

    internal static T Named<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (FormatException wrong) when (!wrong.Message.StartsWith(name, StringComparison.Ordinal))
        {
            throw new FormatException($"{name}: {wrong.Message}", wrong);
        }
    }
}
