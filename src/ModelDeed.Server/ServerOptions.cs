using System.Text.Json;
using ModelDeed.Ethereum;
using ModelDeed.Server.Indexing;

namespace ModelDeed.Server;

/// <summary>What the server was started with. Options of the command line win over the environment.</summary>
/// <param name="Home">Where <c>deed</c> keeps things: <c>MODELDEED_HOME</c>, else <c>$XDG_DATA_HOME/modeldeed</c>.</param>
/// <param name="Chain">The chain: <c>--chain</c>, <c>MODELDEED_CHAIN</c>, or the one chosen by <c>deed chain use</c>.</param>
/// <param name="Connection">PostgreSQL's connection string: <c>--database</c>, <c>MODELDEED_DATABASE</c>; null for SQLite in the home folder.</param>
internal sealed record ServerOptions(string Home, ChainProfile Chain, string? Connection)
{
    /// <summary>Where SQLite's file is.</summary>
    public string IndexFolder => Path.Combine(Home, "index", $"{Chain.Name}-{Chain.ChainId}");

    /// <summary>The block before which <c>deed deploy</c> says there is nothing; 0 where it says nothing.</summary>
    public ulong FirstBlock
    {
        get
        {
            string path = Path.Combine(Home, "deployments", $"{Chain.Name}-{Chain.ChainId}.json");
            if (!File.Exists(path)) return 0;
            try
            {
                using JsonDocument json = JsonDocument.Parse(File.ReadAllText(path));
                return json.RootElement.GetProperty("firstBlock").GetUInt64();
            }
            catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                throw new IndexException($"{path} isn't a deployment file: {broken.Message} Delete it; deed deploy writes it anew.");
            }
        }
    }

    /// <summary>Reads options and environment.</summary>
    /// <exception cref="ChainProfileException">There is no such chain.</exception>
    public static ServerOptions Read(Func<string, string?> option, Func<string, string?> environment)
    {
        string home = environment("MODELDEED_HOME") is { Length: > 0 } own ? Path.GetFullPath(own)
            : environment("XDG_DATA_HOME") is { Length: > 0 } data ? Path.Combine(data, "modeldeed")
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "share", "modeldeed");
        ChainProfiles profiles = ChainProfiles.Load(home);
        string? name = option("chain") ?? environment("MODELDEED_CHAIN");
        return new ServerOptions(home, name is { Length: > 0 } ? profiles.Find(name) : profiles.Current(), option("database") ?? environment("MODELDEED_DATABASE"));
    }
}
