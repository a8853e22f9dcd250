using System.Numerics;
using System.Text.Json;
using ModelDeed.EndToEnd.Cli;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.EndToEnd.Stories;

/// <summary>A model from Berlin is fine-tuned in Paris, Tokyo and Osaka, licensed in three countries, partly sold to an investor; everybody is paid, and the
/// books balance. demo-1 is Berlin, demo-2 Paris, demo-3 Tokyo, demo-4 Osaka, demo-5 to demo-7 are a hospital in Germany, one in France, and one in the United
/// States, demo-8 is who accredits hospitals, demo-9 an investor.</summary>
public sealed class BerlinStoryTests : IncomeFixture
{
    private const string Scope = "worldwide,-US";

    private string _berlin = "", _paris = "", _tokyo = "", _osaka = "";

    [Fact]
    public async Task Licenses_enforce_themselves_and_income_finds_everybody()
    {
        await FamilyOfFour();
        await HospitalsBuyInTheirCountries();
        await ASubscriptionExpiresAndIsRenewed();
        await OsakaDividesItsTitleBetweenTwoPayments();
        await EverybodyWithdraws();
    }

    // Depth three; the last has two parents. Each edge is bound by a license, which itself is paid for.
    private async Task FamilyOfFour()
    {
        _berlin = await Title("Berlin", "demo-1");
        await Derivable(_berlin, "demo-1", "10%");
        _paris = await Child("Paris", "demo-2", _berlin);
        await Derivable(_paris, "demo-2", "20%");
        _tokyo = await Child("Tokyo", "demo-3", _paris);
        await Derivable(_tokyo, "demo-3", "25%");
        _osaka = await Child("Osaka", "demo-4", _tokyo, _berlin);

        JsonElement shown = await Done("show", _osaka);
        Assert.All(shown.GetProperty("parents").EnumerateArray(), edge => Assert.Equal("licensed", edge.Text("bond")));
        // Tokyo gets 25 %, of which 20 % go on to Paris, of which 10 % go on to Berlin; and Berlin's own 10 %.
        Dictionary<string, ulong> parts = shown.GetProperty("vector").EnumerateArray().ToDictionary(part => part.Text("title"), part => part.Number("part"));
        Assert.Equal((200_000_000_000ul, 45_000_000_000ul, 105_000_000_000ul), (parts[_tokyo], parts[_paris], parts[_berlin]));
        await Finalize();
    }

    private async Task HospitalsBuyInTheirCountries()
    {
        await Done("terms", "publish", _osaka, "--template", "commercial", "--price", "0.1", "--territory", Scope, "--field", "medical", "--data", "medical-images",
            "--issuer", "demo-8", "--claim", "accredited-hospital", "--account", "demo-4", "--yes");
        string[] buy = ["license", "buy", _osaka, "--field", "medical", "--data", "medical-images", "--yes"];
        string german = await Credential("demo-5", "DE"), french = await Credential("demo-6", "FR"), american = await Credential("demo-7", "US");

        await Done([.. buy, "--territory", "DE", "--credential", german, "--account", "demo-5"]);
        await Done([.. buy, "--territory", "FR", "--credential", french, "--account", "demo-6"]);
        JsonElement country = await Refused(3, "Licensing_WrongCountry", [.. buy, "--territory", "DE", "--credential", french, "--account", "demo-6"]);
        Assert.Contains("the credential says FR", country.Text("message"), StringComparison.Ordinal);
        JsonElement outside = await Refused(3, "Licensing_BeyondTerms", [.. buy, "--territory", "US", "--credential", american, "--account", "demo-7"]);
        Assert.Contains("US", outside.Text("message"), StringComparison.Ordinal);

        await Check(0, "demo-5", "DE");
        await Check(1, "demo-5", "FR");
        await Check(0, "demo-6", "FR");
        await Check(1, "demo-7", "US");
        await BooksBalance();
    }

