using System.Text.Json;

namespace ModelDeed.Fingerprints;

/// <summary>Walks a JSON document token by token; whatever isn't exactly what the caller expects is an error with its place.</summary>
internal ref struct StrictJson
{
    private readonly FileBytes _file;
    private readonly ulong _offset;
    private Utf8JsonReader _json;

    /// <summary>Reads <paramref name="utf8"/>, which stands at <paramref name="offset"/> of <paramref name="file"/>.</summary>
    public StrictJson(FileBytes file, ulong offset, ReadOnlySpan<byte> utf8)
    {
        _file = file;
        _offset = offset;
        _json = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = FormatLimits.JsonDepth });
    }

    /// <summary>The whole of a JSON file of bounded size.</summary>
    public static byte[] Load(FileBytes file)
    {
        if (file.Length > FormatLimits.JsonBytes)
            throw file.Broken($"a JSON document of {file.Length} bytes is larger than {FormatLimits.JsonBytes}");
        var utf8 = new byte[(int)file.Length];
        file.Read(0, utf8);
        return utf8;
    }

    public void Next()
    {
        try
        {
            if (!_json.Read()) throw Broken("the JSON ends too early");
        }
        catch (JsonException e)
        {
            throw Broken("the JSON is malformed", e);
        }
    }

    /// <summary>Moves on to the opening brace of an object.</summary>
    public void Object()
    {
        Next();
        Expect(JsonTokenType.StartObject, "an object");
    }

    /// <summary>Moves on to the opening bracket of an array.</summary>
    public void Array()
    {
        Next();
        Expect(JsonTokenType.StartArray, "an array");
    }

    /// <summary>Moves on to the next property of the current object; false at its end.</summary>
    public bool Property(out string name)
    {
        Next();
        bool more = _json.TokenType == JsonTokenType.PropertyName;
        name = more ? Text() : "";
        return more;
    }

    /// <summary>Moves on to the next element, which must open an object; false at the array's end.</summary>
    public bool ObjectElement()
    {
        Next();
        if (_json.TokenType == JsonTokenType.EndArray) return false;
        Expect(JsonTokenType.StartObject, "an object");
        return true;
    }

    public string String()
    {
        Next();
        Expect(JsonTokenType.String, "a string");
        return Text();
    }

    /// <summary>A string, or null for a value of any other kind, which is passed over.</summary>
    public string? StringOrSkip()
    {
        Next();
        if (_json.TokenType == JsonTokenType.String) return Text();
        SkipChildren();
        return null;
    }

    /// <summary>A plain non-negative integer: no sign, fraction or exponent, which parsers read differently.</summary>
    public ulong Number()
    {
        Next();
        return Unsigned();
    }

    /// <summary>Any finite number.</summary>
    public double Real()
    {
        Next();
        Expect(JsonTokenType.Number, "a number");
        return _json.TryGetDouble(out double value) && double.IsFinite(value) ? value : throw Broken("a finite number is expected");
    }

    public List<ulong> Numbers(int most)
    {
        Array();
        var numbers = new List<ulong>();
        for (Next(); _json.TokenType != JsonTokenType.EndArray; Next())
        {
            if (numbers.Count == most) throw Broken($"an array has more than {most} numbers");
            numbers.Add(Unsigned());
        }
        return numbers;
    }

    public List<string> Strings(int most)
    {
        Array();
        var strings = new List<string>();
        for (Next(); _json.TokenType != JsonTokenType.EndArray; Next())
        {
            if (strings.Count == most) throw Broken($"an array has more than {most} strings");
            Expect(JsonTokenType.String, "a string");
            strings.Add(Text());
        }
        return strings;
    }

    /// <summary>Passes over the next value.</summary>
    public void Skip()
    {
        Next();
        SkipChildren();
    }

    /// <summary>Only white space may follow.</summary>
    public void End()
    {
        try
        {
            if (_json.Read()) throw Broken("more follows after the JSON document");
        }
        catch (JsonException e)
        {
            throw Broken("more follows after the JSON document", e);
        }
    }

    public readonly ModelFormatException Broken(string problem, Exception? inner = null) =>
        _file.Broken(_offset + (ulong)_json.TokenStartIndex, problem, inner);

    private readonly ulong Unsigned()
    {
        Expect(JsonTokenType.Number, "a number");
        return char.IsAsciiDigit((char)_json.ValueSpan[0]) && _json.TryGetUInt64(out ulong value) ? value
            : throw Broken("a whole number from 0 to 2^64-1 is expected");
    }

    private readonly string Text()
    {
        try
        {
            return _json.GetString()!;
        }
        catch (InvalidOperationException e)
        {
            throw Broken("a string isn't valid UTF-8 or has half a surrogate pair", e);
        }
    }

    private readonly void Expect(JsonTokenType type, string what)
    {
        if (_json.TokenType != type) throw Broken($"{what} is expected, not {_json.TokenType}");
    }

    private void SkipChildren()
    {
        try
        {
            _json.Skip();
        }
        catch (JsonException e)
        {
            throw Broken("the JSON is malformed", e);
        }
    }
}
