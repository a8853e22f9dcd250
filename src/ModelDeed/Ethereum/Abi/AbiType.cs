namespace ModelDeed.Ethereum;

/// <summary>What a value of the ABI is.</summary>
public enum AbiKind
{
    /// <summary><c>uint8</c> to <c>uint256</c>.</summary>
    UInt,

    /// <summary><c>int8</c> to <c>int256</c>.</summary>
    Int,

    /// <summary><c>bool</c>.</summary>
    Bool,

    /// <summary><c>address</c>.</summary>
    Address,

    /// <summary><c>bytes1</c> to <c>bytes32</c>, and <c>function</c> as the 24 bytes that it is.</summary>
    FixedBytes,

    /// <summary><c>bytes</c>.</summary>
    Bytes,

    /// <summary><c>string</c>.</summary>
    String,

    /// <summary><c>T[]</c> and <c>T[n]</c>.</summary>
    Array,

    /// <summary>A struct, or a list of parameters.</summary>
    Tuple,
}

/// <summary>A type of the contract ABI (Solidity documentation, "Contract ABI Specification"). Equal when the canonical names are.</summary>
/// <remarks>The <c>fixed</c> types are left out, as the compiler leaves them out.</remarks>
public sealed class AbiType : IEquatable<AbiType>
{
    /// <summary>Arrays and tuples nest at most this deep.</summary>
    public const int MaxDepth = 32;

    // A static type of 64 MiB is far beyond what a transaction holds; the bound keeps every size in an int.
    private const long MaxHeadSize = 1 << 26;

    private AbiType(AbiKind kind, int size, string name, AbiType? element = null, IReadOnlyList<AbiParameter>? components = null, string? structName = null)
    {
        Kind = kind;
        Size = size;
        Name = name;
        Element = element;
        Components = components ?? [];
        StructName = structName;
        IsDynamic = kind is AbiKind.Bytes or AbiKind.String || (kind == AbiKind.Array && (size < 0 || element!.IsDynamic))
            || Components.Any(c => c.Type.IsDynamic);
        Depth = 1 + Math.Max(element?.Depth ?? 0, Components.Select(c => c.Type.Depth).DefaultIfEmpty().Max());
        HeadSize = SizeOfHead();
        if (Depth > MaxDepth) throw new MalformedDataException($"ABI: a type nests over {MaxDepth} deep.");
    }

    /// <summary>What it is.</summary>
    public AbiKind Kind { get; }

    /// <summary>Bits of an integer, bytes of a <c>bytesN</c>, elements of a fixed array; -1 for <c>T[]</c>, else 0.</summary>
    public int Size { get; }

    /// <summary>The canonical name, as it stands in signatures: <c>(uint256,bytes32)[]</c>.</summary>
    public string Name { get; }

    /// <summary>The element of an array.</summary>
    public AbiType? Element { get; }

    /// <summary>The members of a tuple in order; empty for other types.</summary>
    public IReadOnlyList<AbiParameter> Components { get; }

    /// <summary>The struct's Solidity name where the ABI tells it (<c>internalType</c>).</summary>
    public string? StructName { get; }

    /// <summary>True when the encoding is an offset to a tail.</summary>
    public bool IsDynamic { get; }

    /// <summary>Bytes in place: 32 for a dynamic type, more for a static array or tuple.</summary>
    public int HeadSize { get; }

    private int Depth { get; }

    /// <summary><c>bool</c>.</summary>
    public static AbiType Bool { get; } = new(AbiKind.Bool, 0, "bool");

    /// <summary><c>address</c>.</summary>
    public static AbiType Address { get; } = new(AbiKind.Address, 0, "address");

    /// <summary><c>bytes</c>.</summary>
    public static AbiType Bytes { get; } = new(AbiKind.Bytes, 0, "bytes");

    /// <summary><c>string</c>.</summary>
    public static AbiType String { get; } = new(AbiKind.String, 0, "string");

    /// <summary><c>uint8</c> to <c>uint256</c>.</summary>
    /// <exception cref="MalformedDataException">The width isn't a multiple of 8 from 8 to 256.</exception>
    public static AbiType UInt(int bits) => new(AbiKind.UInt, Width(bits), $"uint{bits}");

    /// <summary><c>int8</c> to <c>int256</c>.</summary>
    /// <exception cref="MalformedDataException">The width isn't a multiple of 8 from 8 to 256.</exception>
    public static AbiType Int(int bits) => new(AbiKind.Int, Width(bits), $"int{bits}");

    /// <summary><c>bytes1</c> to <c>bytes32</c>.</summary>
    /// <exception cref="MalformedDataException">The length isn't 1 to 32.</exception>
    public static AbiType FixedBytes(int length) => new(AbiKind.FixedBytes,
        length is >= 1 and <= 32 ? length : throw new MalformedDataException($"ABI: there is no type bytes{length}."), $"bytes{length}");

    /// <summary><c>T[]</c>, or <c>T[n]</c> with a length of one or more.</summary>
    /// <exception cref="MalformedDataException">The length is 0 or the type is too large.</exception>
    public static AbiType Array(AbiType element, int? length)
    {
        if (length is < 1) throw new MalformedDataException("ABI: an array of fixed length needs one element or more.");
        return new AbiType(AbiKind.Array, length ?? -1, $"{element.Name}[{length}]", element);
    }

    /// <summary>A struct.</summary>
    /// <exception cref="MalformedDataException">Without a member, or too large.</exception>
    public static AbiType Tuple(IReadOnlyList<AbiParameter> components, string? structName)
    {
        if (components.Count == 0) throw new MalformedDataException("ABI: a tuple needs one member or more.");
        return new AbiType(AbiKind.Tuple, 0, AbiParameter.Signature(components), components: components, structName: structName);
    }

    /// <summary>Parses a type's name, canonical or with Solidity's short names (<c>uint</c>), tuples as <c>(address to,uint256)</c>.</summary>
    /// <exception cref="MalformedDataException">Not a type.</exception>
    public static AbiType Parse(string name) => AbiSignatureParser.ParseType(name);

    /// <inheritdoc/>
    public bool Equals(AbiType? other) => other is not null && Name == other.Name;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AbiType);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>The canonical name.</summary>
    public override string ToString() => Name;

    private int SizeOfHead()
    {
        long size = IsDynamic ? 32
            : Kind == AbiKind.Array ? (long)Size * Element!.HeadSize
            : Kind == AbiKind.Tuple ? Components.Sum(c => (long)c.Type.HeadSize)
            : 32;
        return size <= MaxHeadSize ? (int)size : throw new MalformedDataException($"ABI: the type {Name} has over {MaxHeadSize} bytes.");
    }

    private static int Width(int bits) => bits is >= 8 and <= 256 && bits % 8 == 0
        ? bits : throw new MalformedDataException($"ABI: there is no integer of {bits} bits.");
}