    private async Task ASubscriptionExpiresAndIsRenewed()
    {
        await Done("terms", "publish", _tokyo, "--template", "subscription", "--price", "49", "--currency", Token, "--territory", "DE,JP", "--account", "demo-3", "--yes");
        await Send(Demo1, Address.Parse(Token), new TestTokenContract.MintCall(Address.Parse("0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc"), new UInt256(1_000_000_000)));
        string terms = (await Done("terms", "list", _tokyo)).GetProperty("offers").EnumerateArray().Last().Text("termsId");
        string license = (await Done("license", "buy", _tokyo, "--terms", terms, "--territory", "DE", "--field", "evaluation", "--data", "non-personal", "--account", "demo-6", "--yes")).Text("license");
        string[] check = ["license", "check", _tokyo, "--account", "demo-6", "--territory", "DE", "--field", "evaluation", "--data", "non-personal"];
        Assert.Equal(0, (await Deed(check)).Exit);
        await Pass(40 * 86_400);
        DeedRun expired = await Deed(check);
        Assert.Equal(1, expired.Exit);
        Assert.Contains("expired", expired.Out, StringComparison.Ordinal);
        await Done("license", "renew", license, "--account", "demo-6", "--yes");
        Assert.Equal(0, (await Deed(check)).Exit);
        await BooksBalance();
    }

    private async Task OsakaDividesItsTitleBetweenTwoPayments()
    {
        await Done("shares", "divide", _osaka, "--name", "Osaka", "--symbol", "OSK", "--to", "demo-4:600", "--to", "demo-9:400", "--account", "demo-4", "--yes");
        await Done("pay", _osaka, "1", "--account", "demo-5", "--yes");
        await Done("shares", "transfer", _osaka, "demo-9", "200", "--account", "demo-4", "--yes");
        await Done("pay", _osaka, "1", "--account", "demo-6", "--yes");
        // 65 % of each payment is Osaka's: 600 of 1,000 shares earned from the first, 400 from the second.
        JsonElement[] holders = [.. (await Done("shares", "show", _osaka)).GetProperty("holders").EnumerateArray()];
        Assert.Equal(["650000000000000000", "650000000000000000"], holders.Select(holder => holder.GetProperty("due")[0].Text("amount")));
        await BooksBalance();
    }

    private async Task EverybodyWithdraws()
    {
        foreach (string account in (string[])["demo-1", "demo-2", "demo-3", "demo-4", "demo-9"])
            await Done("withdraw", "--all", "--every-currency", "--account", account, "--yes");
        await BooksBalance();
        // To the last unit.
        Assert.Equal(BigInteger.Zero, BigInteger.Parse(await Cast("balance", Contracts.Royalties.ToString())));
        Assert.Equal("0", await TokensOf(Contracts.Royalties.ToString()));
    }

    private async Task Derivable(string title, string holder, string royalty) =>
        await Done("terms", "publish", title, "--template", "commercial-derivatives", "--price", "0.01", "--territory", Scope, "--royalty", royalty, "--account", holder, "--yes");

    private async Task<string> Child(string name, string account, params string[] parents)
    {
        foreach (string parent in parents)
            await Done("license", "buy", parent, "--territory", Scope, "--account", account, "--yes");
        return await Title(name, account, [.. parents.SelectMany(parent => (string[])["--parent", parent])]);
    }

    private async Task<string> Credential(string subject, string country)
    {
        string file = Path.Combine(Work, $"{subject}.credential.json");
        await Done("credential", "issue", "--subject", subject, "--claim", "accredited-hospital", "--country", country, "--sectors", "medical", "--expires", "2100-01-01", "--account", "demo-8", "--out", file);
        return file;
    }

    private async Task Check(int exit, string account, string country) =>
        Assert.Equal(exit, (await Deed("license", "check", _osaka, "--account", account, "--territory", country, "--field", "medical", "--data", "medical-images")).Exit);
}
