using System.Runtime.InteropServices;
using System.Text.Json;

namespace ModelDeed.Primitives;

/// <summary>A JSON object from a stranger, read strictly: every field by name and type, none left over, none twice.
/// Errors name the field's path.</summary>
internal readonly struct JsonFields
{
    /// <summary>The most bytes of a text as it is written, escapes included, and of a byte string once decoded: 64 KiB.</summary>
    public const int MostBytes = 64 << 10;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    // 0x and two digits for each byte.
    private const int MostDigits = 2 + 2 * MostBytes;

    private readonly JsonElement _object;
    private readonly string _path;

    private JsonFields(JsonElement element, string path, ReadOnlySpan<string> names)
    {
        (_object, _path) = (element, path);
        if (element.ValueKind != JsonValueKind.Object) throw Wrong(path, "expected an object");
        foreach (JsonProperty property in element.EnumerateObject())
            if (NameOf(property, path) is var name && !names.Contains(name)) throw Wrong(Join(path, Shorten(name)), "no such field in this format");
    }

    /// <summary>Parses a document that is one object with (some of) these fields. Dispose of the document after use.</summary>
    /// <exception cref="FormatException">Not JSON, a field twice, an unknown field.</exception>
    public static JsonFields Parse(ReadOnlyMemory<byte> utf8, ReadOnlySpan<string> names, out JsonDocument document)
    {
        try
        {
            document = JsonDocument.Parse(utf8, Strict);
        }
        catch (JsonException broken)
        {
            throw new FormatException($"not JSON: {broken.Message}", broken);
        }
        catch (InvalidOperationException broken) // names are compared, to find one that is there twice
        {
            throw new FormatException("the document: a field's name has half of a surrogate pair: no text.", broken);
        }
        return new JsonFields(document.RootElement, "", names);
    }

    /// <summary>True when the field is there.</summary>
    public bool Has(string name) => _object.TryGetProperty(name, out _);

    /// <summary>An object with (some of) these fields.</summary>
    public JsonFields Object(string name, params ReadOnlySpan<string> names) => new(Get(name), Join(_path, name), names);

    /// <summary>The JSON text of a field as it stands, in UTF-8; it views the document.</summary>
    public ReadOnlySpan<byte> Raw(string name) => JsonMarshal.GetRawUtf8Value(Get(name));

    /// <summary>A text of at most <see cref="MostBytes"/>.</summary>
    public string Text(string name) => Text(Get(name), Join(_path, name), MostBytes);

    /// <summary>A whole number from 0 to 2^64 - 1.</summary>
    public ulong Number(string name) => Get(name) is { ValueKind: JsonValueKind.Number } number && number.TryGetUInt64(out ulong value)
        ? value : throw Wrong(Join(_path, name), "expected a whole number");

    /// <summary>32 bytes of hexadecimal.</summary>
    public Hash32 Hash(string name) => Hash(Text(name), Join(_path, name));

    /// <summary>An address with its checksum.</summary>
    public Address Account(string name) => Address.TryParse(Text(name), out Address address) ? address : throw Wrong(Join(_path, name), "expected an address");

    /// <summary>Bytes of hexadecimal.</summary>
    public byte[] Bytes(string name) => Bytes(Text(Get(name), Join(_path, name), MostDigits), Join(_path, name));

    /// <summary>Bytes in base64, of at most so many.</summary>
    public byte[] Base64(string name, int most)
    {
        JsonElement value = Get(name);
        _ = Text(value, Join(_path, name), (most + 2) / 3 * 4);
        return value.TryGetBytesFromBase64(out byte[]? bytes) && bytes.Length <= most ? bytes : throw Wrong(Join(_path, name), $"expected {most:N0} bytes at most, in base64");
    }

    /// <summary>An array of objects, each with (some of) these fields.</summary>
    public JsonFields[] Objects(string name, int most, params ReadOnlySpan<string> names)
    {
        JsonElement array = Array(name, most);
        var objects = new JsonFields[array.GetArrayLength()];
        for (int i = 0; i < objects.Length; i++) objects[i] = new JsonFields(array[i], $"{Join(_path, name)}[{i}]", names);
        return objects;
    }

    /// <summary>An array of 32-byte values.</summary>
    public Hash32[] Hashes(string name, int most) => [.. Items(name, most).Select(item => Hash(item.Text, item.Path))];

    /// <summary>An array of byte strings.</summary>
    public byte[][] ByteArrays(string name, int most) => [.. Items(name, most).Select(item => Bytes(item.Text, item.Path))];

    /// <summary>An array of texts.</summary>
    public string[] Texts(string name, int most) => [.. Items(name, most).Select(item => item.Text)];

    private JsonElement Array(string name, int most)
    {
        JsonElement array = Get(name);
        string path = Join(_path, name);
        if (array.ValueKind != JsonValueKind.Array) throw Wrong(path, "expected an array");
        return array.GetArrayLength() <= most ? array : throw Wrong(path, $"has {array.GetArrayLength()} items, {most} at most are possible");
    }

    private List<(string Text, string Path)> Items(string name, int most)
    {
        List<(string, string)> items = [];
        foreach (JsonElement item in Array(name, most).EnumerateArray())
        {
            string at = $"{Join(_path, name)}[{items.Count}]";
            items.Add((Text(item, at, MostDigits), at));
        }
        return items;
    }

    // Judged by what stands in the file, before anything is copied. Two bytes are the quotes.
    private static string Text(JsonElement value, string path, int most)
    {
        if (value.ValueKind != JsonValueKind.String) throw Wrong(path, "expected a text");
        int length = JsonMarshal.GetRawUtf8Value(value).Length - 2;
        if (length > most) throw Wrong(path, $"has {length:N0} characters, {most:N0} at most are possible");
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException broken)
        {
            throw new FormatException($"{path}: half of a surrogate pair, or broken UTF-8: no text", broken);
        }
    }

    private static string NameOf(JsonProperty property, string path)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException broken)
        {
            throw new FormatException($"{(path.Length == 0 ? "the document" : path)}: a field's name has half of a surrogate pair, or broken UTF-8: no text.", broken);
        }
    }

    private JsonElement Get(string name) => _object.TryGetProperty(name, out JsonElement value) ? value : throw Wrong(Join(_path, name), "is missing");

    private static Hash32 Hash(string text, string path) => text.StartsWith("0x", StringComparison.Ordinal) && Hash32.TryParse(text, out Hash32 hash)
        ? hash : throw Wrong(path, "expected 0x and 64 hexadecimal digits");

    private static byte[] Bytes(string text, string path)
    {
        var bytes = new byte[Math.Max(0, (text.Length - 2) / 2)];
        return text.StartsWith("0x", StringComparison.Ordinal) && Hex.TryDecode(text, bytes) ? bytes : throw Wrong(path, "expected 0x and hexadecimal digits");
    }

    private static FormatException Wrong(string path, string what) => new($"{(path.Length == 0 ? "the document" : path)}: {what}.");

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    private static string Shorten(string name) => name.Length <= 60 ? name : string.Concat(name.AsSpan(0, 57), "...");
}
