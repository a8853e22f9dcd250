using System.Text.Json;
using ModelDeed.Cli;

namespace ModelDeed.EndToEnd.Cli;

/// <summary>Titles sold by signed orders and by auction; what arrives is checked with <c>cast</c>.</summary>
public sealed class MarketTests : IncomeFixture
{
    private const string Native = "0x0000000000000000000000000000000000000000";

    [Fact]
    public async Task A_signed_sale_pays_registrant_and_ancestor_and_counts_once()
    {
        (string model, string child) = await Family();
        string file = Path.Combine(Work, "child.order.json");
        await Refused(1, "provisional", "market", "sell", child, "20", "--account", "demo-2", "--out", file, "--yes");
        await Finalize();
        await Refused(1, "other-holder", "market", "sell", child, "20", "--out", file, "--yes");
        JsonElement order = await Done("market", "sell", child, "20", "--currency", Token, "--account", "demo-2", "--out", file, "--yes");
        Assert.Equal(("sell", "20000000", 1), (order.Text("side"), order.Text("price"), order.GetProperty("transactions").GetArrayLength()));
        Assert.True((await Done("market", "show", "--order", file)).GetProperty("fillable").GetBoolean());
        JsonElement dry = await Done("market", "buy", file, "--dry-run");
        Assert.Equal((2ul, 1ul), (dry.Number("cost", "transactions"), dry.Number("cost", "estimated")));
        Assert.Equal(Demo2, await Holder(child));

        JsonElement sold = await Done("market", "buy", file, "--yes");
        Assert.Equal(("20000000", "1000000", 0ul), (sold.Text("price"), sold.Text("royalty"), sold.Number("licenses")));
        Assert.Equal((Demo1, "999980000000", "1000019000000"), (await Holder(child), await TokensOf(Demo1), await TokensOf(Demo2)));
        JsonElement collected = Assert.Single((await Done("collect", child, "--currency", Token, "--yes")).GetProperty("collected").EnumerateArray());
        Assert.Equal("1000000", collected.Text("received"));
        Assert.Equal("100000", Assert.Single((await Done("withdraw", model, "--yes")).GetProperty("withdrawn").EnumerateArray()).Text("amount"));
        Assert.Equal("900000", Assert.Single((await Done("withdraw", child, "--account", "demo-2", "--yes")).GetProperty("withdrawn").EnumerateArray()).Text("amount"));
        Assert.Equal("0", await TokensOf(Contracts.Market.ToString()));

        // The same file again, also when the seller has the title back.
        await Refused(1, "order-used", "market", "buy", file, "--yes");
        await Done("transfer", child, "demo-2", "--yes");
        await Refused(1, "order-used", "market", "buy", file, "--yes");
        DeedRun shown = await Deed("market", "show", "--order", file);
        Assert.Equal(Exit.AnswerIsNo, shown.Exit);
        Assert.Contains("it was filled or canceled", shown.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_offer_is_accepted_as_long_as_the_title_is_what_it_was()
    {
        (_, string child) = await Family();
        await Finalize();
        string file = Path.Combine(Work, "offer.order.json"), again = Path.Combine(Work, "again.order.json");
        await Refused(2, "usage", "market", "offer", child, "20", "--out", file, "--yes");
        await License(child, Demo2, Demo3, ModelDeed.Licensing.Rights.Commercial, 0);
        await Done("market", "offer", child, "20", "--currency", Token, "--out", file, "--yes");
        await License(child, Demo2, Demo1, ModelDeed.Licensing.Rights.Commercial, 0);
        await Refused(1, "state-changed", "market", "accept", file, "--account", "demo-2", "--yes");
        await Done("market", "offer", child, "20", "--currency", Token, "--out", again, "--yes");
        await Refused(1, "other-maker", "market", "cancel", again, "--account", "demo-2", "--yes");
        Assert.Equal(2ul, (await Done("market", "accept", again, "--account", "demo-2", "--yes")).Number("licenses"));
        Assert.Equal((Demo1, "1000019000000"), (await Holder(child), await TokensOf(Demo2)));
        await Done("market", "cancel", file, "--yes");
        await Refused(1, "order-used", "market", "accept", file, "--account", "demo-2", "--yes");
        string text = await File.ReadAllTextAsync(again);
        await File.WriteAllTextAsync(again, text.Replace("\"20000000\"", "\"30000000\"", StringComparison.Ordinal));
        await Refused(1, "bad-signature", "market", "accept", again, "--account", "demo-2", "--yes");
    }

    [Fact]
    public async Task An_auction_with_three_bidders_pays_everybody_his_due()
    {
        (_, string child) = await Family();
        await Finalize();
        JsonElement started = await Done("market", "auction", "start", child, "1", "--hours", "1", "--step", "10%", "--account", "demo-2", "--yes");
        string auction = started.Text("auction");
        Assert.Equal(started.Text("lot"), await Holder(child));
        await Refused(1, "bid-too-low", "market", "auction", "bid", auction, "0.9", "--yes");
        await Done("market", "auction", "bid", auction, "1", "--account", "demo-1", "--yes");
        Assert.Contains("1.1", (await Refused(1, "bid-too-low", "market", "auction", "bid", auction, "1.05", "--account", "demo-3", "--yes")).Text("message"), StringComparison.Ordinal);
        await Done("market", "auction", "bid", auction, "2", "--account", "demo-3", "--yes");
        JsonElement bid = await Done("market", "auction", "bid", auction, "3", "--account", "demo-4", "--yes");
        Assert.Equal(("3000000000000000000", "3300000000000000000", 3ul), (bid.Text("highest"), bid.Text("leastBid"), bid.Number("bids")));
        await Refused(3, "Market_WrongTime", "market", "auction", "settle", auction, "--yes");
        await Refused(3, "Market_NotCancelable", "market", "auction", "cancel", auction, "--account", "demo-2", "--yes");
        await Pass(3601);
        Assert.Equal("sold", (await Done("market", "auction", "settle", auction, "--yes")).Text("state"));
        Assert.Equal(bid.Text("bidder"), await Holder(child));

        Assert.Equal("1000000000000000000", (await Done("market", "refund", "--yes")).Text("amount"));
        Assert.Equal("2000000000000000000", (await Done("market", "refund", "--of", Demo3, "--yes")).Text("amount"));
        Assert.Equal("2850000000000000000", (await Done("market", "refund", "--account", "demo-2", "--yes")).Text("amount"));
        await Refused(1, "nothing-due", "market", "refund", "--account", "demo-2", "--yes");
        string till = (await Cast("call", Contracts.Royalties.ToString(), "tillOf(uint256)(address)", Id(child))).Trim();
        Assert.Equal("150000000000000000", (await Done("market", "refund", "--of", till, "--yes")).Text("amount"));
        await Done("collect", child, "--yes");
        Assert.Equal("0", await Cast("balance", Contracts.Market.ToString()));
        Assert.Equal("15000000000000000", await Balance(_model, Native, Native));
    }

    [Fact]
    public async Task A_holder_describes_his_title_by_a_card()
    {
        (_, string child) = await Family();
        string card = Write("card.json", """{ "format": "modeldeed-card-1", "description": "Finds leaves.", "tags": ["vision"] }""");
        string canonical = Path.Combine(Work, "canonical.json");
        JsonElement described = await Done("describe", child, "--card", card, "--out", canonical, "--account", "demo-2", "--yes");
        Assert.Equal("0x" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(canonical))), described.Text("digest"));
        JsonElement shown = await Done("market", "show", child);
        Assert.Equal((described.Text("digest"), Demo2, 0), (shown.Text("card", "digest"), shown.Text("card", "author"), shown.GetProperty("auctions").GetArrayLength()));
        await Refused(3, "Market_NotAuthor", "describe", child, "--card", card, "--yes");
        await Refused(1, "not-card", "describe", child, "--card", Write("bad.json", """{ "format": "modeldeed-card-1" }"""), "--yes");
    }

    private string _model = "";

    /// <summary>A parent of demo-1's, and a child of demo-2's that owes it a tenth and bears a resale royalty of 5 %.</summary>
    private async Task<(string Model, string Child)> Family()
    {
        _model = await Title("Base", "demo-1");
        return (_model, await Title("Child", "demo-2", "--parent", $"{_model}:10%", "--resale-royalty", "5%"));
    }

    private async Task<string> Holder(string title) => (await Cast("call", Contracts.Titles.ToString(), "ownerOf(uint256)(address)", Id(title))).Trim();
}
