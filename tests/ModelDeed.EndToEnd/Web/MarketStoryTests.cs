using Microsoft.Playwright;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Titles;
using static Microsoft.Playwright.Assertions;

namespace ModelDeed.EndToEnd.Web;

/// <summary>Stories of titles that are sold: by a signed price, and by an auction.</summary>
public sealed class MarketStoryTests(WebMarket market) : IClassFixture<WebMarket>
{
    private const int Hour = 3600;

    private static LicenseTerms Terms { get; } = LegalText.Seal(TermsTemplates.Commercial(Address.Zero, new TokenAmount(50_000_000_000_000_000)));

    [Fact]
    public async Task A_title_is_listed_by_its_holder_bought_by_another_and_waits_while_it_is_provisional()
    {
        (Hash32 asset, _) = await market.Offer(Terms);
        (IPage holder, TestWallet seller) = await Visit(asset, account: 0);
        await Expect(holder.Locator("#sale .note.wait")).ToContainTextAsync("It can't be sold before");
        await Expect(holder.Locator("#sale details")).ToHaveCountAsync(0);
        await Finalize(asset);
        await holder.ReloadAsync();
        await Open(holder, "List for sale");
        await holder.Locator("[data-act=list] [name=price]").FillAsync("1.5");
        await holder.Locator("[data-act=list] button").ClickAsync();
        await Expect(holder.Locator("#sale .deal .price")).ToHaveTextAsync("1.5 ETH");
        Assert.Equal(["connect", "send", "sign"], seller.Prompts);
        await Expect(holder.Locator("#sale [data-act=fill]")).ToBeHiddenAsync(); // nobody buys of himself
        await WebMarket.Inspect(holder, "sale");

        (IPage narrow, _) = await Visit(asset, account: 4, width: 390);
        await WebMarket.Inspect(narrow, "sale");
        (IPage buyer, TestWallet purse) = await market.Visit(account: 2);
        await buyer.GotoAsync("/market");
        await Connect(buyer);
        ILocator line = buyer.Locator(".deal", new() { HasText = "1.5 ETH" });
        await line.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(line).ToHaveCountAsync(0);
        Assert.Equal(["connect", "send"], purse.Prompts);
        Assert.Equal(purse.Account, await HolderOf(asset));
        await buyer.GotoAsync($"/assets/{asset}");
        await Expect(buyer.Locator(".hero")).ToContainTextAsync($"{purse.Account}"[..6]);
    }

    [Fact]
    public async Task Of_three_bidders_the_highest_gets_the_title_and_the_others_their_money()
    {
        (Hash32 asset, _) = await market.Offer(Terms);
        await Finalize(asset);
        (IPage holder, TestWallet seller) = await Visit(asset, account: 0);
        await Open(holder, "Start an auction");
        await holder.Locator("[data-act=auction-start] [name=reserve]").FillAsync("1");
        await holder.Locator("[data-act=auction-start] select").SelectOptionAsync("3600");
        await holder.Locator("[data-act=auction-start] button").ClickAsync();
        await Expect(holder.Locator("#sale .deal")).ToContainTextAsync("No bid yet");
        Assert.Equal(["connect", "send", "send"], seller.Prompts);

        List<(IPage Page, TestWallet Wallet)> bidders = [];
        foreach ((int account, string bid) in new[] { (5, "1"), (6, "1.25"), (7, "2") })
        {
            (IPage page, TestWallet wallet) = await Visit(asset, account);
            bidders.Add((page, wallet));
            await page.Locator("[data-act=bid] [name=amount]").FillAsync(bid);
            await page.Locator("[data-act=bid] button").ClickAsync();
            await Expect(page.Locator("#sale .deal .price")).ToHaveTextAsync($"{bid} ETH");
            Assert.Equal(["connect", "send"], wallet.Prompts);
        }
        (IPage late, TestWallet mean) = await Visit(asset, account: 8, width: 390);
        await late.Locator("[data-act=bid] [name=amount]").FillAsync("2.05");
        await late.Locator("[data-act=bid] button").ClickAsync();
        await Expect(late.Locator("[data-act=bid] .say")).ToContainTextAsync("Refused: "); // 5 % more are needed: 2.1
        Assert.Equal(["connect"], mean.Prompts);
        foreach (IPage page in new[] { late, holder })
        {
            await page.GotoAsync("/market");
            await Expect(page.Locator(".deal")).ToContainTextAsync("3 bids");
            await WebMarket.Inspect(page, "market");
        }

        await market.Seller.Anvil("evm_increaseTime", 2 * Hour);
        await market.Mine(1);
        await SettleAndRefund(asset, bidders);
    }

