namespace ModelDeed.Tests.Fingerprints.Formats;

/// <summary>Changes bytes the way damage and malice do; the random numbers decide everything.</summary>
internal static class Mutation
{
    private static readonly ulong[] Interesting =
    [
        0, 1, 2, 3, 4, 7, 8, 16, 31, 32, 63, 64, 127, 128, 255, 256, 1 << 15, ushort.MaxValue, 1 << 16, 1 << 20, int.MaxValue, 1UL << 31, uint.MaxValue, 1UL << 32,
        1UL << 40, 1UL << 62, long.MaxValue, 1UL << 63, ulong.MaxValue - 31, ulong.MaxValue,
    ];

    /// <summary>One change, or up to five.</summary>
    public static byte[] Apply(SplitMix random, byte[] bytes)
    {
        List<byte> changed = [.. bytes];
        for (int changes = random.Below(2) == 0 ? 1 : 2 + random.Below(4); changes > 0; changes--) Change(random, changed);
        return [.. changed];
    }

    private static void Change(SplitMix random, List<byte> bytes)
    {
        if (bytes.Count == 0)
        {
            bytes.AddRange(random.Bytes(random.Below(16)));
            return;
        }
        int at = random.Below(bytes.Count);
        switch (random.Below(11))
        {
            case 0: bytes[at] ^= (byte)(1 << random.Below(8)); break;
            case 1: bytes[at] = (byte)random.Next(); break;
            case 2: bytes[at] = (byte)Interesting[random.Below(Interesting.Length)]; break;
            case 3: Number(random, bytes, at, 2); break;
            case 4: Number(random, bytes, at, 4); break;
            case 5: Number(random, bytes, at, 8); break;
            case 6: bytes.RemoveRange(at, Math.Min(bytes.Count - at, 1 + random.Below(16))); break;
            case 7: bytes.InsertRange(at, Piece(random, bytes)); break;
            case 8: bytes.InsertRange(at, random.Bytes(1 + random.Below(8))); break;
            case 9: bytes.RemoveRange(at, bytes.Count - at); break;
            default: Digit(random, bytes, at); break;
        }
    }

    private static List<byte> Piece(SplitMix random, List<byte> bytes)
    {
        int from = random.Below(bytes.Count);
        return bytes.GetRange(from, Math.Min(bytes.Count - from, 1 + random.Below(64)));
    }

    /// <summary>An interesting number, or one near the file's length, of either byte order.</summary>
    private static void Number(SplitMix random, List<byte> bytes, int at, int width)
    {
        ulong value = random.Below(4) == 0 ? (ulong)(bytes.Count + random.Below(17) - 8) : Interesting[random.Below(Interesting.Length)];
        bool big = random.Below(8) == 0;
        for (int i = 0; i < width && at + i < bytes.Count; i++) bytes[at + i] = (byte)(value >> (8 * (big ? width - 1 - i : i)));
    }

    /// <summary>Text formats: another digit at the next place that has one.</summary>
    private static void Digit(SplitMix random, List<byte> bytes, int at)
    {
        int digit = bytes.FindIndex(at, b => b is >= (byte)'0' and <= (byte)'9');
        if (digit < 0) return;
        if (random.Below(3) == 0) bytes.InsertRange(digit, Enumerable.Repeat((byte)'9', random.Below(20)));
        else bytes[digit] = (byte)('0' + random.Below(10));
    }
}
