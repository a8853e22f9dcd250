using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using ModelDeed.EndToEnd.Cli;

namespace ModelDeed.EndToEnd.Storage;

/// <summary><c>deed store</c> against real servers, and through a proxy that truncates, delays, lies, breaks and redirects.</summary>
public sealed class StoreServerTests : IAsyncLifetime
{
    private const string Secret = "S3RVER-SECRET-THAT-NO-LOG-MAY-SHOW";

    private readonly string _folder = Directory.CreateTempSubdirectory("modeldeed-").FullName;
    private readonly Dictionary<string, string> _variables = [];
    private readonly byte[] _payload = RandomNumberGenerator.GetBytes((6 << 20) + 77);
    private PeerServer _ipfs = null!, _s3 = null!;
    private FaultyProxy _ipfsProxy = null!, _s3Proxy = null!;

    private string S3 => $"s3://models/v1?endpoint={_s3Proxy.Url}";

    private string Ipfs => $"ipfs:{_ipfsProxy.Url}";

    private string Gateway => $"gateway:{_ipfsProxy.Url}";

    public async Task InitializeAsync()
    {
        _variables["MODELDEED_HOME"] = Path.Join(_folder, "home");
        (_variables["AWS_ACCESS_KEY_ID"], _variables["AWS_SECRET_ACCESS_KEY"]) = ("S3RVER", "S3RVER");
        _ipfs = await PeerServer.Ipfs();
        _s3 = await PeerServer.S3(Directory.CreateDirectory(Path.Join(_folder, "s3")).FullName);
        (_ipfsProxy, _s3Proxy) = (await FaultyProxy.Before(_ipfs.Url), await FaultyProxy.Before(_s3.Url));
        Directory.CreateDirectory(Path.Join(_folder, "package"));
        await File.WriteAllBytesAsync(Path.Join(_folder, "package", "header"), RandomNumberGenerator.GetBytes(900));
        await File.WriteAllBytesAsync(Path.Join(_folder, "package", "payload"), _payload);
    }

