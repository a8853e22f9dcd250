using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Server.Sealing;

namespace ModelDeed.Tests.Server.Api;

/// <summary>What the server asks custodians, and whom it doesn't.</summary>
public sealed class CustodianWatchTests
{
    private static readonly Hash32 Key = Samples.Id(9), OtherKey = Samples.Id(10);

    [Fact]
    public async Task Custodians_are_asked_who_they_are_and_nothing_else_is_called()
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpListener service = Serve(out string url, $$"""{"publicKeys":["{{OtherKey}}","{{Key}}"],"chainId":{{KnownChains.Embedded.ChainId}}}""");
        await Put(site, 1, url, Key);
        await Put(site, 2, url, Samples.Id(11)); // somebody else's service under its address
        await Put(site, 3, "http://127.0.0.1:1/", Key);
        await Put(site, 4, url, OtherKey, left: 5);
        Assert.Equal((true, false, false, (bool?)null), await Sweep(site, KnownChains.Embedded));

        // Elsewhere than on one's own chain a name that leads into one's own network isn't called.
        using var inside = new TcpListener(IPAddress.Any, 0);
        inside.Start();
        await Put(site, 1, $"https://{Dns.GetHostName()}:{((IPEndPoint)inside.LocalEndpoint).Port}/", Key);
        Assert.Equal((false, false, false, (bool?)null), await Sweep(site, KnownChains.All.First(chain => !chain.IsEmbedded)));
        Assert.False(inside.Pending());
    }

    [Theory]
    [InlineData("""{"publicKeys":["\ud800"],"chainId":1}""")] // half a surrogate pair is JSON, and no text
    [InlineData("""{"\udfff":1,"publicKeys":[],"chainId":1}""")]
    [InlineData("""{"publicKeys":[[],{}],"chainId":1e400}""")]
    [InlineData("[")]
    public async Task A_hostile_answer_ends_neither_the_round_nor_the_server(string answer)
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpListener hostile = Serve(out string bad, answer), honest = Serve(out string good, $$"""{"publicKeys":["{{Key}}"],"chainId":{{KnownChains.Embedded.ChainId}}}""");
        await Put(site, 1, bad, OtherKey);
        await Put(site, 2, good, Key);
        Assert.Equal((false, true, (bool?)null, (bool?)null), await Sweep(site, KnownChains.Embedded));
    }

    private static async Task<(bool?, bool?, bool?, bool?)> Sweep(ApiSite site, ChainProfile chain)
    {
        CustodianPulse pulse = new();
        SealingRecords records = new(site.Index, chain, site.Services.GetRequiredService<PackageShelf>(), pulse);
        using var watch = new CustodianWatch(records, pulse, chain, Options.Create(new SealingOptions()), TimeProvider.System, NullLogger<CustodianWatch>.Instance);
        await watch.Sweep(default);
        return (pulse.Of(Account(1)), pulse.Of(Account(2)), pulse.Of(Account(3)), pulse.Of(Account(4)));
    }

    private static Address Account(byte number) => new([.. new byte[19], number]);

    private static Task Put(ApiSite site, byte number, string url, Hash32 key, long? left = null) => site.Put(SealingTables.Custodians,
        ("account", Account(number).ToArray()), ("public_key", key.ToArray()), ("url", url), ("territories", Samples.Id(1).ToArray()), ("joined", 5L), ("left_at", (object?)left ?? DBNull.Value));

    private static HttpListener Serve(out string url, string answer)
    {
        using var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        url = $"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/";
        free.Stop();
        HttpListener listener = new();
        listener.Prefixes.Add(url);
        listener.Start();
        _ = Task.Run(async () =>
        {
            try
            {
                while (true) (await listener.GetContextAsync()).Response.Close(Encoding.UTF8.GetBytes(answer), willBlock: false);
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                // The test is over.
            }
        });
        return listener;
    }
}
