using System.Numerics;
using System.Text.Json;
using ModelDeed.Primitives;
using ModelDeed.Royalties;

namespace ModelDeed.EndToEnd.Cli;

/// <summary>A title divided, its shares traded between two payments, and bought out.</summary>
public sealed class SharesTests : IncomeFixture
{
    [Fact]
    public async Task Income_goes_by_the_holdings_when_it_was_earned()
    {
        string title = await Divided();
        JsonElement shown = await Done("shares", "show", title);
        string share = shown.Text("share");
        Assert.Equal(share, await Cast("call", Contracts.Titles.ToString(), "ownerOf(uint256)(address)", Id(title)));
        Assert.Equal([(Demo1, "600", "600"), (Demo2, "400", "400")], Holders(shown));
        await Done("pay", title, "1", "--account", "demo-3", "--yes");
        await Done("shares", "transfer", title, "demo-3", "400", "--account", "demo-2", "--yes");
        await Done("pay", title, "2", "--account", "demo-3", "--yes");
        await Done("pay", title, "10", "--currency", Token, "--yes");

        shown = await Done("shares", "show", title);
        Assert.Equal([(Demo1, "600", "600"), (Demo3, "400", "400"), (Demo2, "0", "0")], Holders(shown));
        // 0.6 of 3; 0.4 of 2; 0.4 of 1: what was earned before the transfer stayed behind.
        Assert.Equal(["1800000000000000000", "800000000000000000", "400000000000000000"], shown.GetProperty("holders").EnumerateArray().Select(holder => holder.GetProperty("due")[0].Text("amount")));
        await BooksBalance();
        Assert.Equal(["6000000", "1800000000000000000"], Lines(await Done("income", "--account", "demo-1"), "share").Select(line => line.Text("amount")).Order().Reverse());

        JsonElement claimed = await Done("shares", "claim", title, "--account", "demo-2", "--yes");
        Assert.Equal("400000000000000000", Assert.Single(claimed.GetProperty("withdrawn").EnumerateArray()).Text("amount"));
        await Refused(1, "nothing-due", "shares", "claim", title, "--account", "demo-2", "--yes");
        JsonElement taken = await Done("withdraw", "--all", "--account", "demo-3", "--yes"); // share income comes along
        Assert.Equal(2, taken.GetProperty("withdrawn").GetArrayLength());
        await Done("withdraw", title, "--yes");
        Assert.Equal(("0", "0"), (await Cast("balance", Contracts.Royalties.ToString()), await TokensOf(Contracts.Royalties.ToString())));
        await BooksBalance();
    }

    [Fact]
    public async Task A_majority_sells_the_whole_for_everybody()
    {
        string title = await Divided();
        await Pass(1); // the snapshot is the last second that is over
        JsonElement offered = await Done("shares", "buyout", "offer", title, "0.5", "--currency", Token, "--account", "demo-2", "--yes");
        string motion = offered.Text("motion");
        Assert.Equal(("open", "500000000"), (offered.Text("state"), await TokensOf(Contracts.Shares.ToString())));
        await Done("shares", "buyout", "accept", motion, "--yes");
        Assert.Equal("600", (await Done("shares", "show", title)).GetProperty("motions")[0].Text("accepted"));
        await Refused(3, "Shares_NoVotes", "shares", "buyout", "accept", motion, "--yes");
        await Done("shares", "buyout", "retract", motion, "--yes");
        await Done("shares", "buyout", "accept", motion, "--yes");
        await Refused(3, "Shares_NotAllowed", "shares", "buyout", "withdraw", motion, "--yes");
        Assert.Equal("accepted", (await Done("shares", "buyout", "accept", motion, "--account", "demo-2", "--yes")).Text("state"));
        Assert.Equal(Demo2, await Cast("call", Contracts.Titles.ToString(), "ownerOf(uint256)(address)", Id(title)));
        Assert.Equal("300000000", (await Done("shares", "buyout", "redeem", motion, "--yes")).Text("redeemed"));
        await Done("shares", "buyout", "redeem", motion, "--account", "demo-2", "--to", Demo3, "--yes");
        Assert.Equal(("0", "200000000"), (await TokensOf(Contracts.Shares.ToString()), await TokensOf(Demo3)));
        await Refused(3, "Shares_NothingToRedeem", "shares", "buyout", "redeem", motion, "--yes");
        JsonElement shown = await Done("shares", "show", title);
        Assert.Equal((false, "accepted", "500000000"), (shown.GetProperty("divided").GetBoolean(), shown.GetProperty("motions")[0].Text("state"), shown.GetProperty("motions")[0].Text("redeemed")));
        Assert.Contains($"bought out by {Demo2}", (await Deed("shares", "show", title)).Out, StringComparison.Ordinal);
        await Refused(3, "Shares_NotDivided", "shares", "buyout", "offer", title, "1", "--yes");
    }

