using System.Diagnostics;
using System.Net.Http.Json;
using Microsoft.Playwright;
using ModelDeed.Deployment;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Server.Indexing;
using static Microsoft.Playwright.Assertions;

namespace ModelDeed.EndToEnd.Web;

/// <summary>A newcomer without a wallet, on a chain of his own: the demo accounts do what a wallet does.</summary>
public sealed class DemoStoryTests : IAsyncLifetime
{
    private static readonly string[] Flags =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private readonly string _home = Directory.CreateTempSubdirectory("modeldeed-demo-").FullName;
    private readonly Uri _url = new($"http://127.0.0.1:{LoopbackPort.Any()}");
    private Process? _server;

    public async Task InitializeAsync()
    {
        ProcessStartInfo serve = new("dotnet", ["exec", typeof(Indexer).Assembly.Location, "serve", $"--urls={_url}"]) { UseShellExecute = false };
        serve.Environment["MODELDEED_HOME"] = _home;
        serve.Environment["PATH"] = $"{Path.GetDirectoryName(Tools.Anvil)}:{Environment.GetEnvironmentVariable("PATH")}";
        _server = Process.Start(serve)!;
        using HttpClient http = new() { BaseAddress = _url };
        await WebMarket.Until(async () => (await http.GetAsync("/api/v1/demo")).IsSuccessStatusCode);
        // Before the contracts are there pages say so, as pages.
        using HttpRequestMessage early = new(HttpMethod.Get, $"/mine?account={DemoAccounts.Key(0, KnownChains.Embedded).Address}&lang=en") { Headers = { { "Accept", "text/html" } } };
        using HttpResponseMessage shown = await http.SendAsync(early);
        Assert.Contains("so sales and auctions can&#x27;t be shown", await shown.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        foreach (ContractDeployment contract in ContractSet.Of(KnownChains.Embedded).All)
        {
            using HttpResponseMessage sent = await http.PostAsJsonAsync("/api/v1/demo/demo-1/send", new { to = $"{contract.To}", data = Hex.Encode(contract.CallData.ToArray()), value = "0" });
            Assert.True(sent.IsSuccessStatusCode, await sent.Content.ReadAsStringAsync());
        }
    }

    public async Task DisposeAsync()
    {
        if (_server is { } server)
        {
            using Process stop = Process.Start("kill", ["-TERM", $"{server.Id}"]); // its chain ends with it
            await server.WaitForExitAsync();
            server.Dispose();
        }
        Directory.Delete(_home, recursive: true);
    }

    [Fact]
    public async Task One_demo_account_publishes_and_another_buys_with_the_keyboard_alone_named_not_numbered()
    {
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = Flags });
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { BaseURL = $"{_url}", Locale = "en" });
        page.SetDefaultTimeout(60_000);
        await page.GotoAsync("/publish");
        await Use(page, "Demo account 3");
        await page.SetInputFilesAsync("[data-input=file]", new FilePayload { Name = "weights.bin", MimeType = "application/octet-stream", Buffer = "demo weights"u8.ToArray() });
        await Expect(page.Locator(".found")).ToContainTextAsync("0x");
        await page.GetByLabel("In one sentence").FillAsync("A model of a newcomer.");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign and publish" }).PressAsync("Enter");
        await page.WaitForURLAsync("**/assets/0x*");
        await Expect(page.Locator(".hero")).ToContainTextAsync("Demo account 3");
        await Expect(page.Locator(".hero .lead")).ToHaveTextAsync("A model of a newcomer.");
        await page.GetByRole(AriaRole.Link, new() { Name = "Get this license" }).PressAsync("Enter");
        await page.GetByRole(AriaRole.Button, new() { Name = "Change" }).PressAsync("Enter");
        await Use(page, "Demo account 4");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign and pay" }).PressAsync("Enter");
        await page.WaitForURLAsync("**/licenses/**");
        await Expect(page.Locator("dl.facts")).ToContainTextAsync("Demo account 4");
        await page.GotoAsync("/mine");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).PressAsync("Enter");
        await Expect(page.Locator("[data-session]")).ToContainTextAsync("Signed in as");
        await WebMarket.Inspect(page, "demo");
    }

    private static async Task Use(IPage page, string account)
    {
        await page.GetByLabel("Demo account").SelectOptionAsync(new SelectOptionValue { Label = account });
        await page.GetByRole(AriaRole.Button, new() { Name = "Use this account" }).PressAsync("Enter");
        await Expect(page.Locator("#wallet")).ToContainTextAsync("You act as");
    }
}
