using System.Globalization;

namespace ModelDeed.Ethereum;

/// <summary>Reads types and signatures as people write them: <c>transfer(address to, uint256 amount)</c>.</summary>
internal ref struct AbiSignatureParser
{
    // Longer than any real signature; keeps hostile text from costing time.
    private const int MaxLength = 16_384;

    private readonly string _text;
    private int _at;

    private AbiSignatureParser(string text)
    {
        if (text.Length > MaxLength) throw new MalformedDataException($"ABI: a signature of over {MaxLength} characters.");
        _text = text;
    }

    internal static AbiType ParseType(string text)
    {
        var parser = new AbiSignatureParser(text);
        AbiType type = parser.Type(0);
        parser.End();
        return type;
    }

    /// <summary>A name and its parameters, with or without a leading keyword (<c>function</c>, <c>event</c>, <c>error</c>).</summary>
    internal static (string Name, AbiParameter[] Parameters) ParseSignature(string text)
    {
        var parser = new AbiSignatureParser(text);
        string name = parser.Word();
        if (name is "function" or "event" or "error" && parser.Peek() != '(') name = parser.Word();
        if (name.Length == 0) throw parser.Wrong("a name");
        AbiParameter[] parameters = parser.Parameters(0);
        parser.End();
        return (name, parameters);
    }

    private AbiType Type(int depth)
    {
        if (depth > AbiType.MaxDepth) throw new MalformedDataException($"ABI: a type nests over {AbiType.MaxDepth} deep.");
        AbiType type = Peek() == '(' ? AbiType.Tuple(Parameters(depth + 1), null) : Elementary(Word());
        while (Peek() == '[')
        {
            _at++;
            string length = Word();
            Expect(']');
            type = AbiType.Array(type, length.Length == 0 ? null : Number(length));
        }
        return type;
    }

    private AbiParameter[] Parameters(int depth)
    {
        Expect('(');
        var parameters = new List<AbiParameter>();
        if (Peek() == ')')
        {
            _at++;
            return [];
        }
        do
        {
            AbiType type = Type(depth);
            string name = Word();
            bool indexed = name == "indexed";
            while (name is "indexed" or "memory" or "calldata") name = Word();
            parameters.Add(new AbiParameter(name, type, indexed));
        }
        while (Accept(','));
        Expect(')');
        return [.. parameters];
    }

    /// <summary>A type that isn't an array or a tuple.</summary>
    internal static AbiType Elementary(string name) => name switch
    {
        "uint" => AbiType.UInt(256),
        "int" => AbiType.Int(256),
        "bool" => AbiType.Bool,
        "address" => AbiType.Address,
        "bytes" => AbiType.Bytes,
        "string" => AbiType.String,
        "function" => AbiType.FixedBytes(24),
        _ when name.StartsWith("uint", StringComparison.Ordinal) => AbiType.UInt(Number(name[4..])),
        _ when name.StartsWith("int", StringComparison.Ordinal) => AbiType.Int(Number(name[3..])),
        _ when name.StartsWith("bytes", StringComparison.Ordinal) => AbiType.FixedBytes(Number(name[5..])),
        _ => throw new MalformedDataException($"ABI: there is no type \"{name}\"."),
    };

    private static int Number(string digits) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && (digits[0] != '0' || number == 0)
            ? number : throw new MalformedDataException($"ABI: \"{digits}\" is no size of a type.");

    private string Word()
    {
        SkipSpaces();
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] is '_' or '$')) _at++;
        return _text[start.._at];
    }

    private char Peek()
    {
        SkipSpaces();
        return _at < _text.Length ? _text[_at] : '\0';
    }

    private bool Accept(char c)
    {
        if (Peek() != c) return false;
        _at++;
        return true;
    }

    private void Expect(char c)
    {
        if (!Accept(c)) throw Wrong($"'{c}'");
    }

    private void End()
    {
        if (Peek() != '\0' || _at < _text.Length) throw Wrong("the end");
    }

    private void SkipSpaces()
    {
        while (_at < _text.Length && _text[_at] == ' ') _at++;
    }

    private readonly MalformedDataException Wrong(string expected) =>
        new($"ABI: expected {expected} at character {_at} of \"{(_text.Length <= 120 ? _text : _text[..117] + "...")}\".");
}
