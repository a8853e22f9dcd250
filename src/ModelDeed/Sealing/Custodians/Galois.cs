namespace ModelDeed.Sealing;

/// <summary>Arithmetic in GF(2^8) modulo x^8 + x^4 + x^3 + x + 1 (AES's field). No table and no branch depends on a value, so time tells nothing.</summary>
internal static class Galois
{
    public static byte Multiply(byte a, byte b)
    {
        uint product = 0, shifted = a, left = b;
        for (int bit = 0; bit < 8; bit++)
        {
            product ^= shifted & (0 - (left & 1));
            left >>= 1;
            shifted = shifted << 1 ^ (0x11b & (0 - (shifted >> 7)));
        }
        return (byte)product;
    }

    /// <summary>a^254, which is 1 / a, and 0 for 0.</summary>
    public static byte Inverse(byte a)
    {
        byte power = a, result = 1;
        for (int bit = 1; bit < 8; bit++)
        {
            power = Multiply(power, power);
            result = Multiply(result, power);
        }
        return result;
    }
}
