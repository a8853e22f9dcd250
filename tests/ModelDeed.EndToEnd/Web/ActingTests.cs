using Microsoft.Playwright;
using ModelDeed.Ethereum;
using ModelDeed.Fingerprints;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using static Microsoft.Playwright.Assertions;

namespace ModelDeed.EndToEnd.Web;

/// <summary>Stories of people who act: publish, buy, withdraw, and everything that can go wrong on the way.</summary>
public sealed class ActingTests(WebMarket market) : IClassFixture<WebMarket>
{
    private static LicenseTerms European { get; } = LegalText.Seal(TermsTemplates.Commercial(Address.Zero, new TokenAmount(50_000_000_000_000_000)) with { Territories = Territories.Parse("EU,CH") });

    [Fact]
    public async Task Somebody_publishes_another_buys_and_the_income_is_withdrawn()
    {
        string file = Path.Combine(market.Folder, "weights.bin");
        await File.WriteAllTextAsync(file, "these are weights");
        Hash32 fingerprint = Fingerprinter.Run(file, new FingerprintOptions(), progress: null, CancellationToken.None).Manifest.Fingerprint;

        (IPage author, TestWallet wallet) = await market.Visit(account: 1);
        await author.GotoAsync("/publish");
        await Connect(author);
        await author.SetInputFilesAsync("[data-input=file]", file);
        await Expect(author.Locator(".found")).ToContainTextAsync($"{fingerprint}");
        await author.GetByLabel("Name", new() { Exact = true }).FillAsync("A published model");
        await author.GetByLabel("Description", new() { Exact = true }).FillAsync("# Card\n\nIt *works*.<script>alert(1)</script>");
        await author.GetByLabel("Where", new() { Exact = true }).FillAsync("EU");
        await Expect(author.Locator("#publish .legal")).ToContainTextAsync("Austria");
        await WebMarket.Inspect(author, "publish");
        await author.GetByRole(AriaRole.Button, new() { Name = "Sign and publish" }).ClickAsync();
        await author.WaitForURLAsync($"**/assets/{fingerprint}");
        Assert.Equal(["connect", "send"], wallet.Prompts);
        await Expect(author.Locator("#about em")).ToHaveTextAsync("works");

        (IPage buyer, TestWallet purse) = await market.Visit(account: 2);
        await buyer.GotoAsync($"/assets/{fingerprint}");
        await buyer.GetByRole(AriaRole.Link, new() { Name = "Get this license" }).ClickAsync();
        await Connect(buyer);
        await WebMarket.Inspect(buyer, "buy");
        await buyer.GetByRole(AriaRole.Button, new() { Name = "Sign and pay" }).ClickAsync();
        await buyer.WaitForURLAsync("**/licenses/**");
        await Expect(buyer.Locator("dl.facts")).ToContainTextAsync($"{purse.Account}");
        await Expect(buyer.Locator(".legal")).ToContainTextAsync("Austria");
        await WebMarket.Inspect(buyer, "receipt");
        await buyer.GotoAsync("/mine");
        await buyer.WaitForURLAsync($"**/mine?account={purse.Account}");
        await Expect(buyer.Locator(".lines")).ToContainTextAsync("A published model");

        await author.GotoAsync("/mine");
        await author.WaitForURLAsync($"**/mine?account={wallet.Account}");
        await WebMarket.Inspect(author, "mine");
        ILocator line = author.Locator("tr", new() { HasText = "A published model" });
        await line.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(line.Locator(".say")).ToContainTextAsync("waits until the title is final"); // refused before the wallet opens
        await market.Seller.Anvil("evm_increaseTime", (int)Titles.TitlesDeployment.PublicContestPeriod.TotalSeconds);
        await market.Mine(1);
        await line.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(author.Locator("section", new() { HasText = "Waiting to be withdrawn" })).ToContainTextAsync("Nothing waits.");
        Assert.Equal(["connect", "send", "send"], wallet.Prompts);
        string csv = await (await author.Context.APIRequest.GetAsync($"{market.Url}mine/income.csv?account={wallet.Account}")).TextAsync();
        // Paid while the title was provisional, so kept, and credited when it was distributed: of whom it came, the payments say.
        Assert.Contains($",{fingerprint},{fingerprint},A published model,{Primitives.Address.Zero},native,50000000000000000,", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_said_of_an_asset_while_publishing_is_named_by_the_chain_and_found()
    {
        string file = Path.Combine(market.Folder, "described.bin");
        await File.WriteAllTextAsync(file, "these are described weights");
        (IPage author, TestWallet wallet) = await market.Visit(account: 8);
        await author.GotoAsync("/publish");
        await Connect(author);
        await author.SetInputFilesAsync("[data-input=file]", file);
        await Expect(author.Locator(".found")).ToContainTextAsync("0x");
        await author.GetByLabel("Name", new() { Exact = true }).FillAsync("A described model");
        await author.GetByLabel("In one sentence").FillAsync("Tells <b>zebras</b> from horses.");
        await author.GetByLabel("Tags").FillAsync("Zebra, small");
        await author.GetByLabel("Task").FillAsync("image-classification");
        await author.GetByLabel("Description", new() { Exact = true }).FillAsync("Stripes *matter*.");
        await author.GetByRole(AriaRole.Button, new() { Name = "Sign and publish" }).ClickAsync();
        await author.WaitForURLAsync("**/assets/0x*");
        Assert.Equal(["connect", "send", "send"], wallet.Prompts);
        await Expect(author.Locator(".hero .lead")).ToHaveTextAsync("Tells <b>zebras</b> from horses.");
        await Expect(author.Locator("#about .tags")).ToContainTextAsync("zebra");
        await Expect(author.Locator("#about em")).ToHaveTextAsync("matter");
        await WebMarket.Until(async () => await (await author.Context.APIRequest.GetAsync($"{market.Url}?q=zebras&task=image-classification&commercial=yes&least=0.01&most=0.1&lang=en")).TextAsync() is var page
            && page.Contains("A described model", StringComparison.Ordinal) && page.Contains("Without: Commercial use allowed", StringComparison.Ordinal));
        string dear = await (await author.Context.APIRequest.GetAsync($"{market.Url}?q=zebras&least=0.06&lang=en")).TextAsync();
        Assert.Contains("Nothing matches", dear, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_published_without_the_terms_that_were_asked_for()
    {
        (IPage author, TestWallet wallet) = await market.Visit(account: 9);
        await author.RouteAsync("**/publish/terms?*", async route =>
        {
            await Task.Delay(1_500); // typed and pressed before the legal text is there
            await route.ContinueAsync();
        });
        await author.GotoAsync("/publish");
        await Connect(author);
        await author.SetInputFilesAsync("[data-input=file]", new FilePayload { Name = "hasty.bin", MimeType = "application/octet-stream", Buffer = "hasty weights"u8.ToArray() });
        await Expect(author.Locator(".found")).ToContainTextAsync("0x");
        await author.GetByLabel("Where", new() { Exact = true }).FillAsync("EU,Atlantis");
        await author.GetByRole(AriaRole.Button, new() { Name = "Sign and publish" }).ClickAsync();
        await Expect(author.Locator("#publish .result")).ToContainTextAsync("Atlantis");
        Assert.Equal(["connect"], wallet.Prompts);
        await author.GetByLabel("Where", new() { Exact = true }).FillAsync("EU");
        await author.GetByRole(AriaRole.Button, new() { Name = "Sign and publish" }).ClickAsync();
        await author.WaitForURLAsync("**/assets/0x*");
        await Expect(author.Locator(".offer .price")).ToContainTextAsync("0.05 ETH");
        Assert.Equal(["connect", "send"], wallet.Prompts);
    }

    [Fact]
    public async Task A_purchase_outside_of_the_territory_is_refused_in_words_before_any_wallet_opens()
    {
        (Hash32 asset, Hash32 terms) = await market.Offer(European);
        (IPage page, TestWallet wallet) = await market.Visit(account: 3, width: 390);
        await page.GotoAsync($"/assets/{asset}/buy?terms={terms}");
        await Connect(page);
        await page.Locator(".ticks summary").First.ClickAsync();
        await page.GetByLabel("Japan (not offered)").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the price" }).ClickAsync();
        await Expect(page.Locator(".note.bad")).ToContainTextAsync("They aren't offered for Japan.");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign and pay" })).ToHaveCountAsync(0);
        await WebMarket.Inspect(page, "refused");
        await page.GotoAsync($"/assets/{asset}/buy?terms={terms}&territory=JP&lang=de");
        await Expect(page.Locator(".note.bad")).ToContainTextAsync("Sie wird nicht angeboten für Japan.");
        Assert.Equal(["connect"], wallet.Prompts);
    }

    [Fact]
    public async Task A_purchase_without_the_credential_asked_for_is_refused_before_any_wallet_opens()
    {
        (Hash32 asset, Hash32 terms) = await market.Offer(LegalText.Seal(European with { Issuer = market.Seller.Account, Claim = Keccak256.HashUtf8("hospital") }));
        (IPage page, TestWallet wallet) = await market.Visit(account: 3);
        await page.GotoAsync($"/assets/{asset}/buy?terms={terms}&territory=DE");
        await Connect(page);
        await page.GetByLabel("Credential").SetInputFilesAsync(new FilePayload { Name = "mine.json", MimeType = "application/json", Buffer = "{\"format\":\"nothing\"}"u8.ToArray() });
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign and pay" }).ClickAsync();
        await Expect(page.Locator("form.act .say")).ToContainTextAsync("Refused: ");
        Assert.Equal(["connect"], wallet.Prompts);
    }

    [Fact]
    public async Task Declined_in_the_wallet_or_on_another_network_nothing_happens_and_the_page_says_so()
    {
        (Hash32 asset, Hash32 terms) = await market.Offer(European);
        (IPage page, TestWallet wallet) = await market.Visit(account: 4);
        (wallet.ChainId, wallet.Declines) = (1, true);
        await page.GotoAsync($"/assets/{asset}/buy?terms={terms}&territory=DE");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use Test Wallet" }).ClickAsync();
        await Expect(page.Locator("#wallet .say")).ToContainTextAsync("Your wallet is on another network. This one is test, number 31337.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Switch network" }).ClickAsync();
        await Expect(page.Locator("#wallet .say")).ToHaveTextAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign and pay" }).ClickAsync();
        await Expect(page.Locator("form.act .say")).ToHaveTextAsync("You declined it in the wallet. Nothing was done, nothing was paid.");
        Assert.Equal(["connect", "switch", "send"], wallet.Prompts);
        Assert.Equal(0ul, await market.Seller.Node.TransactionCount(wallet.Account, BlockTag.Pending, CancellationToken.None));
        wallet.Declines = false; // and it can be tried again at once
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign and pay" }).ClickAsync();
        await page.WaitForURLAsync("**/licenses/**");
    }

    [Fact]
    public async Task A_purchase_that_a_reorganization_takes_back_is_shown_as_pending_and_then_as_taken_back()
    {
        (Hash32 asset, Hash32 terms) = await market.Offer(European);
        await market.Mine(WebMarket.Finality); // the offer itself stays
        (IPage page, TestWallet wallet) = await market.Visit(account: 5);
        await page.GotoAsync($"/assets/{asset}/buy?terms={terms}&territory=DE");
        await Connect(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign and pay" }).ClickAsync();
        await page.WaitForURLAsync("**/licenses/**");
        await Expect(page.Locator("[data-watch]")).ToContainTextAsync("Just recorded.");
        string license = page.Url;
        await market.Seller.Anvil("anvil_reorg", 1, Array.Empty<object>());
        await market.Mine(1);
        await Expect(page.Locator("[data-watch]")).ToContainTextAsync("The network has taken the block of this license back.");
        await WebMarket.Until(async () => (await page.Context.APIRequest.GetAsync(license)).Status == 404);
        await page.ReloadAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("No such license here");
        Assert.Equal(["connect", "send"], wallet.Prompts);
    }

    [Fact]
    public async Task Who_has_only_a_keyboard_finds_buys_and_withdraws()
    {
        (Hash32 asset, Hash32 terms) = await market.Offer(European);
        using HttpClient http = new() { BaseAddress = market.Url };
        await WebMarket.Until(async () => (await http.GetStringAsync("/?q=Model&sort=newest")).Contains($"/assets/{asset}", StringComparison.Ordinal));
        (IPage page, TestWallet wallet) = await market.Visit(account: 6);
        await page.GotoAsync("/");
        await Reach(page, "#q-bar", press: null);
        await page.Keyboard.TypeAsync("Model");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/?q=*");
        await Reach(page, $".card a[href='/assets/{asset}']");
        await page.WaitForURLAsync($"**/assets/{asset}");
        await Reach(page, $".offer a[href$='{terms}']");
        await page.WaitForURLAsync("**/buy?*");
        await Reach(page, "#wallet button");
        await Expect(page.Locator("#wallet")).ToContainTextAsync("You act as");
        await Reach(page, "form.act button");
        await page.WaitForURLAsync("**/licenses/**");
        Assert.Equal(["connect", "send"], wallet.Prompts);

        (IPage mine, TestWallet seller) = await market.Visit(account: 0);
        await market.Seller.Anvil("evm_increaseTime", (int)Titles.TitlesDeployment.PublicContestPeriod.TotalSeconds);
        await market.Mine(1);
        await mine.GotoAsync($"/mine?account={seller.Account}");
        await Expect(mine.Locator("#wallet button")).ToBeVisibleAsync();
        await Reach(mine, "#wallet button");
        await Expect(mine.Locator("#wallet")).ToContainTextAsync("You act as");
        await Reach(mine, $"tr:has(a[href='/assets/{asset}']) form.act button");
        await Expect(mine.Locator($"tr:has(a[href='/assets/{asset}'])")).ToHaveCountAsync(0);
        Assert.Equal(["connect", "send"], seller.Prompts);
    }

    [Fact]
    public async Task Without_a_script_everything_up_to_the_wallet_is_read()
    {
        (Hash32 asset, Hash32 terms) = await market.Offer(European);
        (IPage page, _) = await market.Visit(account: 7, script: false);
        await page.GotoAsync($"/assets/{asset}/buy?terms={terms}");
        await page.Locator(".ticks summary").First.ClickAsync();
        await page.GetByLabel("Germany").CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show the price" }).ClickAsync();
        await Expect(page.Locator(".total")).ToHaveTextAsync("0.05 ETH");
        await Expect(page.Locator("body")).ToContainTextAsync("talking to one needs JavaScript");
        await page.GotoAsync("/publish");
        await Expect(page.Locator("body")).ToContainTextAsync("deed register");
        await page.GotoAsync($"/mine?account={market.Seller.Account}");
        await Expect(page.Locator("h1")).ToHaveTextAsync("Mine");
    }

    [Fact]
    public async Task A_folder_has_the_fingerprint_and_manifest_that_the_library_gives_it()
    {
        string folder = Directory.CreateDirectory(Path.Combine(market.Folder, "asset")).FullName;
        foreach ((string name, string text) in new[] { ("README.md", "hello\n"), ("empty", ""), ("weights/a.bin", "0123456789"), ("\uFF5E", "x"), ("\U0001F600.txt", "y"), (".git/config", "left out") })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, name))!);
            await File.WriteAllTextAsync(Path.Combine(folder, name), text);
        }
        Manifest expected = Fingerprinter.Run(folder, new FingerprintOptions(), progress: null, CancellationToken.None).Manifest with { Name = "Ä name \"with\" \\ all", Kind = "model", Description = "Two\nlines" };
        (IPage page, _) = await market.Visit(account: 7);
        await page.GotoAsync("/publish");
        await page.SetInputFilesAsync("[data-input=folder]", folder);
        await Expect(page.Locator(".found")).ToContainTextAsync($"{expected.Fingerprint}");
        string written = await page.EvaluateAsync<string>("""
            async about => {
              const { chosen, write } = await import('/act/manifest.js');
              const { entries, excluded } = chosen(document.querySelector('[data-input=folder]').files, true);
              const worker = new Worker('/verify/worker.js', { type: 'module' });
              const done = new Promise((then, fail) => { worker.onerror = fail; worker.onmessage = ({ data }) => data.fingerprint && then(data); });
              worker.postMessage(entries);
              return write({ ...await done, excluded }, about);
            }
            """, new { name = expected.Name, kind = expected.Kind, description = expected.Description });
        Assert.Equal(System.Text.Encoding.UTF8.GetString(expected.ToJson()), written);
    }

    private static async Task Connect(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Use Test Wallet" }).ClickAsync();
        await Expect(page.Locator("#wallet")).ToContainTextAsync("You act as");
    }

    // Tab until something has the focus, then Enter: as somebody without a mouse. Wherever the focus is on the way, it shows.
    private static async Task Reach(IPage page, string target, string? press = "Enter")
    {
        await page.Locator(target).First.WaitForAsync();
        for (int i = 0; i < 150; i++)
        {
            await page.Keyboard.PressAsync("Tab");
            string[] at = await page.EvaluateAsync<string[]>("""
                target => {
                  const at = document.activeElement, part = at.querySelector?.('.box') ?? at, { outlineStyle, stroke } = getComputedStyle(part);
                  return [at.matches(target) ? 'there' : '', at === document.body || outlineStyle !== 'none' || (part !== at && stroke !== 'none') ? '' : at.outerHTML.slice(0, 200)];
                }
                """, target);
            Assert.Equal("", at[1]);
            if (at[0].Length == 0) continue;
            if (press is not null) await page.Keyboard.PressAsync(press);
            return;
        }
        Assert.Fail($"The keyboard never reaches {target}.");
    }
}
