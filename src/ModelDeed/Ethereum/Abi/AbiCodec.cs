using System.Numerics;

namespace ModelDeed.Ethereum;

/// <summary>Encodes and decodes values whose types are known at run time only.</summary>
public static class AbiCodec
{
    /// <summary>Encodes a list of parameters.</summary>
    /// <exception cref="ArgumentException">A value doesn't suit its parameter (the message names it).</exception>
    public static byte[] Encode(IReadOnlyList<AbiParameter> parameters, IReadOnlyList<AbiValue> values) => Encode([], parameters, values);

    /// <summary>Decodes a list of parameters. Bytes behind the last tail are ignored, as Solidity ignores them.</summary>
    /// <exception cref="MalformedDataException">The data don't suit the types.</exception>
    public static AbiValue[] Decode(IReadOnlyList<AbiParameter> parameters, ReadOnlySpan<byte> data)
    {
        var reader = new AbiReader(data);
        var values = new AbiValue[parameters.Count];
        for (int i = 0; i < values.Length; i++) values[i] = Read(ref reader, parameters[i].Type);
        return values;
    }

    /// <summary>Encodes a list of parameters behind a selector.</summary>
    internal static byte[] Encode(ReadOnlySpan<byte> selector, IReadOnlyList<AbiParameter> parameters, IReadOnlyList<AbiValue> values)
    {
        var writer = new AbiWriter(selector, AbiParameter.HeadSize(parameters));
        WriteMembers(writer, parameters, values);
        return writer.ToArray();
    }

    private static void WriteMembers(AbiWriter writer, IReadOnlyList<AbiParameter> parameters, IReadOnlyList<AbiValue> values)
    {
        if (parameters.Count != values.Count) throw new ArgumentException($"Expected {parameters.Count} values for {AbiParameter.Signature(parameters)}, got {values.Count}.", nameof(values));
        for (int i = 0; i < values.Count; i++) Write(writer, parameters[i].Type, values[i]);
    }

    private static void Write(AbiWriter writer, AbiType type, AbiValue value)
    {
        switch (type.Kind, value)
        {
            case (AbiKind.UInt, AbiValue.Number number): writer.WriteUInt(Unsigned(type, number.Value), type.Size); break;
            case (AbiKind.Int, AbiValue.Number number): writer.WriteInt(number.Value, type.Size); break;
            case (AbiKind.Bool, AbiValue.Truth truth): writer.Write(truth.Value); break;
            case (AbiKind.Address, AbiValue.Account account): writer.Write(account.Value); break;
            case (AbiKind.FixedBytes, AbiValue.Data data): writer.WriteFixedBytes(data.Value.Span, type.Size); break;
            case (AbiKind.Bytes, AbiValue.Data data): writer.WriteBytes(data.Value.Span); break;
            case (AbiKind.String, AbiValue.Text text): writer.Write(text.Value); break;
            case (AbiKind.Array, AbiValue.List list): WriteArray(writer, type, list.Items); break;
            case (AbiKind.Tuple, AbiValue.List list): WriteTuple(writer, type, list.Items); break;
            default: throw new ArgumentException($"A {value.GetType().Name} is no value of the type {type}.", nameof(value));
        }
    }

    private static UInt256 Unsigned(AbiType type, BigInteger value) => value.Sign >= 0 && value.GetBitLength() <= type.Size
        ? (UInt256)value : throw new ArgumentOutOfRangeException(nameof(value), value, $"Not a {type}.");

    private static void WriteTuple(AbiWriter writer, AbiType type, IReadOnlyList<AbiValue> members)
    {
        AbiScope? scope = type.IsDynamic ? writer.BeginTuple(AbiParameter.HeadSize(type.Components)) : null;
        WriteMembers(writer, type.Components, members);
        if (scope is { } opened) writer.End(opened);
    }

    private static void WriteArray(AbiWriter writer, AbiType type, IReadOnlyList<AbiValue> items)
    {
        AbiType element = type.Element!;
        if (type.Size >= 0 && items.Count != type.Size) throw new ArgumentException($"Expected {type.Size} elements for {type}, got {items.Count}.", nameof(items));
        AbiScope? scope = type.Size < 0 ? writer.BeginArray(items.Count, element.HeadSize)
            : type.IsDynamic ? writer.BeginTuple(type.Size * 32) : null;
        foreach (AbiValue item in items) Write(writer, element, item);
        if (scope is { } opened) writer.End(opened);
    }

    private static AbiValue Read(ref AbiReader reader, AbiType type) => type.Kind switch
    {
        AbiKind.UInt => new AbiValue.Number(reader.ReadUInt(type.Size)),
        AbiKind.Int => new AbiValue.Number(reader.ReadInt(type.Size)),
        AbiKind.Bool => new AbiValue.Truth(reader.ReadBool()),
        AbiKind.Address => new AbiValue.Account(reader.ReadAddress()),
        AbiKind.FixedBytes => new AbiValue.Data(reader.ReadFixedBytes(type.Size).ToArray()),
        AbiKind.Bytes => new AbiValue.Data(reader.ReadBytes().ToArray()),
        AbiKind.String => new AbiValue.Text(reader.ReadString()),
        AbiKind.Array => ReadArray(ref reader, type),
        AbiKind.Tuple => ReadTuple(ref reader, type),
        _ => throw new InvalidOperationException($"Unknown kind {type.Kind}."),
    };

    private static AbiValue.List ReadTuple(ref AbiReader reader, AbiType type)
    {
        AbiScope? scope = type.IsDynamic ? reader.BeginTuple() : null;
        var members = new AbiValue[type.Components.Count];
        for (int i = 0; i < members.Length; i++) members[i] = Read(ref reader, type.Components[i].Type);
        if (scope is { } opened) reader.End(opened);
        return new AbiValue.List(members);
    }

    private static AbiValue.List ReadArray(ref AbiReader reader, AbiType type)
    {
        int count = type.Size;
        AbiScope? scope = type.Size < 0 ? reader.BeginArray(type.Element!.HeadSize, out count)
            : type.IsDynamic ? reader.BeginTuple() : null;
        var items = new List<AbiValue>(); // grows as data are read: a fixed length of the type alone reserves nothing
        for (int i = 0; i < count; i++) items.Add(Read(ref reader, type.Element!));
        if (scope is { } opened) reader.End(opened);
        return new AbiValue.List(items);
    }
}
