using System.Net;
using System.Runtime.CompilerServices;

namespace ModelDeed.Storage;

/// <summary>An IPFS gateway that gives single blocks, so that nobody has to trust it (specs.ipfs.tech/http-gateways/trustless-gateway). To read from only.</summary>
public sealed class GatewayStore : IBlockStore
{
    private readonly RemoteHttp _http;
    private readonly Uri _url;

    /// <summary>Names a gateway.</summary>
    /// <param name="url">Its address, without <c>/ipfs</c>: <c>https://ipfs.example</c>.</param>
    /// <param name="limits">How long it may take.</param>
    /// <exception cref="FormatException">That isn't an address.</exception>
    public GatewayStore(string url, RemoteLimits limits) : this(url, limits, new PublicConnect(null))
    {
    }

    internal GatewayStore(string url, RemoteLimits limits, PublicConnect guard)
    {
        _url = RemoteHttp.Address(url);
        _http = new RemoteHttp($"gateway {_url.GetLeftPart(UriPartial.Path).TrimEnd('/')}", limits, guard);
    }

    /// <inheritdoc/>
    public string Name => _http.Name;

    /// <inheritdoc/>
    public async Task<Block?> Get(Cid cid, CancellationToken ct)
    {
        string what = $"block {cid}";
        (HttpStatusCode status, byte[] body) = await _http.Send(() => Request(HttpMethod.Get, cid), what, Block.MaxSize, ct);
        return status switch
        {
            HttpStatusCode.OK => _http.Verify(cid, body),
            HttpStatusCode.NotFound or HttpStatusCode.Gone => null,
            _ => throw _http.Bad(status, what),
        };
    }

    /// <inheritdoc/>
    public async Task<bool> Has(Cid cid, CancellationToken ct)
    {
        string what = $"block {cid}";
        (HttpStatusCode status, _) = await _http.Send(() => Request(HttpMethod.Head, cid), what, 0, ct);
        return status switch
        {
            HttpStatusCode.OK => true,
            HttpStatusCode.NotFound or HttpStatusCode.Gone => false,
            _ => throw _http.Bad(status, what),
        };
    }

    /// <summary>Not possible: always throws.</summary>
    public Task Put(Block block, CancellationToken ct) => throw OnlyReads();

    /// <summary>Not possible: always throws.</summary>
    public Task Replace(Block block, CancellationToken ct) => throw OnlyReads();

    /// <summary>Not possible: always throws.</summary>
    public Task Keep(Cid root, CancellationToken ct) => throw OnlyReads();

    /// <summary>Not possible: always throws.</summary>
    public IAsyncEnumerable<Cid> Roots(CancellationToken ct) => throw OnlyReads();

    /// <summary>Not possible: always throws.</summary>
    public IAsyncEnumerable<Cid> Blocks(CancellationToken ct) => throw OnlyReads();

    /// <summary>Closes its connections.</summary>
    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(HttpMethod method, Cid cid)
    {
        var request = new HttpRequestMessage(method, new Uri(_url, $"ipfs/{cid}?format=raw"));
        request.Headers.Accept.ParseAdd("application/vnd.ipld.raw");
        return request;
    }

    private StoreException OnlyReads([CallerMemberName] string wanted = "") =>
        new(Name, StoreFault.Refused, $"a gateway gives single blocks and nothing else ({wanted} isn't possible). Name an IPFS node's RPC address (ipfs:http://127.0.0.1:5001), an S3 bucket or a folder instead.");
}