    [Fact]
    public async Task An_offer_is_in_money_that_the_division_named_and_the_question_says_all_of_it()
    {
        string title = await Divided();
        await Pass(1);
        string own = JsonDocument.Parse(await Tools.RunAsync(Tools.Cast, ["send", "--from", Demo1, "--unlocked", "--json", "--rpc-url", Url, "--create", Hex.Encode(TestTokenContract.Create(6))])).RootElement.Text("contractAddress");
        await Send(Demo1, Address.Parse(own), new TestTokenContract.MintCall(Address.Parse(Demo1), 1_000_000_000));
        // Of the majority's own making: refused, with an allowance for it or without.
        await Send(Demo1, Address.Parse(own), new Erc20Contract.ApproveCall(Contracts.Shares, 1_000_000_000));
        Assert.Contains("is neither", (await Refused(3, "Shares_CurrencyNotNamed", "shares", "buyout", "offer", title, "0.5", "--currency", own, "--yes")).Text("message"), StringComparison.Ordinal);

        await Done("shares", "buyout", "offer", title, "0.25", "--currency", Token, "--account", "demo-2", "--yes");
        string offer = (await Done("shares", "buyout", "offer", title, "0.5", "--currency", Token, "--account", "demo-2", "--yes")).Text("motion");
        await Done("shares", "buyout", "accept", "1", "--yes");
        DeedRun asked = await DeedAsked("n\n", "shares", "buyout", "accept", offer);
        foreach (string part in (string[])[$"0.5 TUSD ({Token}) per share MDL", $"for all 1,000 shares 500 TUSD ({Token}), deposited already; for your 600 shares 300 TUSD", $"paid in the token {Token}, which was named when the title was divided and calls itself TUSD",
            $"the title \"Model\" {title} goes to {Demo2}, by 750 votes; 0 are given", "your 600 in motion 1 are taken back"])
            Assert.Contains(part, asked.Error, StringComparison.Ordinal);

        await Done("shares", "buyout", "accept", offer, "--yes");
        Assert.Equal(["0", "600"], Votes(await Done("shares", "show", title)));
        await Done("shares", "transfer", title, "demo-3", "100", "--yes"); // who sells takes back what he gave
        Assert.Equal(["0", "500"], Votes(await Done("shares", "show", title)));
        Assert.Equal("open", (await Done("shares", "buyout", "accept", "1", "--account", "demo-2", "--yes")).Text("state"));
    }

    private static string[] Votes(JsonElement shown) => [.. shown.GetProperty("motions").EnumerateArray().Select(motion => motion.Text("accepted"))];

