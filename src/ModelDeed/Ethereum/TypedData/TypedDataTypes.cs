using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>The struct types of a typed message, checked as they are read: names are identifiers, every type exists.</summary>
internal sealed class TypedDataTypes
{
    // More than any real message; bounds the work on hostile ones.
    private const int MaxMembers = 4096;

    private readonly Dictionary<string, Member[]> _structs = [];
    private readonly Dictionary<string, Hash32> _hashes = [];

    internal TypedDataTypes(JsonElement types)
    {
        TypedData.Expect(types, JsonValueKind.Object, "types");
        int members = 0;
        foreach (JsonProperty type in types.EnumerateObject())
        {
            TypedData.Expect(type.Value, JsonValueKind.Array, $"types.{type.Name}");
            if (!IsIdentifier(type.Name) || IsElementary(type.Name)) throw new MalformedDataException($"Typed data: \"{type.Name}\" is no name for a struct.");
            if ((members += type.Value.GetArrayLength()) > MaxMembers) throw new MalformedDataException($"Typed data: the types have over {MaxMembers} members.");
            if (!_structs.TryAdd(type.Name, [.. type.Value.EnumerateArray().Select(Member.Read)]))
                throw new MalformedDataException($"Typed data: the type \"{type.Name}\" stands twice.");
        }
        foreach (Member member in _structs.Values.SelectMany(m => m))
            if (!_structs.ContainsKey(member.BaseType)) AbiSignatureParser.Elementary(member.BaseType);
    }

    internal bool IsStruct(string type) => _structs.ContainsKey(type);

    internal IReadOnlyList<Member> MembersOf(string type) => _structs.TryGetValue(type, out Member[]? members)
        ? members : throw new MalformedDataException($"Typed data: there is no type \"{type}\".");

    /// <summary><c>keccak256(encodeType(type))</c>.</summary>
    internal Hash32 HashOf(string type)
    {
        if (!_hashes.TryGetValue(type, out Hash32 hash)) _hashes[type] = hash = Keccak256.HashUtf8(Encode(type));
        return hash;
    }

    /// <summary>The type and, in alphabetical order, all that it refers to.</summary>
    internal string Encode(string type)
    {
        var found = new HashSet<string> { type };
        var open = new Queue<string>(found);
        while (open.TryDequeue(out string? next))
            foreach (Member member in MembersOf(next))
                if (IsStruct(member.BaseType) && found.Add(member.BaseType)) open.Enqueue(member.BaseType);
        found.Remove(type);
        return string.Concat(found.Order(StringComparer.Ordinal).Prepend(type)
            .Select(t => $"{t}({string.Join(',', MembersOf(t).Select(m => $"{m.Type} {m.Name}"))})"));
    }

    private static bool IsElementary(string type)
    {
        try
        {
            AbiSignatureParser.Elementary(type);
            return true;
        }
        catch (MalformedDataException)
        {
            return false;
        }
    }

    private static bool IsIdentifier(string name) =>
        name.Length is > 0 and <= 256 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$');

    /// <summary>A member of a struct.</summary>
    internal sealed record Member(string Name, string Type)
    {
        /// <summary>The type without its brackets.</summary>
        internal string BaseType { get; } = Type.Split('[')[0];

        internal static Member Read(JsonElement json)
        {
            TypedData.Expect(json, JsonValueKind.Object, "a member of types");
            string name = TypedData.Text(json, "name"), type = TypedData.Text(json, "type");
            if (!IsIdentifier(name)) throw new MalformedDataException($"Typed data: \"{name}\" is no name for a member.");
            string bare = type.Split('[')[0];
            if (!IsIdentifier(bare)) throw new MalformedDataException($"Typed data: \"{type}\" is no type.");
            AbiType.Parse("bool" + type[bare.Length..]); // the brackets are well formed and not too deep
            // "uint" would hash to another type than "uint256" does, and Solidity knows the long name only.
            if (bare is "uint" or "int" or "function") throw new MalformedDataException($"Typed data: write the type \"{bare}\" in full.");
            return new Member(name, type);
        }
    }
}