    [Fact]
    public async Task An_offer_in_a_token_is_signed_by_one_accepted_by_the_holder_and_another_is_taken_back()
    {
        (Hash32 asset, _) = await market.Offer(Terms);
        await Finalize(asset);
        Address token = (await market.Seller.Send(null, TestTokenContract.Create(6), 3_000_000)).ContractAddress!.Value;
        (IPage page, TestWallet wallet) = await Visit(asset, account: 9);
        Assert.True((await market.Seller.Send(token, new TestTokenContract.MintCall(wallet.Account, 100_000_000).Encode())).Succeeded);
        foreach (string price in (string[])["7", "25.5"])
        {
            await Open(page, "Make an offer");
            await page.Locator("[data-act=offer] [name=price]").FillAsync(price);
            await page.Locator("[data-act=offer] [name=currency]").FillAsync($"{token}");
            await page.Locator("[data-act=offer] button").ClickAsync();
            await Expect(page.Locator("#sale .deal", new() { HasText = price })).ToHaveCountAsync(1);
        }
        Assert.Equal(["connect", "send", "sign", "send", "sign"], wallet.Prompts);
        await page.GotoAsync($"/mine?account={wallet.Account}");
        ILocator low = page.Locator(".deal", new() { Has = page.Locator(".price", new() { HasText = "7 " }) });
        await low.GetByRole(AriaRole.Button, new() { Name = "Cancel" }).ClickAsync();
        await Expect(low).ToContainTextAsync("canceled");

        (IPage holder, TestWallet seller) = await Visit(asset, account: 0);
        await holder.Locator("#sale [data-act=accept] button").ClickAsync();
        await Expect(holder.Locator("#sale .deal")).ToHaveCountAsync(0);
        Assert.Equal(["connect", "send", "send"], seller.Prompts);
        Assert.Equal(wallet.Account, await HolderOf(asset));
    }

    private static async Task SettleAndRefund(Hash32 asset, List<(IPage Page, TestWallet Wallet)> bidders)
    {
        (IPage first, TestWallet outdone) = bidders[0];
        ILocator settle = first.Locator("#sale [data-act=settle] button");
        await WebMarket.Until(async () =>
        {
            await first.GotoAsync($"/assets/{asset}");
            return await settle.CountAsync() == 1;
        });
        await settle.ClickAsync(); // anybody may
        await Expect(first.Locator("#sale .deal")).ToHaveCountAsync(0);
        await Expect(first.Locator(".hero")).ToContainTextAsync($"{bidders[2].Wallet.Account}"[..6]);
        foreach (((IPage page, TestWallet wallet), string bid) in bidders.Take(2).Zip(["1 ETH", "1.25 ETH"]))
        {
            await page.GotoAsync($"/mine?account={wallet.Account}");
            ILocator owed = page.Locator(".deal", new() { HasText = bid }).Filter(new() { Has = page.Locator("[data-act=refund]") });
            await owed.GetByRole(AriaRole.Button).ClickAsync();
            await Expect(owed).ToHaveCountAsync(0);
        }
        Assert.Equal(["connect", "send", "send", "send"], outdone.Prompts);
    }

    private async Task<(IPage Page, TestWallet Wallet)> Visit(Hash32 asset, int account, int width = 1280)
    {
        (IPage page, TestWallet wallet) = await market.Visit(account, width);
        await page.GotoAsync($"/assets/{asset}");
        await Connect(page);
        return (page, wallet);
    }

    // Past the contest period on the chain; the pages learn of it within seconds.
    private async Task Finalize(Hash32 asset)
    {
        await market.Seller.Anvil("evm_increaseTime", (int)TitlesDeployment.PublicContestPeriod.TotalSeconds);
        await market.Mine(1);
        using HttpClient http = new() { BaseAddress = market.Url };
        await WebMarket.Until(async () => (await http.GetStringAsync($"/assets/{asset}?lang=en")).Contains("data-act=\"list\"", StringComparison.Ordinal));
    }

    private async Task<Address> HolderOf(Hash32 asset)
    {
        TitlesContract.OwnerOfCall call = new(UInt256.FromHash(asset));
        return call.DecodeResult(await market.Seller.Node.Call(new CallRequest { To = WebMarket.Contracts.Titles, Data = call.Encode() }, BlockTag.Latest, CancellationToken.None));
    }

    private static async Task Open(IPage page, string summary) => await page.Locator("#sale summary", new() { HasText = summary }).ClickAsync();

    private static async Task Connect(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Use Test Wallet" }).ClickAsync();
        await Expect(page.Locator("#wallet")).ToContainTextAsync("You act as");
    }
}
