using System.Text;
using System.Text.Json;
using ModelDeed.Anchors;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Tests.Ethereum;

namespace ModelDeed.Tests.Licensing;

public sealed class MessageTests
{
    private static readonly JsonElement File = Vectors.Load("licensing-messages.json");

    private static readonly LicensingDomain Domain =
        new(File.GetProperty("domain").GetProperty("chainId").GetUInt64(), Address.Parse(File.GetProperty("domain").Text("verifyingContract")));

    [Fact]
    public void Credentials_are_hashed_and_signed_as_viem_does() => Assert.Equal(2, Each("credentials", vector =>
    {
        using PrivateKey key = PrivateKey.Parse(File.Text("privateKey"));
        SignedCredential signed = SignedCredential.Sign(Domain, ReadCredential(vector.GetProperty("message")), key);
        Assert.Equal(vector.Text("structHash"), signed.Credential.StructHash.ToString());
        Assert.Equal(vector.Text("digest"), signed.Digest.ToString());
        Assert.Equal(vector.Text("signature"), Hex.Encode(signed.Signature.AsSpan()));
        Assert.Equal(File.Text("signer"), signed.Issuer.ToString());
    }));

    [Fact]
    public void Vouchers_are_hashed_and_signed_as_viem_does() => Assert.Equal(2, Each("vouchers", vector =>
    {
        using PrivateKey key = PrivateKey.Parse(File.Text("privateKey"));
        SignedVoucher signed = SignedVoucher.Sign(Domain, ReadVoucher(vector.GetProperty("message")), key);
        Assert.Equal(vector.Text("structHash"), signed.Voucher.StructHash.ToString());
        Assert.Equal(vector.Text("digest"), signed.Digest.ToString());
        Assert.Equal(vector.Text("signature"), Hex.Encode(signed.Signature.AsSpan()));
    }));

    [Fact]
    public void A_claim_is_the_hash_of_its_name() =>
        Assert.Equal(File.GetProperty("credentials")[0].GetProperty("message").Text("claim"), Credential.ClaimOf("accredited-hospital").ToString());

    [Fact]
    public void Files_read_back_to_the_same_bytes_and_hold()
    {
        Each("credentials", vector =>
        {
            byte[] bytes = CredentialJson.Write(SignedCredentialOf(vector));
            SignedCredential read = CredentialJson.Read(bytes);
            Assert.Equal(bytes, CredentialJson.Write(read));
            Assert.IsType<StepOutcome.Holds>(read.CheckSignature());
        });
        Each("vouchers", vector =>
        {
            byte[] bytes = VoucherJson.Write(SignedVoucherOf(vector));
            SignedVoucher read = VoucherJson.Read(bytes);
            Assert.Equal(bytes, VoucherJson.Write(read));
            Assert.IsType<StepOutcome.Holds>(read.CheckSignature());
        });
    }

    [Fact]
    public void No_digit_of_a_file_changes_unnoticed()
    {
        byte[] credential = CredentialJson.Write(SignedCredentialOf(File.GetProperty("credentials")[0]));
        Assert.Empty(Unnoticed(credential, bytes => CredentialJson.Read(bytes).CheckSignature()));
        byte[] voucher = VoucherJson.Write(SignedVoucherOf(File.GetProperty("vouchers")[0]));
        Assert.Empty(Unnoticed(voucher, bytes => VoucherJson.Read(bytes).CheckSignature()));
    }

    [Fact]
    public void A_message_counts_on_one_chain_and_for_one_contract()
    {
        SignedCredential signed = SignedCredentialOf(File.GetProperty("credentials")[0]);
        Assert.IsType<StepOutcome.Fails>((signed with { Domain = Domain with { ChainId = 1 } }).CheckSignature());
        Assert.IsType<StepOutcome.Fails>((signed with { Domain = Domain with { Contract = SampleTerms.Bob } }).CheckSignature());
        Assert.IsType<StepOutcome.Fails>((signed with { Issuer = SampleTerms.Bob }).CheckSignature());
        Assert.IsType<StepOutcome.Open>((signed with { Signature = [1, 2, 3] }).CheckSignature());
        Assert.IsType<StepOutcome.Fails>((signed with { Signature = [.. new byte[65]] }).CheckSignature());
    }

