namespace ModelDeed.Fingerprints;

/// <summary>PyTorch's names for element types.</summary>
internal static class PyTorchTypes
{
    /// <summary>The element type of a storage class (<c>torch.FloatStorage</c>, <c>torch.cuda.HalfStorage</c>), or null.</summary>
    public static string? OfStorage(PickleGlobal type) => type.Module is not ("torch" or "torch.cuda" or "torch.storage") ? null : type.Name switch
    {
        "DoubleStorage" => "F64",
        "FloatStorage" => "F32",
        "HalfStorage" => "F16",
        "BFloat16Storage" => "BF16",
        "LongStorage" => "I64",
        "IntStorage" or "QInt32Storage" => "I32",
        "ShortStorage" => "I16",
        "CharStorage" or "QInt8Storage" => "I8",
        "ByteStorage" or "QUInt8Storage" or "UntypedStorage" or "_UntypedStorage" => "U8",
        "BoolStorage" => "BOOL",
        "ComplexFloatStorage" => "C64",
        "ComplexDoubleStorage" => "C128",
        _ => null,
    };

    /// <summary>The element type of a dtype (<c>torch.float32</c>), or null.</summary>
    public static string? OfType(PickleGlobal type) => type.Module != "torch" ? null : type.Name switch
    {
        "float64" or "double" => "F64",
        "float32" or "float" => "F32",
        "float16" or "half" => "F16",
        "bfloat16" => "BF16",
        "float8_e4m3fn" => "F8_E4M3",
        "float8_e5m2" => "F8_E5M2",
        "float8_e4m3fnuz" => "F8_E4M3FNUZ",
        "float8_e5m2fnuz" => "F8_E5M2FNUZ",
        "float8_e8m0fnu" => "F8_E8M0",
        "int64" or "long" => "I64",
        "int32" or "int" => "I32",
        "int16" or "short" => "I16",
        "int8" => "I8",
        "uint64" => "U64",
        "uint32" => "U32",
        "uint16" => "U16",
        "uint8" => "U8",
        "bool" => "BOOL",
        "complex32" => "C32",
        "complex64" or "cfloat" => "C64",
        "complex128" or "cdouble" => "C128",
        _ => null,
    };
}
