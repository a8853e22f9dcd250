using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>The interface of a contract, as the compiler writes it in JSON.</summary>
/// <param name="Constructor">What the constructor takes.</param>
/// <param name="Functions">Its functions, overloads side by side.</param>
/// <param name="Events">Its events.</param>
/// <param name="Errors">Its custom errors.</param>
public sealed record ContractAbi(
    IReadOnlyList<AbiParameter> Constructor, IReadOnlyList<AbiFunction> Functions, IReadOnlyList<AbiEvent> Events, IReadOnlyList<AbiError> Errors)
{
    /// <summary>Parses the JSON array of an ABI.</summary>
    /// <exception cref="MalformedDataException">Not JSON, or not an ABI.</exception>
    public static ContractAbi Parse(ReadOnlySpan<byte> json) => StrictJson.Read("ABI", json, Read);

    private static ContractAbi Read(JsonElement abi)
    {
        if (abi.ValueKind != JsonValueKind.Array) throw new MalformedDataException("ABI: expected a JSON array.");
        AbiParameter[] constructor = [];
        List<AbiFunction> functions = [];
        List<AbiEvent> events = [];
        List<AbiError> errors = [];
        foreach (JsonElement entry in abi.EnumerateArray())
        {
            switch (Text(entry, "type") ?? "function")
            {
                case "constructor": constructor = Parameters(entry, "inputs", 0); break;
                case "function": functions.Add(new AbiFunction(Name(entry), Parameters(entry, "inputs", 0), Parameters(entry, "outputs", 0), Text(entry, "stateMutability") ?? "nonpayable")); break;
                case "event": events.Add(new AbiEvent(Name(entry), Parameters(entry, "inputs", 0), IsTrue(entry, "anonymous"))); break;
                case "error": errors.Add(new AbiError(Name(entry), Parameters(entry, "inputs", 0))); break;
                case "receive" or "fallback": break;
                case string other: throw new MalformedDataException($"ABI: an entry has the unknown type \"{other}\".");
            }
        }
        return new ContractAbi(constructor, functions, events, errors);
    }

    private static AbiParameter[] Parameters(JsonElement owner, string property, int depth)
    {
        if (depth > AbiType.MaxDepth) throw new MalformedDataException($"ABI: a type nests over {AbiType.MaxDepth} deep.");
        if (!owner.TryGetProperty(property, out JsonElement list)) return [];
        if (list.ValueKind != JsonValueKind.Array) throw new MalformedDataException($"ABI: \"{property}\" isn't an array.");
        return [.. list.EnumerateArray().Select(p => new AbiParameter(Text(p, "name") ?? "", Type(p, depth), IsTrue(p, "indexed")))];
    }

    private static AbiType Type(JsonElement parameter, int depth)
    {
        string type = Text(parameter, "type") ?? throw new MalformedDataException("ABI: a parameter has no \"type\".");
        if (!type.StartsWith("tuple", StringComparison.Ordinal)) return AbiType.Parse(type);
        AbiType result = AbiType.Tuple(Parameters(parameter, "components", depth + 1), StructName(parameter));
        // "tuple[2][]": the suffix alone is parsed on a stand-in, innermost dimension first.
        var lengths = new List<int?>();
        for (AbiType? t = AbiType.Parse("bool" + type[5..]); t!.Element is not null; t = t.Element) lengths.Add(t.Size < 0 ? null : t.Size);
        for (int i = lengths.Count - 1; i >= 0; i--) result = AbiType.Array(result, lengths[i]);
        return result;
    }

    /// <summary><c>struct ITitles.Asset[]</c> → <c>Asset</c>.</summary>
    private static string? StructName(JsonElement parameter)
    {
        string? name = Text(parameter, "internalType");
        if (name is null || !name.StartsWith("struct ", StringComparison.Ordinal)) return null;
        string bare = name["struct ".Length..].Split('[')[0];
        return bare[(bare.LastIndexOf('.') + 1)..];
    }

    private static string Name(JsonElement entry) =>
        Text(entry, "name") is { Length: > 0 } name ? name : throw new MalformedDataException("ABI: an entry has no \"name\".");

    private static string? Text(JsonElement owner, string property) => owner.ValueKind != JsonValueKind.Object
        ? throw new MalformedDataException("ABI: an entry isn't a JSON object.")
        : !owner.TryGetProperty(property, out JsonElement value) ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString()
        : throw new MalformedDataException($"ABI: \"{property}\" isn't a text.");

    private static bool IsTrue(JsonElement owner, string property) =>
        owner.TryGetProperty(property, out JsonElement value) && value.ValueKind == JsonValueKind.True;
}
