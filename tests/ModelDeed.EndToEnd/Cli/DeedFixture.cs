using System.Text.Json;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.EndToEnd.Cli;

/// <summary>A newcomer's machine: an empty home, a folder to work in, and <c>deed</c>. Removed afterwards.</summary>
public abstract class DeedFixture : IAsyncLifetime
{
    /// <summary>The first three demo accounts, which everybody's tools know.</summary>
    protected const string Demo1 = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266", Demo2 = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

    private EmbeddedChain? _chain;

    protected string Home { get; } = Directory.CreateTempSubdirectory("modeldeed-home-").FullName;

    protected string Work { get; } = Directory.CreateTempSubdirectory("modeldeed-work-").FullName;

    /// <summary>The environment of <c>deed</c>: nothing of the developer's own leaks in.</summary>
    protected Dictionary<string, string> Variables { get; } = [];

    /// <summary>Where other clients reach the chain while it is up.</summary>
    protected string Url => $"http://127.0.0.1:{_chain!.Port}";

    public virtual async Task InitializeAsync()
    {
        Variables[ModelDeed.Cli.Home.Variable] = Home;
        await StartChain();
    }

    public virtual async Task DisposeAsync()
    {
        await StopChain();
        Directory.Delete(Home, recursive: true);
        Directory.Delete(Work, recursive: true);
    }

    /// <summary>As <c>deed chain run</c> in another window does: commands use this chain as long as it is up.</summary>
    protected async Task StartChain() =>
        _chain = await EmbeddedChain.Open(new EmbeddedChainOptions { Folder = new ModelDeed.Cli.Home(name => Variables.GetValueOrDefault(name)).Chain }, CancellationToken.None);

    protected async Task StopChain()
    {
        if (_chain is not null) await _chain.DisposeAsync();
        _chain = null;
    }

    /// <summary>Runs a command line where nobody sits before it.</summary>
    internal Task<DeedRun> Deed(params string[] args) => DeedRun.Of(Variables, null, args);

    /// <summary>Runs a command line and answers its question.</summary>
    internal Task<DeedRun> DeedAsked(string reply, params string[] args) => DeedRun.Of(Variables, reply, args);

    /// <summary>Runs a command line that must succeed, and reads its JSON.</summary>
    protected async Task<JsonElement> Done(params string[] args)
    {
        DeedRun run = await Deed([.. args, "--json"]);
        Assert.True(run.Exit == 0, $"deed {string.Join(' ', args)} ended with {run.Exit}: {run.Error}{run.Out}");
        Assert.Equal("", run.Error); // not a terminal: no progress either
        return run.Json;
    }

    /// <summary>Runs a command line that must be refused, in words and as JSON alike.</summary>
    /// <returns>The <c>error</c> of the JSON.</returns>
    protected async Task<JsonElement> Refused(int exit, string code, params string[] args)
    {
        DeedRun json = await Deed([.. args, "--json"]), words = await Deed(args);
        Assert.True(json.Exit == exit && words.Exit == exit, $"deed {string.Join(' ', args)} ended with {json.Exit} and {words.Exit}: {json.Error}{json.Out}");
        Assert.Equal("", json.Out + words.Out);
        JsonElement error = JsonDocument.Parse(json.Error).RootElement.GetProperty("error");
        Assert.Equal(code, error.Text("code"));
        Assert.StartsWith($"deed: {error.Text("message")}", words.Error, StringComparison.Ordinal);
        return error;
    }

    /// <summary>A file in the work folder.</summary>
    protected string Write(string name, string content)
    {
        string path = Path.Combine(Work, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>A copy of a real model in the work folder.</summary>
    protected string Model(string example, string name)
    {
        string source = Path.Combine(Tools.Root, "examples", "models", example), path = Path.Combine(Work, name);
        Assert.True(File.Exists(source), $"{source} isn't there. Run examples/fetch.");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.Copy(source, path);
        return path;
    }

    /// <summary>Foundry's client, which knows nothing of ours.</summary>
    protected Task<string> Cast(params string[] args) => Tools.RunAsync(Tools.Cast, [.. args, "--rpc-url", Url]);

    /// <summary>Lets time pass on the chain.</summary>
    protected async Task Pass(int seconds)
    {
        await Cast("rpc", "evm_increaseTime", $"{seconds}");
        await Cast("rpc", "evm_mine");
    }

    /// <summary>How many transactions an account has sent.</summary>
    protected async Task<int> Nonce(string account) => int.Parse(await Cast("nonce", account));

    /// <summary>The fingerprint of content by b3sum and npm @openzeppelin/merkle-tree.</summary>
    protected static async Task<string> PeerFingerprint(string path)
    {
        const string Script = """
            import { execFileSync } from "node:child_process";
            import { readdirSync, statSync } from "node:fs";
            import { StandardMerkleTree } from "@openzeppelin/merkle-tree";
            const root = (await new Response(process.stdin).text()).trim();
            const single = statSync(root).isFile();
            const names = single ? [""] : readdirSync(root, { recursive: true }).filter((name) => statSync(`${root}/${name}`).isFile());
            const leaves = names.map((name) => {
              const file = single ? root : `${root}/${name}`;
              return [name, BigInt(statSync(file).size), "0x" + execFileSync("b3sum", ["--no-names", file]).toString().trim()];
            });
            console.log(StandardMerkleTree.of(leaves, ["string", "uint64", "bytes32"]).root);
            """;
        return (await Fingerprints.Peer.Node(Script, System.Text.Encoding.UTF8.GetBytes(path))).Trim();
    }

    /// <summary>The number that a fingerprint is as a token id.</summary>
    protected static string Id(string fingerprint) => UInt256.FromHash(Hash32.Parse(fingerprint)).ToString();
}
