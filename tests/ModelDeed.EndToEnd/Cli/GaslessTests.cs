using System.Text.Json;
using ModelDeed.Primitives;
using ModelDeed.Titles;

namespace ModelDeed.EndToEnd.Cli;

/// <summary>A title for somebody without a coin; and one whose name is no text.</summary>
public sealed class GaslessTests : DeedFixture
{
    [Fact]
    public async Task An_owner_without_funds_signs_and_somebody_else_pays()
    {
        string titles = (await Done("deploy", "--yes")).Text("contracts", "Titles", "address"), model = Write("model.bin", "weights"), file = Path.Combine(Work, "model.registration");
        Variables["MODELDEED_PASSWORD"] = "password";
        string owner = (await Done("account", "new", "alice")).Text("address");
        JsonElement signed = await Done("register", model, "--name", "Gasless", "--kind", "model", "--resale-royalty", "2.5%", "--account", "alice", "--sign-only", "--out", file);
        Assert.Equal((owner, "0"), (signed.Text("owner"), signed.Text("nonce")));
        Assert.Equal("0", await Cast("balance", owner));
        Variables.Remove("MODELDEED_PASSWORD"); // the relayer doesn't have it

        JsonElement title = await Done("register", "--signed", file, "--account", "demo-2", "--yes");

        Assert.Equal(owner, title.Text("holder"));
        Assert.Equal(owner, await Cast("call", titles, "ownerOf(uint256)(address)", title.Text("title")));
        Assert.Equal(("0", 1), (await Cast("balance", owner), await Nonce(Demo2)));
        await Refused(1, "used", "register", "--signed", file, "--account", "demo-2", "--yes");
        string text = await File.ReadAllTextAsync(file), forged = Write("forged", text.Replace("Gasless", "Mine", StringComparison.Ordinal));
        await Refused(1, "bad-signature", "register", "--signed", forged, "--account", "demo-2", "--yes");
        await Refused(1, "not-registration", "register", "--signed", model, "--yes");
        await Refused(2, "usage", "register", model, "--signed", file);
        await Refused(2, "usage", "register", model, "--name", "x", "--kind", "model", "--sign-only");
        Variables["MODELDEED_PASSWORD"] = "password";
        string other = Write("other.bin", "other"), late = Path.Combine(Work, "late");
        await Done("register", other, "--name", "Late", "--kind", "model", "--account", "alice", "--sign-only", "--out", late, "--valid-days", "1");
        await Pass(86_402);
        await Refused(1, "expired", "register", "--signed", late, "--account", "demo-2", "--yes");
    }

    [Fact]
    public async Task An_estimate_asks_for_no_password()
    {
        await Done("deploy", "--yes");
        Variables["MODELDEED_PASSWORD"] = "password";
        string address = (await Done("account", "new", "alice")).Text("address");
        await Cast("send", address, "--value", "1ether", "--from", Demo1, "--unlocked");
        Variables.Remove("MODELDEED_PASSWORD");
        string model = Write("model.bin", "weights");
        foreach (string[] command in (string[][])[["anchor", model], ["register", model, "--name", "x", "--kind", "model"]])
            Assert.Equal(address, (await Done([.. command, "--account", "alice", "--dry-run"])).Text("account"));
        await Refused(2, "usage", "anchor", model, "--account", "alice", "--yes"); // to sign it is needed
    }

    [Fact]
    public async Task A_title_whose_name_is_no_text_is_shown_all_the_same()
    {
        string titles = (await Done("deploy", "--yes")).Text("contracts", "Titles", "address");
        Hash32 fingerprint = Keccak256.HashUtf8("content");
        TitlesContract.Registration registration = new(fingerprint, fingerprint, Hash32.Zero, 0, "good name", [], Address.Zero, 0, Hash32.Zero, Hash32.Zero);
        string data = Hex.Encode(new TitlesContract.RegisterCall(registration, []).Encode());
        string name = Hex.Encode("good name"u8)[2..];
        await Cast("send", titles, data.Replace(name, "ff" + name[2..], StringComparison.Ordinal), "--from", Demo1, "--unlocked");
        JsonElement shown = await Done("show", $"{fingerprint}");
        Assert.Equal("\ufffdood name", shown.Text("name"));
        Assert.False(shown.GetProperty("nameIsUtf8").GetBoolean());
        Assert.Contains("isn't valid UTF-8", (await Deed("show", $"{fingerprint}")).Out, StringComparison.Ordinal);
        await Done("lineage", $"{fingerprint}");
    }
}
