using System.Diagnostics;
using ModelDeed.EndToEnd.Fingerprints;

namespace ModelDeed.EndToEnd.Storage;

/// <summary>A server of npm's (tests/peers), started for a test. It ends with its standard input, whatever becomes of the test.</summary>
internal sealed class PeerServer : IAsyncDisposable
{
    private readonly Process _process;

    private PeerServer(Process process, int port) => (_process, Url) = (process, $"http://127.0.0.1:{port}");

    public string Url { get; }

    /// <summary>An IPFS node's RPC and gateway.</summary>
    public static Task<PeerServer> Ipfs() => Start("ipfs-node.mjs", []);

    /// <summary>An S3 service with the bucket <c>models</c>.</summary>
    public static Task<PeerServer> S3(string folder) => Start("s3.mjs", new() { ["S3_FOLDER"] = folder });

    /// <summary>The text of a script beside this file, which runs in tests/peers so that it finds its packages.</summary>
    public static async Task<string[]> Script(string name) =>
        ["--no-warnings", "--input-type=module", "--eval", await File.ReadAllTextAsync(Path.Join(Peer.Root, "tests", "ModelDeed.EndToEnd", "Storage", name))];

    public async ValueTask DisposeAsync()
    {
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static async Task<PeerServer> Start(string script, Dictionary<string, string> settings)
    {
        var start = new ProcessStartInfo(Tools.Node, await Script(script)) { WorkingDirectory = Path.Join(Peer.Root, "tests", "peers"), UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach ((string name, string value) in settings) start.Environment[name] = value;
        Process process = Process.Start(start)!;
        string line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException($"{script} ended at once");
        return new PeerServer(process, int.Parse(line));
    }
}
