using ModelDeed.Sealing;

namespace ModelDeed.Tests.Sealing;

public sealed class ShamirTests
{
    [Fact]
    public void Every_element_has_its_inverse()
    {
        for (int a = 1; a < 256; a++) Assert.Equal(1, Galois.Multiply((byte)a, Galois.Inverse((byte)a)));
        Assert.Equal(0, Galois.Inverse(0));
    }

    [Fact]
    public void Products_are_those_of_FIPS_197()
    {
        Assert.Equal(0xc1, Galois.Multiply(0x57, 0x83)); // section 4.2
        Assert.Equal(0xfe, Galois.Multiply(0x57, 0x13)); // section 4.2.1
    }

    [Theory]
    [InlineData(2, 3)]
    [InlineData(3, 5)]
    [InlineData(5, 5)]
    [InlineData(4, 7)]
    public void Any_threshold_of_shares_gives_the_secret(int threshold, int count)
    {
        byte[] secret = [.. Enumerable.Range(100, 16).Select(value => (byte)value)];
        byte[][] shares = Shamir.Split(secret, threshold, count);
        for (int mask = 0; mask < 1 << count; mask++)
        {
            byte[] points = [.. Enumerable.Range(1, count).Where(x => (mask >> (x - 1) & 1) == 1).Select(x => (byte)x)];
            var combined = new byte[secret.Length];
            Shamir.Combine(points, [.. points.Select(x => shares[x - 1])], combined);
            Assert.Equal(points.Length >= threshold, combined.AsSpan().SequenceEqual(secret));
        }
    }

    [Fact]
    public void All_255_shares_give_the_secret_and_254_do_not()
    {
        byte[] secret = [1, 2, 3, 4, 5, 6, 7, 8], combined = new byte[secret.Length];
        byte[][] shares = Shamir.Split(secret, 255, 255);
        byte[] points = [.. Enumerable.Range(1, 255).Select(x => (byte)x)];
        Shamir.Combine(points, shares, combined);
        Assert.Equal(secret, combined);
        Shamir.Combine(points.AsSpan(1), shares.AsSpan(1), combined);
        Assert.NotEqual(secret, combined);
    }

    /// <summary>Structure: whatever t - 1 shares are seen, every secret is left possible, and by exactly one polynomial.</summary>
    [Fact]
    public void One_share_less_fits_every_secret_equally()
    {
        byte[][] seen = Shamir.Split([0x5a], 3, 3)[..2];
        var fits = new int[256];
        for (int secret = 0; secret < 256; secret++)
            for (int first = 0; first < 256; first++)
            {
                // The coefficient of degree 2 that makes share 1 right; then share 2 decides.
                byte second = (byte)(seen[0][0] ^ secret ^ first);
                byte atTwo = (byte)(secret ^ Galois.Multiply((byte)first, 2) ^ Galois.Multiply(second, Galois.Multiply(2, 2)));
                if (atTwo == seen[1][0]) fits[secret]++;
            }
        Assert.All(fits, count => Assert.Equal(1, count));
    }

    /// <summary>Statistics: a share's bytes are spread evenly whatever the secret. The bound is passed by chance once in 10^9 runs (χ², 255 degrees of freedom).</summary>
    [Fact]
    public void A_share_is_evenly_distributed_whatever_the_secret()
    {
        const int Samples = 1 << 16, Bytes = 16;
        foreach (byte value in new byte[] { 0, 0xff })
        {
            var counts = new long[256];
            byte[] secret = [.. Enumerable.Repeat(value, Bytes)];
            for (int i = 0; i < Samples / Bytes; i++)
                foreach (byte one in Shamir.Split(secret, 2, 2)[0]) counts[one]++;
            double expected = Samples / 256.0;
            Assert.InRange(counts.Sum(count => (count - expected) * (count - expected) / expected), 130, 410);
        }
    }
}
