using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Tests.Ethereum;

namespace ModelDeed.Tests.Licensing;

public sealed class LicenseTermsTests
{
    [Fact]
    public void The_templates_are_those_that_viem_encodes_and_identifies()
    {
        JsonElement[] vectors = [.. Vectors.Load("licensing-messages.json").GetProperty("templates").EnumerateArray()];
        Assert.Equal(TermsTemplates.All.Select(template => template.Name), vectors.Select(vector => vector.Text("name")));
        foreach (JsonElement vector in vectors)
        {
            LicenseTerms terms = TermsTemplates.Find(vector.Text("name")).Make(SampleTerms.Usdc, SampleTerms.Price);
            Assert.Equal(LicenseTerms.Decode(vector.Bytes("encoded")), terms);
            Assert.Equal(vector.Bytes("encoded"), terms.Encode());
            Assert.Equal(vector.Text("termsId"), terms.TermsId().ToString());
        }
    }

    [Fact]
    public void Encoding_and_decoding_gives_the_same_terms() => Prop.ForAll(SampleTerms.Valid.ToArbitrary(), terms =>
        terms.Encode().Length == LicenseTerms.EncodedSize && LicenseTerms.Decode(terms.Encode()) == terms
        && terms.TermsId() == LicenseTerms.Decode(terms.Encode()).TermsId()).QuickCheckThrowOnFailure();

    [Fact]
    public void The_generated_terms_are_valid() => Prop.ForAll(SampleTerms.Valid.ToArbitrary(), terms => TermsProblems.Of(terms).Count == 0).QuickCheckThrowOnFailure();

