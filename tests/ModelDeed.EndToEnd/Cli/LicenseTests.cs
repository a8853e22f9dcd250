using System.Text.Json;

namespace ModelDeed.EndToEnd.Cli;

/// <summary>Terms published, licenses bought, renewed and granted from the command line; every fact checked with cast.</summary>
public sealed class LicenseTests : LicensingFixture
{
    private const string IsLicensed = "isLicensed(uint256,address,uint8,uint8,uint8,uint256)(bool)";

    [Fact]
    public async Task Terms_are_published_shown_and_a_changed_bit_is_found()
    {
        string file = Path.Combine(Work, "terms");
        string[] publish = ["terms", "publish", Title, "--template", "commercial", "--price", "0.05", "--territory", "EU", "--out", file];
        await Refused(2, "usage", [.. publish, "--price", "0.0000000000000000001"]); // more places than the currency has
        Assert.Contains("0.05 ETH once", (await DeedAsked("n", publish)).Error, StringComparison.Ordinal); // the question says what it costs
        JsonElement published = await Done([.. publish, "--yes"]);
        string terms = published.Text("termsId");
        Assert.Contains("b1a2bc2ec50000", await Cast("call", At("Offers"), "termsOf(uint256,bytes32)", Title, terms), StringComparison.Ordinal); // the price
        string digest = (await Tools.RunAsync("sha256sum", [$"{file}.md"])).Split(' ')[0];
        Assert.Equal($"0x{digest}", published.Text("legalText"));

        JsonElement shown = await Done("terms", "show", Title, terms[..10], "--file", $"{file}.json", "--text", $"{file}.md");
        Assert.Equal(4, shown.GetProperty("checks").GetArrayLength());
        Assert.Equal(terms, shown.Text("termsId"));
        Assert.Equal(await File.ReadAllTextAsync($"{file}.md"), shown.Text("text"));
        string words = (await Deed("terms", "show", Title)).Out;
        Assert.Contains("price 50000000000000000", words, StringComparison.Ordinal);
        Assert.Contains("Commercial Use is allowed.", words, StringComparison.Ordinal);

        byte[] text = await File.ReadAllBytesAsync($"{file}.md");
        text[^3] ^= 1;
        await File.WriteAllBytesAsync($"{file}.md", text);
        DeedRun tampered = await Deed("terms", "show", Title, "--text", $"{file}.md", "--json");
        Assert.Equal(1, tampered.Exit);
        Assert.False(tampered.Json.GetProperty("holds").GetBoolean());
        string json = await File.ReadAllTextAsync($"{file}.json");
        await Refused(1, "not-terms", "terms", "show", "--file", Write("changed.json", json.Replace("\"50000000000000000\"", "\"50000000000000001\"", StringComparison.Ordinal)));
        string other = Write("other.json", json.Replace("\"50000000000000000\"", "\"50000000000000001\"", StringComparison.Ordinal).Replace(published.Text("legalText"), "", StringComparison.Ordinal).Replace(",\n  \"legalText\": \"\"", "", StringComparison.Ordinal));
        Assert.Equal(1, (await Deed("terms", "show", Title, "--file", other)).Exit); // sound by itself, but not what is published
    }

    [Fact]
    public async Task A_license_is_bought_for_what_the_terms_allow_and_nothing_else()
    {
        string terms = await Publish("--template", "commercial", "--price", "0.05", "--territory", "EU");
        string[] buy = ["license", "buy", Title, "--territory", "DE", "--field", "research", "--data", "personal", "--account", "demo-2"];
        Assert.Contains("don't cover the territories US", (await Refused(3, "Licensing_BeyondTerms", "license", "buy", Title, "--territory", "US", "--account", "demo-2", "--yes")).Text("message"), StringComparison.Ordinal);
        await Refused(3, "Licensing_TooDear", [.. buy, "--max-price", "0.049", "--yes"]);
        JsonElement estimate = await Done([.. buy, "--dry-run"]);
        Assert.InRange(estimate.Number("cost", "gas"), 100_000ul, 600_000ul);
        Assert.Equal(0, await Nonce(Demo2));
        Assert.Contains("provisional until", (await DeedAsked("n", buy)).Error, StringComparison.Ordinal);
        await Pass(61);
        Assert.DoesNotContain("provisional", (await DeedAsked("n", buy)).Error, StringComparison.Ordinal);

        JsonElement bought = await Done([.. buy, "--yes"]);

        string license = bought.Text("license");
        Assert.Equal((terms, "valid", "50000000000000000"), (bought.Text("termsId"), bought.Text("state"), bought.Text("paid")));
        Assert.Equal(JsonValueKind.Null, bought.GetProperty("expires").ValueKind);
        Assert.Equal(Demo2, await Cast("call", At("Licensing"), "ownerOf(uint256)(address)", license));
        Assert.Equal("50000000000000000", await Cast("balance", At("Royalties")));
        Assert.Equal(bought.GetProperty("territories").ToString(), (await Done("license", "show", license)).GetProperty("territories").ToString());
        foreach (string[] filter in (string[][])[["--title", Title], ["--account", "demo-2"], ["--title", Title, "--account", "demo-2"]])
            Assert.Equal(license, Assert.Single((await Done(["license", "show", .. filter])).GetProperty("licenses").EnumerateArray()).Text("license"));
        await Checked(true, $"license {license}", "DE", "research", "personal");
        await Checked(false, "is for DE, not for FR", "FR", "research", "personal");
        await Checked(false, "not for medical", "DE", "medical", "personal");
        await Checked(false, "not for voice", "DE", "research", "voice");
        await Checked(false, "begins at", "DE", "research", "personal", "--at", "2020-01-01");
        await Withdrawn(terms, buy);
        await Refused(3, "Licensing_NotRenewable", "license", "renew", license, "--account", "demo-2", "--yes");
        Assert.Equal("expired", (await Done("license", "cancel", license, "--account", "demo-2", "--yes")).Text("state"));
    }

