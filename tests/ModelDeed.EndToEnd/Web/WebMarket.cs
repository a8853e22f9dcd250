using System.Diagnostics;
using Microsoft.Playwright;
using ModelDeed.Deployment;
using ModelDeed.EndToEnd.Chains;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Server.Indexing;
using ModelDeed.Titles;

namespace ModelDeed.EndToEnd.Web;

/// <summary>An anvil with the contracts, a real server that indexes it, and Chromium. Blocks are final after three.</summary>
public sealed class WebMarket : IAsyncLifetime
{
    internal const int Finality = 3;

    private static readonly string[] Flags =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _home = Directory.CreateTempSubdirectory("modeldeed-web-").FullName;
    private readonly List<TestWallet> _wallets = [];
    private Process? _anvil, _server;
    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private int _contents;

    internal ChainUser Seller { get; private set; } = null!;

    internal static ContractSet Contracts { get; } = ContractSet.Of(TitlesDeployment.PublicContestPeriod);

    internal string Folder => _home;

    internal Uri Url { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        (int chain, int web) = (LoopbackPort.Any(), LoopbackPort.Any());
        _anvil = Process.Start(new ProcessStartInfo(Tools.Anvil, ["--port", $"{chain}", "--silent"]) { UseShellExecute = false })!;
        Seller = new ChainUser(chain);
        await File.WriteAllTextAsync(Path.Combine(_home, "chains.json"), $$"""{ "test": { "chainId": 31337, "rpc": ["http://127.0.0.1:{{chain}}"], "finality": {{Finality}} } }""");
        foreach (ContractDeployment contract in Contracts.All) await Seller.Send(contract.To, contract.CallData.ToArray(), 16_000_000);
        Url = new Uri($"http://127.0.0.1:{web}");
        ProcessStartInfo serve = new("dotnet", ["exec", typeof(Indexer).Assembly.Location, "serve", $"--urls={Url}", "--chain=test"]) { UseShellExecute = false };
        serve.Environment["MODELDEED_HOME"] = _home;
        _server = Process.Start(serve)!;
        using HttpClient http = new() { BaseAddress = Url };
        await Until(async () => (await http.GetAsync("/health")).IsSuccessStatusCode);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = Flags });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        foreach (TestWallet wallet in _wallets) wallet.Dispose();
        foreach (Process process in new[] { _server, _anvil }.OfType<Process>())
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }
        Seller.Dispose();
        Directory.Delete(_home, recursive: true);
    }

    /// <summary>A browser profile of its own, with a wallet of a demo account in it.</summary>
    internal async Task<(IPage Page, TestWallet Wallet)> Visit(int account, int width = 1280, bool script = true)
    {
        IBrowserContext context = await _browser!.NewContextAsync(new BrowserNewContextOptions { BaseURL = $"{Url}", ViewportSize = new ViewportSize { Width = width, Height = 900 }, JavaScriptEnabled = script, Locale = "en" });
        context.SetDefaultTimeout(60_000);
        TestWallet wallet = new(Seller.Node, DemoAccounts.Key(account, KnownChains.Embedded));
        _wallets.Add(wallet);
        await wallet.Install(context);
        return (await context.NewPageAsync(), wallet);
    }

    /// <summary>Registers something new of the seller's with an offer, and waits until the pages have it.</summary>
    internal async Task<(Hash32 Asset, Hash32 Terms)> Offer(LicenseTerms terms)
    {
        Hash32 content = Keccak256.HashUtf8($"content {_contents++}");
        Receipt receipt = await Seller.Send(Contracts.Offers, new OffersContract.RegisterCall(
            new OffersContract.Registration(content, content, Hash32.Zero, (byte)AssetKind.Model, $"Model {_contents}", [], Address.Zero, 0, Hash32.Zero, Hash32.Zero), [], [], [terms.ForContract()]).Encode(), 2_000_000);
        Assert.True(receipt.Succeeded);
        using HttpClient http = new() { BaseAddress = Url };
        await Until(async () => (await http.GetAsync($"/assets/{content}")).IsSuccessStatusCode);
        return (content, terms.TermsId());
    }

    /// <summary>A page of an asset on which an account's wallet acts.</summary>
    internal async Task<(IPage Page, TestWallet Wallet)> VisitAsset(Hash32 asset, int account, int width = 1280)
    {
        (IPage page, TestWallet wallet) = await Visit(account, width);
        await page.GotoAsync($"/assets/{asset}");
        await Connect(page);
        return (page, wallet);
    }

    /// <summary>Presses the wallet's button.</summary>
    internal static async Task Connect(IPage page)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Use Test Wallet" }).ClickAsync();
        await Assertions.Expect(page.Locator("#wallet")).ToContainTextAsync("You act as");
    }

    /// <summary>Past the contest period on the chain; the pages learn of it within seconds.</summary>
    internal async Task Finalize(Hash32 asset)
    {
        await Seller.Anvil("evm_increaseTime", (int)TitlesDeployment.PublicContestPeriod.TotalSeconds);
        await Mine(1);
        using HttpClient http = new() { BaseAddress = Url };
        await Until(async () => (await http.GetStringAsync($"/assets/{asset}?lang=en")).Contains("data-act=\"list\"", StringComparison.Ordinal));
    }

    /// <summary>A token with six decimal places and permits; each of the accounts has a thousand of it.</summary>
    internal async Task<Address> Token(params Address[] holders)
    {
        Address token = (await Seller.Send(null, TestTokenContract.Create(6), 3_000_000)).ContractAddress!.Value;
        foreach (Address holder in holders) Assert.True((await Seller.Send(token, new TestTokenContract.MintCall(holder, 1_000_000_000).Encode())).Succeeded);
        return token;
    }

    /// <summary>Makes so many empty blocks.</summary>
    internal async Task Mine(int blocks)
    {
        for (int i = 0; i < blocks; i++) await Seller.Anvil("evm_mine");
    }

    internal static async Task Until(Func<Task<bool>> holds)
    {
        for (long start = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                if (await holds()) return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
            if (Stopwatch.GetElapsedTime(start) > Patience) Assert.Fail("It didn't come to hold.");
            await Task.Delay(50);
        }
    }

    /// <summary>No rule of axe broken, nothing wider than the window; a picture where MODELDEED_SHOTS names a folder.</summary>
    internal static async Task Inspect(IPage page, string name)
    {
        await page.EvaluateAsync(await File.ReadAllTextAsync(Path.Combine(Tools.Root, "tests/web/node_modules/axe-core/axe.min.js")));
        string[] violations = await page.EvaluateAsync<string[]>("axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ') + ' ' + n.failureSummary).join('; ')))");
        if (Environment.GetEnvironmentVariable("MODELDEED_SHOTS") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}-{page.ViewportSize!.Width}.png"), FullPage = true });
        Assert.True(violations.Length == 0, $"{name}: {string.Join('\n', violations)}");
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{name} is wider than the window.");
    }
}
