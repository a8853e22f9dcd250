using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using ModelDeed.Deployment;
using ModelDeed.Ethereum;
using ModelDeed.Fingerprints;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Ui;

namespace ModelDeed.EndToEnd.Web;

/// <summary>The pages over a planted index, as a browser and as a stranger without one see them.</summary>
public sealed class PagesTests : IAsyncLifetime, IDisposable
{
    private static readonly string[] Flags =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private readonly string _folder = Directory.CreateTempSubdirectory("pages").FullName;
    private readonly string _model;
    private WebApplication? _server;
    private HttpClient? _http;

    public PagesTests() => _model = Path.Combine(_folder, "model.bin");

    private static string[] Paths => ["/", "/?q=derived&kind=model&territory=DE", $"/assets/{PlantedIndex.Parent}", $"/assets/{PlantedIndex.Child}", $"/accounts/{PlantedIndex.Alice}", "/status", "/market", "/publish", "/mine", $"/mine?account={PlantedIndex.Alice}", "/?q=zebra", "/nothing/here", $"/assets/{new string('9', 64)}"];

    public async Task InitializeAsync()
    {
        await File.WriteAllTextAsync(_model, "0123456789");
        Manifest manifest = Fingerprinter.Run(_model, new FingerprintOptions(), progress: null, CancellationToken.None).Manifest;
        Database database = Database.Sqlite(Path.Combine(_folder, "index.db"));
        await PlantedIndex.Plant(database, manifest.Fingerprint);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.Services.AddSingleton(database);
        builder.Services.AddSingleton(new PagesOptions(KnownChains.Embedded, WebPages.Contracts(ContractSet.Of(KnownChains.Embedded))));
        builder.Services.AddSingleton<Standing>(() => new IndexStanding(21, null));
        builder.Services.AddPages(builder.Configuration, _folder);
        _server = builder.Build();
        _server.UsePages();
        await _server.StartAsync();
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(_server.Urls.Single()) };
    }

    public async Task DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    public void Dispose() => _http?.Dispose();

    [Fact]
    public async Task Every_page_is_read_without_a_script_and_carries_the_headers()
    {
        foreach (string path in Paths)
        {
            using HttpResponseMessage response = await _http!.GetAsync(path);
            string html = await response.Content.ReadAsStringAsync();
            Assert.Equal(path.StartsWith("/nothing", StringComparison.Ordinal) || path.Contains("999", StringComparison.Ordinal) ? HttpStatusCode.NotFound : HttpStatusCode.OK, response.StatusCode);
            Assert.Contains("<h", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
            Assert.DoesNotContain(" style=", html, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe-inline", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        }
    }

    [Fact]
    public async Task The_first_page_is_small()
    {
        int bytes = (await _http!.GetByteArrayAsync("/")).Length + (await _http.GetByteArrayAsync("/style.css")).Length + (await _http.GetByteArrayAsync("/icon.svg")).Length + (await _http.GetByteArrayAsync("/serif-600.woff2")).Length + (await _http.GetByteArrayAsync("/busy.js")).Length;
        Assert.InRange(bytes, 1, 150_000);
    }

    [Fact]
    public async Task A_page_says_what_is_allowed_what_is_pending_and_in_which_language()
    {
        string english = await _http!.GetStringAsync($"/assets/{PlantedIndex.Parent}"), german = await _http.GetStringAsync($"/assets/{PlantedIndex.Parent}?lang=de");
        foreach (string words in new[] { "earn money with it", "0.05 ETH", "European Union, Japan", "Registered by", "owes 10 % of its income", "Open to contest" }) Assert.Contains(words, english, StringComparison.Ordinal);
        foreach (string words in new[] { "damit Geld verdienen", "0,05 ETH", "Europäische Union, Japan", "Eingetragen von", "schuldet 10 % seiner Einnahmen" }) Assert.Contains(words, WebUtility.HtmlDecode(german), StringComparison.Ordinal);
        Assert.Contains("Just recorded", await _http.GetStringAsync($"/assets/{PlantedIndex.Child}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wish_is_kept_and_leads_back_only_to_us()
    {
        using HttpResponseMessage response = await _http!.GetAsync("/preferences?theme=dark&back=//evil.example");
        Assert.Equal("/", response.Headers.Location!.ToString());
        Assert.Contains(response.Headers.GetValues("Set-Cookie"), cookie => cookie.StartsWith("theme=dark", StringComparison.Ordinal) && cookie.Contains("httponly", StringComparison.OrdinalIgnoreCase));
        using HttpResponseMessage unknown = await _http.GetAsync("/preferences?theme=%3Cscript%3E&language=xx&back=/status");
        Assert.DoesNotContain(unknown.Headers.GetValues("Set-Cookie"), cookie => cookie.Contains("script", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Bad_addresses_are_answered_kindly()
    {
        foreach (string path in new[] { "/assets/xyz", "/accounts/0x12", "/assets/..%2f..%2fetc%2fpasswd" })
            Assert.InRange((int)(await _http!.GetAsync(path)).StatusCode, 400, 404);
        Assert.Equal(HttpStatusCode.Found, (await _http!.GetAsync($"/assets/{new string('d', 64)}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync("/?q=%27%3B%20DROP%20TABLE%20titles%3B--&after=x&sort=y&kind=z&territory=ZZ&field=%25")).StatusCode);
    }

    [Fact]
    public async Task A_browser_finds_no_fault_in_any_page_at_any_width()
    {
        string axe = await File.ReadAllTextAsync(Path.Combine(Tools.Root, "tests/web/node_modules/axe-core/axe.min.js"));
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = Flags });
        foreach ((int width, ColorScheme colors, string language) in new[] { (1280, ColorScheme.Light, "en"), (390, ColorScheme.Dark, "en"), (1280, ColorScheme.Dark, "de"), (390, ColorScheme.Light, "de") })
        {
            await using IBrowserContext context = await browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 900 }, ColorScheme = colors, Locale = language, BaseURL = _server!.Urls.Single() });
            IPage page = await context.NewPageAsync();
            List<string> complaints = [];
            page.Console += (_, message) => { if (message.Type == "error" && !message.Text.Contains("404", StringComparison.Ordinal)) complaints.Add(message.Text); };
            page.PageError += (_, error) => complaints.Add(error);
            foreach (string path in Paths)
            {
                await page.GotoAsync(path);
                await page.EvaluateAsync(axe);
                string[] violations = await page.EvaluateAsync<string[]>("axe.run().then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ') + ' ' + n.failureSummary).join('; ')))");
                Assert.True(violations.Length == 0, $"{path} at {width} in {language}: {string.Join('\n', violations)}");
                Assert.Equal(language, await page.EvaluateAsync<string>("document.documentElement.lang"));
                Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{path} is wider than {width}.");
                await Shoot(page, path, width);
            }
            Assert.Empty(complaints);
        }
    }

    [Fact]
    public async Task A_file_is_verified_in_the_browser_and_another_is_not()
    {
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = Flags });
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { BaseURL = _server!.Urls.Single() });
        await page.GotoAsync($"/assets/{PlantedIndex.Parent}");
        await page.SetInputFilesAsync("[data-input=file]", _model);
        await Assertions.Expect(page.Locator(".answer")).ToHaveTextAsync("Yes. It is version 1, byte for byte.");
        string other = Path.Combine(_folder, "other.bin");
        await File.WriteAllTextAsync(other, "0123456780");
        await page.SetInputFilesAsync("[data-input=file]", other);
        await Assertions.Expect(page.Locator(".answer")).ToContainTextAsync("No. This content has another fingerprint: 0x");
    }

    // Kept only where somebody wants to look: MODELDEED_SHOTS names the folder.
    private static async Task Shoot(IPage page, string path, int width)
    {
        if (Environment.GetEnvironmentVariable("MODELDEED_SHOTS") is not { Length: > 0 } folder) return;
        string name = string.Concat(path.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name[..Math.Min(name.Length, 24)]}-{width}.png"), FullPage = true });
    }
}
