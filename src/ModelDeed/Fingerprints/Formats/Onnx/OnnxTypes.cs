using System.Collections.Immutable;

namespace ModelDeed.Fingerprints;

/// <summary>TensorProto.DataType of onnx.proto3, by number.</summary>
internal static class OnnxTypes
{
    private const string Text = "STRING";

    private static readonly ImmutableArray<string?> Names =
    [
        null, "F32", "U8", "I8", "U16", "I16", "I32", "I64", Text, "BOOL", "F16", "F64", "U32", "U64", "C64", "C128", "BF16",
        "F8_E4M3", "F8_E4M3FNUZ", "F8_E5M2", "F8_E5M2FNUZ", "U4", "I4", "F4", "F8_E8M0", "U2", "I2",
    ];

    /// <summary>The canonical name, or null for a number that ONNX doesn't define.</summary>
    public static string? Name(ulong number) => number < (uint)Names.Length ? Names[(int)number] : null;

    /// <summary>The field of TensorProto that holds values of this type when they are typed (the comments of onnx.proto3 at each field).</summary>
    public static uint Field(string dtype) => dtype switch
    {
        "F32" or "C64" => TensorField.Floats,
        "F64" or "C128" => TensorField.Doubles,
        "I64" => TensorField.Longs,
        "U32" or "U64" => TensorField.UnsignedLongs,
        Text => TensorField.Strings,
        _ => TensorField.Ints,
    };
}

/// <summary>Field numbers of TensorProto.</summary>
internal static class TensorField
{
    public const uint Dims = 1, DataType = 2, Segment = 3, Floats = 4, Ints = 5, Strings = 6, Longs = 7, Name = 8, Raw = 9,
        Doubles = 10, UnsignedLongs = 11, External = 13, Location = 14;
}
