using System.Net;
using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace ModelDeed.Storage;

/// <summary>An IPFS node by Kubo's RPC (docs.ipfs.tech/reference/kubo/rpc): put, get and pin. Whoever reaches the RPC rules the node: keep it on the loopback address.</summary>
public sealed class KuboStore : IBlockStore
{
    private const int MaxAnswer = 64 << 10;

    private readonly RemoteHttp _http;
    private readonly Uri _url;

    /// <summary>Names a node.</summary>
    /// <param name="url">Its RPC address: <c>http://127.0.0.1:5001</c>.</param>
    /// <param name="limits">How long it may take.</param>
    /// <exception cref="FormatException">That isn't an address.</exception>
    public KuboStore(string url, RemoteLimits limits)
    {
        _url = RemoteHttp.Address(url);
        _http = new RemoteHttp($"ipfs {_url.GetLeftPart(UriPartial.Path).TrimEnd('/')}", limits);
    }

    /// <inheritdoc/>
    public string Name => _http.Name;

    /// <summary>Fetches a block; what the node hasn't got itself it looks for on its network, as long as the limits allow.</summary>
    public async Task<Block?> Get(Cid cid, CancellationToken ct)
    {
        (bool found, byte[] body) = await Ask($"block/get?arg={cid}", null, $"block {cid}", Block.MaxSize, ct);
        return found ? _http.Verify(cid, body) : null;
    }

    /// <inheritdoc/>
    public async Task<bool> Has(Cid cid, CancellationToken ct) => (await Ask($"block/stat?arg={cid}&offline=true", null, $"block {cid}", MaxAnswer, ct)).Found;

    /// <inheritdoc/>
    public async Task Put(Block block, CancellationToken ct)
    {
        if (!await Has(block.Cid, ct)) await Write(block, ct);
    }

    /// <inheritdoc/>
    public async Task Replace(Block block, CancellationToken ct)
    {
        // A node doesn't write what it believes to have. Removing fails for what is pinned, or not there: the writing tells.
        await Ask($"block/rm?arg={block.Cid}&force=true&quiet=true", null, $"block {block.Cid}", MaxAnswer, ct);
        await Write(block, ct);
    }

    /// <inheritdoc/>
    public async Task Keep(Cid root, CancellationToken ct)
    {
        (bool found, _) = await Ask($"pin/add?arg={root}&recursive=true", null, $"pin {root}", 1 << 20, ct);
        if (!found) throw new StoreException(Name, StoreFault.Missing, $"{root} can't be pinned: a block of it is missing there. Repair it first: deed store repair.");
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Cid> Roots(CancellationToken ct) => List("pin/ls?type=recursive&stream=true", "Cid", "pins", ct);

    /// <inheritdoc/>
    public IAsyncEnumerable<Cid> Blocks(CancellationToken ct) => List("refs/local", "Ref", "blocks", ct);

    /// <summary>Closes its connections.</summary>
    public void Dispose() => _http.Dispose();

    private async Task Write(Block block, CancellationToken ct)
    {
        string what = $"block {block.Cid}";
        string codec = block.Cid.Codec == BlockCodec.Raw ? "raw" : "dag-pb";
        HttpContent Form()
        {
            var part = new ReadOnlyMemoryContent(block.Bytes);
            part.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            return new MultipartFormDataContent { { part, "data", "block" } };
        }
        (_, byte[] body) = await Ask($"block/put?cid-codec={codec}&mhtype=sha2-256&mhlen=32&pin=false&allow-big-block=true", Form, what, MaxAnswer, ct);
        if (Text(body, "Key") != block.Cid.ToString()) throw new StoreException(Name, StoreFault.Lied, $"{what}: it says that it keeps another block. Check the node.");
    }

    private async IAsyncEnumerable<Cid> List(string call, string member, string what, [EnumeratorCancellation] CancellationToken ct)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_url, "api/v0/" + call));
        await foreach (string line in _http.Lines(request, what, ct))
            if (Cid.TryParse(Text(System.Text.Encoding.UTF8.GetBytes(line), member), out Cid cid)) yield return cid;
    }

    /// <summary>Every call is a POST. An error is a 500 with a text; "not found" is told by that text alone.</summary>
    private async Task<(bool Found, byte[] Body)> Ask(string call, Func<HttpContent>? content, string what, int most, CancellationToken ct)
    {
        (HttpStatusCode status, byte[] body) = await _http.Send(() => new HttpRequestMessage(HttpMethod.Post, new Uri(_url, "api/v0/" + call)) { Content = content?.Invoke() }, what, most, ct);
        if (status == HttpStatusCode.OK) return (true, body);
        string said = Text(body, "Message") ?? "";
        if (status == HttpStatusCode.InternalServerError && (said.Contains("not found", StringComparison.OrdinalIgnoreCase) || said.Contains("could not find", StringComparison.OrdinalIgnoreCase))) return (false, []);
        throw _http.Bad(status, what, said);
    }

    private static string? Text(byte[] json, string member)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty(member, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
