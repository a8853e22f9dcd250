using System.Buffers;
using System.Text;

namespace ModelDeed.Ethereum;

/// <summary>Indexed arguments: values of one word stand in the topic itself, all others as the Keccak-256 of a special encoding
/// in place ("Encoding of Indexed Event Parameters" in the ABI specification).</summary>
public static class AbiTopic
{
    /// <summary>The topic of a value, to filter logs by it.</summary>
    /// <exception cref="ArgumentException">The value doesn't suit the type.</exception>
    public static Hash32 Encode(AbiType type, AbiValue value)
    {
        if (IsWord(type)) return new Hash32(AbiPacked.EncodeWord(type, value));
        var buffer = new ArrayBufferWriter<byte>();
        Append(buffer, type, value, padded: false);
        return Keccak256.Hash(buffer.WrittenSpan);
    }

    /// <summary>The value in a topic, or its hash where only that is kept.</summary>
    /// <exception cref="MalformedDataException">The word is no value of the type.</exception>
    public static AbiValue Decode(AbiType type, Hash32 topic) => IsWord(type)
        ? AbiCodec.Decode([new AbiParameter("", type, true)], topic.Bytes)[0] : new AbiValue.Data(topic.ToArray());

    private static bool IsWord(AbiType type) =>
        type.Kind is AbiKind.UInt or AbiKind.Int or AbiKind.Bool or AbiKind.Address or AbiKind.FixedBytes;

    // No lengths and no offsets; inside of arrays and structs everything is padded to whole words, at the top bytes are not.
    private static void Append(ArrayBufferWriter<byte> buffer, AbiType type, AbiValue value, bool padded)
    {
        switch (type.Kind, value)
        {
            case (AbiKind.String, AbiValue.Text text): Append(buffer, Encoding.UTF8.GetBytes(text.Value), padded); break;
            case (AbiKind.Bytes, AbiValue.Data data): Append(buffer, data.Value.Span, padded); break;
            case (AbiKind.Array, AbiValue.List list) when type.Size < 0 || type.Size == list.Items.Count:
                foreach (AbiValue item in list.Items) Append(buffer, type.Element!, item, padded: true);
                break;
            case (AbiKind.Tuple, AbiValue.List list) when type.Components.Count == list.Items.Count:
                for (int i = 0; i < list.Items.Count; i++) Append(buffer, type.Components[i].Type, list.Items[i], padded: true);
                break;
            default: buffer.Write(AbiPacked.EncodeWord(type, value)); break;
        }
    }

    private static void Append(ArrayBufferWriter<byte> buffer, ReadOnlySpan<byte> bytes, bool padded)
    {
        buffer.Write(bytes);
        if (padded) buffer.Write(new byte[-bytes.Length & 31]);
    }
}
