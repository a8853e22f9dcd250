using System.Text.Json;

namespace ModelDeed.EndToEnd.Cli;

/// <summary>Licenses for those only whom an issuer vouches for.</summary>
public sealed class CredentialTests : LicensingFixture
{
    [Fact]
    public async Task A_license_needs_the_issuers_word_about_its_receiver_and_country()
    {
        await Publish("--template", "commercial", "--price", "0.01", "--field", "all", "--issuer", "demo-3", "--claim", "accredited-hospital");
        string[] buy = ["license", "buy", Title, "--field", "medical", "--account", "demo-2", "--yes", "--territory"];
        Assert.Contains($"need a credential of {Demo3}", (await Refused(3, "Licensing_NoCredential", [.. buy, "DE"])).Text("message"), StringComparison.Ordinal);
        string file = await Issue("bob", "demo-2"), about = await Issue("carol", "demo-1"), own = await Issue("own", "demo-2", "demo-2"), other = Path.Combine(Work, "claim.json");
        await Done("credential", "issue", "--subject", "demo-2", "--claim", "pharmacy", "--expires", "2100-01-01", "--account", "demo-3", "--out", other);
        Assert.Contains("not for", (await Refused(3, "Licensing_NoCredential", [.. buy, "DE", "--credential", about])).Text("message"), StringComparison.Ordinal);
        Assert.Contains("but the terms name", (await Refused(3, "Licensing_NoCredential", [.. buy, "DE", "--credential", own])).Text("message"), StringComparison.Ordinal);
        Assert.Contains("states the claim", (await Refused(3, "Licensing_NoCredential", [.. buy, "DE", "--credential", other])).Text("message"), StringComparison.Ordinal);
        JsonElement country = await Refused(3, "Licensing_WrongCountry", [.. buy, "FR", "--credential", file]);
        Assert.Contains("bought for FR, but the credential says DE", country.Text("message"), StringComparison.Ordinal);
        JsonElement sector = await Refused(3, "Licensing_WrongSector", "license", "buy", Title, "--field", "medical,finance", "--territory", "DE", "--credential", file, "--account", "demo-2", "--yes");
        Assert.Contains("leave out finance", sector.Text("message"), StringComparison.Ordinal);

        Assert.Equal("valid", (await Done([.. buy, "DE", "--credential", file])).Text("state"));

        await Refused(1, "not-issuer", "credential", "revoke", file, "--account", "demo-2", "--yes");
        JsonElement revoked = await Done("credential", "revoke", file, "--account", "demo-3", "--yes");
        Assert.Equal("true", await Cast("call", At("Licensing"), "isRevoked(address,bytes32)(bool)", Demo3, revoked.Text("digest")));
        await Refused(3, "Licensing_CredentialRevoked", [.. buy, "DE", "--credential", file]);
        DeedRun shown = await Deed("credential", "show", file, "--json");
        Assert.Equal((1, "its issuer revoked it"), (shown.Exit, shown.Json.Text("problem")));
    }

    [Fact]
    public async Task A_credential_is_shown_with_what_is_wrong_with_it()
    {
        string file = await Issue("bob", "demo-2");
        JsonElement shown = await Done("credential", "show", file, "--claim", "accredited-hospital");
        Assert.True(shown.GetProperty("valid").GetBoolean());
        Assert.Equal((Demo3, Demo2, "DE"), (shown.Text("issuer"), shown.Text("account"), shown.Text("country")));
        Assert.Equal(1, (await Deed("credential", "show", file, "--claim", "pharmacy")).Exit);
        string forged = Write("forged.json", (await File.ReadAllTextAsync(file)).Replace("\"DE\"", "\"FR\"", StringComparison.Ordinal));
        Assert.Contains("or for something else", (await Deed("credential", "show", forged, "--json")).Json.Text("problem"), StringComparison.Ordinal);
        await Refused(1, "not-credential", "credential", "show", Write("noise.json", "{}"));
        await Refused(2, "usage", "credential", "issue", "--subject", "demo-2", "--claim", "x", "--expires", "2020-01-01", "--out", Path.Combine(Work, "late.json"));
    }

    [Fact]
    public async Task A_newer_credential_lets_a_subscription_be_renewed()
    {
        await Publish("--template", "subscription", "--price", "0.01", "--field", "all", "--issuer", "demo-3", "--claim", "accredited-hospital");
        string first = await Issue("first", "demo-2"), second = await Issue("second", "demo-2");
        string license = (await Done("license", "buy", Title, "--territory", "DE", "--field", "medical", "--credential", first, "--account", "demo-2", "--yes")).Text("license");
        await Done("credential", "revoke", first, "--account", "demo-3", "--yes");
        JsonElement refused = await Refused(3, "Licensing_NotRenewable", "license", "renew", license, "--account", "demo-2", "--yes");
        Assert.Contains("credential was revoked: present another", refused.Text("message"), StringComparison.Ordinal);
        await Done("license", "present", license, "--credential", second, "--account", "demo-2", "--yes");
        Assert.Equal("valid", (await Done("license", "renew", license, "--account", "demo-2", "--yes")).Text("state"));
    }

    private async Task<string> Issue(string name, string subject, string issuer = "demo-3")
    {
        string file = Path.Combine(Work, $"{name}.credential.json");
        await Done("credential", "issue", "--subject", subject, "--claim", "accredited-hospital", "--country", "DE", "--sectors", "medical,research", "--expires", "2100-01-01", "--account", issuer, "--out", file);
        return file;
    }
}
