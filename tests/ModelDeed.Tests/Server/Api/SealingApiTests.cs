using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Sealing;
using ModelDeed.Server.Sealing;
using ModelDeed.Server.Titles;
using ModelDeed.Server.Ui;
using ModelDeed.Storage;
using KnownChains = ModelDeed.Ethereum.KnownChains;
using UInt256 = ModelDeed.Ethereum.UInt256;

namespace ModelDeed.Tests.Server.Api;

/// <summary>Packages, custodians and blocks, as the API gives them.</summary>
public sealed class SealingApiTests
{
    private static readonly Hash32 Key = new(Enumerable.Repeat((byte)9, 32).ToArray());

    [Fact]
    public async Task A_package_is_told_with_what_its_header_says_where_that_is_the_chains()
    {
        await using ApiSite site = await ApiSite.Open();
        (Hash32 header, Cid root) = await Shelve(site, 3);
        await site.PutAsset(7);
        await Version(site, 7, 1);
        await Package(site, 7, header, root.Digest, "https://a.example\n\nhttps://b.example");
        using HttpClient client = site.Client();
        JsonElement package = (await ApiSite.Json(await client.GetAsync($"/api/v1/assets/{Samples.Id(7)}/packages")))[0];
        Assert.Equal((root.ToString(), 1, true), (package.GetProperty("cid").GetString(), package.GetProperty("number").GetInt32(), package.GetProperty("pending").GetBoolean()));
        Assert.Equal(["https://a.example", "https://b.example"], package.GetProperty("sources").EnumerateArray().Select(source => source.GetString()));
        JsonElement contents = package.GetProperty("contents");
        Assert.Equal((2, 3, 3), (contents.GetProperty("threshold").GetInt32(), contents.GetProperty("custodians").GetArrayLength(), contents.GetProperty("bytes").GetInt32()));

        await Package(site, 7, Samples.Id(1), root.Digest, ""); // the chain names another header: what lies here isn't told as its
        package = (await ApiSite.Json(await client.GetAsync($"/api/v1/assets/{Samples.Id(7)}/packages")))[0];
        Assert.Equal(JsonValueKind.Null, package.GetProperty("contents").ValueKind);
    }

    [Fact]
    public async Task A_package_ends_with_the_registration_that_it_was_named_under()
    {
        await using ApiSite site = await ApiSite.Open();
        await site.PutAsset(7);
        await Version(site, 7, 1);
        await Package(site, 7, Samples.Id(1), Samples.Id(2), "");
        using HttpClient client = site.Client();
        async Task<int> Count() => (await ApiSite.Json(await client.GetAsync($"/api/v1/assets/{Samples.Id(7)}/packages"))).GetArrayLength();
        Assert.Equal(1, await Count());
        await site.Change("UPDATE titles SET epoch = 2"); // taken over: the version is registered anew, the package isn't
        await site.Change("UPDATE versions SET epoch = 2");
        Assert.Equal(0, await Count());
        await site.Change("UPDATE packages SET epoch = 2");
        Assert.Equal(1, await Count());
        await site.Change("DELETE FROM versions");
        Assert.Equal(0, await Count());
        Assert.Equal("titles-unregistered", await ApiSite.Code(await client.GetAsync($"/api/v1/assets/{Samples.Id(1)}/packages"), HttpStatusCode.NotFound));
    }

    [Fact]
    public async Task Custodians_are_told_page_by_page_with_addresses_that_a_program_may_call()
    {
        await using ApiSite site = await ApiSite.Open();
        string[] urls = ["https://a.example", "http://b.example", "https://user@c.example/", "javascript:alert(1)", "http://127.0.0.1:5091"];
        for (byte i = 0; i < urls.Length; i++)
            await site.Put(SealingTables.Custodians, ("account", Account(i)), ("public_key", Key.ToArray()), ("url", urls[i]), ("territories", new UInt256(1).ToHash().ToArray()), ("bond", (UInt256)(uint)i), ("joined", 5L), ("left_at", i == 1 ? 9L : DBNull.Value));
        site.Services.GetRequiredService<CustodianPulse>().Keep(new Dictionary<Address, bool> { [new Address(Account(0))] = true, [new Address(Account(2))] = false });
        using HttpClient client = site.Client();
        List<JsonElement> all = [];
        string? cursor = null;
        do
        {
            JsonElement page = await ApiSite.Json(await client.GetAsync($"/api/v1/custodians?limit=2{(cursor is null ? "" : "&cursor=" + cursor)}"));
            all.AddRange(page.GetProperty("items").EnumerateArray());
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);
        Assert.Equal(["https://a.example/", null, null, null, "http://127.0.0.1:5091/"], all.Select(one => one.GetProperty("url").GetString()));
        Assert.Equal([true, null, false, null, null], all.Select(one => one.GetProperty("up").ValueKind == JsonValueKind.Null ? (bool?)null : one.GetProperty("up").GetBoolean()));
        Assert.Equal(("0", "AD", 9), (all[0].GetProperty("bond").GetString(), all[0].GetProperty("territories")[0].GetString(), all[1].GetProperty("left").GetInt32()));
    }

