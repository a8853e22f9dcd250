using System.Net;
using System.Text;
using System.Text.Json;
using ModelDeed.Ethereum;

namespace ModelDeed.EndToEnd.Cli;

/// <summary>A node that passes calls on to another, but for methods that it lacks; and tells which came by.</summary>
internal sealed class LimitedNode : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly HttpClient _client = new();
    private readonly Uri _behind;
    private readonly Task _serving;

    private LimitedNode(string behind)
    {
        _behind = new Uri(behind);
        Url = $"http://127.0.0.1:{LoopbackPort.Any()}/";
        _listener.Prefixes.Add(Url);
        _listener.Start();
        _serving = Serve();
    }

    public string Url { get; }

    /// <summary>Such a node before another.</summary>
    public static LimitedNode Before(string url) => new(url);

    /// <summary>Methods that it answers with "method not found".</summary>
    public HashSet<string> Lacks { get; } = [];

    /// <summary>Called with each method after it was answered by the node behind, and before the answer goes out.</summary>
    public Action<string> Passed { get; set; } = _ => { };

    public async ValueTask DisposeAsync()
    {
        _listener.Close();
        await _serving;
        _client.Dispose();
    }

    private async Task Serve()
    {
        while (_listener.IsListening)
        {
            try
            {
                HttpListenerContext context = await _listener.GetContextAsync();
                using JsonDocument asked = await JsonDocument.ParseAsync(context.Request.InputStream);
                byte[] answer = Encoding.UTF8.GetBytes(await Answer(asked.RootElement));
                context.Response.ContentType = "application/json";
                await context.Response.OutputStream.WriteAsync(answer);
                context.Response.Close();
            }
            catch (Exception gone) when (gone is HttpListenerException or ObjectDisposedException or IOException)
            {
                // The caller hung up, or the test is over.
            }
        }
    }

    private async Task<string> Answer(JsonElement asked)
    {
        if (asked.ValueKind == JsonValueKind.Array)
        {
            List<string> answers = [];
            foreach (JsonElement call in asked.EnumerateArray()) answers.Add(await Answer(call));
            return $"[{string.Join(',', answers)}]";
        }
        string method = asked.GetProperty("method").GetString()!;
        if (Lacks.Contains(method)) return $$$"""{"jsonrpc":"2.0","id":{{{asked.GetProperty("id").GetRawText()}}},"error":{"code":-32601,"message":"Method not found"}}""";
        using StringContent content = new(asked.GetRawText(), Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await _client.PostAsync(_behind, content);
        string answer = await response.Content.ReadAsStringAsync();
        Passed(method);
        return answer;
    }
}
