using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Ethereum.Keys;

public sealed class PrivateKeyTests
{
    // The first account of the test mnemonic that anvil and hardhat print.
    private const string Anvil = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";

    [Fact]
    public void The_address_of_a_known_key()
    {
        using PrivateKey key = PrivateKey.Parse(Anvil);
        Assert.Equal("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", key.Address.ToString());
        Assert.Equal(64, key.PublicKey.Length);
    }

    [Fact]
    public void A_key_never_prints_itself()
    {
        using PrivateKey key = PrivateKey.Parse(Anvil);
        Assert.DoesNotContain(Anvil[2..], $"{key}", StringComparison.OrdinalIgnoreCase);
        FormatException refused = Assert.Throws<FormatException>(() => PrivateKey.Parse(Anvil + "00"));
        Assert.DoesNotContain(Anvil[2..20], refused.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("0x0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141")]
    [InlineData("0xzz")]
    [InlineData("")]
    public void What_is_not_a_key_is_refused(string text) => Assert.Throws<FormatException>(() => PrivateKey.Parse(text));

    [Fact]
    public void A_zeroed_key_signs_nothing()
    {
        PrivateKey key = PrivateKey.Generate();
        key.Dispose();
        Assert.Throws<ObjectDisposedException>(() => key.Sign(Hash32.Zero));
    }

    [Fact]
    public void Generated_keys_differ_and_sign()
    {
        using PrivateKey one = PrivateKey.Generate();
        using PrivateKey other = PrivateKey.Generate();
        Assert.NotEqual(one.Address, other.Address);
        Assert.True(one.Sign(Hash32.Zero).IsBy(one.Address, Hash32.Zero));
    }
}