    [Fact]
    public async Task A_subscription_is_paid_by_permit_expires_and_is_renewed()
    {
        string token = await Token(6, "500000000");
        string terms = await Publish("--template", "subscription", "--price", "49.5", "--currency", token, "--period", "30d");
        JsonElement bought = await Done("license", "buy", Title, "--periods", "2", "--territory", "DE", "--account", "demo-2", "--yes");
        Assert.Equal("99000000", bought.Text("paid"));
        Assert.Equal("99000000", await Number(token, "balanceOf(address)(uint256)", At("Royalties")));
        Assert.Equal("0", await Number(token, "allowance(address,address)(uint256)", Demo2, At("Royalties"))); // exactly the price, by permit
        Assert.Equal(1, await Nonce(Demo2)); // in one transaction
        Assert.Equal(60ul * 86_400, bought.Number("expires") - bought.Number("since"));
        string license = bought.Text("license");

        await Pass(64 * 86_400); // a day over expiry and grace
        await Checked(false, "expired at", "DE", "research", "personal");
        Assert.Equal("expired", (await Done("license", "show", license)).Text("state"));
        JsonElement renewed = await Done("license", "renew", license, "--account", "demo-2", "--yes");
        Assert.Equal(("valid", "49500000"), (renewed.Text("state"), renewed.Text("paid")));
        Assert.True(renewed.Number("since") > bought.Number("expires"));
        await Checked(true, "license", "DE", "research", "personal");

        await Done("terms", "withdraw", Title, terms, "--end-renewals", "--yes");
        Assert.True((await Done("terms", "list", Title)).GetProperty("offers")[0].GetProperty("renewalsEnded").GetBoolean());
        JsonElement ended = await Refused(3, "Licensing_NotRenewable", "license", "renew", license, "--account", "demo-2", "--yes");
        Assert.Contains("has ended renewals", ended.Text("message"), StringComparison.Ordinal);
        await Done("terms", "reopen", Title, terms, "--allow-renewals", "--yes");
        Assert.Equal("valid", (await Done("license", "renew", license, "--periods", "3", "--account", "demo-2", "--yes")).Text("state"));
        await Refused(3, "insufficient-funds", "license", "renew", license, "--periods", "20", "--account", "demo-2", "--yes");
    }

    [Fact]
    public async Task Where_no_permit_can_be_signed_an_allowance_of_exactly_the_price_goes_first()
    {
        string token = await Token(6, "50000000");
        // The name isn't the one of its permits any more, so nobody can tell what to sign.
        await Cast("rpc", "anvil_setStorageAt", token, "0x3", "0x4f7468657200000000000000000000000000000000000000000000000000000a");
        string terms = await Publish("--template", "commercial", "--price", "49", "--currency", token);
        string[] buy = ["license", "buy", Title, "--territory", "DE", "--account", "demo-2"];
        Assert.Contains("two transactions", (await Done([.. buy, "--dry-run"])).GetProperty("details").ToString(), StringComparison.Ordinal);
        await Done("terms", "withdraw", Title, terms, "--yes");
        await Refused(3, "Offers_NotOpen", [.. buy, "--terms", terms, "--yes"]);
        Assert.Equal(0, await Nonce(Demo2)); // no allowance for what would be refused
        await Done("terms", "reopen", Title, terms, "--yes");

        JsonElement bought = await Done([.. buy, "--yes"]);

        Assert.Equal((token, "49000000", 2), (bought.Text("currency"), bought.Text("paid"), await Nonce(Demo2)));
        Assert.Equal("0", await Number(token, "allowance(address,address)(uint256)", Demo2, At("Royalties")));
        Assert.Equal("1000000", await Number(token, "balanceOf(address)(uint256)", Demo2));
        Assert.Equal("native", (await Done("terms", "publish", Title, "--template", "evaluation", "--currency", token, "--yes")).Text("currency")); // free: no token is named
        await Refused(3, "not-token", "terms", "publish", Title, "--template", "commercial", "--price", "49", "--currency", Demo3);
    }

