using System.Numerics;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;

namespace ModelDeed.Tests.Licensing;

public sealed class CatalogTests
{
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void The_published_catalogs_are_those_of_the_code()
    {
        // Frozen: the contract, the legal texts and other implementations read them. MODELDEED_WRITE_VECTORS=1 writes the file anew.
        var catalogs = new
        {
            description = "The frozen lists of Licensing: bit i of a set is entry i. Groups are sets that text forms may name.",
            territories = Entries(Territories.Catalog),
            fields = Entries(FieldsOfUse.Catalog),
            dataTypes = Entries(DataTypes.Catalog),
            groups = new Dictionary<string, string>
            {
                ["worldwide"] = Territories.Worldwide.Bits.ToHash().ToString(),
                ["EU"] = Territories.Parse("EU").Bits.ToHash().ToString(),
                ["EEA"] = Territories.Parse("EEA").Bits.ToHash().ToString(),
                ["allFields"] = new UInt256(FieldsOfUse.All.Bits).ToHash().ToString(),
                ["allDataTypes"] = new UInt256(DataTypes.All.Bits).ToHash().ToString(),
            },
        };
        GoldenFile.Check(["vectors", "licensing-catalogs.json"], JsonSerializer.Serialize(catalogs, Layout) + "\n");
    }

    [Fact]
    public void The_documented_lists_are_those_of_the_code()
    {
        string document = File.ReadAllText(Repository.PathOf("docs", "formats.md"));
        Assert.Contains(Block(Territories.Catalog, 25), document, StringComparison.Ordinal);
        Assert.Contains(Block(FieldsOfUse.Catalog, 5), document, StringComparison.Ordinal);
        Assert.Contains(Block(DataTypes.Catalog, 5), document, StringComparison.Ordinal);
        Assert.Contains(LicenseTerms.Type, document, StringComparison.Ordinal);
        Assert.Contains($"{Credential.Type}\n{Voucher.Type}\n", document, StringComparison.Ordinal);
    }

