using System.Net;
using System.Text;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Sealing;
using ModelDeed.Server.Custodian;
using ModelDeed.Tests.Sealing;

namespace ModelDeed.Tests.Server.Custodian;

/// <summary>A custodian's log, read by whoever audits it.</summary>
public sealed class CustodianLogTests
{
    [Fact]
    public async Task A_whole_log_is_read_and_proves_each_entry()
    {
        using X25519Identity owner = Keys.Identity(1), first = Keys.Identity(2), second = Keys.Identity(3);
        using FileKey key = Keys.FileKey(9);
        using PrivateKey account = PrivateKey.Parse(new string('7', 64));
        PackageHeader header = PackageHeader.Seal(key, [owner.Recipient], Keys.Terms(2, first, second));
        await using CustodianSite site = await CustodianSite.Start(2, ShownChain.Licensing(header), new CustodianLimits());
        using HttpClient http = site.Client();
        var use = new ReleaseUse(account.Address, (byte)Territories.IndexOf("DE"), 0, 0, digest => account.Sign(digest).ToArray());
        List<LogReceipt> kept = [];
        for (int i = 0; i < 3; i++) kept.Add((await new ShareCollector(http, TimeProvider.System).Collect(header, [site.Address], use, default)).Outcomes[0].Receipt!.Receipt);
        List<byte[]> seen = [];
        CustodianLog log = await Read(http, site.Url, [1, 9], (_, entry) => seen.Add(entry.ToArray()));
        Assert.True(log.Head.IsBy(site.Keys.Account.Address, Keys.Binding.ChainId, CustodianSite.Directory));
        Assert.Equal(kept.Select(one => one.Entry.ToArray()), seen);
        LogReceipt shown = log.Receipt(1)!;
        Assert.Null(shown.Fault(site.Keys.Account.Address, Keys.Binding.ChainId, CustodianSite.Directory));
        Assert.False(shown.Contradicts(kept[1]));
        Assert.Null(log.Receipt(9));
    }

    [Fact]
    public async Task A_log_that_is_not_under_its_head_is_refused()
    {
        Assert.Equal(2ul, (await Shown(_ => { })).Head.Size);
        Assert.Contains("don't give the root", (await Refused(shown => shown["tile/entries/000.p/2"][2] ^= 1)).Message, StringComparison.Ordinal);
        Assert.Contains("cut short", (await Refused(shown => shown["tile/entries/000.p/2"] = shown["tile/entries/000.p/2"][..^1])).Message, StringComparison.Ordinal);
        Assert.Contains("bytes more", (await Refused(shown => shown["tile/entries/000.p/2"] = [.. shown["tile/entries/000.p/2"], 0])).Message, StringComparison.Ordinal);
        Assert.Contains("at most are read", (await Refused(shown => shown["checkpoint/signed"] = Replaced(shown, "\"size\":2", "\"size\":10000001"))).Message, StringComparison.Ordinal);
        Assert.Contains("more than 4,096 bytes", (await Refused(shown => shown["checkpoint/signed"] = [.. shown["checkpoint/signed"], .. new byte[4_096]])).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<HttpRequestException>(() => Shown(shown => shown.Remove("tile/entries/000.p/2")));
    }

    [Theory]
    [InlineData(0, 256, "000")]
    [InlineData(0, 3, "000.p/3")]
    [InlineData(1_234_067, 256, "x001/x234/067")]
    [InlineData(1_000, 1, "x001/000.p/1")]
    public void Tiles_have_the_paths_of_tlog_tiles(long index, int width, string path) => Assert.Equal(path, CustodianLog.PathOf(index, width));

    private static Task<FormatException> Refused(Action<Dictionary<string, byte[]>> change) => Assert.ThrowsAsync<FormatException>(() => Shown(change));

    private static byte[] Replaced(Dictionary<string, byte[]> shown, string from, string to) =>
        Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(shown["checkpoint/signed"]).Replace(from, to, StringComparison.Ordinal));

    /// <summary>Reads a log of two entries, of whose answers something was changed; the first request is told to come later.</summary>
    private static async Task<CustodianLog> Shown(Action<Dictionary<string, byte[]>> change)
    {
        using CustodianKeys keys = new(Keys.Identity(2));
        MerkleLog tree = new();
        tree.Append("one"u8);
        tree.Append("two"u8);
        SignedHead head = keys.SignHead(1, default, 2, tree.Root(2));
        Dictionary<string, byte[]> shown = new()
        {
            ["checkpoint/signed"] = Encoding.ASCII.GetBytes($$"""{"size":2,"root":"{{head.Root}}","account":"{{keys.Account.Address}}","signature":"{{Hex.Encode(head.Signature.ToArray())}}"}"""),
            ["tile/entries/000.p/2"] = [0, 3, .. "one"u8, 0, 3, .. "two"u8],
        };
        change(shown);
        using var http = new HttpClient(new Stand(shown));
        return await Read(http, new Uri("https://custodian.example/"), [], (_, _) => { });
    }

    private static Task<CustodianLog> Read(HttpClient http, Uri url, HashSet<long> wanted, Action<long, ReadOnlyMemory<byte>> see) => CustodianLog.Read(http, url, wanted, (number, entry) =>
    {
        see(number, entry);
        return Task.CompletedTask;
    }, TimeSpan.Zero, default);

    private sealed class Stand(Dictionary<string, byte[]> shown) : HttpMessageHandler
    {
        private int _asked;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(
            _asked++ == 0 ? new HttpResponseMessage(HttpStatusCode.TooManyRequests)
            : shown.TryGetValue(request.RequestUri!.AbsolutePath[1..], out byte[]? answer) ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(answer) }
            : new HttpResponseMessage(HttpStatusCode.NotFound));
    }
}