    [Fact]
    public void A_renewal_price_over_its_width_is_refused() =>
        Assert.Throws<OverflowException>(() => (ReadVoucher(File.GetProperty("vouchers")[0].GetProperty("message")) with { RenewalPrice = new TokenAmount(TokenAmount.MaxUnits) }).StructHash);

    [Theory]
    [InlineData("\"DE\"", "\"D\"", "country: \"D\" is no territory")]
    [InlineData("\"DE\"", "\"EU\"", "country: \"EU\" is no territory")]
    [InlineData("\"medical\"", "\"medicine\"", "sectors: \"medicine\" is no field of use; the nearest is \"medical\"")]
    [InlineData("1900000000", "1099511627776", "expiry: 1099511627776 is over 2^40 - 1")]
    [InlineData("credential-1", "credential-9", "format: expected")]
    public void What_is_no_credential_file_is_refused_by_the_member(string part, string replaced, string error)
    {
        string file = Encoding.UTF8.GetString(CredentialJson.Write(SignedCredentialOf(File.GetProperty("credentials")[0])));
        Assert.Contains(part, file, StringComparison.Ordinal);
        byte[] spoiled = Encoding.UTF8.GetBytes(file.Replace(part, replaced, StringComparison.Ordinal));
        Assert.StartsWith(error, Assert.ThrowsAny<FormatException>(() => CredentialJson.Read(spoiled)).Message, StringComparison.Ordinal);
    }

    private static List<int> Unnoticed(byte[] file, Func<byte[], StepOutcome> check)
    {
        List<int> missed = [];
        for (int i = 0; i < file.Length; i++)
        {
            if (!char.IsAsciiDigit((char)file[i])) continue;
            byte[] forged = [.. file];
            forged[i] = (byte)(file[i] == '9' ? '1' : file[i] + 1);
            try
            {
                if (check(forged) is not StepOutcome.Fails) missed.Add(i);
            }
            catch (FormatException)
            {
                continue; // refused as a file: noticed
            }
        }
        return missed;
    }

    private static int Each(string name, Action<JsonElement> check)
    {
        JsonElement[] vectors = [.. File.GetProperty(name).EnumerateArray()];
        foreach (JsonElement vector in vectors) check(vector);
        return vectors.Length;
    }

    private static SignedCredential SignedCredentialOf(JsonElement vector) =>
        new(Domain, Address.Parse(File.Text("signer")), ReadCredential(vector.GetProperty("message")), [.. vector.Bytes("signature")]);

    private static SignedVoucher SignedVoucherOf(JsonElement vector) =>
        new(Domain, Address.Parse(File.Text("signer")), ReadVoucher(vector.GetProperty("message")), [.. vector.Bytes("signature")]);

    private static Credential ReadCredential(JsonElement json) => new(Address.Parse(json.Text("account")), Hash32.Parse(json.Text("claim")),
        json.GetProperty("country").GetUInt16(), new FieldsOfUse((ulong)Number(json, "sectors")), json.GetProperty("expiry").GetUInt64(), Hash32.Parse(json.Text("serial")));

    private static Voucher ReadVoucher(JsonElement json) => new()
    {
        TitleId = Number(json, "titleId"),
        TermsId = Hash32.Parse(json.Text("termsId")),
        Holder = Address.Parse(json.Text("holder")),
        Licensee = Address.Parse(json.Text("licensee")),
        Scope = new LicenseScope(new Territories(Number(json, "territories")), new FieldsOfUse((ulong)Number(json, "fields")), new DataTypes((uint)(ulong)Number(json, "dataTypes"))),
        Periods = json.GetProperty("periods").GetUInt16(),
        Currency = Address.Parse(json.Text("currency")),
        Price = new TokenAmount(Number(json, "price")),
        RenewalPrice = new TokenAmount(Number(json, "renewalPrice")),
        Nonce = Number(json, "nonce"),
        Deadline = Number(json, "deadline"),
    };

    private static UInt256 Number(JsonElement json, string name) => UInt256.Parse(json.Text(name));
}
