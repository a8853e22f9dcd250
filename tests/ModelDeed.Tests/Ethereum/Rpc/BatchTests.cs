using System.Net;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;

namespace ModelDeed.Tests.Ethereum.Rpc;

public sealed class BatchTests
{
    private static readonly int[] Numbers = [.. Enumerable.Range(0, 250)];

    private static FakeNode EchoNode() => new((_, parameters) => parameters[0].GetString() == "0x7"
        ? """{"error":{"code":-32000,"message":"no seven"}}""" : "{\"result\":" + parameters[0].GetRawText() + "}");

    private static Task<RpcAnswer<ulong>[]> Ask(FakeNode node, int count = 250) =>
        node.Client().Batch([.. Numbers.Take(count).Select(JsonRpcClientTests.Echo)], NodeJson.Quantity, CancellationToken.None);

    private static void AssertComplete(RpcAnswer<ulong>[] answers)
    {
        for (int i = 0; i < answers.Length; i++)
        {
            if (i == 7) Assert.Equal("no seven", answers[i].Error!.Problem);
            else Assert.Equal((ulong)i, answers[i].Require());
        }
    }

    [Fact]
    public async Task Answers_in_any_order_find_their_calls_and_refusals_stay_single()
    {
        FakeNode node = EchoNode();
        RpcAnswer<ulong>[] answers = await Ask(node);
        Assert.Equal(250, answers.Length);
        AssertComplete(answers);
        Assert.Equal(3, node.Requests.Count);
        Assert.Throws<RpcException>(() => answers[7].Require());
    }

    [Fact]
    public async Task A_node_without_batches_is_asked_one_by_one_and_remembered()
    {
        FakeNode node = EchoNode();
        node.RefusesBatches = true;
        JsonRpcClient client = node.Client();
        AssertComplete(await client.Batch([.. Numbers.Take(20).Select(JsonRpcClientTests.Echo)], NodeJson.Quantity, CancellationToken.None));
        int before = node.Requests.Count;
        await client.Batch([.. Numbers.Take(20).Select(JsonRpcClientTests.Echo)], NodeJson.Quantity, CancellationToken.None);
        Assert.Equal(20, node.Requests.Count - before);
    }

    [Theory]
    [InlineData(HttpStatusCode.RequestEntityTooLarge, "")]
    [InlineData(HttpStatusCode.BadRequest, "batch of more than 10")]
    [InlineData(HttpStatusCode.OK, """{"id":null,"error":{"code":-32600,"message":"exceeded project batch limit"}}""")]
    [InlineData(HttpStatusCode.OK, """[{"id":1,"error":{"code":-32600,"message":"batch too large"}}]""")] // geth
    public async Task A_batch_too_large_is_halved(HttpStatusCode status, string body)
    {
        var node = EchoNode();
        node.Fail(status, body).Fail(status, body);
        AssertComplete(await Ask(node, 100));
        Assert.Equal([100, 50, 25, 25, 25, 25], node.Requests.Select(request => JsonNode.Parse(request.Body)!.AsArray().Count));
    }

    [Fact]
    public async Task What_is_missing_or_limited_in_a_batch_is_asked_again_alone()
    {
        var node = EchoNode();
        node.Fail(body =>
        {
            JsonArray answers = JsonNode.Parse(node.Answer(body))!.AsArray();
            answers.RemoveAt(0);
            answers[0]!["error"] = JsonNode.Parse("""{"code":429,"message":"Too Many Requests"}""");
            answers[1]!["result"] = JsonNode.Parse("[1]");
            return FakeNode.Text(answers.ToJsonString());
        });
        AssertComplete(await Ask(node, 20));
        Assert.Equal(4, node.Requests.Count);
    }

    [Theory]
    [InlineData("[]x")]
    [InlineData("[{\"id\":77777,\"result\":\"0x1\"}]")]
    [InlineData("[{\"id\":1,\"result\":\"0x1\"},{\"id\":1,\"result\":\"0x1\"}]")]
    [InlineData("[1]")]
    [InlineData("null")]
    [InlineData("[{\"id\":1,\"result\"")]
    public async Task A_garbled_batch_is_retried_whole(string body)
    {
        var node = EchoNode();
        node.Fail(HttpStatusCode.OK, body);
        AssertComplete(await Ask(node, 20));
        Assert.Equal(2, node.Requests.Count);
    }

    [Fact]
    public async Task An_empty_batch_asks_nothing()
    {
        FakeNode node = EchoNode();
        Assert.Empty(await Ask(node, 0));
        Assert.Empty(node.Requests);
    }
}
