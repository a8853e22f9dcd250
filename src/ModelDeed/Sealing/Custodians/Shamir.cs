using System.Security.Cryptography;

namespace ModelDeed.Sealing;

/// <summary>Shamir's secret sharing (1979), byte by byte over GF(2^8): any t of n shares give the secret, any t - 1 give nothing at all.</summary>
internal static class Shamir
{
    /// <summary>Shares at most: points of the field other than zero, at which the secret stands.</summary>
    public const int MostShares = 255;

    /// <summary>Splits a secret.</summary>
    /// <param name="secret">Any bytes.</param>
    /// <param name="threshold">Shares that give it back, 1 to <paramref name="count"/>.</param>
    /// <param name="count">Shares, at most <see cref="MostShares"/>.</param>
    /// <returns>Share i at [i - 1], for x = i; the caller wipes them.</returns>
    public static byte[][] Split(ReadOnlySpan<byte> secret, int threshold, int count)
    {
        byte[] coefficients = GC.AllocateArray<byte>((threshold - 1) * secret.Length, pinned: true);
        RandomNumberGenerator.Fill(coefficients);
        try
        {
            return Split(secret, coefficients, count);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(coefficients);
        }
    }

    /// <summary>The same with given coefficients, for vectors: those of degree 1 for every byte of the secret, then of degree 2 …</summary>
    internal static byte[][] Split(ReadOnlySpan<byte> secret, ReadOnlySpan<byte> coefficients, int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MostShares);
        var shares = new byte[count][];
        for (int x = 1; x <= count; x++)
        {
            byte[] share = GC.AllocateArray<byte>(secret.Length, pinned: true);
            for (int degree = coefficients.Length / secret.Length; degree >= 1; degree--)
            {
                Add(share, coefficients.Slice((degree - 1) * secret.Length, secret.Length));
                for (int i = 0; i < share.Length; i++) share[i] = Galois.Multiply(share[i], (byte)x);
            }
            Add(share, secret);
            shares[x - 1] = share;
        }
        return shares;
    }

    /// <summary>The value at zero of the polynomials through the shares: the secret, if they are as many as the threshold and all of one split.</summary>
    /// <param name="points">Where the shares stand, each another and none zero.</param>
    /// <param name="shares">As many, of one length.</param>
    /// <param name="secret">Room for it.</param>
    public static void Combine(ReadOnlySpan<byte> points, ReadOnlySpan<byte[]> shares, Span<byte> secret)
    {
        secret.Clear();
        for (int j = 0; j < points.Length; j++)
        {
            byte weight = 1;
            for (int m = 0; m < points.Length; m++)
                if (m != j) weight = Galois.Multiply(weight, Galois.Multiply(points[m], Galois.Inverse((byte)(points[m] ^ points[j]))));
            for (int i = 0; i < secret.Length; i++) secret[i] ^= Galois.Multiply(weight, shares[j][i]);
        }
    }

    private static void Add(Span<byte> to, ReadOnlySpan<byte> more)
    {
        for (int i = 0; i < to.Length; i++) to[i] ^= more[i];
    }
}
