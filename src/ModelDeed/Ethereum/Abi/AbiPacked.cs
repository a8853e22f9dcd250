using System.Buffers;
using System.Text;

namespace ModelDeed.Ethereum;

/// <summary>Solidity's <c>abi.encodePacked</c>: no padding, no lengths. Only to be hashed, and never two dynamic values in a row: another split
/// of the same bytes would give the same hash.</summary>
public static class AbiPacked
{
    /// <summary>Encodes values one behind the other; the elements of arrays are padded to 32 bytes.</summary>
    /// <exception cref="ArgumentException">A value doesn't suit its type, or the type is a tuple or an array of arrays or of <c>bytes</c>, which
    /// <c>abi.encodePacked</c> doesn't take either.</exception>
    public static byte[] Encode(IReadOnlyList<AbiType> types, IReadOnlyList<AbiValue> values)
    {
        if (types.Count != values.Count) throw new ArgumentException($"Expected {types.Count} values, got {values.Count}.", nameof(values));
        var buffer = new ArrayBufferWriter<byte>();
        for (int i = 0; i < values.Count; i++) Append(buffer, types[i], values[i]);
        return buffer.WrittenSpan.ToArray();
    }

    private static void Append(ArrayBufferWriter<byte> buffer, AbiType type, AbiValue value)
    {
        switch (type.Kind, value)
        {
            case (AbiKind.String, AbiValue.Text text): buffer.Write(Encoding.UTF8.GetBytes(text.Value)); break;
            case (AbiKind.Bytes, AbiValue.Data data): buffer.Write(data.Value.Span); break;
            case (AbiKind.Array, AbiValue.List list): AppendArray(buffer, type, list.Items); break;
            case (AbiKind.Tuple, _): throw new ArgumentException($"abi.encodePacked takes no tuple ({type}).", nameof(type));
            default: buffer.Write(Narrow(type, value)); break;
        }
    }

    private static void AppendArray(ArrayBufferWriter<byte> buffer, AbiType type, IReadOnlyList<AbiValue> items)
    {
        if (type.Element is not { IsDynamic: false, Kind: not (AbiKind.Array or AbiKind.Tuple) })
            throw new ArgumentException($"abi.encodePacked takes no {type}.", nameof(type));
        if (type.Size >= 0 && items.Count != type.Size) throw new ArgumentException($"Expected {type.Size} elements for {type}, got {items.Count}.", nameof(items));
        foreach (AbiValue item in items) buffer.Write(EncodeWord(type.Element, item));
    }

    private static ReadOnlySpan<byte> Narrow(AbiType type, AbiValue value)
    {
        ReadOnlySpan<byte> word = EncodeWord(type, value);
        return type.Kind switch
        {
            AbiKind.Bool => word[31..],
            AbiKind.Address => word[12..],
            AbiKind.FixedBytes => word[..type.Size],
            _ => word[(32 - type.Size / 8)..],
        };
    }

    /// <summary>The 32 bytes of a value of an elementary static type.</summary>
    internal static byte[] EncodeWord(AbiType type, AbiValue value) => AbiCodec.Encode([new AbiParameter("", type, false)], [value]);
}
