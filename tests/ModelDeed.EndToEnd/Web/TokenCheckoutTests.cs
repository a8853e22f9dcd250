using Microsoft.Playwright;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using static Microsoft.Playwright.Assertions;

namespace ModelDeed.EndToEnd.Web;

/// <summary>Licenses that are paid in a token, refused in the page's language, or replaced on the way.</summary>
public sealed class TokenCheckoutTests(WebMarket market) : IClassFixture<WebMarket>
{
    [Fact]
    public async Task A_token_with_permits_is_paid_by_one_signature_and_one_transaction()
    {
        (IPage page, TestWallet wallet) = await market.Visit(account: 2);
        await Checkout(page, wallet.Account);
        await Expect(page.Locator(".total")).ToContainTextAsync("2.5 "); // six decimal places, learned from the token
        await WebMarket.Connect(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign and pay" }).ClickAsync();
        await page.WaitForURLAsync("**/licenses/**");
        Assert.Equal(["connect", "sign", "send"], wallet.Prompts);
        await Expect(page.Locator("dl.facts")).ToContainTextAsync("2.5 ");
    }

    [Fact]
    public async Task A_wallet_that_cannot_sign_a_permit_approves_and_then_buys()
    {
        (IPage page, TestWallet wallet) = await market.Visit(account: 3);
        wallet.CannotSign = true;
        await Checkout(page, wallet.Account);
        await WebMarket.Connect(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign and pay" }).ClickAsync();
        await page.WaitForURLAsync("**/licenses/**");
        Assert.Equal(["connect", "send", "send"], wallet.Prompts);
    }

    [Fact]
    public async Task A_declined_permit_is_a_no_not_a_reason_to_ask_for_more()
    {
        (IPage page, TestWallet wallet) = await market.Visit(account: 4);
        wallet.Declines = true;
        await Checkout(page, wallet.Account);
        await WebMarket.Connect(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign and pay" }).ClickAsync();
        await Expect(page.Locator("form.act .say")).ToHaveTextAsync("You declined it in the wallet. Nothing was done, nothing was paid.");
        Assert.Equal(["connect", "sign"], wallet.Prompts);
    }

    [Fact]
    public async Task A_refusal_on_a_german_page_is_german()
    {
        (IPage page, TestWallet wallet) = await market.Visit(account: 5);
        await Checkout(page, market.Seller.Account, "&lang=de"); // the money is another's
        await page.GetByRole(AriaRole.Button, new() { Name = "Test Wallet benutzen" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Unterschreiben und zahlen" }).ClickAsync();
        await Expect(page.Locator("form.act .say")).ToHaveTextAsync("Abgelehnt: Das Konto hat von dem Token weniger als nötig.");
        Assert.Equal(["connect"], wallet.Prompts);
    }

    [Fact]
    public async Task A_transaction_that_another_replaces_is_told_as_replaced()
    {
        (Hash32 asset, Hash32 terms) = await market.Offer(LegalText.Seal(TermsTemplates.Commercial(Address.Zero, new TokenAmount(50_000_000_000_000_000))));
        (IPage page, TestWallet wallet) = await market.Visit(account: 6);
        await page.GotoAsync($"/assets/{asset}/buy?terms={terms}&territory=DE");
        await WebMarket.Connect(page);
        await market.Seller.Anvil("evm_setAutomine", false);
        try
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign and pay" }).ClickAsync();
            await Expect(page.Locator("form.act .say")).ToContainTextAsync("It waits for a block…");
            await wallet.Replace();
        }
        finally
        {
            await market.Seller.Anvil("evm_setAutomine", true);
            await market.Mine(1);
        }
        await Expect(page.Locator("form.act .say")).ToHaveTextAsync("Another transaction of yours took its place, so this one will never happen.");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign and pay" })).ToBeEnabledAsync(); // and it can be tried again
    }

    private async Task Checkout(IPage page, Address rich, string more = "")
    {
        Address token = await market.Token(rich);
        (Hash32 asset, Hash32 terms) = await market.Offer(LegalText.Seal(TermsTemplates.Commercial(token, new TokenAmount(2_500_000))));
        await page.Context.APIRequest.GetAsync($"{market.Url}market/currency?address={token}");
        await page.GotoAsync($"/assets/{asset}/buy?terms={terms}&territory=DE{more}");
    }
}
