using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace ModelDeed.EndToEnd.Sealing;

/// <summary>A custodian that answers every request with a share of its own invention.</summary>
internal sealed class LyingCustodian : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private int _asked;

    private LyingCustodian()
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            Url = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
        }
        _listener.Prefixes.Add(Url.ToString());
        _listener.Start();
        _ = Task.Run(Serve);
    }

    public static LyingCustodian Start() => new();

    public Uri Url { get; }

    /// <summary>How often it was asked.</summary>
    public int Asked => Volatile.Read(ref _asked);

    public ValueTask DisposeAsync()
    {
        _listener.Close();
        return ValueTask.CompletedTask;
    }

    private async Task Serve()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
            Interlocked.Increment(ref _asked);
            string Random(int bytes) => "0x" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));
            string head = $$"""{"size":1,"root":"{{Random(32)}}","signature":"0x{{new string('1', 128)}}1b"}""";
            byte[] answer = Encoding.ASCII.GetBytes($$"""{"ephemeral":"{{Random(32)}}","box":"{{Random(49)}}","entry":0,"receipt":"AA==","head":{{head}},"path":[]}""");
            context.Response.ContentType = "application/json";
            context.Response.AddHeader("Access-Control-Allow-Origin", "*"); // browsers may hear the lie
            context.Response.AddHeader("Access-Control-Allow-Headers", "content-type");
            context.Response.Close(answer, willBlock: false);
        }
    }
}
