using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using ModelDeed.Deployment;
using ModelDeed.Ethereum;
using ModelDeed.Fingerprints;
using ModelDeed.Primitives;
using ModelDeed.Sealing;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Metadata;
using ModelDeed.Server.Ui;

namespace ModelDeed.EndToEnd.Web;

/// <summary>The pages over a planted index, as a browser and as a stranger without one see them.</summary>
public sealed class PagesTests : IAsyncLifetime, IDisposable
{
    private static readonly string[] Flags =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    // What reaches beyond the window, and isn't in something that scrolls.
    private const string Wide = "[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth && !e.closest('.scroll, pre, .onpage, .sorts')).map(e => e.tagName + '.' + e.className + ' ' + e.textContent.slice(0, 40)).join(' | ')";

    private readonly string _folder = Directory.CreateTempSubdirectory("pages").FullName;
    private readonly string _model;
    private WebApplication? _server;
    private HttpClient? _http;

    public PagesTests() => _model = Path.Combine(_folder, "model.bin");

    private static string[] Paths => ["/", "/?q=derived&kind=model&territory=DE", $"/assets/{PlantedIndex.Parent}", $"/assets/{PlantedIndex.Child}", $"/accounts/{PlantedIndex.Alice}", "/status", "/market", "/publish", "/mine", $"/mine?account={PlantedIndex.Alice}", "/?q=zebra", $"/assets/{PlantedIndex.Share}", $"/assets/{PlantedIndex.Parent}/buy?terms={PlantedIndex.Paid.TermsId()}", $"/assets/{PlantedIndex.Parent}/buy?terms={PlantedIndex.Paid.TermsId()}&territory=US", $"/licenses/{PlantedIndex.Share}", $"/assets/{PlantedIndex.Parent}/download?territory=DE", "/custodians", "/nothing/here", $"/assets/{new string('9', 64)}"];

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
        using MemoryStream card = new(PlantedIndex.HostileCard.Write());
        await _server.Services.GetRequiredService<DocumentStore>().Put(card, PlantedIndex.HostileCard.Digest, CancellationToken.None);
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
            Assert.True(response.StatusCode != HttpStatusCode.InternalServerError, path);
            Assert.Equal(path.StartsWith("/nothing", StringComparison.Ordinal) || path.Contains("999", StringComparison.Ordinal) ? HttpStatusCode.NotFound : HttpStatusCode.OK, response.StatusCode);
            Assert.Contains("<h", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
            Assert.DoesNotContain(" style=", html, StringComparison.Ordinal);
            Assert.Contains("connect-src 'self';", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe-inline", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        }
    }

    [Fact]
    public async Task The_first_page_is_small_and_names_all_that_it_loads()
    {
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = Flags });
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { BaseURL = _server!.Urls.Single() });
        List<string> loaded = [];
        page.Request += (_, request) => loaded.Add(new Uri(request.Url).PathAndQuery);
        await page.GotoAsync("/", new PageGotoOptions { WaitUntil = WaitUntilState.NetworkIdle });
        string html = await _http!.GetStringAsync("/");
        // Uncompressed. One round trip after the document: nothing is asked for that the document itself doesn't name.
        int bytes = 0;
        foreach (string path in loaded) bytes += (await _http.GetByteArrayAsync(path)).Length;
        Assert.InRange(bytes, html.Length, 150_000);
        Assert.All(loaded.Where(path => path != "/"), path => Assert.Contains($"\"{path}\"", html, StringComparison.Ordinal));
        Assert.Contains("/serif-600.woff2", loaded);
    }

    [Fact]
    public async Task A_page_that_has_not_changed_is_not_sent_again()
    {
        foreach (string path in new[] { "/", $"/assets/{PlantedIndex.Parent}", "/status" })
        {
            using HttpResponseMessage first = await _http!.GetAsync(path);
            Assert.Equal("private, no-cache", string.Join(", ", first.Headers.GetValues("Cache-Control").Single().Split(", ").Order(StringComparer.Ordinal).Reverse()));
            Assert.Equal(HttpStatusCode.NotModified, await Again(path, $"{first.Headers.ETag}", "en"));
            Assert.Equal(HttpStatusCode.OK, await Again(path, $"{first.Headers.ETag}", "de")); // another language is another page
        }
        using HttpResponseMessage missing = await _http!.GetAsync("/nothing/here");
        Assert.Null(missing.Headers.ETag);
    }

    private async Task<HttpStatusCode> Again(string path, string tag, string language)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, path) { Headers = { { "If-None-Match", tag }, { "Accept-Language", language } } };
        using HttpResponseMessage response = await _http!.SendAsync(request);
        return response.StatusCode;
    }

    [Fact]
    public async Task While_a_search_runs_the_page_says_so_and_back_again_it_does_not()
    {
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = Flags });
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { BaseURL = _server!.Urls.Single(), Locale = "en" });
        await page.GotoAsync("/");
        // Held back where it leaves, so that the page stays as it is while it waits.
        await page.EvaluateAsync("document.addEventListener('submit', event => event.preventDefault())");
        foreach (string form in new[] { ".find", ".filters" })
        {
            await page.Locator($"{form} button").ClickAsync();
            await Assertions.Expect(page.Locator($"{form}[aria-busy=true]")).ToHaveCountAsync(1);
            await Assertions.Expect(page.Locator("#content section > [aria-busy=true]")).ToHaveCountAsync(1);
            await page.EvaluateAsync("dispatchEvent(new Event('pageshow'))"); // as when one comes back to it
            await Assertions.Expect(page.Locator("[aria-busy]")).ToHaveCountAsync(0);
        }
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
    public async Task What_happened_is_told_once()
    {
        string parent = await _http!.GetStringAsync($"/assets/{PlantedIndex.Parent}"), child = await _http.GetStringAsync($"/assets/{PlantedIndex.Child}");
        Assert.Contains("A license was granted to", parent, StringComparison.Ordinal);
        Assert.Equal(2, parent.Split("Paid by").Length); // the one that bought nothing
        Assert.Contains("The title was divided into shares", child, StringComparison.Ordinal);
        Assert.DoesNotContain("Handed over to", child, StringComparison.Ordinal); // to the contract of those shares
        Assert.DoesNotContain("Handed over to", await _http.GetStringAsync($"/mine?account={PlantedIndex.Alice}"), StringComparison.Ordinal);
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
        foreach ((string typed, string place) in new[] { ($"{PlantedIndex.Parent}", $"/assets/{PlantedIndex.Parent}"), ($"+{PlantedIndex.Alice}+", $"/accounts/{PlantedIndex.Alice}"), ("0x" + new string('d', 64), "/assets/0x" + new string('d', 64)) })
            Assert.Equal(place, (await _http.GetAsync($"/?q={typed}")).Headers.Location?.ToString());
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync($"/?q={new string('7', 64)}")).StatusCode); // nobody's
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync("/?q=%27%3B%20DROP%20TABLE%20titles%3B--&after=x&sort=y&kind=z&territory=ZZ&field=%25")).StatusCode);
    }

    [Fact]
    public async Task A_browser_finds_no_fault_in_any_page_at_any_width()
    {
        string axe = await File.ReadAllTextAsync(Path.Combine(Tools.Root, "tests/web/node_modules/axe-core/axe.min.js"));
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = Flags });
        foreach ((int width, ColorScheme colors, string language) in new[] { (1280, ColorScheme.Light, "en"), (390, ColorScheme.Light, "en"), (1280, ColorScheme.Dark, "de"), (390, ColorScheme.Dark, "de") })
        {
            await using IBrowserContext context = await browser.NewContextAsync(new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 900 }, ColorScheme = colors, Locale = language, BaseURL = _server!.Urls.Single() });
            IPage page = await context.NewPageAsync();
            List<string> complaints = [];
            page.Console += (_, message) => { if (message.Type == "error" && !message.Text.Contains("404", StringComparison.Ordinal)) complaints.Add(message.Text); };
            page.PageError += (_, error) => complaints.Add(error);
            page.Dialog += (_, dialog) => complaints.Add($"A dialog: {dialog.Message}");
            page.Request += (_, request) => { if (!request.Url.StartsWith(_server!.Urls.Single(), StringComparison.Ordinal)) complaints.Add($"Asked of others: {request.Url}"); };
            foreach (string path in Paths)
            {
                await page.GotoAsync(path);
                Assert.Equal(language, await page.EvaluateAsync<string>("document.documentElement.lang"));
                // In two of the four, which have between them both themes, widths and languages: it takes most of the time.
                if ((width, language) is (1280, "en") or (390, "de")) Assert.Equal($"{path}: ", $"{path}: {await Violations(page, axe)}");
                Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{path} is wider than {width}: {await page.EvaluateAsync<string>(Wide)}");
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

    [Fact]
    public async Task The_browser_opens_headers_and_archives_as_the_library_makes_them()
    {
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = Flags });
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { BaseURL = _server!.Urls.Single() });
        await page.GotoAsync("/");
        string vector = await File.ReadAllTextAsync(Path.Combine(Tools.Root, "vectors", "sealing.json"));
        string[] said = await page.EvaluateAsync<string[]>(Opener, vector);
        using JsonDocument expected = JsonDocument.Parse(vector);
        string key = expected.RootElement.GetProperty("fileKey").GetString()!;
        // Any two shares give the key; one altered share, or an altered header, gives none.
        Assert.Equal([expected.RootElement.GetProperty("bindingDigest").GetString()!, key, key, key, "wrongkey", "header", "header", "false"], said);
        foreach ((string name, long size) in new[] { ("file", 0L), ("files/a", 7L), ("files/" + new string('n', 100), 1L), ("files/\u00fc", 1L << 33), (new string('x', 100), (1L << 33) - 1) })
            Assert.Equal(Hex.Encode(TarHeader.Of(name, size)), await page.EvaluateAsync<string>("async ([name, size]) => (await import('/verify/tree.js')).hex((await import('/sealed/archive.js')).headerOf(name, Number(size)))", new[] { name, $"{size}" }));
    }

    [Fact]
    public async Task One_custodians_nonsense_spoils_no_other_receipt_in_the_browser()
    {
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = Flags });
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { BaseURL = _server!.Urls.Single() });
        await page.GotoAsync("/");
        string[] said = await page.EvaluateAsync<string[]>(Receipts, await File.ReadAllTextAsync(Path.Combine(Tools.Root, "vectors", "release.json")));
        KeptReceipt kept = Assert.Single(ReceiptFile.Parse(Encoding.UTF8.GetBytes(said[0])).Receipts);
        Assert.Equal(3UL, kept.Receipt.Number);
        Assert.Equal(["", "[1,2]", "too long"], said[1..]);
    }

    // A right receipt among others, which of them were kept, and answers of the longest length and of one byte more.
    private const string Receipts = """
        async text => {
          const vector = JSON.parse(text), { receiptOf, shortJson } = await import('/act/receipts.js'), { size, root, signature, path } = vector.first, { account } = vector.custodian;
          const right = { entry: 3, receipt: btoa(vector.entries[3]), head: { size, root, signature, more: 1 }, path, box: '' };
          const wrong = [null, 7, {}, { ...right, entry: -1 }, { ...right, entry: 2 ** 60 }, { ...right, receipt: '?' }, { ...right, head: null }, { ...right, head: { size, root } }, { ...right, path: [1] }, { ...right, path: Array(65).fill(root) }];
          const receipts = [right, ...wrong].map(one => receiptOf(account, one)), file = { format: 'modeldeed-receipts-1', chainId: vector.chainId, directory: vector.directory, receipts: receipts.filter(one => one) };
          const read = most => shortJson(new Response('[1,2]'), most).then(JSON.stringify, error => error.message);
          return [JSON.stringify(file), receipts.slice(1).filter(one => one).join() + (receiptOf(null, right) ?? ''), await read(5), await read(4)];
        }
        """;

    [Fact]
    public async Task An_archive_that_differs_anywhere_is_refused_in_the_browser()
    {
        string folder = Directory.CreateDirectory(Path.Combine(_folder, "archive", "sub")).Parent!.FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "a.bin"), "first");
        await File.WriteAllTextAsync(Path.Combine(folder, "sub", "\u00fc.bin"), "second");
        Manifest manifest = Fingerprinter.Run(folder, new FingerprintOptions(), progress: null, CancellationToken.None).Manifest;
        ArchiveLayout layout = new(manifest, manifest.ToJson(), "[]"u8.ToArray());
        byte[] archive = new byte[layout.Length];
        string[] contents = ["first", "second"];
        for (int i = 0; i < layout.Count; i++)
        {
            layout.HeaderOf(i).CopyTo(archive, layout.HeaderAt(i));
            byte[] content = (i < layout.FirstFile ? layout.Inner(i) : null) ?? Encoding.UTF8.GetBytes(contents[i - layout.FirstFile]);
            content.CopyTo(archive, layout.ContentAt(i));
        }
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = Flags });
        IPage page = await browser.NewPageAsync(new BrowserNewPageOptions { BaseURL = _server!.Urls.Single(), BypassCSP = true }); // the worker's policy lets BLAKE3 run
        await page.GotoAsync("/");
        string[] said = await page.EvaluateAsync<string[]>(Unpacker, new { archive = Convert.ToBase64String(archive), digest = $"{manifest.Digest()}", fingerprint = $"{manifest.Fingerprint}", tensors = layout.ContentAt(1) });
        Assert.Equal(["whole", "short", "archive", "manifest", "manifest"], said[..5]);
        Assert.All(said[5..], outcome => Assert.Contains(outcome, new[] { "archive", "manifest", "content" }));
        Assert.True(said.Length > 100);
    }

    // The whole archive, cut, longer, of another manifest and of another version; then with each 37th byte altered, but for the list of tensors that nobody needs.
    private const string Unpacker = """
        async given => {
          await import('/verify/blake3.js');
          await import('/verify/keccak.js');
          const { unpack, taker } = await import('/sealed/archive.js'), { unhex } = await import('/sealed/fault.js'), { keccak256 } = await import('/verify/tree.js');
          const archive = Uint8Array.from(atob(given.archive), c => c.charCodeAt(0)), hashing = { blake3: await hashwasm.createBLAKE3(), keccak: await keccak256() };
          const open = async (bytes, manifest = given.digest, fingerprint = given.fingerprint) => {
            const parts = (async function* () { for (let at = 0; at < bytes.length; at += 700) yield bytes.subarray(at, at + 700); })();
            return unpack(taker(parts), { manifest: unhex(manifest), fingerprint }, hashing, { begin() {}, write() {} }).then(() => 'whole', error => error.code ?? String(error));
          };
          const other = '0x' + '7'.repeat(64), said = [await open(archive), await open(archive.slice(0, -1)), await open(Uint8Array.from([...archive, 0])), await open(archive, other), await open(archive, given.digest, other)];
          for (let at = 0; at < archive.length; at += 37) {
            if (at >= given.tensors && at < given.tensors + 2) continue;
            const altered = archive.slice();
            altered[at] ^= 1;
            said.push(await open(altered));
          }
          return said;
        }
        """;

    [Fact]
    public async Task The_cipher_that_we_serve_is_the_packages_own()
    {
        string ours = Path.Combine(Tools.Root, "src/ModelDeed.Server/wwwroot/sealed/noble"), theirs = Path.Combine(Tools.Root, "tests/web/node_modules/@noble/ciphers");
        string[] files = [.. Directory.EnumerateFiles(ours, "*.js").Select(path => Path.GetFileName(path)!)];
        Assert.Contains("chacha.js", files);
        foreach (string name in files) Assert.Equal(await File.ReadAllTextAsync(Path.Combine(theirs, name)), await File.ReadAllTextAsync(Path.Combine(ours, name)));
    }

    // The key by each pair of shares, and what doesn't give one.
    private const string Opener = """
        async text => {
          const vector = JSON.parse(text), { parse, combine, isRight } = await import('/sealed/header.js'), { unhex } = await import('/sealed/fault.js'), { hex } = await import('/verify/tree.js');
          const said = work => work().then(String, error => error.code ?? String(error));
          const bytes = new TextEncoder().encode(vector.header), header = await parse(bytes);
          const shares = vector.shares.map(({ x, share, blinder }) => Uint8Array.from([x, ...unhex(share), ...unhex(blinder)]));
          const pairs = [[0, 1], [0, 2], [1, 2]].map(pair => said(async () => hex(await combine(header, pair.map(i => shares[i])))));
          const altered = shares[1].slice();
          altered[5] ^= 1;
          const cut = bytes.slice(0, -2), twice = new TextEncoder().encode(vector.header.replace('-> X25519', '-> modeldeed.org/custodians-1'));
          return [hex(header.binding), ...await Promise.all(pairs), await said(() => combine(header, [shares[0], altered])), await said(() => parse(cut)), await said(() => parse(twice)), String(await isRight(header, 2, altered))];
        }
        """;

    // Targets of 24 pixels are WCAG 2.2's; axe asks for them only when it is told to.
    private static async Task<string> Violations(IPage page, string axe)
    {
        await page.EvaluateAsync(axe);
        return string.Join('\n', await page.EvaluateAsync<string[]>("axe.run({ rules: { 'target-size': { enabled: true } } }).then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ') + ' ' + n.failureSummary).join('; ')))"));
    }

    // Kept only where somebody wants to look: MODELDEED_SHOTS names the folder.
    private static async Task Shoot(IPage page, string path, int width)
    {
        if (Environment.GetEnvironmentVariable("MODELDEED_SHOTS") is not { Length: > 0 } folder) return;
        string name = string.Concat(path.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-'));
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name[..Math.Min(name.Length, 24)]}-{width}.png"), FullPage = true });
    }
}
