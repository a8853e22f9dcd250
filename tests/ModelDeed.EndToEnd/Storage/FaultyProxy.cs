using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace ModelDeed.EndToEnd.Storage;

/// <summary>What a proxy does to an answer.</summary>
internal enum Fault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Flips a bit in the middle of the body.</summary>
    Lie,

    /// <summary>Promises the whole body, sends half of it, and breaks the connection.</summary>
    Truncate,

    /// <summary>Sends half of the body as if it were all.</summary>
    Shorten,

    /// <summary>Says more than there is, without end.</summary>
    Flood,

    /// <summary>Answers 500.</summary>
    Error,

    /// <summary>Breaks the connection before a byte is sent.</summary>
    Reset,

    /// <summary>Doesn't answer in time.</summary>
    Delay,

    /// <summary>Sends the client to another address of this machine.</summary>
    Redirect,
}

/// <summary>A proxy before a real server, which spoils answers that bring blocks.</summary>
internal sealed class FaultyProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly Uri _behind;
    private int _requests, _spoiled;

    private FaultyProxy(string behind)
    {
        _behind = new Uri(behind);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(options => options.Limits.MaxRequestBodySize = null);
        _app = builder.Build();
        _app.Run(Pass);
    }

    public string Url { get; private set; } = "";

    /// <summary>Requests so far.</summary>
    public int Requests => _requests;

    /// <summary>Answers that were spoiled.</summary>
    public int Spoiled => _spoiled;

    /// <summary>What to do to a request, by its method and path; asked for each.</summary>
    public Func<string, string, Fault> Choose { get; set; } = (_, _) => Fault.None;

    public static async Task<FaultyProxy> Before(string url)
    {
        FaultyProxy proxy = new(url);
        await proxy._app.StartAsync();
        proxy.Url = proxy._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _client.Dispose();
    }

    private async Task Pass(HttpContext context)
    {
        Interlocked.Increment(ref _requests);
        Fault fault = Choose(context.Request.Method, context.Request.Path);
        if (fault != Fault.None) Interlocked.Increment(ref _spoiled);
        if (fault == Fault.Reset)
        {
            context.Abort();
            return;
        }
        if (fault == Fault.Delay) await Task.Delay(TimeSpan.FromSeconds(30), context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (context.RequestAborted.IsCancellationRequested) return;
        if (fault == Fault.Error) context.Response.StatusCode = 500;
        else if (fault == Fault.Redirect) context.Response.Redirect("http://127.0.0.1:9/elsewhere");
        else await Forward(context, fault);
    }

    private async Task Forward(HttpContext context, Fault fault)
    {
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(_behind, context.Request.Path.ToUriComponent() + context.Request.QueryString));
        byte[] sent = await Body(context.Request.Body);
        if (sent.Length > 0 || context.Request.ContentLength == 0) request.Content = new ByteArrayContent(sent);
        foreach ((string name, Microsoft.Extensions.Primitives.StringValues values) in context.Request.Headers)
            if (name is not ("Transfer-Encoding" or "Expect" or "Connection") && !request.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values!))
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values!);
        request.Headers.Host = context.Request.Host.Value; // signed by S3 clients
        using HttpResponseMessage answer = await _client.SendAsync(request);
        context.Response.StatusCode = (int)answer.StatusCode;
        foreach ((string name, IEnumerable<string> values) in answer.Headers.Concat(answer.Content.Headers))
            if (name is not ("Transfer-Encoding" or "Connection" or "Content-Length" or "Keep-Alive")) context.Response.Headers[name] = values.ToArray();
        byte[] body = await answer.Content.ReadAsByteArrayAsync();
        if (context.Request.Method == "HEAD" && answer.Content.Headers.ContentLength is { } length) context.Response.ContentLength = length;
        else await Send(context, body, fault);
    }

    private static async Task Send(HttpContext context, byte[] body, Fault fault)
    {
        if (fault == Fault.Lie && body.Length > 0) body[body.Length / 2] ^= 1;
        if (fault == Fault.Shorten) body = body[..(body.Length / 2)];
        if (context.Response.StatusCode is not (204 or 304) && fault != Fault.Flood) context.Response.ContentLength = body.Length;
        if (fault == Fault.Truncate)
        {
            await context.Response.Body.WriteAsync(body.AsMemory(0, body.Length / 2));
            await context.Response.Body.FlushAsync();
            context.Abort();
            return;
        }
        await context.Response.Body.WriteAsync(body);
        for (int i = 0; fault == Fault.Flood && i < 64 && !context.RequestAborted.IsCancellationRequested; i++) await context.Response.Body.WriteAsync(new byte[1 << 20]);
    }

    private static async Task<byte[]> Body(Stream stream)
    {
        var body = new MemoryStream();
        await stream.CopyToAsync(body);
        return body.ToArray();
    }
}
