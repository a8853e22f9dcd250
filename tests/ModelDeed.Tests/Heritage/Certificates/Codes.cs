namespace ModelDeed.Tests.Heritage;

/// <summary>Changes single codes of ggml's blocks.</summary>
internal static class Codes
{
    /// <summary>Stores a code, from the format's lowest to its highest, at an element of a block.</summary>
    public static void Set(string type, byte[] bytes, int at, int code)
    {
        int stored = type switch { "Q4_0" => code + 8, "Q5_0" => code + 16, "Q6_K" => code + 32, _ => code };
        switch (type)
        {
            case "Q8_0": bytes[2 + at] = (byte)(sbyte)stored; break;
            case "Q6_K":
                int half = at / 128, quarter = at / 32 % 4;
                Set(bytes, half * 64 + quarter % 2 * 32 + at % 32, 4 * (quarter / 2), 0xF, stored);
                Set(bytes, 128 + half * 32 + at % 32, 2 * quarter, 3, stored >> 4);
                break;
            case "Q4_K" or "Q5_K":
                Set(bytes, (type == "Q4_K" ? 16 : 48) + at / 64 * 32 + at % 32, 4 * (at / 32 % 2), 0xF, stored);
                if (type == "Q5_K") Set(bytes, 16 + at % 32, at / 32, 1, stored >> 4);
                break;
            default:
                int first = type switch { "Q4_0" => 2, "Q4_1" => 4, "Q5_0" => 6, _ => 8 };
                Set(bytes, first + at % 16, 4 * (at / 16), 0xF, stored);
                if (type[1] == '5') Set(bytes, first - 4 + at / 8, at % 8, 1, stored >> 4);
                break;
        }
    }

    private static void Set(byte[] bytes, int at, int shift, int mask, int value) => bytes[at] = (byte)(bytes[at] & ~(mask << shift) | (value & mask) << shift);
}
