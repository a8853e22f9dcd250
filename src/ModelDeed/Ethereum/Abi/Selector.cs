using System.Buffers.Binary;
using System.Globalization;

namespace ModelDeed.Ethereum;

/// <summary>The first four bytes of the Keccak-256 of a signature: they name a function or an error.</summary>
/// <param name="Value">The four bytes as a big-endian number.</param>
public readonly record struct Selector(uint Value)
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 4;

    /// <summary>The selector of a canonical signature: <c>transfer(address,uint256)</c>.</summary>
    public static Selector Of(string signature)
    {
        Hash32 hash = Keccak256.HashUtf8(signature);
        return new Selector(BinaryPrimitives.ReadUInt32BigEndian(hash.Bytes));
    }

    /// <summary>Reads the selector in front of call data or of an error's data. False when there are fewer than four bytes.</summary>
    public static bool TryRead(ReadOnlySpan<byte> data, out Selector selector)
    {
        bool read = BinaryPrimitives.TryReadUInt32BigEndian(data, out uint value);
        selector = new Selector(value);
        return read;
    }

    /// <summary>The four bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, Value);
        return bytes;
    }

    /// <summary><c>0x</c> and eight digits.</summary>
    public override string ToString() => "0x" + Value.ToString("x8", CultureInfo.InvariantCulture);
}
