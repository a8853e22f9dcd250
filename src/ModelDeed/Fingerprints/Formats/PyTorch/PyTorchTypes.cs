using System.Collections.Frozen;

namespace ModelDeed.Fingerprints;

/// <summary>PyTorch's names for element types.</summary>
internal static class PyTorchTypes
{
    private static readonly FrozenDictionary<string, string> Storages = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["DoubleStorage"] = "F64", ["FloatStorage"] = "F32", ["HalfStorage"] = "F16", ["BFloat16Storage"] = "BF16",
        ["LongStorage"] = "I64", ["IntStorage"] = "I32", ["ShortStorage"] = "I16", ["CharStorage"] = "I8", ["ByteStorage"] = "U8",
        ["BoolStorage"] = "BOOL", ["ComplexFloatStorage"] = "C64", ["ComplexDoubleStorage"] = "C128",
        ["QInt8Storage"] = "I8", ["QUInt8Storage"] = "U8", ["QInt32Storage"] = "I32",
        ["UntypedStorage"] = "U8", ["_UntypedStorage"] = "U8",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["float64"] = "F64", ["double"] = "F64", ["float32"] = "F32", ["float"] = "F32", ["float16"] = "F16", ["half"] = "F16", ["bfloat16"] = "BF16",
        ["float8_e4m3fn"] = "F8_E4M3", ["float8_e5m2"] = "F8_E5M2", ["float8_e4m3fnuz"] = "F8_E4M3FNUZ", ["float8_e5m2fnuz"] = "F8_E5M2FNUZ",
        ["float8_e8m0fnu"] = "F8_E8M0", ["int64"] = "I64", ["long"] = "I64", ["int32"] = "I32", ["int"] = "I32", ["int16"] = "I16", ["short"] = "I16",
        ["int8"] = "I8", ["uint64"] = "U64", ["uint32"] = "U32", ["uint16"] = "U16", ["uint8"] = "U8", ["bool"] = "BOOL",
        ["complex32"] = "C32", ["complex64"] = "C64", ["cfloat"] = "C64", ["complex128"] = "C128", ["cdouble"] = "C128",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The element type of a storage class (<c>torch.FloatStorage</c>, <c>torch.cuda.HalfStorage</c>), or null.</summary>
    public static string? OfStorage(PickleGlobal type) =>
        type.Module is "torch" or "torch.cuda" or "torch.storage" ? Storages.GetValueOrDefault(type.Name) : null;

    /// <summary>The element type of a dtype (<c>torch.float32</c>), or null.</summary>
    public static string? OfType(PickleGlobal type) => type.Module == "torch" ? Types.GetValueOrDefault(type.Name) : null;
}
