using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Ethereum.SignIn;

/// <summary>What a well-formed message is compared with: site, chain, clock, key.</summary>
public sealed class SignInCheckTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 17, 12, 0, 0, TimeSpan.Zero);
    private static readonly SignInExpectation Site = new("https://deeds.example", 1);
    private static readonly PrivateKey Key = PrivateKey.Parse("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");

    private static readonly SignInMessage Good = new()
    {
        Domain = "deeds.example",
        Account = Key.Address,
        Uri = "https://deeds.example",
        ChainId = 1,
        Nonce = "a1B2c3D4",
        IssuedAt = Now,
        ExpiresAt = Now.AddMinutes(5),
        NotBefore = Now,
    };

    [Fact]
    public void The_message_that_was_asked_for_counts()
    {
        Assert.Null(SignInCheck.Refusal(Good, Site, Now));
        Assert.Null(SignInCheck.Refusal(Good with { Scheme = "https", Uri = "https://deeds.example/sign-in?x#y" }, Site, Now));
        Assert.Null(SignInCheck.Refusal(Good with { Domain = "localhost:5000", Uri = "http://localhost:5000/" }, new SignInExpectation("http://localhost:5000", 1), Now));
    }

    [Theory]
    [InlineData("elsewhere.example")]
    [InlineData("deeds.example:443")]
    [InlineData("deeds.example.elsewhere")]
    [InlineData("Deeds.example")]
    [InlineData("me@deeds.example")]
    public void What_another_site_asked_for_is_refused(string domain) =>
        Assert.Equal(SignInRefusal.WrongDomain, SignInCheck.Refusal(Good with { Domain = domain }, Site, Now));

    [Theory]
    [InlineData("http://deeds.example")]
    [InlineData("https://deeds.example.elsewhere")]
    [InlineData("https://deeds.example@elsewhere/")]
    [InlineData("https://deeds.example:8443/")]
    [InlineData("https://elsewhere/https://deeds.example")]
    public void A_URI_of_another_origin_is_refused(string uri) =>
        Assert.Equal(SignInRefusal.WrongUri, SignInCheck.Refusal(Good with { Uri = uri }, Site, Now));

    [Fact]
    public void Another_scheme_or_chain_is_refused()
    {
        Assert.Equal(SignInRefusal.WrongUri, SignInCheck.Refusal(Good with { Scheme = "http" }, Site, Now));
        Assert.Equal(SignInRefusal.WrongChain, SignInCheck.Refusal(Good with { ChainId = 31337 }, Site, Now));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(299, null)]
    [InlineData(300, SignInRefusal.Expired)]
    [InlineData(600, SignInRefusal.TooOld)]
    [InlineData(-1, SignInRefusal.NotYetValid)]
    [InlineData(-61, SignInRefusal.IssuedInFuture)]
    [InlineData(-86_400, SignInRefusal.IssuedInFuture)]
    [InlineData(86_400, SignInRefusal.TooOld)]
    public void It_counts_from_its_first_second_to_the_one_before_its_end(int seconds, SignInRefusal? refusal) =>
        Assert.Equal(refusal, SignInCheck.Refusal(Good, Site, Now.AddSeconds(seconds)));

    [Fact]
    public void A_key_signs_in_every_form_that_wallets_use_and_no_other()
    {
        string text = Good.ToString();
        Hash32 digest = PersonalMessage.Digest(text);
        byte[] signature = Key.Sign(digest).ToArray();
        Assert.True(SignInSignature.IsByKey(Key.Address, digest, signature));
        Assert.True(SignInSignature.IsByKey(Key.Address, digest, [.. signature[..64], (byte)(signature[64] - 27)]));
        Assert.True(SignInSignature.IsByKey(Key.Address, digest, Key.Sign(digest).ToCompact()));
        Assert.False(SignInSignature.IsByKey(Key.Address, PersonalMessage.Digest(text + " "), signature));
        Assert.False(SignInSignature.IsByKey(Key.Address, PersonalMessage.Digest(text.ReplaceLineEndings("\r\n")), signature));
        Assert.False(SignInSignature.IsByKey(Address.Zero, digest, signature));
        Assert.False(SignInSignature.IsByKey(Key.Address, digest, [.. signature, 0]));
        Assert.False(SignInSignature.IsByKey(Key.Address, digest, [.. signature[..64], 29]));
        Assert.False(SignInSignature.IsByKey(Key.Address, digest, High(signature)));
    }

    // The other valid signature of the same digest: n - s, with the other parity (EIP-2 forbids it).
    private static byte[] High(byte[] signature)
    {
        var order = System.Numerics.BigInteger.Parse("0fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", System.Globalization.NumberStyles.HexNumber, null);
        byte[] s = (order - new System.Numerics.BigInteger(signature.AsSpan(32, 32), isUnsigned: true, isBigEndian: true)).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. signature[..32], .. new byte[32 - s.Length], .. s, (byte)(signature[64] == 27 ? 28 : 27)];
    }
}
