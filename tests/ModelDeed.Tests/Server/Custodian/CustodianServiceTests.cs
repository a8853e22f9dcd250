using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Sealing;
using ModelDeed.Server.Custodian;
using ModelDeed.Tests.Sealing;

namespace ModelDeed.Tests.Server.Custodian;

/// <summary>The custodian's service over HTTP: receipts as a licensee checks them, and its limits.</summary>
public sealed class CustodianServiceTests : IDisposable
{
    private readonly X25519Identity _owner = Keys.Identity(1), _first = Keys.Identity(2), _second = Keys.Identity(3);
    private readonly PrivateKey _account = PrivateKey.Parse(new string('7', 64));
    private readonly FileKey _key = Keys.FileKey(9);
    private readonly PackageHeader _header;

    public CustodianServiceTests() => _header = PackageHeader.Seal(_key, [_owner.Recipient], Keys.Terms(2, _first, _second));

    public void Dispose()
    {
        foreach (IDisposable one in (IDisposable[])[_owner, _first, _second, _account, _key]) one.Dispose();
    }

    [Fact]
    public async Task Whoever_opens_a_package_has_receipts_that_prove_it()
    {
        await using CustodianSite a = await Start(2, new CustodianLimits()), b = await Start(3, new CustodianLimits());
        Collected collected = await Collect(a.Address, b.Address);
        using FileKey key = Assert.IsType<UnlockOutcome.Unlocked>(collected.Unlock).Key;
        Assert.Equal(2, collected.Outcomes.Length);
        Assert.All(collected.Outcomes, outcome => Assert.Equal("", outcome.Reason));
        KeptReceipt kept = collected.Outcomes[0].Receipt!;
        Assert.Equal(a.Keys.Account.Address, kept.Custodian);
        Assert.Null(kept.Receipt.Fault(kept.Custodian, Keys.Binding.ChainId, CustodianSite.Directory));
        ReleaseReceipt release = ReleaseReceipt.Parse(kept.Receipt.Entry.Span);
        Assert.Equal((_account.Address, _header.Digest, true), (release.Request.Account, release.Request.Header, release.IsSignedByKey));
        using HttpClient http = a.Client();
        JsonElement head = JsonDocument.Parse(await http.GetStringAsync(new Uri("checkpoint/signed", UriKind.Relative))).RootElement;
        Assert.Equal((kept.Receipt.Head.Size, kept.Receipt.Head.Root.ToString()), (head.GetProperty("size").GetUInt64(), head.GetProperty("root").GetString()));
    }

    [Fact]
    public async Task A_right_share_with_a_wrong_receipt_counts_and_is_told_of()
    {
        await using CustodianSite a = await Start(2, new CustodianLimits()), b = await Start(3, new CustodianLimits());
        // The directory says that another account vouches for the first one's log.
        Collected collected = await Collect(a.Address with { Account = _account.Address }, b.Address);
        using FileKey key = Assert.IsType<UnlockOutcome.Unlocked>(collected.Unlock).Key;
        Assert.Null(collected.Outcomes[0].Receipt);
        Assert.Equal("", collected.Outcomes[0].Code);
        Assert.Contains("isn't signed by", collected.Outcomes[0].Reason, StringComparison.Ordinal);
        Assert.NotNull(collected.Outcomes[1].Receipt);
    }

    [Fact]
    public async Task Reading_the_log_uses_up_nothing_of_what_licensees_need()
    {
        await using CustodianSite site = await Start(2, new CustodianLimits { ReadsPerMinute = 3, ReleasesPerMinute = 2 });
        using HttpClient http = site.Client();
        for (int i = 0; i < 3; i++) Assert.Equal(HttpStatusCode.OK, await Read(http));
        Assert.Equal(HttpStatusCode.TooManyRequests, await Read(http));
        for (int i = 0; i < 2; i++) Assert.Equal(HttpStatusCode.BadRequest, (await Post(http)).Status);
        Assert.Equal((HttpStatusCode.TooManyRequests, "too-many-requests"), await Post(http));
    }