    public async Task DisposeAsync()
    {
        foreach (IAsyncDisposable one in new IAsyncDisposable[] { _ipfsProxy, _s3Proxy, _ipfs, _s3 }) await one.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_package_goes_to_three_places_and_comes_back_from_each()
    {
        string cid = await Put("--store", "local", "--store", S3, "--store", Ipfs);
        Assert.Equal(cid, (await Done("store", "put", Path.Join(_folder, "package"), "--only-cid")).Text("cid"));
        foreach (string store in new[] { "local", S3, Ipfs, Gateway }) await Get(cid, "--store", store);
        JsonElement check = await Done("store", "verify", cid, "--store", "local", "--store", S3, "--store", Ipfs, "--store", Gateway);
        Assert.All(check.GetProperty("stores").EnumerateArray(), store => Assert.Equal(10, store.GetProperty("right").GetInt32()));
        foreach (JsonElement store in (await Done("store", "list", "--blocks", "--store", "local", "--store", S3, "--store", Ipfs)).GetProperty("stores").EnumerateArray())
            Assert.Equal((cid, 10ul), (store.GetProperty("roots")[0].GetString(), store.Number("blocks")));
        using ModelDeed.Storage.GatewayStore gateway = new(_ipfs.Url, new());
        Assert.True(await gateway.Has(ModelDeed.Storage.Cid.Parse(cid), default));
        Assert.False(await gateway.Has(ModelDeed.Storage.Cid.Of(ModelDeed.Storage.BlockCodec.Raw, [1, 2]), default));
        Assert.Contains("isn't possible", (await Refused(3, "store-refused", "store", "put", Path.Join(_folder, "package"), "--store", Gateway)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(Fault.Lie))]
    [InlineData(nameof(Fault.Truncate))]
    [InlineData(nameof(Fault.Shorten))]
    [InlineData(nameof(Fault.Flood))]
    [InlineData(nameof(Fault.Error))]
    [InlineData(nameof(Fault.Reset))]
    [InlineData(nameof(Fault.Delay))]
    [InlineData(nameof(Fault.Redirect))]
    public async Task A_bad_source_is_left_and_another_gives_the_same_bytes(string name)
    {
        string cid = await Put("--store", "local", "--store", S3, "--store", Ipfs);
        foreach ((FaultyProxy proxy, string store) in new[] { (_ipfsProxy, Gateway), (_ipfsProxy, Ipfs), (_s3Proxy, S3) })
        {
            int before = proxy.Spoiled;
            proxy.Choose = (_, path) => path.Contains("block/get", StringComparison.Ordinal) || path.Contains("/ipfs/", StringComparison.Ordinal) || path.Contains("blocks/", StringComparison.Ordinal) ? Enum.Parse<Fault>(name) : Fault.None;
            JsonElement got = await Get(cid, "--store", store, "--store", "local", "--timeout", "5");
            JsonElement bad = got.GetProperty("stores")[0];
            Assert.Equal(0ul, bad.Number("blocks"));
            Assert.NotEqual(before, proxy.Spoiled);
            if (name is nameof(Fault.Lie) or nameof(Fault.Redirect)) Assert.True(bad.GetProperty("dropped").GetString() is not null, $"{got}");

            if (name is nameof(Fault.Delay) || (store == S3 && name is not nameof(Fault.Lie))) continue; // alone it only takes long, or is tried again at length
            string said = await Refused(3, null, "store", "get", cid, "-o", Path.Join(_folder, "never"), "--store", store, "--timeout", "5");
            Assert.False(Path.Exists(Path.Join(_folder, "never")));
            Assert.Contains("127.0.0.1", said, StringComparison.Ordinal);
            proxy.Choose = (_, _) => Fault.None;
        }
    }

    [Fact]
    public async Task A_line_that_breaks_now_and_then_holds_nothing_up()
    {
        foreach ((FaultyProxy proxy, string store) in new[] { (_ipfsProxy, Ipfs), (_s3Proxy, S3) })
        {
            // Breaks, and is well again for 0.3 s: the second try gets through.
            long broke = 0;
            proxy.Choose = (_, _) =>
            {
                long last = Interlocked.Read(ref broke);
                return (last == 0 || Stopwatch.GetElapsedTime(last).TotalSeconds > 0.3) && Interlocked.CompareExchange(ref broke, Stopwatch.GetTimestamp(), last) == last ? Fault.Reset : Fault.None;
            };
            string cid = await Put("--store", store);
            broke = 0;
            await Get(cid, "--store", store);
            broke = 0;
            if (store == Ipfs) await Get(cid, "--store", Gateway);
            Assert.InRange(proxy.Spoiled, 2, 100);
        }
    }

    [Fact]
    public async Task Puts_through_a_bad_line_fail_with_the_store_named_and_go_on_afterwards()
    {
        foreach ((FaultyProxy proxy, string store) in new[] { (_ipfsProxy, Ipfs), (_s3Proxy, S3) })
        {
            int puts = 0;
            proxy.Choose = (method, path) => (method == "PUT" || path.Contains("block/put", StringComparison.Ordinal)) && Interlocked.Increment(ref puts) > 3 ? Fault.Reset : Fault.None;
            Assert.Contains("127.0.0.1", await Refused(3, "store-failed", "store", "put", Path.Join(_folder, "package"), "--store", store, "--timeout", "20"), StringComparison.Ordinal);
            puts = 3; // from now on none gets through
            JsonElement put = await Done("store", "put", Path.Join(_folder, "package"), "--store", "local", "--store", store, "--copies", "1"); // one copy is enough to go on
            string cid = put.Text("cid");
            Assert.Equal((0ul, null), (put.GetProperty("stores")[0].Number("faults"), put.GetProperty("stores")[0].GetProperty("problem").GetString()));
            Assert.Contains("127.0.0.1", put.GetProperty("stores")[1].GetProperty("problem").GetString(), StringComparison.Ordinal); // but it isn't said to be there
            proxy.Choose = (_, _) => Fault.None;
            DeedRun incomplete = await Deed("store", "verify", cid, "--store", store, "--json");
            Assert.Equal(1, incomplete.Exit);
            Assert.False((await Done("store", "repair", cid, "--store", store, "--store", "local")).GetProperty("stores")[0].Number("repaired") == 0);
            await Get(cid, "--store", store);
        }
    }

    [Fact]
    public async Task A_damaged_local_block_is_found_and_repaired_from_a_gateway()
    {
        string cid = await Put("--store", "local", "--store", Ipfs);
        string blocks = Path.Join(_folder, "home", "store", "blocks"), damaged = Directory.GetFiles(blocks, "bafkr*", SearchOption.AllDirectories)[0];
        await File.WriteAllTextAsync(damaged, "not the block");
        Assert.Contains("damaged on this disk", await Refused(4, "block-damaged", "store", "get", cid, "-o", Path.Join(_folder, "never")), StringComparison.Ordinal);
        Assert.Equal(1, (await Deed("store", "verify", cid)).Exit);
        JsonElement repaired = await Done("store", "repair", cid, "--store", "local", "--store", Gateway);
        Assert.Equal(1ul, repaired.GetProperty("stores")[0].Number("repaired"));
        await Get(cid);
        File.Delete(damaged);
        Assert.Contains(Path.GetFileName(damaged), await Refused(1, "block-missing", "store", "get", cid, "-o", Path.Join(_folder, "never")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_CAR_goes_out_of_one_store_and_into_another()
    {
        string cid = await Put(), car = Path.Join(_folder, "package.car");
        await Done("store", "export", cid, "-o", car);
        Assert.Equal(cid, (await Done("store", "import", car, "--store", S3)).GetProperty("roots")[0].GetString());
        await Get(cid, "--store", S3);
        byte[] altered = await File.ReadAllBytesAsync(car);
        altered[altered.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(car, altered);
        Assert.Contains("other bytes than its name", await Refused(4, "unreadable", "store", "import", car, "--store", Ipfs), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_come_from_the_environment_or_a_file_and_are_never_shown()
    {
        string cid = await Put("--store", S3);
        (_variables["AWS_ACCESS_KEY_ID"], _variables["AWS_SECRET_ACCESS_KEY"]) = ("SOMEBODY", Secret); // this server doesn't look at signatures of version 4, only at who signs
        DeedRun wrong = await Deed("store", "put", Path.Join(_folder, "package", "header"), "--store", S3);
        Assert.Equal(3, wrong.Exit);
        Assert.Contains("AWS_ACCESS_KEY_ID", wrong.Error, StringComparison.Ordinal); // what to check
        Assert.DoesNotContain(Secret, wrong.Out + wrong.Error, StringComparison.Ordinal);
        _variables.Remove("AWS_SECRET_ACCESS_KEY");
        Assert.Contains("AWS_SECRET_ACCESS_KEY isn't", await Refused(2, "usage", "store", "list", "--store", S3), StringComparison.Ordinal);
        _variables.Remove("AWS_ACCESS_KEY_ID");
        await File.WriteAllTextAsync(Path.Join(_folder, "credentials"), "[mine]\naws_access_key_id = S3RVER\naws_secret_access_key = S3RVER\n");
        (_variables["AWS_SHARED_CREDENTIALS_FILE"], _variables["AWS_PROFILE"]) = (Path.Join(_folder, "credentials"), "mine");
        Assert.Equal(cid, (await Done("store", "list", "--store", S3)).GetProperty("stores")[0].GetProperty("roots")[0].GetString());
        foreach (string leaky in new[] { $"s3://KEY:{Secret}@models/v1", $"ipfs:http://me:{Secret}@127.0.0.1:5001", $"gateway:http://127.0.0.1/?key={Secret}" })
            Assert.DoesNotContain(Secret, await Refused(2, "usage", "store", "list", "--store", leaky), StringComparison.Ordinal);
        Assert.Contains("Write local", await Refused(2, "usage", "store", "list", "--store", "nowhere"), StringComparison.Ordinal);
    }

    private async Task<string> Put(params string[] stores) => (await Done(["store", "put", Path.Join(_folder, "package"), .. stores])).Text("cid");

    /// <summary>Fetches, and holds what came against what went.</summary>
    private async Task<JsonElement> Get(string cid, params string[] stores)
    {
        string output = Path.Join(_folder, "out");
        JsonElement got = await Done(["store", "get", cid, "-o", output, .. stores]);
        byte[] came = await File.ReadAllBytesAsync(Path.Join(output, "payload"));
        Assert.True(_payload.AsSpan().SequenceEqual(came));
        Directory.Delete(output, recursive: true);
        return got;
    }

    private Task<DeedRun> Deed(params string[] args) => DeedRun.Of(_variables, null, args);

    private async Task<JsonElement> Done(params string[] args)
    {
        DeedRun run = await Deed([.. args, "--json"]);
        Assert.True(run.Exit == 0, $"deed {string.Join(' ', args)} ended with {run.Exit}: {run.Error}{run.Out}");
        return run.Json;
    }

    private async Task<string> Refused(int exit, string? code, params string[] args)
    {
        DeedRun run = await Deed([.. args, "--json"]);
        Assert.Equal(exit, run.Exit);
        JsonElement error = JsonDocument.Parse(run.Error).RootElement.GetProperty("error");
        if (code is not null) Assert.Equal(code, error.Text("code"));
        return $"{error.Text("message")} {error.Text("hint")}";
    }
}
