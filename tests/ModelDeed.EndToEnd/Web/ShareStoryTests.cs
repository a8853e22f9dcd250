using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.Playwright;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using static Microsoft.Playwright.Assertions;

namespace ModelDeed.EndToEnd.Web;

/// <summary>Shares of a divided title: listed, bought in part, taken off the page by who signs in, and auctioned.</summary>
public sealed class ShareStoryTests(WebMarket market) : IClassFixture<WebMarket>
{
    [Fact]
    public async Task Shares_are_listed_bought_in_part_and_the_rest_is_taken_off_the_page()
    {
        Hash32 asset = await Divided();
        (IPage holder, TestWallet seller) = await market.VisitAsset(asset, account: 0);
        await Expect(holder.Locator("#holders tbody tr").First).ToContainTextAsync("700");
        await holder.Locator("#sale summary", new() { HasText = "Sell shares" }).ClickAsync();
        await holder.Locator("[data-act=list] [name=shares]").FillAsync("100");
        await holder.Locator("[data-act=list] [name=price]").FillAsync("1.5");
        await holder.Locator("[data-act=list] button").ClickAsync();
        await Expect(holder.Locator("#sale .deal")).ToContainTextAsync("for 100 shares");
        await WebMarket.Inspect(holder, "shares");

        (IPage buyer, TestWallet purse) = await market.VisitAsset(asset, account: 2, width: 390);
        await buyer.Locator("#sale [data-act=fill] [name=shares]").FillAsync("40");
        await buyer.Locator("#sale [data-act=fill] button").ClickAsync();
        await Expect(buyer.Locator("#sale .deal")).ToContainTextAsync("for 60 shares");
        await Expect(buyer.Locator("#sale .deal .price")).ToHaveTextAsync("0.9 ETH"); // what is left costs its part
        await Expect(buyer.Locator("#holders tbody").First).ToContainTextAsync($"{purse.Account}"[..6]);
        Assert.Equal(["connect", "send"], purse.Prompts);
        await WebMarket.Inspect(buyer, "shares");

        await holder.GotoAsync("/market");
        await holder.Locator("[data-act=hide] button").ClickAsync();
        await Expect(holder.Locator(".deal", new() { HasText = "60 shares" })).ToHaveCountAsync(0);
        Assert.Equal(["connect", "send", "sign", "sign in"], seller.Prompts);
        await holder.GotoAsync("/mine");
        await Expect(holder.Locator("[data-session]")).ToContainTextAsync("Signed in as");
        await holder.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(holder.Locator("[data-session]")).ToContainTextAsync("Nobody is signed in.");
        Assert.Equal(401, (await holder.Context.APIRequest.GetAsync($"{market.Url}api/v1/session")).Status);
    }

    [Fact]
    public async Task Shares_are_auctioned()
    {
        Hash32 asset = await Divided();
        (IPage holder, TestWallet seller) = await market.VisitAsset(asset, account: 0);
        await holder.Locator("#sale summary", new() { HasText = "Auction shares" }).ClickAsync();
        await holder.Locator("[data-act=auction-start] [name=shares]").FillAsync("50");
        await holder.Locator("[data-act=auction-start] [name=reserve]").FillAsync("1");
        await holder.Locator("[data-act=auction-start] button").ClickAsync();
        await Expect(holder.Locator("#sale .deal")).ToContainTextAsync("for 50 shares");
        Assert.Equal(["connect", "send", "send"], seller.Prompts);
        (IPage bidder, TestWallet purse) = await market.VisitAsset(asset, account: 3);
        await bidder.Locator("[data-act=bid] button").ClickAsync();
        await Expect(bidder.Locator("#sale .deal .price")).ToHaveTextAsync("1 ETH");
        Assert.Equal(["connect", "send"], purse.Prompts);
    }

    // 700 shares of the seller's, 300 of another's.
    private async Task<Hash32> Divided()
    {
        (Hash32 asset, _) = await market.Offer(LegalText.Seal(TermsTemplates.Commercial(Address.Zero, new TokenAmount(50_000_000_000_000_000))));
        await market.Finalize(asset);
        using HttpClient http = new() { BaseAddress = market.Url };
        using HttpResponseMessage answer = await http.PostAsJsonAsync("/api/v1/transactions/divide", new
        {
            from = $"{market.Seller.Account}",
            titleId = $"{asset}",
            name = "Shares of it",
            symbol = "PART",
            majority = 7500,
            allotments = new[] { new { account = $"{market.Seller.Account}", shares = "700" }, new { account = "0x" + new string('5', 40), shares = "300" } },
        });
        JsonElement prepared = await answer.Content.ReadFromJsonAsync<JsonElement>();
        foreach (JsonElement step in prepared.GetProperty("steps").EnumerateArray())
            Assert.True((await market.Seller.Send(Address.Parse(step.GetProperty("to").GetString()!), Hex.Decode(step.GetProperty("data").GetString()!), 5_000_000)).Succeeded);
        await WebMarket.Until(async () => (await http.GetStringAsync($"/assets/{asset}?lang=en")).Contains("Sell shares", StringComparison.Ordinal));
        return asset;
    }
}
