using System.Net;
using ModelDeed.Server.Activity;
using ModelDeed.Server.Indexing;

namespace ModelDeed.Tests.Server.Api;

/// <summary>Activity as it happens: nothing missed on resuming, and reorganizations told.</summary>
public sealed class StreamTests
{
    [Fact]
    public async Task A_reader_that_comes_back_gets_what_came_meanwhile()
    {
        await using ApiSite site = await ApiSite.Open();
        for (long block = 1; block <= 3; block++) await Happen(site, block, fork: 0);
        using HttpClient client = site.Client();
        List<(string Event, string? Id)> events = await Read(client, $"1-0-{Hash(1, 0)}", count: 2);
        Assert.Equal([("activity", $"2-0-{Hash(2, 0)}"), ("activity", $"3-0-{Hash(3, 0)}")], events);
    }

    [Fact]
    public async Task A_reader_is_told_that_blocks_were_undone_and_gets_those_that_stand()
    {
        await using ApiSite site = await ApiSite.Open();
        await site.Put(IndexTables.State, ("name", "final_block"), ("value", "1"));
        await Happen(site, 1, fork: 0);
        for (long block = 2; block <= 3; block++) await Happen(site, block, fork: 9);
        using HttpClient client = site.Client();
        List<(string Event, string? Id)> events = await Read(client, $"3-0-{Hash(3, 0)}", count: 3);
        Assert.Equal([("reorganized", null), ("activity", $"2-0-{Hash(2, 9)}"), ("activity", $"3-0-{Hash(3, 9)}")], events);
    }

    [Fact]
    public async Task A_strangers_event_id_is_refused()
    {
        await using ApiSite site = await ApiSite.Open();
        using HttpClient client = site.Client();
        client.DefaultRequestHeaders.Add("Last-Event-ID", "1-0-' OR 1=1");
        Assert.Equal("malformed-cursor", await ApiSite.Code(await client.GetAsync("/api/v1/activity/stream"), HttpStatusCode.BadRequest));
    }

    [Fact]
    public async Task No_more_streams_are_open_than_the_server_holds()
    {
        await using ApiSite site = await ApiSite.Open(new() { ["Api:Streams"] = "1" });
        await Happen(site, 1, fork: 0);
        await Happen(site, 2, fork: 0);
        using HttpClient client = site.Client();
        client.DefaultRequestHeaders.Add("Last-Event-ID", $"1-0-{Hash(1, 0)}");
        using HttpResponseMessage open = await client.GetAsync("/api/v1/activity/stream", HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal("text/event-stream", open.Content.Headers.ContentType!.MediaType);
        Assert.Equal("too-many-streams", await ApiSite.Code(await client.GetAsync("/api/v1/activity/stream"), HttpStatusCode.ServiceUnavailable));
    }

    [Fact]
    public async Task One_address_has_only_its_part_of_the_streams()
    {
        await using ApiSite site = await ApiSite.Open(new() { ["Api:Streams"] = "100", ["Api:StreamsEach"] = "2" });
        await Happen(site, 1, fork: 0);
        await Happen(site, 2, fork: 0);
        using HttpClient client = site.Client();
        client.DefaultRequestHeaders.Add("Last-Event-ID", $"1-0-{Hash(1, 0)}");
        HttpResponseMessage[] open = [await Open(), await Open()];
        Assert.All(open, stream => Assert.Equal(HttpStatusCode.OK, stream.StatusCode));
        Assert.Equal("too-many-streams", await ApiSite.Code(await client.GetAsync("/api/v1/activity/stream"), HttpStatusCode.ServiceUnavailable));
        open[0].Dispose();
        // Its place is free once the server has noticed: this ends only if it does.
        while (true)
        {
            using HttpResponseMessage next = await Open();
            if (next.StatusCode == HttpStatusCode.OK) break;
            await Task.Delay(50);
        }
        open[1].Dispose();

        Task<HttpResponseMessage> Open() => client.GetAsync("/api/v1/activity/stream", HttpCompletionOption.ResponseHeadersRead);
    }

    private static ModelDeed.Primitives.Hash32 Hash(long block, ulong fork) => Samples.Id((ulong)block * 1000 + fork);

    private static async Task Happen(ApiSite site, long block, ulong fork)
    {
        await site.Put(IndexTables.Blocks, ("number", block), ("hash", Hash(block, fork).ToArray()));
        await site.Put(ActivityTables.Activity, ("block", block), ("kind", "paid"));
    }

    private static async Task<List<(string Event, string? Id)>> Read(HttpClient client, string from, int count)
    {
        using HttpRequestMessage request = new(HttpMethod.Get, "/api/v1/activity/stream");
        request.Headers.Add("Last-Event-ID", from);
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        List<(string, string?)> events = [];
        await foreach (var item in System.Net.ServerSentEvents.SseParser.Create(await response.Content.ReadAsStreamAsync()).EnumerateAsync())
        {
            events.Add((item.EventType, item.EventType == "activity" ? item.EventId : null));
            if (events.Count == count) break;
        }
        return events;
    }
}
