using System.Text.Json;

namespace ModelDeed.EndToEnd.Cli;

/// <summary>Keys: made, imported, listed, used; readable by cast; secrets never shown.</summary>
public sealed class AccountTests : DeedFixture
{
    private const string Password = "correct horse battery staple", Secret = "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";

    [Fact]
    public async Task A_new_key_signs_here_and_opens_with_cast()
    {
        await Done("deploy", "--yes");
        Variables["MODELDEED_PASSWORD"] = Password;
        string address = (await Done("account", "new", "alice")).Text("address");
        string file = Path.Combine(Home, "keystore", "alice");
        Assert.Equal(address, await Tools.RunAsync(Tools.Cast, ["wallet", "address", "--keystore", file, "--password", Password]));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        Assert.Equal(address, (await Done("account", "list")).GetProperty("accounts")[0].Text("address"));
        string model = Write("model.bin", "weights");
        // Not anchor: its salt is random, so the root's zero bytes, the gas and the amount that the message names may differ from run to run.
        JsonElement poor = await Refused(3, "insufficient-funds", "register", model, "--name", "x", "--kind", "model", "--account", "alice", "--yes");
        Assert.Contains(address, poor.Text("message"), StringComparison.Ordinal);
        await Cast("send", address, "--value", "1ether", "--from", Demo1, "--unlocked");
        Assert.Equal(address, (await Done("anchor", model, "--yes")).Text("owner")); // the only account there is
        Variables["MODELDEED_PASSWORD"] = "wrong";
        JsonElement wrong = await Refused(2, "wrong-password", "anchor", model, "--force", "--account", address, "--yes");
        Assert.DoesNotContain("wrong\"", wrong.Text("message"), StringComparison.Ordinal);
        await Refused(2, "usage", "account", "new", "alice"); // keys are never overwritten
    }

    [Fact]
    public async Task Keys_of_cast_and_plain_ones_are_taken_over_without_standing_on_a_command_line()
    {
        string folder = Directory.CreateDirectory(Path.Combine(Work, "cast")).FullName;
        await Tools.RunAsync(Tools.Cast, ["wallet", "import", "theirs", "--keystore-dir", folder, "--private-key", Secret, "--unsafe-password", Password]);
        string passwordFile = Write("password", Password + "\n");
        Assert.Equal(Demo2, (await Done("account", "import", "bob", "--keystore", Path.Combine(folder, "theirs"), "--password-file", passwordFile)).Text("address"));
        Assert.Equal(Demo2, (await Done("account", "import", "carol", "--private-key-file", Write("key", Secret), "--password-file", passwordFile)).Text("address"));
        DeedRun typed = await DeedAsked(Secret + "\n", "account", "import", "dave", "--private-key-file", "-", "--password-file", passwordFile);
        Assert.Equal(0, typed.Exit);
        DeedRun bad = await DeedAsked(Secret + "ff\n", "account", "import", "eve", "--private-key-file", "-", "--password-file", passwordFile);
        DeedRun both = await Deed("account", "import", "eve", "--private-key-file", "-", "--keystore", "x");
        Assert.Equal((2, 2), (bad.Exit, both.Exit));
        string shown = string.Concat(typed.Out, typed.Error, bad.Out, bad.Error, (await Deed("account", "list")).Out);
        Assert.DoesNotContain(Secret[2..20], shown, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, shown, StringComparison.Ordinal);
        Assert.Equal(["bob", "carol", "dave"], (await Done("account", "list")).GetProperty("accounts").EnumerateArray().Select(account => account.Text("name")));
        Assert.Equal(Demo2, await Tools.RunAsync(Tools.Cast, ["wallet", "address", "--keystore", Path.Combine(Home, "keystore", "carol"), "--password", Password]));
    }

    [Fact]
    public async Task Demo_keys_are_public_so_they_sign_nowhere_but_on_the_embedded_chain()
    {
        await File.WriteAllTextAsync(Path.Combine(Home, "chains.json"), $$"""{ "mine": { "chainId": 31337, "rpc": ["{{Url}}"], "finality": 1 } }""");
        JsonElement error = await Refused(2, "usage", "deploy", "--chain", "mine", "--account", "demo-1", "--yes");
        Assert.Contains("their keys are public", error.Text("message"), StringComparison.Ordinal);
    }
}
