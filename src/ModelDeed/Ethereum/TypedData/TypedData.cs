using System.Buffers;
using System.Text;
using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>A typed message in JSON, as <c>eth_signTypedData_v4</c> takes it (EIP-712).</summary>
/// <remarks>Strict, so that nothing is shown that isn't signed: a member that its type lacks is refused, as is a missing one.
/// As in MetaMask's v4, <c>null</c> for a struct is 32 zero bytes.</remarks>
public sealed class TypedData
{
    private TypedData(string primaryType, Hash32 domainSeparator, Hash32 structHash) =>
        (PrimaryType, DomainSeparator, StructHash) = (primaryType, domainSeparator, structHash);

    /// <summary>The struct that the message is.</summary>
    public string PrimaryType { get; }

    /// <summary>The hash of the domain.</summary>
    public Hash32 DomainSeparator { get; }

    /// <summary>The hash of the message; the domain's own when the primary type is the domain.</summary>
    public Hash32 StructHash { get; }

    /// <summary>The digest to sign.</summary>
    public Hash32 Digest => PrimaryType == Eip712Domain.TypeName
        ? Keccak256.Hash([0x19, 0x01, .. DomainSeparator.Bytes]) : Eip712Domain.Digest(DomainSeparator, StructHash);

    /// <summary>Parses and hashes a message.</summary>
    /// <exception cref="MalformedDataException">Not JSON, or not a typed message; the text names what is wrong.</exception>
    public static TypedData Parse(ReadOnlySpan<byte> json) => StrictJson.Read("Typed data", json, Read);

    /// <summary>Parses and hashes a message.</summary>
    /// <exception cref="MalformedDataException">Not JSON, or not a typed message; the text names what is wrong.</exception>
    public static TypedData Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

    internal static void Expect(JsonElement json, JsonValueKind kind, string what)
    {
        if (json.ValueKind != kind) throw new MalformedDataException($"Typed data: {what} is a JSON {json.ValueKind}; expected {kind}.");
    }

    internal static string Text(JsonElement owner, string property)
    {
        JsonElement value = Member(owner, property);
        Expect(value, JsonValueKind.String, $"\"{property}\"");
        return value.GetString()!;
    }

    private static TypedData Read(JsonElement root)
    {
        Expect(root, JsonValueKind.Object, "the message");
        var types = new TypedDataTypes(Member(root, "types"));
        string primary = Text(root, "primaryType");
        JsonElement domain = Member(root, "domain");
        Hash32 separator = types.IsStruct(Eip712Domain.TypeName) ? HashStruct(types, Eip712Domain.TypeName, domain) : ImpliedDomain(domain).Separator;
        Hash32 message = primary == Eip712Domain.TypeName ? separator : HashStruct(types, primary, Member(root, "message"));
        return new TypedData(primary, separator, message);
    }

    private static Hash32 HashStruct(TypedDataTypes types, string type, JsonElement json)
    {
        Expect(json, JsonValueKind.Object, $"a {type}");
        IReadOnlyList<TypedDataTypes.Member> members = types.MembersOf(type);
        var words = new ArrayBufferWriter<byte>(32 * (members.Count + 1));
        words.Write(types.HashOf(type).Bytes);
        foreach (TypedDataTypes.Member member in members) words.Write(Encode(types, member.Type, Member(json, member.Name)).Bytes);
        foreach (JsonProperty given in json.EnumerateObject())
            if (members.All(m => m.Name != given.Name)) throw new MalformedDataException($"Typed data: the type {type} has no member \"{given.Name}\", so it would not be signed.");
        return Keccak256.Hash(words.WrittenSpan);
    }

    private static Hash32 Encode(TypedDataTypes types, string type, JsonElement json)
    {
        if (type.EndsWith(']')) return EncodeArray(types, type, json);
        if (types.IsStruct(type)) return json.ValueKind == JsonValueKind.Null ? Hash32.Zero : HashStruct(types, type, json);
        AbiType elementary = AbiSignatureParser.Elementary(type);
        AbiValue value = AbiJson.Read(elementary, json);
        return value switch
        {
            AbiValue.Text text => Keccak256.HashUtf8(text.Value),
            AbiValue.Data data when elementary.IsDynamic => Keccak256.Hash(data.Value.Span),
            _ => new Hash32(AbiPacked.EncodeWord(elementary, value)),
        };
    }

    private static Hash32 EncodeArray(TypedDataTypes types, string type, JsonElement json)
    {
        Expect(json, JsonValueKind.Array, $"a {type}");
        int open = type.LastIndexOf('[');
        ReadOnlySpan<char> length = type.AsSpan(open + 1, type.Length - open - 2);
        if (!length.IsEmpty && int.Parse(length) != json.GetArrayLength())
            throw new MalformedDataException($"Typed data: a {type} has {json.GetArrayLength()} elements.");
        var words = new ArrayBufferWriter<byte>(32 * json.GetArrayLength() + 32);
        foreach (JsonElement element in json.EnumerateArray()) words.Write(Encode(types, type[..open], element).Bytes);
        return Keccak256.Hash(words.WrittenSpan);
    }

    /// <summary>The domain when its type isn't spelled out: the members that are there, in the order of EIP-712.</summary>
    private static Eip712Domain ImpliedDomain(JsonElement json)
    {
        Expect(json, JsonValueKind.Object, "the domain");
        AbiValue? Value(string name, AbiType type) => json.TryGetProperty(name, out JsonElement value) ? AbiJson.Read(type, value) : null;
        foreach (JsonProperty given in json.EnumerateObject())
            if (given.Name is not ("name" or "version" or "chainId" or "verifyingContract" or "salt"))
                throw new MalformedDataException($"Typed data: a domain has no member \"{given.Name}\".");
        return new Eip712Domain(
            (Value("name", AbiType.String) as AbiValue.Text)?.Value,
            (Value("version", AbiType.String) as AbiValue.Text)?.Value,
            Value("chainId", AbiType.UInt(256)) is AbiValue.Number chainId ? (UInt256)chainId.Value : null,
            (Value("verifyingContract", AbiType.Address) as AbiValue.Account)?.Value,
            Value("salt", AbiType.FixedBytes(32)) is AbiValue.Data salt ? new Hash32(salt.Value.Span) : null);
    }

    private static JsonElement Member(JsonElement owner, string property) => owner.TryGetProperty(property, out JsonElement value)
        ? value : throw new MalformedDataException($"Typed data: \"{property}\" is missing.");
}