    [Fact]
    public async Task A_voucher_grants_once_what_was_negotiated()
    {
        string token = await Token(18, "100");
        await Publish("--template", "commercial", "--price", "49", "--currency", token, "--closed");
        string file = Path.Combine(Work, "bob.voucher.json");
        string[] voucher = ["license", "voucher", Title, "--licensee", "demo-3", "--price", "0.00000000000000002", "--territory", "DE,FR", "--out", file];
        await Refused(1, "other-owner", [.. voucher, "--account", "demo-2"]);
        JsonElement signed = await Done(voucher);
        Assert.Equal(("20", Demo3), (signed.Text("price"), signed.Text("licensee")));
        await Refused(1, "no-offer", "license", "buy", Title, "--account", "demo-2", "--yes"); // closed: by voucher only
        string forged = Write("forged.json", (await File.ReadAllTextAsync(file)).Replace("\"20\"", "\"1\"", StringComparison.Ordinal));
        await Refused(1, "bad-signature", "license", "grant", "--voucher", forged, "--account", "demo-2", "--yes");

        JsonElement granted = await Done("license", "grant", "--voucher", file, "--account", "demo-2", "--yes"); // anybody may pay

        Assert.Equal((Demo3, "20"), (granted.Text("licensee"), granted.Text("paid")));
        Assert.Equal("80", await Number(token, "balanceOf(address)(uint256)", Demo2));
        await Refused(3, "Licensing_NonceUsed", "license", "grant", "--voucher", file, "--account", "demo-2", "--yes");
        string second = Path.Combine(Work, "second.voucher.json");
        await Done([.. voucher[..^1], second]);
        await Refused(1, "other-owner", "license", "cancel", "--voucher", second, "--account", "demo-2", "--yes");
        await Done("license", "cancel", "--voucher", second, "--yes");
        await Refused(3, "Licensing_NonceUsed", "license", "grant", "--voucher", second, "--account", "demo-2", "--yes");
        JsonElement free = await Done("license", "grant", Title, "--licensee", "demo-2", "--territory", "IT", "--yes"); // the holder himself
        Assert.Equal((Demo2, "0"), (free.Text("licensee"), free.Text("paid")));
        await Refused(3, "Licensing_BadSignature", "license", "grant", Title, "--licensee", "demo-2", "--account", "demo-2", "--yes");
    }

    private async Task Withdrawn(string terms, string[] buy)
    {
        JsonElement notHolder = await Refused(3, "Offers_NotHolder", "terms", "withdraw", Title, terms, "--account", "demo-2", "--yes");
        Assert.Contains("only its holder sets terms", notHolder.Text("message"), StringComparison.Ordinal);
        Assert.Equal("closed", (await Done("terms", "withdraw", Title, terms, "--yes")).Text("state"));
        await Refused(1, "unchanged", "terms", "withdraw", Title, terms, "--yes");
        Assert.Contains("withdrawn from sale", (await Refused(3, "Offers_NotOpen", [.. buy, "--terms", terms, "--yes"])).Text("message"), StringComparison.Ordinal);
        await Checked(true, "license", "DE", "research", "personal"); // what was granted stands
        await Done("terms", "reopen", Title, terms, "--yes");
        JsonElement offer = (await Done("terms", "list", Title)).GetProperty("offers")[0];
        Assert.Equal(("open", 1ul), (offer.Text("state"), offer.Number("sold")));
    }

    // The command's answer, its reason, and the contract's own answer to cast.
    private async Task Checked(bool licensed, string reason, string territory, string field, string data, params string[] when)
    {
        DeedRun run = await Deed(["license", "check", Title, "--account", "demo-2", "--territory", territory, "--field", field, "--data", data, .. when, "--json"]);
        Assert.Equal(licensed ? 0 : 1, run.Exit);
        Assert.Equal(licensed, run.Json.GetProperty("licensed").GetBoolean());
        Assert.Contains(reason, run.Json.GetProperty("reasons")[0].GetString(), StringComparison.Ordinal);
        string[] use = [$"{Licensing.Territories.IndexOf(territory)}", $"{Licensing.FieldsOfUse.IndexOf(field)}", $"{Licensing.DataTypes.IndexOf(data)}"];
        Assert.Equal(licensed ? "true" : "false", await Cast(["call", At("Licensing"), IsLicensed, Title, Demo2, .. use, $"{run.Json.Number("time")}"]));
    }
}
