using System.Text.Json;

namespace ModelDeed.EndToEnd.Cli;

/// <summary>Somebody registers another's content first. The one who had anchored it takes the title, with one command.</summary>
public sealed class FrontRunnerTests : DeedFixture
{
    [Fact]
    public async Task Whoever_anchored_first_takes_the_title_and_the_thiefs_versions_are_void()
    {
        string titles = (await Done("deploy", "--yes")).Text("contracts", "Titles", "address");
        string model = Write("model.bin", "weights"), forged = Write("forged.bin", "weights, watermarked by the thief");
        await Done("anchor", model, "--yes");
        await Pass(5);
        string title = (await Done("register", model, "--name", "Mine, says the thief", "--kind", "model", "--account", "demo-2", "--yes")).Text("title");
        string version = (await Done("version", "publish", forged, "--title", title, "--account", "demo-2", "--yes")).Text("fingerprint");
        await Refused(1, "already-registered", "register", model, "--name", "Original", "--kind", "model", "--yes"); // nothing proven yet
        await Refused(1, "other-owner", "register", model, "--name", "x", "--kind", "model", "--evidence", model + ".deed", "--account", "demo-2", "--yes");
        await Done("anchor", model, "--out", Path.Combine(Work, "thief.deed"), "--account", "demo-2", "--yes"); // too late

        int nonce = await Nonce(Demo1);
        JsonElement taken = await Done("register", model, "--name", "Original", "--kind", "model", "--evidence", model + ".deed", "--yes");

        Assert.Equal(nonce + 1, await Nonce(Demo1)); // one transaction
        Assert.Equal(title, taken.Text("title"));
        Assert.Equal(Demo1, await Cast("call", titles, "ownerOf(uint256)(address)", Id(title)));
        string[] latest = (await Cast("call", titles, "latestOf(uint256)(bytes32,uint32)", Id(title))).Split('\n');
        Assert.Equal([title, "1"], latest);
        Assert.StartsWith("0", await Cast("call", titles, "titleOf(bytes32)(uint256)", version), StringComparison.Ordinal);
        JsonElement shown = await Done("show", title);
        Assert.Equal("Original", shown.Text("name"));
        Assert.Equal(0, shown.GetProperty("versions").GetArrayLength());
        await Refused(1, "not-titled", "show", version);
        await Refused(3, "Titles_AlreadyRegistered", "register", model, "--name", "x", "--kind", "model", "--evidence", Path.Combine(Work, "thief.deed"), "--account", "demo-2", "--yes");
    }

    [Fact]
    public async Task The_winner_of_a_take_over_honors_a_license_that_the_thief_sold()
    {
        await Done("deploy", "--yes");
        string model = Write("model.bin", "weights");
        await Done("anchor", model, "--yes");
        await Pass(5);
        string title = (await Done("register", model, "--name", "Stolen", "--kind", "model", "--account", "demo-2", "--yes")).Text("title");
        await Done("terms", "publish", title, "--template", "commercial", "--price", "0.05", "--territory", "EU", "--account", "demo-2", "--yes");
        string license = (await Done("license", "buy", title, "--territory", "DE", "--account", "demo-3", "--yes")).Text("license");
        await Refused(1, "not-needed", "license", "honor", license, "--account", "demo-2", "--yes");
        await Done("register", model, "--name", "Original", "--kind", "model", "--evidence", model + ".deed", "--yes");
        Assert.Equal("void", (await Done("license", "show", license)).Text("state"));

        await Refused(3, "Licensing_NotHolder", "license", "honor", license, "--account", "demo-2", "--yes");
        Assert.Contains("Honor license", (await DeedAsked("n\n", "license", "honor", license)).Error, StringComparison.Ordinal);
        Assert.Equal("valid", (await Done("license", "honor", license, "--yes")).Text("state"));
        Assert.Equal("valid", (await Done("license", "show", license)).Text("state"));
        await Refused(1, "not-needed", "license", "honor", license, "--yes");
    }

    [Fact]
    public async Task After_the_contest_period_an_earlier_proof_comes_too_late()
    {
        await Done("deploy", "--yes");
        string model = Write("model.bin", "weights");
        await Done("anchor", model, "--yes");
        await Pass(5);
        await Done("register", model, "--name", "Stolen", "--kind", "model", "--account", "demo-2", "--yes");
        await Pass(61);
        JsonElement error = await Refused(3, "Titles_ContestOver", "register", model, "--name", "Original", "--kind", "model", "--evidence", model + ".deed", "--yes");
        Assert.Contains("became final at", error.Text("message"), StringComparison.Ordinal);
    }
}
