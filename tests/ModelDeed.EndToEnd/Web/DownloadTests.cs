using System.Diagnostics;
using System.Formats.Tar;
using System.Security.Cryptography;
using Microsoft.Playwright;
using ModelDeed.EndToEnd.Cli;
using ModelDeed.EndToEnd.Sealing;
using ModelDeed.Ethereum;
using ModelDeed.Server.Indexing;
using static Microsoft.Playwright.Assertions;

namespace ModelDeed.EndToEnd.Web;

/// <summary>Sealed packages opened in Chromium: the owner has sealed and gone, custodians are processes of their own.</summary>
public sealed class DownloadTests : LicensingFixture
{
    private static readonly string[] Flags =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private readonly List<CustodianProcess> _custodians = [];
    private readonly LyingCustodian _liar = LyingCustodian.Start();
    private readonly Uri _url = new($"http://127.0.0.1:{LoopbackPort.Any()}");
    private Process? _server;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    private string Store => $"local:{Path.Combine(Home, "blocks")}";

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        ProcessStartInfo serve = new("dotnet", ["exec", typeof(Indexer).Assembly.Location, "serve", "--chain=embedded", $"--urls={_url}"]) { UseShellExecute = false };
        serve.Environment[ModelDeed.Cli.Home.Variable] = Home;
        serve.Environment["Sealing__WatchSeconds"] = "1";
        _server = Process.Start(serve)!;
        CustodianProcess[] started = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => CustodianProcess.Start(Home, Folder(i))));
        _custodians.AddRange(started);
        for (int i = 0; i < 3; i++) await Done("custodian", "join", "--folder", Folder(i), "--url", (i < 2 ? started[i].Url : _liar.Url).ToString(), "--bond", "1", "--yes");
        await started[2].DisposeAsync(); // another answers in its place, and lies
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = "/usr/bin/chromium", Args = Flags });
    }

    public override async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        foreach (CustodianProcess custodian in _custodians) await custodian.DisposeAsync();
        await _liar.DisposeAsync();
        if (_server is { } server)
        {
            server.Kill();
            await server.WaitForExitAsync();
            server.Dispose();
        }
        await base.DisposeAsync();
    }

    [Fact]
    public async Task Who_buys_downloads_what_was_titled_and_who_has_no_license_sees_why_not()
    {
        string terms = await Publish("--template", "commercial", "--price", "0.05", "--territory", "EU");
        await Done("seal", Path.Combine(Work, "model.bin"), "--out", Path.Combine(Work, "model.sealed"), "--store", Store, "--yes");
        IPage page = await Visit("en", 1280);
        await Until(page, $"/assets/{Title}/download", "answers");
        await page.GotoAsync($"/assets/{Title}/buy?terms={terms}&territory=DE&field=research&data=financial");
        await Use(page, "Demo account 2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign and pay" }).ClickAsync();
        await page.WaitForURLAsync("**/licenses/**");
        await page.GetByRole(AriaRole.Link, new() { Name = "Download", Exact = true }).ClickAsync();
        await Expect(page.Locator(".covered")).ToHaveTextAsync("Your license covers this use.");
        IDownload model = await page.RunAndWaitForDownloadAsync(() => Start(page).ClickAsync());
        Assert.Equal("weights", await File.ReadAllTextAsync(await model.PathAsync()));
        Assert.Equal("Model", model.SuggestedFilename);
        await Expect(page.Locator(".download > .say")).ToContainTextAsync("every byte is what was titled");
        await WebMarket.Inspect(page, "download");
        IDownload receipts = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Save the receipts" }).ClickAsync());
        Assert.Equal(2, (await Done("custodian", "audit", await receipts.PathAsync())).GetProperty("receipts").GetArrayLength());
        await page.GetByRole(AriaRole.Button, new() { Name = "Forget the copy" }).ClickAsync();
        // The click is answered before the copy is gone.
        await page.WaitForFunctionAsync("navigator.storage.getDirectory().then(async root => { let n = 0; for await (const _ of root.keys()) n++; return n === 0; })");
        await Command(await page.Locator("#command").TextContentAsync());

        IPage stranger = await Visit("de", 390);
        await stranger.GotoAsync($"/assets/{Title}/download?territory=DE&field=research&data=financial");
        await Use(stranger, "Demokonto 4", "Demokonto", "Dieses Konto benutzen");
        await Expect(stranger.Locator(".covered")).ToContainTextAsync("keine Lizenz");
        await Start(stranger).ClickAsync();
        await Expect(stranger.Locator(".download > .say")).ToContainTextAsync("Der Schlüssel bleibt verschlossen: 0 von 2");
        await Expect(stranger.Locator(".refusals li").First).ToContainTextAsync("keine Lizenz, die diese Nutzung deckt");
        await WebMarket.Inspect(stranger, "refused");
    }

    [Fact]
    public async Task A_folder_is_opened_though_one_custodian_lies_and_nothing_altered_is_saved()
    {
        string folder = await SealFolder();
        string title = (await Done("show", folder)).Text("title");
        await Done("license", "buy", folder, "--account", "demo-2", "--territory", "JP", "--field", "medical", "--data", "voice", "--yes");
        IPage page = await Visit("en", 1280);
        await Until(page, $"/assets/{title}/download", "answers");
        await Use(page, "Demo account 2");
        await Expect(page.Locator(".covered")).ToHaveTextAsync("Your license covers this use."); // chosen by the license
        IDownload archive = await page.RunAndWaitForDownloadAsync(() => Start(page).ClickAsync(), new() { Timeout = 60_000 });
        Assert.Equal("A folder of weights.tar", archive.SuggestedFilename);
        Dictionary<string, byte[]> files = await Untar(await archive.PathAsync());
        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            Assert.Equal(await File.ReadAllBytesAsync(path), files[$"files/{Path.GetRelativePath(folder, path)}"]);
        Assert.Equal(4, files.Count);
        await page.GotoAsync("/custodians");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(3);
        await Expect(page.Locator("tbody .badge.bad")).ToHaveTextAsync("doesn't answer"); // the liar has another key
        await WebMarket.Inspect(page, "custodians");

        await page.GotoAsync($"/assets/{title}/download");
        await _custodians[0].DisposeAsync(); // one is gone, one lies: one right share isn't enough
        await Start(page).ClickAsync();
        await Expect(page.Locator(".download > .say")).ToContainTextAsync("The key stays closed: 1 of 2");
        await Expect(page.Locator(".refusals")).ToContainTextAsync("It doesn't answer.");
        await Expect(page.Locator(".refusals")).ToContainTextAsync("it lied, or its key was changed");
        _custodians.Add(await CustodianProcess.Start(Home, Folder(0), _custodians[0].Url.Port));
        await Damage(page);
        await Start(page).ClickAsync();
        await Expect(page.Locator(".download > .say")).ToContainTextAsync("A block can't be had from any source");
        Assert.Equal(0, await page.EvaluateAsync<int>("navigator.storage.getDirectory().then(async root => { let n = 0; for await (const [, file] of root) n += (await file.getFile()).size; return n; })"));
    }

    /// <summary>Sealed and on offer: over a block, an empty file, exactly a chunk, and a name that a plain header can't hold.</summary>
    private async Task<string> SealFolder()
    {
        byte[] large = new byte[2_500_000];
        RandomNumberGenerator.Fill(large);
        string folder = Path.Combine(Work, "folder");
        Write("folder/empty", "");
        Write("folder/ünï/" + new string('n', 120), "odd");
        await File.WriteAllBytesAsync(Path.Combine(folder, "large.bin"), large);
        await File.WriteAllBytesAsync(Path.Combine(folder, "chunk.bin"), large[..65_536]);
        await Done("register", folder, "--name", "A folder of weights", "--kind", "model", "--yes");
        await Done("terms", "publish", folder, "--template", "commercial", "--price", "0.01", "--yes");
        await Done("seal", folder, "--out", Path.Combine(Work, "folder.sealed"), "--store", Store, "--yes");
        return folder;
    }

    /// <summary>A source that sends another block than was asked for; the browser kept the right ones of before.</summary>
    private static Task Damage(IPage page) => page.RouteAsync("**/ipfs/bafkrei*", async route =>
    {
        IAPIResponse answer = await route.FetchAsync();
        byte[] body = await answer.BodyAsync();
        body[^1] ^= 1;
        await route.FulfillAsync(new RouteFulfillOptions { Response = answer, BodyBytes = body });
    });

    /// <summary>The line that the page shows does what it says.</summary>
    private async Task Command(string? line)
    {
        string[] words = line!.Split(' ');
        Assert.Equal("deed", words[0]);
        words[Array.IndexOf(words, "--out") + 1] = Path.Combine(Work, "by-command");
        await Done([.. words[1..], "--account", "demo-2"]);
        Assert.Equal("weights", await File.ReadAllTextAsync(Path.Combine(Work, "by-command")));
    }

    private static async Task<Dictionary<string, byte[]>> Untar(string path)
    {
        Dictionary<string, byte[]> files = [];
        await using FileStream file = File.OpenRead(path);
        using var reader = new TarReader(file);
        while (await reader.GetNextEntryAsync(copyData: true) is { } entry)
        {
            using var content = new MemoryStream();
            if (entry.DataStream is { } data) await data.CopyToAsync(content);
            files.Add(entry.Name, content.ToArray());
        }
        return files;
    }

    private async Task<IPage> Visit(string language, int width)
    {
        IBrowserContext context = await _browser!.NewContextAsync(new BrowserNewContextOptions { BaseURL = $"{_url}", Locale = language, ViewportSize = new ViewportSize { Width = width, Height = 900 } });
        context.SetDefaultTimeout(30_000);
        return await context.NewPageAsync();
    }

    private static async Task Until(IPage page, string path, string text) =>
        await WebMarket.Until(async () => (await page.GotoAsync(path))!.Ok && (await page.ContentAsync()).Contains(text, StringComparison.Ordinal));

    private static async Task Use(IPage page, string account, string label = "Demo account", string button = "Use this account")
    {
        await page.GetByLabel(label).SelectOptionAsync(new SelectOptionValue { Label = account });
        await page.GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();
        await Expect(page.Locator("#wallet")).ToContainTextAsync(account);
    }

    private static ILocator Start(IPage page) => page.Locator("[data-start]");

    private string Folder(int number) => Path.Combine(Work, $"custodian-{number}");
}
