using System.Globalization;
using System.Text;

namespace ModelDeed.Sealing;

/// <summary>The header of one archive entry: POSIX ustar, and pax records in front where the path or the size doesn't fit. Nothing in it is a choice.</summary>
internal static class TarHeader
{
    public const int BlockSize = 512;

    private const int NameSize = 100;
    private const long MostUstar = (1L << 33) - 1; // eleven octal digits

    /// <summary>Bytes of the header of an entry.</summary>
    public static int LengthOf(string name, long size)
    {
        byte[] records = Records(name, size);
        return records.Length == 0 ? BlockSize : 2 * BlockSize + Padded(records.Length);
    }

    /// <summary>The header of an entry.</summary>
    /// <param name="name">Path in the archive.</param>
    /// <param name="size">Bytes of the content.</param>
    public static byte[] Of(string name, long size)
    {
        byte[] records = Records(name, size), header = new byte[LengthOf(name, size)];
        bool plain = Fits(name);
        if (records.Length > 0)
        {
            Block(header, "pax", records.Length, 'x');
            records.CopyTo(header, BlockSize);
        }
        Block(header.AsSpan(header.Length - BlockSize), plain ? name : "file", Math.Min(size, MostUstar), '0');
        return header;
    }

    /// <summary>The size that a plain header claims, or -1 when its digits are none.</summary>
    public static long SizeIn(ReadOnlySpan<byte> header)
    {
        long size = 0;
        foreach (byte digit in header.Slice(124, 11)) size = size < 0 || digit is < (byte)'0' or > (byte)'7' ? -1 : size * 8 + digit - '0';
        return size;
    }

    /// <summary>Bytes rounded up to whole blocks.</summary>
    public static int Padded(int length) => (length + BlockSize - 1) / BlockSize * BlockSize;

    private static bool Fits(string name) => name.Length <= NameSize && Ascii.IsValid(name);

    private static byte[] Records(string name, long size)
    {
        var records = new List<byte>();
        if (!Fits(name)) records.AddRange(Record("path", name));
        if (size > MostUstar) records.AddRange(Record("size", size.ToString(CultureInfo.InvariantCulture)));
        return [.. records];
    }

    /// <summary><c>LENGTH KEY=VALUE\n</c>, the length counting its own digits.</summary>
    private static byte[] Record(string key, string value)
    {
        int rest = Encoding.UTF8.GetByteCount(value) + key.Length + 3, length = rest + 1;
        while (length != rest + length.ToString(CultureInfo.InvariantCulture).Length) length++;
        return Encoding.UTF8.GetBytes($"{length} {key}={value}\n");
    }

    private static void Block(Span<byte> block, string name, long size, char type)
    {
        Encoding.ASCII.GetBytes(name, block);
        "0000644\0"u8.CopyTo(block[100..]);
        "0000000\0"u8.CopyTo(block[108..]);
        "0000000\0"u8.CopyTo(block[116..]);
        Octal(block.Slice(124, 11), size);
        "00000000000\0"u8.CopyTo(block[136..]);
        "        "u8.CopyTo(block[148..]);
        block[156] = (byte)type;
        "ustar\000"u8.CopyTo(block[257..]);
        int sum = 0;
        foreach (byte one in block[..BlockSize]) sum += one;
        Octal(block.Slice(148, 6), sum);
        block[154] = 0;
    }

    private static void Octal(Span<byte> digits, long value)
    {
        for (int i = digits.Length - 1; i >= 0; i--, value >>= 3) digits[i] = (byte)('0' + (value & 7));
    }
}
