using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>The chains to choose from: those that come with ModelDeed, and the user's own from <c>chains.json</c>.</summary>
/// <remarks>
/// The file, with comments and trailing commas if you like:
/// <code>{ "my-consortium": { "chainId": 7001, "rpc": ["https://node.example/key"], "finality": 3 },
///   "ethereum": { "rpc": ["https://mainnet.example/v3/key"] } }</code>
/// A name that ModelDeed knows changes what is given of that profile (its chain id can't be, but embedded's); other names need
/// <c>chainId</c> and <c>rpc</c>. <c>finality</c> is <c>"finalized"</c> (default) or a number of confirmations. Also: <c>currency</c>
/// {<c>name</c>, <c>symbol</c>, <c>decimals</c>}, <c>explorer</c> {<c>transaction</c>, <c>address</c>, <c>block</c>} with <c>{}</c> in each, <c>feeCapGwei</c>, <c>test</c>,
/// <c>silentMinutes</c> (without a block until the server's health says so; 0 for never).
/// </remarks>
public sealed class ChainProfiles
{
    private readonly string _chosenFile;

    private ChainProfiles(string folder, IReadOnlyList<ChainProfile> all)
    {
        All = all;
        _chosenFile = Path.Combine(folder, "chain");
    }

    /// <summary>All profiles, <c>embedded</c> first.</summary>
    public IReadOnlyList<ChainProfile> All { get; }

    /// <summary>Reads <c>chains.json</c> and the choice from a folder; both may be missing.</summary>
    /// <exception cref="ChainProfileException">A profile is wrong.</exception>
    public static ChainProfiles Load(string folder)
    {
        List<ChainProfile> all = [.. KnownChains.All];
        string path = Path.Combine(folder, "chains.json");
        foreach (ChainProfile profile in File.Exists(path) ? Read(path) : [])
        {
            int known = all.FindIndex(other => other.Name == profile.Name);
            if (known >= 0) all[known] = profile;
            else all.Add(profile);
        }
        return new ChainProfiles(folder, all);
    }

    /// <summary>The chain that was chosen with <see cref="Use"/>; <c>embedded</c> when none was.</summary>
    /// <exception cref="ChainProfileException">The one chosen is gone.</exception>
    public ChainProfile Current() => File.Exists(_chosenFile) ? Find(File.ReadAllText(_chosenFile).Trim()) : Find(ChainProfile.EmbeddedName);

    /// <summary>The profile of a name.</summary>
    /// <exception cref="ChainProfileException">There is none.</exception>
    public ChainProfile Find(string name) => All.FirstOrDefault(profile => profile.Name == name)
        ?? throw new ChainProfileException($"There is no chain \"{name}\". Known: {string.Join(", ", All.Select(profile => profile.Name))}. Your own go into chains.json.");

    /// <summary>Chooses a chain, for this and later runs.</summary>
    /// <exception cref="ChainProfileException">There is none of this name.</exception>
    public ChainProfile Use(string name)
    {
        ChainProfile chosen = Find(name);
        Directory.CreateDirectory(Path.GetDirectoryName(_chosenFile)!);
        File.WriteAllText(_chosenFile + ".new", chosen.Name + "\n");
        File.Move(_chosenFile + ".new", _chosenFile, overwrite: true);
        return chosen;
    }

    private static List<ChainProfile> Read(string path)
    {
        var options = new JsonDocumentOptions { AllowDuplicateProperties = false, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path), options);
            var reader = new ChainProfileReader(path);
            return [.. reader.Object(document.RootElement, "").Select(chain => reader.Read(chain.Name, chain.Value))];
        }
        catch (JsonException e)
        {
            // The parser's own message may quote the text, and that an RPC URL.
            throw new ChainProfileException($"{path}, line {e.LineNumber + 1}: not valid JSON, or a name stands twice.");
        }
    }
}
