using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using ModelDeed.Ethereum;

namespace ModelDeed.Tests.Ethereum.Rpc;

public sealed class JsonRpcClientTests
{
    private const string Key = "0123456789abcdef0123";

    private static readonly RpcRequest Head = new("eth_blockNumber");

    private static FakeNode Node() => new((_, _) => """{"result":"0x10"}""");

    private static Task<ulong> Ask(JsonRpcClient client) => client.Call(Head, NodeJson.Quantity, CancellationToken.None);

    public static TheoryData<string, Func<string, HttpResponseMessage>> Transient => new()
    {
        { "429", _ => FakeNode.Text("slow down", HttpStatusCode.TooManyRequests) },
        { "500", _ => FakeNode.Text("<html>", HttpStatusCode.InternalServerError) },
        { "502", _ => FakeNode.Text("", HttpStatusCode.BadGateway) },
        { "503", _ => FakeNode.Text("{}", HttpStatusCode.ServiceUnavailable) },
        { "rate limit inside 200", body => Reply(body, """{"error":{"code":-32005,"message":"daily request count exceeded, request rate limited"}}""") },
        { "refused connection", _ => throw new HttpRequestException(HttpRequestError.ConnectionError, "refused", new SocketException(111)) },
        { "reset connection", _ => throw new HttpRequestException("reset", new IOException("reset")) },
        { "connection reset as it is made", _ => throw new SocketException(107) },
        { "half a body", body => FakeNode.Text($$"""{"id":{{Id(body)}},"result":"0x1""") },
        { "body that breaks", body => new HttpResponseMessage { Content = new BrokenContent($$"""{"id":{{Id(body)}},"res""") } },
        { "not JSON", _ => FakeNode.Text("<html>maintenance</html>") },
        { "empty body", _ => FakeNode.Text("") },
        { "duplicate result", body => FakeNode.Text($$"""{"id":{{Id(body)}},"result":"0x1","result":"0x2"}""") },
        { "duplicate id", body => FakeNode.Text($$"""{"id":{{Id(body)}},"id":{{Id(body)}},"result":"0x1"}""") },
        { "wrong id", _ => FakeNode.Text("""{"id":999999,"result":"0x1"}""") },
        { "id as text", body => FakeNode.Text($$"""{"id":"{{Id(body)}}","result":"0x1"}""") },
        { "no result", body => FakeNode.Text("{\"id\":" + Id(body) + "}") },
        { "result of another type", body => Reply(body, """{"result":{"a":1}}""") },
        { "result out of range", body => FakeNode.Text($$"""{"id":{{Id(body)}},"result":"0x10000000000000000"}""") },
        { "null", body => FakeNode.Text($$"""{"id":{{Id(body)}},"result":null}""") },
        { "something after the answer", body => FakeNode.Text($$"""{"id":{{Id(body)}},"result":"0x1"} x""") },
        { "array for an object", body => FakeNode.Text($$"""[{"id":{{Id(body)}},"result":"0x1"}]""") },
        { "invalid UTF-8", body => new HttpResponseMessage { Content = new ByteArrayContent([.. "{\"id\":"u8, .. System.Text.Encoding.ASCII.GetBytes(Id(body)), .. ",\"result\":\""u8, 0xff, 0xfe, .. "\"}"u8]) } },
        { "deep nesting", body => FakeNode.Text($$"""{"id":{{Id(body)}},"x":{{new string('[', 100_000)}}""") },
    };

    [Theory]
    [MemberData(nameof(Transient))]
    public async Task A_passing_fault_is_retried(string name, Func<string, HttpResponseMessage> fault)
    {
        FakeNode node = Node().Fail(fault).Fail(fault);
        Assert.Equal(16UL, await Ask(node.Client()));
        Assert.True(node.Requests.Count == 3, name);
    }