    [Theory]
    [InlineData("203.0.113.1", "203.0.113.2", true)]
    [InlineData("203.0.113.1", "203.0.113.1", false)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:3::1", true)]
    [InlineData("2001:db8:1:2::1", "2001:db8:1:2:ffff::1", false)] // of one subscriber
    public async Task Behind_a_proxy_of_its_own_each_client_has_a_limit_of_its_own(string first, string second, bool isAnother)
    {
        await using CustodianSite site = await Start(2, new CustodianLimits { ReadsPerMinute = 1 }, IPAddress.Loopback);
        using HttpClient http = site.Client();
        Assert.Equal(HttpStatusCode.OK, await Read(http, first));
        Assert.Equal(isAnother ? HttpStatusCode.OK : HttpStatusCode.TooManyRequests, await Read(http, second));
    }

    [Fact]
    public async Task Nobody_else_is_believed_on_addresses()
    {
        await using CustodianSite none = await Start(2, new CustodianLimits { ReadsPerMinute = 1 }), other = await Start(3, new CustodianLimits { ReadsPerMinute = 1 }, IPAddress.Parse("192.0.2.7"));
        foreach (CustodianSite site in (CustodianSite[])[none, other])
        {
            using HttpClient http = site.Client();
            Assert.Equal(HttpStatusCode.OK, await Read(http, "203.0.113.1"));
            Assert.Equal(HttpStatusCode.TooManyRequests, await Read(http, "203.0.113.2"));
        }
    }

    [Fact]
    public async Task Who_sends_slowly_is_ended_and_takes_no_more_than_his_places()
    {
        await using CustodianSite site = await Start(2, new CustodianLimits { OpenForAddress = 1, BodyTime = TimeSpan.FromMilliseconds(700) });
        using var slow = new TcpClient();
        await slow.ConnectAsync(IPAddress.Loopback, site.Url.Port);
        await slow.GetStream().WriteAsync(Encoding.ASCII.GetBytes("POST /release HTTP/1.1\r\nHost: custodian\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"));
        using HttpClient http = site.Client();
        // While it is open nobody else of that address gets in.
        while ((await Post(http)).Status != HttpStatusCode.TooManyRequests) await Task.Delay(5);
        byte[] answer = new byte[4_096];
        int read = await slow.GetStream().ReadAsync(answer).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        Assert.StartsWith("HTTP/1.1 408", Encoding.ASCII.GetString(answer, 0, read), StringComparison.Ordinal);
        while ((await Post(http)).Status != HttpStatusCode.BadRequest) await Task.Delay(5);
    }

    [Fact]
    public async Task Idle_connections_of_one_address_shut_nobody_else_out()
    {
        if (!OperatingSystem.IsLinux()) return; // elsewhere only 127.0.0.1 is this machine's
        await using CustodianSite site = await Start(2, new CustodianLimits { Connections = 4, ConnectionsForAddress = 3 });
        TcpClient[] idle = [.. Enumerable.Range(0, 8).Select(_ => new TcpClient(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0)))];
        try
        {
            foreach (TcpClient one in idle) await one.ConnectAsync(IPAddress.Loopback, site.Url.Port);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            while (idle.Count(one => one.Client.Poll(0, SelectMode.SelectRead)) < 5) await Task.Delay(5, patience.Token); // closed; three are left
            using HttpClient http = site.Client();
            Assert.Equal(HttpStatusCode.OK, await Read(http));
        }
        finally
        {
            foreach (TcpClient one in idle) one.Dispose();
        }
    }

    [Fact]
    public async Task So_many_are_open_at_once_and_no_more()
    {
        var gate = new Gate(ShownChain.Licensing(_header));
        await using CustodianSite site = await Start(2, new CustodianLimits { Open = 1 }, gate);
        using HttpClient http = site.Client();
        Task<Collected>[] waiting = [.. Enumerable.Range(0, 3).Select(_ => Collect(site.Address))]; // one is open, two wait
        await gate.Entered.WaitAsync(TimeSpan.FromSeconds(30));
        (HttpStatusCode Status, string Code) refused;
        while ((refused = await PostBriefly(http)).Status != HttpStatusCode.ServiceUnavailable) await Task.Delay(5);
        Assert.Equal("busy", refused.Code);
        gate.Open();
        Assert.All(await Task.WhenAll(waiting), collected => Assert.NotNull(collected.Outcomes[0].Receipt));
    }

    private Task<CustodianSite> Start(byte number, CustodianLimits limits, params IPAddress[] proxies) => CustodianSite.Start(number, ShownChain.Licensing(_header), limits, proxies);

    private static Task<CustodianSite> Start(byte number, CustodianLimits limits, IReleaseChain chain) => CustodianSite.Start(number, chain, limits);

    private async Task<Collected> Collect(params CustodianAddress[] custodians)
    {
        using var http = new HttpClient();
        var use = new ReleaseUse(_account.Address, (byte)Territories.IndexOf("DE"), 0, 0, digest => _account.Sign(digest).ToArray());
        return await new ShareCollector(http, TimeProvider.System).Collect(_header, custodians, use, default);
    }

    private static async Task<HttpStatusCode> Read(HttpClient http, string? client = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "checkpoint/signed");
        if (client is not null) request.Headers.Add("X-Forwarded-For", client);
        using HttpResponseMessage response = await http.SendAsync(request);
        return response.StatusCode;
    }

    private static async Task<(HttpStatusCode Status, string Code)> Post(HttpClient http, CancellationToken ct = default)
    {
        using var body = new StringContent("{}", Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await http.PostAsync(new Uri("release", UriKind.Relative), body, ct);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync(ct)).RootElement.GetProperty("title").GetString()!);
    }

    /// <summary>The same; who would wait for a place goes away instead.</summary>
    private static async Task<(HttpStatusCode Status, string Code)> PostBriefly(HttpClient http)
    {
        using var brief = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        try
        {
            return await Post(http, brief.Token);
        }
        catch (OperationCanceledException)
        {
            return (HttpStatusCode.OK, "");
        }
    }

    /// <summary>A chain that answers when it is let.</summary>
    private sealed class Gate(IReleaseChain chain) : IReleaseChain
    {
        private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously), _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Entered => _entered.Task;

        public void Open() => _open.SetResult();

        public async Task<ReleaseFacts> Read(PackageBinding package, ReleaseRequest request, ulong now, CancellationToken ct)
        {
            _entered.TrySetResult();
            await _open.Task.WaitAsync(ct);
            return await chain.Read(package, request, now, ct);
        }

        public Task<bool> Signed(Address account, Hash32 digest, byte[] signature, CancellationToken ct) => chain.Signed(account, digest, signature, ct);
    }
}
