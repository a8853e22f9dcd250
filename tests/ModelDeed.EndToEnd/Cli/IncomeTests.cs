using System.Text.Json;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Royalties;
using ModelDeed.Titles;

namespace ModelDeed.EndToEnd.Cli;

/// <summary>Payments that reach a whole lineage, statements of them, and withdrawals; every balance checked with <c>cast</c>.</summary>
public sealed class IncomeTests : IncomeFixture
{
    private const string Native = "0x0000000000000000000000000000000000000000";

    [Fact]
    public async Task A_payment_reaches_the_lineage_and_is_withdrawn_to_the_last_unit()
    {
        string model = await Title("Base", "demo-1"), child = await Title("Child", "demo-2", "--parent", $"{model}:2.5%");
        JsonElement kept = await Done("pay", child, "1", "--account", "demo-3", "--yes");
        Assert.Equal((true, 0), (kept.GetProperty("kept").GetBoolean(), kept.GetProperty("credits").GetArrayLength()));
        Assert.Equal((Ether, "0"), (await Kept(child, Native, Native), await Balance(model, Native, Native)));
        await BooksBalance();

        // What comes to a provisional title waits, its ancestors' parts too, and it is said until when.
        JsonElement waits = await Refused(1, "nothing-due", "withdraw", child, "--account", "demo-2", "--yes");
        Assert.Contains("provisional until", waits.Text("message"), StringComparison.Ordinal);
        JsonElement waiting = Assert.Single(Lines(await Done("income", "--account", "demo-2"), "waiting"));
        Assert.Equal(Ether, waiting.Text("amount"));
        Assert.StartsWith("provisional until", waiting.Text("note"), StringComparison.Ordinal);
        Assert.Contains("kept", (await Deed("pay", child, "0.000000000000000039", "--account", "demo-3", "--yes")).Out, StringComparison.Ordinal);

        await Finalize();
        string had = await Cast("balance", Demo3);
        JsonElement taken = await Done("withdraw", "--all", "--account", "demo-1", "--to", Demo3, "--yes");
        Assert.Equal("25000000000000000", Assert.Single(taken.GetProperty("withdrawn").EnumerateArray()).Text("amount"));
        Assert.Equal(System.Numerics.BigInteger.Parse(had) + 25_000_000_000_000_000, System.Numerics.BigInteger.Parse(await Cast("balance", Demo3)));
        await Done("withdraw", child, "--account", "demo-2", "--yes");
        Assert.Equal("0", await Cast("balance", Contracts.Royalties.ToString()));
        await Refused(1, "nothing-due", "withdraw", "--all", "--account", "demo-1", "--yes");
        JsonElement after = await Done("income", model, child);
        Assert.Equal((2, 2, 0), (Lines(after, "credited").Length, Lines(after, "withdrawn").Length, Lines(after, "due").Length));
        Assert.Equal("0", await Kept(child, Native, Native));
        JsonElement total = Assert.Single(after.GetProperty("totals").EnumerateArray());
        Assert.Equal((total.Text("credited"), "0"), (total.Text("withdrawn"), total.Text("due")));
        await BooksBalance();
    }

