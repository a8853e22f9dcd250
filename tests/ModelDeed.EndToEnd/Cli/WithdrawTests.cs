using System.Text.Json;

namespace ModelDeed.EndToEnd.Cli;

/// <summary><c>deed withdraw --all</c> takes what a holder asks for, and leaves, and says, what strangers send.</summary>
public sealed class WithdrawTests : IncomeFixture
{
    [Fact]
    public async Task All_takes_native_money_and_what_terms_ask_for_and_every_currency_takes_the_rest()
    {
        string title = await Title("Model", "demo-1"), other = await Title("Other", "demo-1");
        await Finalize();
        await Done("pay", title, "1", "--account", "demo-3", "--yes");
        await Done("pay", title, "7", "--currency", Token, "--account", "demo-2", "--yes");
        await Done("pay", other, "0.000000000000000001", "--account", "demo-2", "--yes"); // less than its gas

        DeedRun question = await DeedAsked("n\n", "withdraw", "--all");
        Assert.Contains($"7 TUSD ({Token}) stay: no terms of these titles ask for it", question.Error, StringComparison.Ordinal);
        Assert.Contains("and so more than it brings", question.Error, StringComparison.Ordinal);
        JsonElement taken = await Done("withdraw", "--all", "--yes");
        Assert.Equal(Ether, Assert.Single(taken.GetProperty("withdrawn").EnumerateArray()).Text("amount"));
        Assert.Contains("more than it brings", Assert.Single(taken.GetProperty("skipped").EnumerateArray()).Text("reason"), StringComparison.Ordinal);
        Assert.StartsWith($"7 TUSD ({Token})", Assert.Single(taken.GetProperty("left").EnumerateArray()).GetString(), StringComparison.Ordinal);
        Assert.Contains("more than it brings", (await Refused(1, "not-worth", "withdraw", "--all", "--yes")).Text("message"), StringComparison.Ordinal);

        // Once the holder asks for the token himself, it is one of his currencies.
        await Done("terms", "publish", title, "--template", "commercial", "--price", "5", "--currency", Token, "--territory", "EU", "--yes");
        Assert.Equal("7000000", Assert.Single((await Done("withdraw", "--all", "--yes")).GetProperty("withdrawn").EnumerateArray()).Text("amount"));
        await Done("pay", other, "3", "--currency", Token, "--account", "demo-2", "--yes");
        taken = await Done("withdraw", "--all", "--every-currency", "--yes");
        Assert.Equal(["1", "3000000"], taken.GetProperty("withdrawn").EnumerateArray().Select(line => line.Text("amount")).Order());
        Assert.Empty(taken.GetProperty("left").EnumerateArray());
        Assert.Equal(("0", "0"), (await Cast("balance", Contracts.Royalties.ToString()), await TokensOf(Contracts.Royalties.ToString())));
        await Refused(2, "usage", "withdraw", title, "--every-currency", "--yes");
        await Refused(2, "usage", "withdraw", "--all", "--every-currency", "--currency", "native", "--yes");
    }

    [Fact]
    public async Task What_is_refused_once_it_was_distributed_holds_up_nothing_after_it()
    {
        string title = await Title("Model", "demo-1");
        await Done("pay", title, "7", "--currency", Token, "--account", "demo-2", "--yes");
        await Done("pay", title, "1", "--account", "demo-3", "--yes");
        await Finalize();
        string code = await Cast("code", Token);
        await Cast("rpc", "anvil_setCode", Token, "0xfe"); // INVALID: its transfer fails, though what was kept of it can be distributed
        DeedRun run = await Deed("withdraw", title, "--yes", "--json");
        Assert.Equal(3, run.Exit);
        JsonElement taken = JsonDocument.Parse(run.Out).RootElement;
        Assert.Equal(("native", Ether), (Assert.Single(taken.GetProperty("withdrawn").EnumerateArray()).Text("currency"), taken.GetProperty("withdrawn")[0].Text("amount")));
        JsonElement failed = Assert.Single(taken.GetProperty("failed").EnumerateArray());
        Assert.Equal("reverted", failed.Text("code"));
        Assert.Contains(Token, failed.Text("what"), StringComparison.Ordinal);
        Assert.Equal(3, taken.GetProperty("transactions").GetArrayLength()); // both were distributed
        // Nothing else is left: the refusal is the answer.
        Assert.Contains("refuses", (await Refused(3, "reverted", "withdraw", title, "--yes")).Text("message"), StringComparison.Ordinal);
        await Cast("rpc", "anvil_setCode", Token, code);
        Assert.Equal("7000000", Assert.Single((await Done("withdraw", title, "--yes")).GetProperty("withdrawn").EnumerateArray()).Text("amount"));
    }

    /// <summary>A thief's title was paid, and dissolved into the owner's, who sold that one before the money was free: it is the owner's still.</summary>
    [Fact]
    public async Task What_a_dissolved_title_earned_is_whose_the_other_was_then()
    {
        string title = await Title("Model", "demo-1"), path = Write("v2.bin", "weights, retrained");
        await Finalize();
        await Done("anchor", path, "--yes");
        await Pass(2);
        string stolen = (await Done("register", path, "--name", "Stolen", "--kind", "model", "--account", "demo-2", "--yes")).Text("title");
        await Done("pay", stolen, "1", "--account", "demo-3", "--yes");
        await Done("version", "publish", path, "--title", title, "--evidence", path + ".deed", "--yes");
        await Done("transfer", title, "demo-4", "--yes");
        Assert.Equal(Ether, Assert.Single(Lines(await Done("income", "--account", "demo-1"), "waiting")).Text("amount"));
        Assert.Empty(Lines(await Done("income", "--account", "demo-4"), "waiting"));
        await Finalize();
        foreach (string other in (string[])["demo-2", "demo-4"]) await Refused(1, "nothing-due", "withdraw", "--all", "--account", other, "--yes");
        JsonElement taken = Assert.Single((await Done("withdraw", "--all", "--yes")).GetProperty("withdrawn").EnumerateArray());
        Assert.Equal((title, Ether), (taken.Text("title"), taken.Text("amount")));
        await BooksBalance();
    }

    [Fact]
    public async Task A_token_that_nobody_asked_for_is_said_where_nothing_else_is_due()
    {
        string title = await Title("Model", "demo-1");
        await Finalize();
        await Done("pay", title, "7", "--currency", Token, "--account", "demo-2", "--yes");
        JsonElement refused = await Refused(1, "nothing-due", "withdraw", "--all", "--yes");
        Assert.Contains("--every-currency", refused.Text("message"), StringComparison.Ordinal);
        Assert.Equal("7000000", Assert.Single((await Done("withdraw", title, "--yes")).GetProperty("withdrawn").EnumerateArray()).Text("amount"));
    }
}
