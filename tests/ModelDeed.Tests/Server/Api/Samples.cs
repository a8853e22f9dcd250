using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Server.Licensing;
using ModelDeed.Server.Titles;

namespace ModelDeed.Tests.Server.Api;

/// <summary>Rows to test with.</summary>
internal static class Samples
{
    public static PrivateKey Key { get; } = PrivateKey.Parse("0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80");

    public static Address Bob { get; } = Address.Parse("0x0000000000000000000000000000000000000b0b");

    public static LicenseTerms Terms { get; } = LegalText.Seal(new LicenseTerms
    {
        Payment = PaymentModel.Subscription,
        Price = new TokenAmount(49),
        Period = 86_400,
        Rights = Rights.Commercial,
        Territories = Territories.Parse("EU"),
        Fields = FieldsOfUse.Parse("research,medical"),
        DataTypes = DataTypes.Parse("all"),
    });

    public static Hash32 Id(ulong number) => new UInt256(number).ToHash();

    public static Task PutAsset(this ApiSite site, ulong id, string name = "A small model", long registered = 1_700_000_000, long block = 5) => site.Put(
        TitleTables.Titles, ("id", Id(id).ToArray()), ("owner", Key.Address.ToArray()), ("registrant", Key.Address.ToArray()), ("name", name), ("priority", registered), ("final_at", registered + 60),
        ("registered", registered), ("registered_block", block), ("versions", 1L), ("epoch", 1L), ("latest", Id(id).ToArray()), ("block", block));

    public static async Task PutOffer(this ApiSite site, ulong title, long state = 1, long sold = 0)
    {
        LicenseTerms terms = Terms;
        await site.Put(LicensingTables.Terms, ("id", terms.TermsId().ToArray()), ("price", (UInt256)terms.Price.Units), ("payment", (long)terms.Payment), ("period", (long)terms.Period), ("commercial", 1L),
            ("territories", terms.Territories.Bits.ToHash().ToArray()), ("fields", Id(terms.Fields.Bits).ToArray()), ("data_types", Id(terms.DataTypes.Bits).ToArray()), ("legal_text", terms.LegalText.ToArray()));
        await site.Put(LicensingTables.Offers, ("title_id", Id(title).ToArray()), ("terms_id", terms.TermsId().ToArray()), ("state", state), ("epoch", 1L), ("sold", sold), ("offered", 1L));
    }

    public static Task PutLicense(this ApiSite site, ulong id, ulong title, Address licensee, long since, long expires, long granted = 1) => site.Put(
        LicensingTables.Licenses, ("id", Id(id).ToArray()), ("title_id", Id(title).ToArray()), ("terms_id", Terms.TermsId().ToArray()), ("licensee", licensee.ToArray()), ("payer", licensee.ToArray()),
        ("territories", Territories.Parse("DE").Bits.ToHash().ToArray()), ("fields", Id(FieldsOfUse.Parse("research").Bits).ToArray()), ("data_types", Id(DataTypes.Parse("personal").Bits).ToArray()),
        ("since", since), ("expires", expires), ("epoch", 1L), ("granted", granted));
}
