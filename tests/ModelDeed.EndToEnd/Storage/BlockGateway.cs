using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using ModelDeed.Storage;

namespace ModelDeed.EndToEnd.Storage;

/// <summary>A gateway before a local store, which a test can hold up.</summary>
internal sealed class BlockGateway : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly LocalStore _store;

    private BlockGateway(string folder)
    {
        _store = new LocalStore(folder);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapGet("/ipfs/{cid}", Give);
    }

    /// <summary>As <c>--store</c> takes it.</summary>
    public string Store { get; private set; } = "";

    /// <summary>Blocks that were given, in order.</summary>
    public ConcurrentQueue<Cid> Given { get; } = new();

    /// <summary>Waited for before a block is given.</summary>
    public Func<Cid, Task> Before { get; set; } = _ => Task.CompletedTask;

    public static async Task<BlockGateway> Start(string folder)
    {
        BlockGateway gateway = new(folder);
        await gateway._app.StartAsync();
        gateway.Store = "gateway:" + gateway._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return gateway;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _store.Dispose();
    }

    private async Task Give(HttpContext context, string cid)
    {
        Cid asked = Cid.Parse(cid);
        await Before(asked);
        Given.Enqueue(asked);
        if (await _store.Get(asked, context.RequestAborted) is { } block) await context.Response.Body.WriteAsync(block.Bytes);
        else context.Response.StatusCode = 404;
    }
}
