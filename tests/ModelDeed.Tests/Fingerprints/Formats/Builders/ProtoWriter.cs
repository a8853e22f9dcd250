using System.Text;

namespace ModelDeed.Tests.Fingerprints.Formats;

/// <summary>Writes protobuf fields one after the other.</summary>
internal sealed class ProtoWriter
{
    private readonly List<byte> _bytes = [];

    public byte[] Bytes => [.. _bytes];

    public static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }

    public ProtoWriter Number(uint field, long value)
    {
        _bytes.AddRange([.. Varint(field << 3), .. Varint((ulong)value)]);
        return this;
    }

    public ProtoWriter Text(uint field, string text) => Data(field, Encoding.UTF8.GetBytes(text));

    public ProtoWriter Data(uint field, byte[] bytes)
    {
        _bytes.AddRange([.. Varint((field << 3) | 2), .. Varint((ulong)bytes.Length), .. bytes]);
        return this;
    }

    public ProtoWriter Fixed(uint field, byte[] bytes)
    {
        _bytes.AddRange([.. Varint((field << 3) | (bytes.Length == 4 ? 5u : 1u)), .. bytes]);
        return this;
    }

    public ProtoWriter Message(uint field, ProtoWriter message) => Data(field, message.Bytes);

    public ProtoWriter Message(uint field, Action<ProtoWriter> write)
    {
        var message = new ProtoWriter();
        write(message);
        return Message(field, message);
    }

    public ProtoWriter Raw(params byte[] bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }
}