    [Fact]
    public async Task Territories_that_are_none_stop_no_list_of_custodians()
    {
        await using ApiSite site = await ApiSite.Open();
        string[] sets = [new string('f', 64), $"8{new string('0', 63)}", $"04{new string('0', 61)}1"];
        for (byte i = 0; i < sets.Length; i++)
            await site.Put(SealingTables.Custodians, ("account", Account(i)), ("public_key", Key.ToArray()), ("url", "https://a.example"), ("territories", Hash32.Parse(sets[i]).ToArray()), ("joined", 5L));
        SealingRecords records = site.Services.GetRequiredService<SealingRecords>();
        IReadOnlyList<CustodianView> all = (await records.Custodians(null, 10, default)).Items;
        Assert.Equal(["worldwide", "", "AD"], all.Select(one => string.Join(',', one.Territories)));
        var reading = new DownloadReading(records, KnownChains.Embedded, new CurrencyBook(KnownChains.Embedded.Currency));
        Assert.Equal([Territories.Count, 0, 1], all.Select(one => reading.Line(one).Places.Size));
    }

    [Fact]
    public async Task A_block_is_given_to_anybody_under_its_name_and_nothing_else_is()
    {
        await using ApiSite site = await ApiSite.Open();
        PackageShelf shelf = site.Services.GetRequiredService<PackageShelf>();
        var block = Block.Of(BlockCodec.Raw, "a block"u8.ToArray());
        await shelf.Store.Put(block, default);
        using HttpClient client = site.Client("https://elsewhere.example");
        using HttpResponseMessage given = await client.GetAsync($"/ipfs/{block.Cid}?format=raw");
        Assert.Equal(("a block", "application/vnd.ipld.raw", "*"), (await given.Content.ReadAsStringAsync(), given.Content.Headers.ContentType!.MediaType, given.Headers.GetValues("Access-Control-Allow-Origin").Single()));
        Assert.True(given.Headers.CacheControl!.MaxAge > TimeSpan.FromDays(300));
        using HttpRequestMessage again = new(HttpMethod.Get, $"/ipfs/{block.Cid}") { Headers = { { "Accept", "application/vnd.ipld.raw" }, { "If-None-Match", $"{given.Headers.ETag}" } } };
        Assert.Equal(HttpStatusCode.NotModified, (await client.SendAsync(again)).StatusCode);
        Assert.Equal(HttpStatusCode.NotAcceptable, (await client.GetAsync($"/ipfs/{block.Cid}")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"/ipfs/{Block.Of(BlockCodec.Raw, "another"u8.ToArray()).Cid}?format=raw")).StatusCode);
        foreach (string wrong in (string[])["bafy", "..%2f..%2findex.db", $"{block.Cid}.part", "Qm" + new string('a', 44)])
            Assert.Equal(HttpStatusCode.BadRequest, (await client.GetAsync($"/ipfs/{wrong}?format=raw")).StatusCode);
        await File.WriteAllTextAsync(Directory.EnumerateFiles(shelf.Store.Folder, $"{block.Cid}", SearchOption.AllDirectories).Single(), "altered");
        Assert.Equal(HttpStatusCode.InternalServerError, (await client.GetAsync($"/ipfs/{block.Cid}?format=raw")).StatusCode);
    }

    [Fact]
    public async Task Blocks_have_a_bucket_of_their_own()
    {
        await using ApiSite site = await ApiSite.Open(new Dictionary<string, string?> { ["Sealing:Burst"] = "3", ["Sealing:PerSecond"] = "1" });
        using HttpClient client = site.Client();
        string path = $"/ipfs/{Block.Of(BlockCodec.Raw, "x"u8.ToArray()).Cid}?format=raw";
        List<HttpStatusCode> answers = [];
        for (int i = 0; i < 6; i++) answers.Add((await client.GetAsync(path)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, answers[0]);
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/v1/stats")).StatusCode);
    }

    [Fact]
    public async Task Who_takes_blocks_slowly_shuts_nobody_else_out_and_is_ended()
    {
        if (!OperatingSystem.IsLinux()) return; // elsewhere only 127.0.0.1 is this machine's
        await using ApiSite site = await ApiSite.Open(new Dictionary<string, string?> { ["Sealing:AtOnce"] = "4", ["Sealing:BlockSeconds"] = "3" });
        var block = Block.Of(BlockCodec.Raw, RandomNumberGenerator.GetBytes(Block.MaxSize));
        await site.Services.GetRequiredService<PackageShelf>().Store.Put(block, default);
        // More than the system's own buffers hold.
        byte[] asked = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($"GET /ipfs/{block.Cid}?format=raw HTTP/1.1\r\nHost: blocks\r\n\r\n", 6)));
        Socket[] slow = [.. Enumerable.Range(0, 6).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { ReceiveBufferSize = 4_096 })];
        foreach (Socket one in slow)
        {
            one.Bind(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
            await one.ConnectAsync(IPAddress.Loopback, site.Url.Port);
            await one.SendAsync(asked);
        }
        while (slow.All(one => one.Available == 0)) await Task.Delay(5);
        await Task.Delay(500);
        using HttpClient client = site.Client();
        Assert.Equal(block.Bytes.ToArray(), await client.GetByteArrayAsync($"/ipfs/{block.Cid}?format=raw"));
        await Ended(slow);
    }

    /// <summary>One of them, at least, is cut off in the middle of a block.</summary>
    private static async Task Ended(Socket[] slow)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(3));
            while (!slow.Any(one => one.Poll(0, SelectMode.SelectError))) await Task.Delay(50, patience.Token);
        }
        finally
        {
            foreach (Socket one in slow) one.Dispose();
        }
    }

    private static byte[] Account(byte number) => [.. new byte[19], number];

    private static Task Version(ApiSite site, ulong title, long number) =>
        site.Put(TitleTables.Versions, ("fingerprint", Samples.Id(title).ToArray()), ("title_id", Samples.Id(title).ToArray()), ("number", number), ("epoch", 1L));

    private static Task Package(ApiSite site, ulong title, Hash32 header, Hash32 root, string sources) => site.Put(SealingTables.Packages,
        ("fingerprint", Samples.Id(title).ToArray()), ("title_id", Samples.Id(title).ToArray()), ("epoch", 1L), ("header", header.ToArray()), ("root", root.ToArray()), ("sources", sources), ("published", 9L), ("block", 5L));

    /// <summary>A package folder of three bytes in the site's store, sealed to so many custodians.</summary>
    private static async Task<(Hash32 Header, Cid Root)> Shelve(ApiSite site, int custodians)
    {
        string folder = Directory.CreateTempSubdirectory("modeldeed-shelf-").FullName;
        using var owner = X25519Identity.New();
        using var key = new FileKey(RandomNumberGenerator.GetBytes(FileKey.Size));
        ImmutableArray<X25519Recipient> keys = [.. Enumerable.Range(0, custodians).Select(_ => { using var one = X25519Identity.New(); return one.Recipient; })];
        var binding = new PackageBinding { ChainId = 1, Contract = Samples.Bob, TitleId = Samples.Id(7), Version = 0, ContentRoot = Samples.Id(7), ManifestDigest = Samples.Id(8) };
        var header = PackageHeader.Seal(key, [owner.Recipient], new CustodianTerms(binding, keys));
        await File.WriteAllBytesAsync(Path.Combine(folder, SealedPackage.HeaderName), header.Bytes.ToArray());
        await File.WriteAllBytesAsync(Path.Combine(folder, SealedPackage.PayloadName), [1, 2, 3]);
        DagEntry made = await new DagBuilder(site.Services.GetRequiredService<PackageShelf>().Store, 1, null).Add(folder, default);
        Directory.Delete(folder, recursive: true);
        return (header.Digest, made.Cid);
    }
}