    [Fact]
    public async Task Tokens_are_approved_exactly_with_the_one_question()
    {
        string title = await Title("Model", "demo-1");
        DeedRun dry = await Deed("pay", title, "49.5", "--currency", Token, "--account", "demo-2", "--dry-run");
        Assert.Contains($"Allow {Contracts.Royalties} to take exactly 49.5 TUSD ({Token})", dry.Out, StringComparison.Ordinal);
        Assert.Equal(0, await Nonce(Demo2));
        DeedRun asked = await DeedAsked("y\n", "pay", title, "49.5", "--currency", Token, "--account", "demo-2", "--json");
        Assert.Equal(0, asked.Exit);
        Assert.Single(asked.Error.Split('\n'), text => text.Contains("Go ahead?", StringComparison.Ordinal));
        Assert.True(asked.Json.GetProperty("approved").GetBoolean());
        Assert.Equal(("49500000", "0"), (await TokensOf(Contracts.Royalties.ToString()), (await Cast("call", Token, "allowance(address,address)(uint256)", Demo2, Contracts.Royalties.ToString())).Split(' ')[0]));
        Assert.Equal(2, await Nonce(Demo2));
        await Send(Demo2, Address.Parse(Token), new Erc20Contract.ApproveCall(Contracts.Royalties, 5_000_000));
        Assert.False((await Done("pay", title, "5", "--currency", Token, "--account", "demo-2", "--yes")).GetProperty("approved").GetBoolean());
        await BooksBalance();

        await Refused(2, "usage", "pay", title, "0.0000001", "--currency", Token, "--yes");
        await Refused(2, "usage", "pay", title, "0", "--yes");
        await Refused(2, "usage", "pay", title, "1", "--currency", "dollars", "--yes");
        await Refused(1, "not-a-token", "pay", title, "1", "--currency", Demo2, "--yes");
        await Refused(3, "insufficient-funds", "pay", title, "1", "--currency", Token, "--account", "demo-3", "--yes");
        await Refused(1, "not-titled", "pay", "0x" + new string('1', 64), "1", "--yes");
    }

    [Fact]
    public async Task What_was_earned_before_a_sale_stays_the_sellers()
    {
        string title = await Title("Model", "demo-1");
        await Done("pay", title, "1", "--yes");
        await Done("pay", title, "7", "--currency", Token, "--account", "demo-2", "--yes");
        await Finalize();
        await Done("transfer", title, "demo-2", "--yes");
        await Done("pay", title, "2", "--yes"); // which distributes what was kept in this currency
        Assert.Equal("7000000", await Kept(title, Native, Token));
        Assert.Equal(("1" + new string('0', 18), "2" + new string('0', 18)), (await Balance(title, Native, Native), await Balance(title, Demo2, Native)));
        await BooksBalance();
        JsonElement seller = await Done("income", "--account", "demo-1"), buyer = await Done("income", title, "--account", "demo-2");
        Assert.Equal(["1000000000000000000", "7000000"], Lines(seller, "due").Concat(Lines(seller, "waiting")).Select(line => line.Text("amount")));
        Assert.Equal(["2000000000000000000"], Lines(buyer, "due").Select(line => line.Text("amount")));
        JsonElement taken = await Done("withdraw", title, "--yes"); // the seller, all currencies
        Assert.Equal(["native", Token], taken.GetProperty("withdrawn").EnumerateArray().Select(line => line.Text("currency")));
        await Refused(1, "nothing-due", "withdraw", title, "--account", "demo-2", "--currency", Token, "--yes");
        Assert.Equal(1, (await Done("withdraw", title, "--account", "demo-2", "--yes")).GetProperty("withdrawn").GetArrayLength());
        Assert.Equal(("0", "0"), (await TokensOf(Contracts.Royalties.ToString()), await Cast("balance", Contracts.Royalties.ToString())));
    }

    [Fact]
    public async Task What_an_award_gave_to_another_is_found_under_its_keys()
    {
        string title = await Title("Model", "demo-1", "--arbitrator", Demo3);
        UInt256 id = UInt256.FromHash(Hash32.Parse(title));
        await Done("pay", title, "1", "--yes");
        await Finalize();
        await Done("transfer", title, "demo-2", "--yes");
        await Done("pay", title, "2", "--yes");
        await Send(Demo3, Contracts.Titles, new TitlesContract.SetDisputedCall(id, true));
        Assert.Equal("disputed: its arbitrator decides", Assert.Single(Lines(await Done("income", "--account", "demo-2"), "waiting")).Text("note"));
        await Refused(1, "nothing-due", "withdraw", title, "--account", "demo-2", "--yes");
        await Send(Demo3, Contracts.Titles, new TitlesContract.AwardCall(id, Address.Parse(Demo1)));
        await Done("transfer", title, "demo-2", "--yes"); // whose own key the award has given away
        await Done("pay", title, "4", "--yes");
        await BooksBalance();
        Assert.Equal(["1" + new string('0', 18), "2" + new string('0', 18)], Lines(await Done("income", "--account", "demo-1"), "due").Select(line => line.Text("amount")).Order());
        Assert.Equal("4" + new string('0', 18), Assert.Single(Lines(await Done("income", "--account", "demo-2"), "due")).Text("amount"));
        Assert.Equal(2, (await Done("withdraw", "--all", "--yes")).GetProperty("withdrawn").GetArrayLength());
        await Done("withdraw", title, "--account", "demo-2", "--yes");
        Assert.Equal("0", await Cast("balance", Contracts.Royalties.ToString()));
    }

