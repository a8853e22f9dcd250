using System.Text.Json;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Titles;

namespace ModelDeed.Tests.Titles;

/// <summary>Against vectors made by viem, which the contract's tests read too.</summary>
public sealed class SignedRegistrationTests
{
    public static TheoryData<int> Messages => [.. Enumerable.Range(0, Vectors().GetProperty("messages").GetArrayLength()).Where(i => Vectors().GetProperty("messages")[i].GetProperty("primaryType").GetString() == "Register")];

    [Theory]
    [MemberData(nameof(Messages))]
    public void Digest_and_signature_are_viems_and_the_file_keeps_them(int index)
    {
        JsonElement vector = Vectors().GetProperty("messages")[index];
        SignedRegistration message = Message(vector.GetProperty("message"));
        Assert.Equal(vector.GetProperty("digest").GetString(), message.Digest().ToString());
        using PrivateKey key = PrivateKey.Parse(Vectors().GetProperty("privateKey").GetString()!);
        SignedRegistration signed = message.Sign(key);
        Assert.Equal(message.Owner, signed.Signer());
        SignedRegistration read = SignedRegistrationJson.Read(SignedRegistrationJson.Write(signed));
        Assert.Equal(signed.Call().Encode(), read.Call().Encode());
        Assert.Equal((signed.Digest(), signed.Contract), (read.Digest(), read.Contract));
    }

    [Fact]
    public void Every_signed_field_is_bound()
    {
        using PrivateKey key = PrivateKey.Generate();
        SignedRegistration signed = (Message(Vectors().GetProperty("messages")[0].GetProperty("message")) with { Owner = key.Address }).Sign(key);
        TitlesContract.Registration r = signed.Registration;
        SignedRegistration[] forged =
        [
            signed with { ChainId = 1 }, signed with { Contract = Address.Zero }, signed with { Nonce = new UInt256(77) }, signed with { Deadline = signed.Deadline + 1 },
            signed with { Registration = r with { Name = "Mine" } }, signed with { Registration = r with { Kind = 4 } }, signed with { Registration = r with { Salt = Hash32.Zero } },
            signed with { Registration = r with { Parents = [new TitlesContract.Parent(UInt256.One, 1)] } }, signed with { Registration = r with { ResaleRoyalty = 9 } },
        ];
        Assert.All(forged, forgery => Assert.NotEqual(forgery.Owner, forgery.Signer()));
    }

    [Theory]
    [InlineData("{}", "format")]
    [InlineData("{\"format\":\"modeldeed-registration-2\"}", "format")]
    [InlineData("{\"format\":\"modeldeed-registration-1\",\"chainId\":-1}", "chainId")]
    [InlineData("{\"forged\":1}", "forged")]
    public void What_is_no_signed_registration_is_refused_by_the_field(string json, string field) =>
        Assert.Contains(field, Assert.Throws<FormatException>(() => SignedRegistrationJson.Read(System.Text.Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);

    private static JsonElement Vectors() => JsonDocument.Parse(File.ReadAllText(Repository.PathOf("vectors", "titles-messages.json"))).RootElement;

    private static SignedRegistration Message(JsonElement m)
    {
        JsonElement domain = Vectors().GetProperty("domain");
        Hash32 Hash(string name) => Hash32.Parse(m.GetProperty(name).GetString()!);
        return new SignedRegistration
        {
            ChainId = domain.GetProperty("chainId").GetUInt64(),
            Contract = Lower(domain.GetProperty("verifyingContract")),
            Owner = Lower(m.GetProperty("owner")),
            Registration = new TitlesContract.Registration(
                Hash("fingerprint"), Hash("manifestDigest"), Hash("tensorRoot"), m.GetProperty("kind").GetByte(), m.GetProperty("name").GetString()!,
                [.. m.GetProperty("parents").EnumerateArray().Select(parent => new TitlesContract.Parent(Number(parent.GetProperty("title")), parent.GetProperty("royalty").GetUInt16()))],
                Lower(m.GetProperty("arbitrator")), m.GetProperty("resaleRoyalty").GetUInt16(), Hash("anchorRoot"), Hash("salt")),
            Nonce = Number(m.GetProperty("nonce")),
            Deadline = ulong.Parse(m.GetProperty("deadline").GetString()!, System.Globalization.CultureInfo.InvariantCulture),
        };
    }

    private static UInt256 Number(JsonElement text) => (UInt256)System.Numerics.BigInteger.Parse(text.GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    private static Address Lower(JsonElement text) => new(Hex.Decode(text.GetString()!));
}