    [Theory]
    [MemberData(nameof(Transient))]
    public async Task A_lasting_fault_ends_after_the_attempts(string name, Func<string, HttpResponseMessage> fault)
    {
        FakeNode node = Node();
        for (int i = 0; i < 10; i++) node.Fail(fault);
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => Ask(node.Client()));
        Assert.NotEqual(RpcFault.Application, e.Fault);
        Assert.True(node.Requests.Count == FakeNode.Fast.Attempts, name);
    }

    [Fact]
    public async Task What_the_node_refuses_is_not_retried_and_keeps_its_revert_data()
    {
        var node = new FakeNode((_, _) => """{"error":{"code":3,"message":"execution reverted","data":"0xdeadbeef01"}}""");
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => Ask(node.Client()));
        Assert.Equal((RpcFault.Application, 3L, "execution reverted"), (e.Fault, e.Code, e.Problem));
        Assert.Equal([0xde, 0xad, 0xbe, 0xef, 0x01], e.RevertData!);
        Assert.Single(node.Requests);
    }

    [Theory]
    [InlineData("""{"code":-32000,"message":"VM execution error.","data":"Reverted 0xdeadbeef"}""")]
    [InlineData("""{"code":-32000,"message":"reverted","data":{"data":"0xdeadbeef","reason":"x"}}""")]
    [InlineData("""{"data":"0xdeadbeef","message":"m","code":-32015}""")]
    public async Task Revert_data_is_found_in_each_dialect(string error)
    {
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => Ask(new FakeNode((_, _) => "{\"error\":" + error + "}").Client()));
        Assert.Equal([0xde, 0xad, 0xbe, 0xef], e.RevertData!);
    }

    [Fact]
    public async Task An_application_error_in_a_bad_status_is_read()
    {
        FakeNode node = Node().Fail(body => Reply(body, """{"error":{"code":-32602,"message":"invalid params"}}""", HttpStatusCode.BadRequest));
        Assert.Equal("invalid params", (await Assert.ThrowsAsync<RpcException>(() => Ask(node.Client()))).Problem);
    }

    [Fact]
    public async Task An_error_text_of_ten_megabytes_is_cut()
    {
        string huge = new('x', 10 << 20);
        FakeNode node = new((_, _) => "{\"error\":{\"code\":-32000,\"message\":\"" + huge + "\"}}");
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => Ask(node.Client()));
        Assert.InRange(e.Message.Length, 1_000, 1_200);
    }

    [Fact]
    public async Task An_answer_over_the_cap_is_not_read_to_its_end()
    {
        FakeNode node = new((_, _) => $$"""{"result":"0x{{new string('0', 100_000)}}"}""");
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => Ask(node.ClientWith(FakeNode.Fast with { LargestAnswer = 50_000 })));
        Assert.Equal(RpcFault.TooLarge, e.Fault);
        Assert.Single(node.Requests);
    }

    [Fact]
    public async Task A_node_that_stays_silent_is_a_timeout_and_the_callers_own_cancellation_is_not()
    {
        using var patience = new CancellationTokenSource();
        using var silent = new SilentNode(patience);
        using var client = new JsonRpcClient([new RpcEndpoint("http://node.example")], FakeNode.Fast with { Timeout = TimeSpan.FromMilliseconds(5), Attempts = 2 }, silent, TimeProvider.System);
        Assert.Equal(RpcFault.Timeout, (await Assert.ThrowsAsync<RpcException>(() => Ask(client))).Fault);
        Assert.Equal(2, silent.Asked);
        using var patient = new JsonRpcClient([new RpcEndpoint("http://node.example")], FakeNode.Fast, silent, TimeProvider.System);
        silent.CancelNext = true;
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => patient.Call(Head, NodeJson.Quantity, patience.Token));
    }

    [Fact]
    public async Task The_next_node_takes_over_and_keeps_the_calls()
    {
        FakeNode node = Node().Fail(HttpStatusCode.BadGateway);
        JsonRpcClient client = node.Client("http://a.example", "http://b.example");
        await Ask(client);
        await Ask(client);
        Assert.Equal(["a.example", "b.example", "b.example"], node.Requests.Select(request => request.Host));
    }

    [Fact]
    public async Task A_refused_key_fails_over_but_is_not_asked_again_and_again()
    {
        FakeNode node = Node().Fail(HttpStatusCode.Unauthorized).Fail(HttpStatusCode.Forbidden);
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => Ask(node.Client("http://a.example", "http://b.example")));
        Assert.Contains("check the key", e.Message, StringComparison.Ordinal);
        Assert.Equal(2, node.Requests.Count);
    }

    [Fact]
    public async Task Keys_in_URLs_never_show()
    {
        string url = $"https://user:{Key}@node.example/v3/{Key}?apikey={Key}";
        FakeNode node = Node().Fail(body => Reply(body, "{\"error\":{\"code\":1,\"message\":\"invalid project id " + Key + " at " + url + "\"}}"));
        JsonRpcClient client = node.Client(url);
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => Ask(client));
        Assert.DoesNotContain(Key, e.ToString() + client.Endpoint, StringComparison.Ordinal);
        Assert.Contains("node.example", e.Message, StringComparison.Ordinal);
        Assert.Equal("Basic " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"user:{Key}")), node.Requests.Single().Authorization);
        FormatException bad = Assert.Throws<FormatException>(() => new RpcEndpoint($"ftp://x/{Key}"));
        Assert.DoesNotContain(Key, bad.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_refused()
    {
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => Ask(Node().Fail(HttpStatusCode.Redirect).Client()));
        Assert.Contains("redirect", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Concurrent_calls_get_their_own_answers()
    {
        var echo = new FakeNode((_, parameters) => "{\"result\":" + parameters[0].GetRawText() + "}");
        JsonRpcClient client = echo.Client();
        ulong[] answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => client.Call(Echo(i), NodeJson.Quantity, CancellationToken.None)));
        Assert.Equal(Enumerable.Range(0, 200).Select(i => (ulong)i), answers);
    }

    private static HttpResponseMessage Reply(string body, string answer, HttpStatusCode status = HttpStatusCode.OK) =>
        FakeNode.Text(FakeNode.WithId(Id(body), answer), status);

    internal static RpcRequest Echo(int i) => new("echo", json => json.WriteStringValue($"0x{i:x}"));

    internal static string Id(string body)
    {
        using JsonDocument document = JsonDocument.Parse(body);
        return (document.RootElement.ValueKind == JsonValueKind.Array ? document.RootElement[0] : document.RootElement).GetProperty("id").GetRawText();
    }

    private sealed class SilentNode(CancellationTokenSource caller) : HttpMessageHandler
    {
        public int Asked { get; private set; }

        public bool CancelNext { get; set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked++;
            if (CancelNext) await caller.CancelAsync();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("unreachable");
        }
    }
}