    [Fact]
    public void A_file_reads_back_to_the_same_terms_and_bytes() => Prop.ForAll(SampleTerms.Valid.ToArbitrary(), terms =>
    {
        byte[] bytes = TermsJson.Write(terms);
        LicenseTerms read = TermsJson.Read(bytes);
        return read == terms && TermsJson.Write(read).AsSpan().SequenceEqual(bytes);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(607)]
    [InlineData(609)]
    [InlineData(0)]
    public void Only_608_bytes_are_terms(int length) =>
        Assert.Contains($"{length}", Assert.Throws<MalformedDataException>(() => LicenseTerms.Decode(new byte[length])).Message, StringComparison.Ordinal);

    [Fact]
    public void A_word_over_its_members_width_is_refused()
    {
        foreach (int word in new[] { 0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 14, 15, 16 })
        {
            byte[] encoded = Valid.Encode();
            encoded[32 * word] = 1;
            Assert.Throws<MalformedDataException>(() => LicenseTerms.Decode(encoded));
        }
        Assert.Throws<OverflowException>(() => (Valid with { SaleEnd = 1ul << 40 }).TermsId());
        Assert.Throws<OverflowException>(() => (Valid with { Price = new TokenAmount(TokenAmount.MaxUnits) }).Encode());
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_is_wrong_is_named(TermsFault fault, string member, Func<LicenseTerms, LicenseTerms> spoil)
    {
        TermsProblem problem = Assert.Single(TermsProblems.Of(spoil(Valid)));
        Assert.Equal((fault, member), (problem.Fault, problem.Member));
    }

    [Fact]
    public void Every_fault_has_its_case() => Assert.Equal(Enum.GetValues<TermsFault>(), Faults().Select(row => (TermsFault)row[0]).Distinct().Order());

    public static TheoryData<TermsFault, string, Func<LicenseTerms, LicenseTerms>> Faults() => new()
    {
        { TermsFault.PriceTooLarge, "price", terms => terms with { Price = new TokenAmount(TokenAmount.MaxUnits >> 127) } },
        { TermsFault.FreeWithPrice, "price", terms => terms with { Payment = PaymentModel.Free } },
        { TermsFault.PaymentUnknown, "payment", terms => terms with { Payment = (PaymentModel)4 } },
        { TermsFault.PeriodMissing, "period", terms => terms with { Payment = PaymentModel.Subscription, Period = 0 } },
        { TermsFault.GraceWithoutSubscription, "grace", terms => terms with { Grace = 1 } },
        { TermsFault.UnitPriceMissing, "unitPrice", terms => terms with { Payment = PaymentModel.Metered, Unit = UnitName.Encode("token") } },
        { TermsFault.UnitPriceWithoutMeter, "unitPrice", terms => terms with { UnitPrice = new TokenAmount(1) } },
        { TermsFault.UnitPriceTooLarge, "unitPrice", terms => Metered(terms) with { UnitPrice = new TokenAmount(TokenAmount.MaxUnits) } },
        { TermsFault.UnitMissing, "unit", terms => Metered(terms) with { Unit = Hash32.Zero } },
        { TermsFault.UnitWithoutMeter, "unit", terms => terms with { Unit = UnitName.Encode("token") } },
        { TermsFault.UnitUnreadable, "unit", terms => Metered(terms) with { Unit = Keccak256.HashUtf8("not a name") } },
        { TermsFault.SaleStartTooLate, "saleStart", terms => terms with { SaleStart = 1ul << 40 } },
        { TermsFault.SaleEndTooLate, "saleEnd", terms => terms with { SaleEnd = 1ul << 40 } },
        { TermsFault.SaleWindowEmpty, "saleEnd", terms => terms with { SaleStart = 5, SaleEnd = 5 } },
        { TermsFault.RightsUnknown, "rights", terms => terms with { Rights = (Rights)32 } },
        { TermsFault.ShareAlikeWithoutDerivatives, "rights", terms => terms with { Rights = Rights.ShareAlike } },
        { TermsFault.RoyaltyWithoutDerivatives, "royalty", terms => terms with { Royalty = 1 } },
        { TermsFault.RoyaltyTooLarge, "royalty", terms => terms with { Rights = Rights.Derivatives, Royalty = 10_001 } },
        { TermsFault.TerritoriesMissing, "territories", terms => terms with { Territories = default } },
        { TermsFault.TerritoriesUnknown, "territories", terms => terms with { Territories = new Territories(UInt256.MaxValue) } },
        { TermsFault.FieldsMissing, "fields", terms => terms with { Fields = default } },
        { TermsFault.FieldsUnknown, "fields", terms => terms with { Fields = new FieldsOfUse(1ul << 40) } },
        { TermsFault.DataTypesMissing, "dataTypes", terms => terms with { DataTypes = default } },
        { TermsFault.DataTypesUnknown, "dataTypes", terms => terms with { DataTypes = new DataTypes(1u << 20) } },
        { TermsFault.IssuerMissing, "issuer", terms => terms with { Claim = Credential.ClaimOf("any") } },
        { TermsFault.ClaimMissing, "claim", terms => terms with { Issuer = SampleTerms.Alice } },
        { TermsFault.CredentialTransferable, "rights", terms => terms with { Issuer = SampleTerms.Alice, Claim = Credential.ClaimOf("any"), Rights = terms.Rights | Rights.Transferable } },
        { TermsFault.LegalTextMissing, "legalText", terms => terms with { LegalText = Hash32.Zero } },
    };

    [Theory]
    [InlineData("\"price\": \"49000000\"", "\"price\": 49000000", "price: expected a text")]
    [InlineData("\"price\": \"49000000\"", "\"price\": \"49.00\"", "price: expected a whole number of smallest units")]
    [InlineData("\"price\": \"49000000\"", "\"price\": \"049\"", "price: expected a whole number of smallest units")]
    [InlineData("\"price\": \"49000000\"", "\"price\": \"340282366920938463463374607431768211456\"", "price: 340282366920938463463374607431768211456 is over 2^128 - 1")]
    [InlineData("\"price\": \"49000000\"", "\"price\": \"48000000\"", "legalText: the text of these terms has the SHA-256 0x")]
    [InlineData("\"grace\": 0", "\"grace\": 5", "grace: only a subscription")]
    [InlineData("\"grace\": 0", "\"grace\": 4294967296", "grace: 4294967296 is over 2^32 - 1")]
    [InlineData("\"grace\": 0,", "", "grace: is missing")]
    [InlineData("\"grace\": 0,", "\"grace\": 0, \"grace\": 0,", "grace")]
    [InlineData("\"grace\": 0,", "\"grace\": 0, \"mercy\": 0,", "mercy: no such field")]
    [InlineData("\"one-time\"", "\"once\"", "payment: expected free, one-time, subscription, metered")]
    [InlineData("\"commercial\"", "\"comercial\"", "rights: expected some of commercial, ")]
    [InlineData("\"worldwide\"", "\"wordwide\"", "territories: \"wordwide\" is no territory; the nearest is \"worldwide\"")]
    [InlineData("\"worldwide\"", "\"DE,FR\"", "territories: \"DE,FR\" is no territory")]
    [InlineData("terms-1", "terms-2", "format: expected \"modeldeed-terms-1\", found \"modeldeed-terms-2\"")]
    [InlineData("0xA0b8", "0xa0B8", "currency: expected an address")]
    [InlineData("0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", "0x0000000000000000000000000000000000000000", "currency: write \"native\"")]
    public void What_is_no_terms_file_is_refused_by_the_member(string part, string replaced, string error)
    {
        string file = Encoding.UTF8.GetString(TermsJson.Write(Valid));
        Assert.Contains(part, file, StringComparison.Ordinal);
        byte[] spoiled = Encoding.UTF8.GetBytes(file.Replace(part, replaced, StringComparison.Ordinal));
        Assert.StartsWith(error, Assert.ThrowsAny<FormatException>(() => TermsJson.Read(spoiled)).Message.Replace("not JSON: Duplicate property 'grace'", "grace", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_file_is_refused_or_means_the_same() => Prop.ForAll(Gen.Zip(Gen.Choose(0, 10_000), Gen.Choose(0, 255)).ToArbitrary(), change =>
    {
        byte[] bytes = TermsJson.Write(Valid);
        bytes[change.Item1 % bytes.Length] = (byte)change.Item2;
        try
        {
            return TermsJson.Read(bytes) == Valid;
        }
        catch (FormatException)
        {
            return true;
        }
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));

    [Fact]
    public void A_missing_legal_text_is_computed()
    {
        string[] lines = Encoding.UTF8.GetString(TermsJson.Write(Valid)).Split('\n');
        string without = string.Join('\n', lines.Where(line => !line.Contains("legalText", StringComparison.Ordinal))).Replace("],\n}", "]\n}", StringComparison.Ordinal);
        Assert.Equal(Valid, TermsJson.Read(Encoding.UTF8.GetBytes(without)));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" token")]
    [InlineData("a  b")]
    [InlineData("token\n")]
    [InlineData("*token*")]
    [InlineData("to\u202eken")]
    [InlineData("a name of thirty-three characters")]
    public void What_is_no_name_of_a_unit_is_refused(string name) => Assert.Throws<FormatException>(() => UnitName.Encode(name));

    [Fact]
    public void A_units_name_reads_back()
    {
        Assert.True(UnitName.TryDecode(UnitName.Encode("1000 tokens/s"), out string name));
        Assert.Equal("1000 tokens/s", name);
        Assert.False(UnitName.TryDecode(new Hash32([.. "a\0b"u8, .. new byte[29]]), out _));
    }

    [Theory]
    [InlineData("49", 6, "49000000")]
    [InlineData("0.05", 18, "50000000000000000")]
    [InlineData("7", 0, "7")]
    public void Amounts_are_read_exactly(string text, int decimals, string units) => Assert.Equal(units, TokenAmount.Parse(text, decimals).Units.ToString());

    [Theory]
    [InlineData("0.0000001", 6)]
    [InlineData("1.", 6)]
    [InlineData(".5", 6)]
    [InlineData("-1", 6)]
    [InlineData("1e3", 6)]
    [InlineData("1.2.3", 6)]
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639936", 0)]
    public void No_amount_is_rounded_or_guessed(string text, int decimals) => Assert.Throws<FormatException>(() => TokenAmount.Parse(text, decimals));

    private static LicenseTerms Valid { get; } = TermsTemplates.Commercial(SampleTerms.Usdc, SampleTerms.Price);

    private static LicenseTerms Metered(LicenseTerms terms) =>
        terms with { Payment = PaymentModel.Metered, UnitPrice = new TokenAmount(1), Unit = UnitName.Encode("token") };
}
