using ModelDeed.Ethereum;

namespace ModelDeed.AbiGen;

/// <summary>Which C# type stands for an ABI type, and the expressions that read and write it.</summary>
internal sealed class CSharpTypes
{
    private readonly Dictionary<string, (AbiType Type, string Name)> _structs = [];
    private readonly SortedDictionary<string, AbiType> _arrays = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names;

    /// <summary>Collects the structs and arrays of everything that a contract takes or gives.</summary>
    /// <param name="reserved">Names that a struct can't have.</param>
    internal CSharpTypes(IEnumerable<AbiParameter> parameters, IEnumerable<string> reserved)
    {
        _names = [.. reserved];
        foreach (AbiParameter parameter in parameters) Collect(parameter.Type, parameter.Name);
    }

    /// <summary>The structs by C# name, in alphabetical order.</summary>
    internal IEnumerable<(AbiType Type, string Name)> Structs => _structs.Values.OrderBy(s => s.Name, StringComparer.Ordinal);

    /// <summary>The array types by mangled name, in alphabetical order.</summary>
    internal IEnumerable<(string Name, AbiType Type)> Arrays => _arrays.Select(pair => (pair.Key, pair.Value));

    /// <summary>The C# type.</summary>
    internal string Name(AbiType type) => type.Kind switch
    {
        AbiKind.UInt => type.Size <= 8 ? "byte" : type.Size <= 16 ? "ushort" : type.Size <= 32 ? "uint" : type.Size <= 64 ? "ulong" : "UInt256",
        AbiKind.Int => type.Size <= 8 ? "sbyte" : type.Size <= 16 ? "short" : type.Size <= 32 ? "int" : type.Size <= 64 ? "long" : "System.Numerics.BigInteger",
        AbiKind.Bool => "bool",
        AbiKind.Address => "Address",
        AbiKind.FixedBytes when type.Size == 32 => "Hash32",
        AbiKind.FixedBytes or AbiKind.Bytes => "byte[]",
        AbiKind.String => "string",
        AbiKind.Array => Name(type.Element!) + "[]",
        _ => _structs[StructKey(type)].Name,
    };

    /// <summary>The statement that writes <paramref name="value"/> to <c>writer</c>.</summary>
    internal string Write(AbiType type, string value) => type.Kind switch
    {
        AbiKind.UInt when type.Size is 8 or 16 or 32 or 64 or 256 => $"writer.Write({value});",
        AbiKind.UInt => $"writer.WriteUInt({value}, {type.Size});",
        AbiKind.Int => $"writer.WriteInt({value}, {type.Size});",
        AbiKind.FixedBytes when type.Size != 32 => $"writer.WriteFixedBytes({value}, {type.Size});",
        AbiKind.Bytes => $"writer.WriteBytes({value});",
        AbiKind.Array => $"Write{Mangled(type)}(writer, {value});",
        AbiKind.Tuple => $"{value}.Write(writer);",
        _ => $"writer.Write({value});",
    };

    /// <summary>The expression that reads from the reader <paramref name="reader"/>.</summary>
    internal string Read(AbiType type, string reader) => type.Kind switch
    {
        AbiKind.UInt when type.Size == 256 => $"{reader}.ReadUInt256()",
        AbiKind.UInt when type.Size > 64 => $"{reader}.ReadUInt({type.Size})",
        AbiKind.UInt when type.Size > 32 => $"{reader}.ReadUInt64({type.Size})",
        AbiKind.UInt => $"({Name(type)}){reader}.ReadUInt64({type.Size})",
        AbiKind.Int when type.Size > 64 => $"{reader}.ReadInt({type.Size})",
        AbiKind.Int when type.Size > 32 => $"{reader}.ReadInt64({type.Size})",
        AbiKind.Int => $"({Name(type)}){reader}.ReadInt64({type.Size})",
        AbiKind.Bool => $"{reader}.ReadBool()",
        AbiKind.Address => $"{reader}.ReadAddress()",
        AbiKind.FixedBytes when type.Size == 32 => $"{reader}.ReadBytes32()",
        AbiKind.FixedBytes => $"{reader}.ReadFixedBytes({type.Size}).ToArray()",
        AbiKind.Bytes => $"{reader}.ReadBytes().ToArray()",
        AbiKind.String => $"{reader}.ReadString()",
        AbiKind.Array => $"Read{Mangled(type)}(ref {reader})",
        _ => $"{Name(type)}.Read(ref {reader})",
    };

    private void Collect(AbiType type, string context)
    {
        if (type.Kind == AbiKind.Array) Collect(type.Element!, context);
        if (type.Kind == AbiKind.Tuple)
        {
            foreach (AbiParameter member in type.Components) Collect(member.Type, context + "_" + member.Name);
            string name = type.StructName ?? $"{CSharpNames.Pascal(context)}Tuple";
            if (!_structs.ContainsKey(StructKey(type))) _structs[StructKey(type)] = (type, CSharpNames.Unique(_names, CSharpNames.Pascal(name), "Struct"));
        }
        if (type.Kind == AbiKind.Array) _arrays.TryAdd(Mangled(type), type);
    }

    // Member names tell apart what the compiler gives no name, and equal names in two interfaces.
    private static string StructKey(AbiType type) => type.Kind == AbiKind.Tuple
        ? $"{type.StructName}({string.Join(',', type.Components.Select(c => $"{StructKey(c.Type)} {c.Name}"))})" : type.Name;

    private string Mangled(AbiType type) => type.Kind switch
    {
        AbiKind.Array => $"{Mangled(type.Element!)}Array{(type.Size < 0 ? "" : type.Size)}",
        AbiKind.Tuple => Name(type),
        _ => CSharpNames.Pascal(type.Name),
    };
}