    [Fact]
    public async Task Holders_appoint_a_steward_and_an_offer_can_be_withdrawn()
    {
        string title = await Divided();
        await Pass(1);
        string motion = (await Done("shares", "steward", "propose", title, "demo-3", "--yes")).Text("motion");
        await Refused(2, "usage", "shares", "buyout", "accept", motion, "--yes");
        await Done("shares", "steward", "accept", motion, "--yes");
        Assert.Equal("0", (await Done("shares", "steward", "retract", motion, "--yes")).Text("accepted"));
        await Done("shares", "steward", "accept", motion, "--yes");
        Assert.Equal("accepted", (await Done("shares", "steward", "accept", motion, "--account", "demo-2", "--yes")).Text("state"));
        Assert.Equal(Demo3, (await Done("shares", "show", title)).Text("steward"));
        await Refused(3, "Shares_NotAllowed", "shares", "steward", "propose", title, "demo-3", "--account", "demo-3", "--yes");
        string offer = (await Done("shares", "buyout", "offer", title, "0.001", "--account", "demo-3", "--yes")).Text("motion");
        Assert.Equal(Ether, await Cast("balance", Contracts.Shares.ToString()));
        Assert.Equal("withdrawn", (await Done("shares", "buyout", "withdraw", offer, "--account", "demo-3", "--yes")).Text("state"));
        Assert.Equal("0", await Cast("balance", Contracts.Shares.ToString()));
        await Refused(3, "Shares_NotOpen", "shares", "buyout", "accept", offer, "--yes");
        await Refused(1, "no-motion", "shares", "buyout", "accept", "99", "--yes");
    }

    [Fact]
    public async Task What_cant_be_divided_is_refused_before_anything_is_spent()
    {
        string title = await Title("Model", "demo-1");
        string[] divide = ["shares", "divide", title, "--name", "Model shares", "--symbol", "MDL", "--to", $"{Demo1}:600", "--yes"];
        Assert.Contains("provisional", (await Refused(1, "provisional", divide)).Text("message"), StringComparison.Ordinal);
        await Refused(1, "not-divided", "shares", "show", title);
        await Finalize();
        int nonce = await Nonce(Demo1);
        await Refused(2, "usage", [.. divide, "--majority", "50%"]);
        await Refused(2, "usage", [.. divide, "--to", Demo2]);
        await Refused(2, "usage", [.. divide, "--currency", "dollars"]);
        await Refused(1, "not-a-token", [.. divide, "--currency", Demo2]);
        await Refused(2, "usage", [.. divide, "--to", $"{Demo2}:1.5"]);
        await Refused(1, "other-holder", [.. divide, "--account", "demo-2"]);
        JsonElement dry = await Done([.. divide, "--dry-run"]);
        Assert.Equal((2ul, 1ul), (dry.Number("cost", "transactions"), dry.Number("cost", "estimated")));
        Assert.Equal(nonce, await Nonce(Demo1));
    }

    /// <summary>A title of demo-1's, 600 shares his and 400 demo-2's.</summary>
    private async Task<string> Divided()
    {
        string title = await Title("Model", "demo-1");
        await Finalize();
        DeedRun asked = await DeedAsked("y\n", "shares", "divide", title, "--name", "Model shares", "--symbol", "MDL", "--to", $"{Demo1}:600", "--to", "demo-2:400", "--majority", "75%", "--currency", Token, "--json");
        Assert.True(asked.Exit == 0, asked.Error);
        Assert.Single(asked.Error.Split('\n'), text => text.Contains("Go ahead?", StringComparison.Ordinal));
        Assert.Contains($"native money or TUSD ({Token})", asked.Error, StringComparison.Ordinal);
        Assert.Equal(("1000", "MDL", Token), (asked.Json.Text("issued"), asked.Json.Text("symbol"), asked.Json.Text("currency")));
        Assert.Equal(new BigInteger(1000), BigInteger.Parse((await Cast("call", asked.Json.Text("share"), "totalSupply()(uint256)")).Split(' ')[0]));
        return title;
    }

    private static (string, string, string)[] Holders(JsonElement shown) =>
        [.. shown.GetProperty("holders").EnumerateArray().Select(holder => (holder.Text("account"), holder.Text("shares"), holder.Text("votes")))];
}