    [Fact]
    public async Task A_token_that_stops_working_holds_up_no_other_currency()
    {
        string title = await Title("Model", "demo-1");
        await Finalize();
        await Done("pay", title, "7", "--currency", Token, "--account", "demo-2", "--yes");
        string code = await Cast("code", Token);
        await Cast("rpc", "anvil_setCode", Token, "0xfe"); // INVALID: burns all gas
        await Refused(3, "reverted", "withdraw", title, "--yes");
        await Done("pay", title, "1", "--yes");
        Assert.Equal(2, Lines(await Done("income", title), "due").Length); // shown by its address
        JsonElement taken = await Done("withdraw", title, "--yes");
        Assert.Equal("native", Assert.Single(taken.GetProperty("withdrawn").EnumerateArray()).Text("currency"));
        Assert.Contains(Token, Assert.Single(taken.GetProperty("skipped").EnumerateArray()).Text("what"), StringComparison.Ordinal);
        await Cast("rpc", "anvil_setCode", Token, code);
        Assert.Equal("7000000", Assert.Single((await Done("withdraw", "--all", "--currency", Token, "--yes")).GetProperty("withdrawn").EnumerateArray()).Text("amount"));
    }

    [Fact]
    public async Task A_resale_royalty_is_collected_from_the_till_for_the_registrant()
    {
        string title = await Title("Model", "demo-1", "--resale-royalty", "5%"), till = (await Done("show", title)).Text("till");
        string[] royalty = (await Cast("call", Contracts.Titles.ToString(), "royaltyInfo(uint256,uint256)(address,uint256)", Id(title), "10000")).Split('\n');
        Assert.Equal([till, "500"], royalty);
        await Refused(1, "nothing-due", "collect", title, "--yes");
        await Finalize(); // nothing else can be sold
        await Cast("send", till, "--value", "3ether", "--from", Demo3, "--unlocked");
        JsonElement collected = await Done("collect", title, "--account", "demo-2", "--yes");
        Assert.Equal("3" + new string('0', 18), collected.GetProperty("collected")[0].Text("received"));
        Assert.Equal("resale", Assert.Single(Lines(await Done("income", title), "credited")).Text("note"));
        await BooksBalance();
        await Done("withdraw", title, "--yes");
        Assert.Equal("0", await Cast("balance", Contracts.Royalties.ToString()));
    }

    [Fact]
    public async Task A_statement_is_cut_by_time_and_given_as_csv()
    {
        string title = await Title("=HYPERLINK(\"x\"), Model", "demo-1");
        await Finalize();
        await Done("pay", title, "0.5", "--yes");
        string[] csv = (await Deed("income", title, "--csv")).Out.Split("\r\n");
        Assert.StartsWith("kind,time,title,title_name,source,", csv[0], StringComparison.Ordinal);
        Assert.Contains(",\"'=HYPERLINK(\"\"x\"\"), Model\",", csv[1], StringComparison.Ordinal);
        Assert.Contains(",native,ETH,0.5,500000000000000000,", csv[1], StringComparison.Ordinal);
        Assert.Empty(Lines(await Done("income", title, "--to", "2000-12-31"), "credited"));
        Assert.Single(Lines(await Done("income", title, "--from", "2000-01-01"), "credited"));
        Assert.Contains("0.5 ETH", (await Deed("income", title)).Out, StringComparison.Ordinal);
        await Refused(2, "usage", "income", title, "--from", "yesterday");
        Assert.Equal(2, (await Deed("income", title, "--csv", "--json")).Exit);
        await Refused(2, "usage", "withdraw", "--yes");
    }
}
