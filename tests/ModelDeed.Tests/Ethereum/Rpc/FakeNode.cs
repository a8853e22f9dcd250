using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using ModelDeed.Ethereum;

namespace ModelDeed.Tests.Ethereum.Rpc;

/// <summary>A node in memory, behind the HTTP handler that production code talks to. Faults are queued before the answers.</summary>
internal sealed class FakeNode : HttpMessageHandler
{
    private readonly Func<string, JsonElement, string> _answer;
    private readonly ConcurrentQueue<Func<string, HttpResponseMessage>> _faults = new();

    /// <summary>A node that answers by a function.</summary>
    /// <param name="answer">From method and parameters to <c>{"result":…}</c> or <c>{"error":…}</c>.</param>
    public FakeNode(Func<string, JsonElement, string> answer) => _answer = answer;

    public static RpcOptions Fast { get; } = new() { FirstDelay = TimeSpan.FromMilliseconds(1), LongestDelay = TimeSpan.FromMilliseconds(2) };

    public ConcurrentQueue<(string Host, string Body, string? Authorization)> Requests { get; } = new();

    public bool RefusesBatches { get; set; }

    public JsonRpcClient Client(params string[] urls) => ClientWith(Fast, urls);

    public JsonRpcClient ClientWith(RpcOptions options, params string[] urls) =>
        new(urls.DefaultIfEmpty("http://node.example/").Select(url => new RpcEndpoint(url)), options, this, TimeProvider.System);

    public FakeNode Fail(Func<string, HttpResponseMessage> fault)
    {
        _faults.Enqueue(fault);
        return this;
    }

    public FakeNode Fail(HttpStatusCode status, string body = "oops") => Fail(_ => Text(body, status));

    public static HttpResponseMessage Text(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = await request.Content!.ReadAsStringAsync(cancellationToken);
        Requests.Enqueue((request.RequestUri!.Authority, body, request.Headers.Authorization?.ToString()));
        return _faults.TryDequeue(out Func<string, HttpResponseMessage>? fault) ? fault(body) : Text(Answer(body));
    }

    public string Answer(string body)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        if (document.RootElement.ValueKind == JsonValueKind.Object) return One(document.RootElement);
        if (RefusesBatches) return """{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"Batches are not supported"}}""";
        return "[" + string.Join(',', document.RootElement.EnumerateArray().Reverse().Select(One)) + "]"; // any order is allowed
    }

    /// <summary>The answer as an object that carries the id.</summary>
    public static string WithId(string id, string answer) => $"{{\"jsonrpc\":\"2.0\",\"id\":{id},{answer[1..]}";

    private string One(JsonElement call) =>
        WithId(call.GetProperty("id").GetRawText(), _answer(call.GetProperty("method").GetString()!, call.GetProperty("params")));
}

/// <summary>A body that ends with an exception after its first part, as a connection that breaks.</summary>
internal sealed class BrokenContent(string start) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => throw new IOException("connection reset by peer");

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult<Stream>(new BrokenStream(Encoding.UTF8.GetBytes(start)));

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private sealed class BrokenStream(byte[] start) : MemoryStream(start)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is var read and > 0 ? read : throw new IOException("connection reset by peer");
    }
}