    [Fact]
    public void Territories_are_the_249_codes_in_alphabetical_order()
    {
        string[] codes = [.. Enumerable.Range(0, Territories.Count).Select(Territories.CodeOf)];
        Assert.Equal(codes.Order(StringComparer.Ordinal), codes);
        Assert.All(codes, code => Assert.Matches("^[A-Z]{2}$", code));
        Assert.Equal(codes.Length, codes.Distinct().Count());
        Assert.Equal((0, 248), (Territories.IndexOf("AD"), Territories.IndexOf("ZW")));
        Assert.Equal(Territories.Count, Enumerable.Range(0, Territories.Count).Select(Territories.NameOf).Distinct().Count());
        // SHA-256 of the codes of Debian's iso-codes 4.15 and of tzdata's iso3166.tab, sorted and joined by commas.
        Assert.Equal("1e05631f6e613a0c8a7174d385daf8e92426f673fcb49fb791ef06e61c83e16f", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.ASCII.GetBytes(string.Join(',', codes)))));
    }

    [Fact]
    public void The_lists_have_the_places_that_the_contract_gives_them()
    {
        Assert.Equal((40, 20), (FieldsOfUse.Catalog.Entries.Count, DataTypes.Catalog.Entries.Count));
        Assert.Equal((0, 11, 39), (FieldsOfUse.IndexOf("research"), FieldsOfUse.IndexOf("defence"), FieldsOfUse.IndexOf("other")));
        Assert.Equal((0, 7, 19), (DataTypes.IndexOf("non-personal"), DataTypes.IndexOf("minors"), DataTypes.IndexOf("classified")));
    }

    [Theory]
    [InlineData("DE,FR", "DE,FR")]
    [InlineData(" fr , de ", "DE,FR")]
    [InlineData("eu,ch", "EU,CH")]
    [InlineData("worldwide", "worldwide")]
    [InlineData("worldwide,-RU", "worldwide,-RU")]
    [InlineData("-RU,worldwide,DE", "worldwide,-RU")]
    [InlineData("EU,NO,IS,LI", "EEA")]
    [InlineData("EEA,-NO,-IS,-LI", "EU")]
    [InlineData("EU,-FR", "EU,-FR")]
    [InlineData("EEA,-IS", "EEA,-IS")]
    [InlineData("worldwide,-EU,-RU", "worldwide,-EU,-RU")]
    [InlineData("IS,LI,NO", "EEA,-EU")]
    public void Territories_are_printed_shortest(string given, string printed) => Assert.Equal(printed, Territories.Parse(given).ToString());

    [Fact]
    public void The_union_has_27_members_and_the_area_30()
    {
        Assert.Equal((27, 30, 249), (Territories.Parse("EU").Size, Territories.Parse("EEA").Size, Territories.Worldwide.Size));
        Assert.True(Territories.Parse("EU").IsWithin(Territories.Parse("EEA")));
        Assert.False(Territories.Parse("EEA").IsWithin(Territories.Parse("EU")));
    }

    [Theory]
    [InlineData("Germny", "\"Germny\" is no territory; the nearest is \"DE\" (Germany).")]
    [InlineData("UK", "\"UK\" is no territory; the nearest is \"GB\" (United Kingdom).")]
    [InlineData("DE,EL", "\"EL\" is no territory; the nearest is \"GR\" (Greece).")]
    [InlineData("world", "\"world\" is no territory; the nearest is \"worldwide\".")]
    [InlineData("", "A territory is missing: write words joined by commas, as in \"AD,AE\".")]
    [InlineData("DE,,FR", "A territory is missing: write words joined by commas, as in \"AD,AE\".")]
    [InlineData("DE,-FR", "\"-FR\" excludes a territory that isn't included: begin with what it is taken from, as in \"worldwide,-FR\".")]
    [InlineData("DE,-DE", "No territory is left: name at least one.")]
    public void Wrong_territories_are_refused_with_the_word_and_the_nearest(string given, string error) =>
        Assert.Equal(error, Assert.Throws<FormatException>(() => Territories.Parse(given)).Message);

    [Theory]
    [InlineData("medicine", "\"medicine\" is no field of use; the nearest is \"medical\".")]
    [InlineData("defense", "\"defense\" is no field of use; the nearest is \"defence\".")]
    public void Wrong_fields_are_refused_with_the_nearest(string given, string error) =>
        Assert.Equal(error, Assert.Throws<FormatException>(() => FieldsOfUse.Parse(given)).Message);

    [Fact]
    public void Wrong_data_types_are_refused_with_the_nearest() =>
        Assert.Contains("nearest is \"medical-images\"", Assert.Throws<FormatException>(() => DataTypes.Parse("medical-image")).Message, StringComparison.Ordinal);

    [Fact]
    public void Every_set_reads_back_from_its_text() => Prop.ForAll(SampleTerms.Bits(249).ToArbitrary(), bits =>
    {
        Territories territories = new((UInt256)(bits | 1));
        FieldsOfUse fields = new((ulong)(bits & FieldsOfUse.All.Bits) | 1);
        DataTypes types = new((uint)(bits & DataTypes.All.Bits) | 1);
        return Territories.Parse(territories.ToString()) == territories && FieldsOfUse.Parse(fields.ToString()) == fields && DataTypes.Parse(types.ToString()) == types;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Within_is_the_contracts_test_of_bits() => Prop.ForAll(Gen.Zip(SampleTerms.Bits(249), SampleTerms.Bits(249)).ToArbitrary(), pair =>
    {
        (BigInteger a, BigInteger b) = pair;
        bool within = (a | b) == b;
        return new Territories((UInt256)a).IsWithin(new Territories((UInt256)b)) == within
            && new Territories((UInt256)(a & b)).IsWithin(new Territories((UInt256)b));
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Bits_beyond_the_lists_are_known_as_such()
    {
        Assert.True(new Territories((UInt256)(BigInteger.One << 249)).HasUnknown);
        Assert.True(new FieldsOfUse(1ul << 40).HasUnknown);
        Assert.True(new DataTypes(1u << 20).HasUnknown);
        Assert.False(Territories.Worldwide.HasUnknown || FieldsOfUse.All.HasUnknown || DataTypes.All.HasUnknown);
        Assert.False(new Territories(UInt256.MaxValue).Contains(249) || new FieldsOfUse(1ul << 40).Contains(40) || new DataTypes(1u << 20).Contains(20));
        Assert.False(Territories.Worldwide.Contains(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FieldsOfUse(1ul << 48));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DataTypes(1u << 24));
    }

    private static string Block(Catalog catalog, int width) => "```\n" + string.Concat(catalog.Entries.Chunk(width)
        .Select((line, i) => $"{i * width,3}  {string.Join(' ', line.Select(entry => entry.Word))}\n")) + "```";

    private static IEnumerable<object> Entries(Catalog catalog) =>
        catalog.Entries.Select((entry, i) => new { index = i, word = entry.Word, name = entry.Name });
}
