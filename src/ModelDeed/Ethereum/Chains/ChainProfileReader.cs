using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>Reads profiles from JSON, and names the field in each complaint.</summary>
internal sealed class ChainProfileReader(string path)
{
    private const int LongestName = 40;

    private static readonly string[] Fields = ["chainId", "rpc", "finality", "currency", "explorer", "feeCapGwei", "silentMinutes", "test"];

    public ChainProfile Read(string name, JsonElement json)
    {
        if (!IsName(name)) throw Wrong(name, $"a name has 1 to {LongestName} lower-case letters, digits and -, a letter first");
        Dictionary<string, JsonElement> fields = Known(json, name, Fields);
        ChainProfile? known = KnownChains.All.FirstOrDefault(profile => profile.Name == name);
        ulong chainId = fields.TryGetValue("chainId", out JsonElement id) ? Whole(id, $"{name}.chainId", 1, Transaction.MaxChainId)
            : known?.ChainId ?? throw Wrong(name, "chainId is missing");
        if (known is { IsEmbedded: false } && chainId != known.ChainId) throw Wrong($"{name}.chainId", $"{name} is chain {known.ChainId}; give another chain another name");
        if (known is null && !fields.ContainsKey("rpc")) throw Wrong(name, "rpc is missing: a list of one URL or more");
        if (known is { IsEmbedded: true } && fields.ContainsKey("rpc")) throw Wrong($"{name}.rpc", "the embedded chain has no other node than its own; give a remote chain another name");
        ChainProfile start = known ?? Blank(name, chainId);
        return start with
        {
            ChainId = chainId,
            Nodes = fields.TryGetValue("rpc", out JsonElement rpc) ? Nodes(rpc, $"{name}.rpc") : start.Nodes,
            Finality = fields.TryGetValue("finality", out JsonElement finality) ? Rule(finality, $"{name}.finality") : start.Finality,
            Currency = fields.TryGetValue("currency", out JsonElement currency) ? Coin(currency, $"{name}.currency") : start.Currency,
            Explorer = fields.TryGetValue("explorer", out JsonElement explorer) ? Links(explorer, $"{name}.explorer") : start.Explorer,
            FeeCap = fields.TryGetValue("feeCapGwei", out JsonElement cap) ? Whole(cap, $"{name}.feeCapGwei", 1, 1_000_000_000) * 1_000_000_000 : start.FeeCap,
            Silence = fields.TryGetValue("silentMinutes", out JsonElement silent) ? Silence(Whole(silent, $"{name}.silentMinutes", 0, 100_000)) : start.Silence,
            IsTest = fields.TryGetValue("test", out JsonElement test) ? Flag(test, $"{name}.test") : start.IsTest,
        };
    }

    /// <summary>An object's members.</summary>
    public IEnumerable<JsonProperty> Object(JsonElement json, string field) => json.ValueKind == JsonValueKind.Object
        ? json.EnumerateObject() : throw Wrong(field.Length == 0 ? "the file" : field, "expected an object { … }");

    private static ChainProfile Blank(string name, ulong chainId) => new()
    {
        Name = name,
        ChainId = chainId,
        Nodes = [],
        Finality = new FinalityRule.FinalizedTag(),
        Currency = new Currency("Ether", "ETH", 18),
    };

    // Nothing but transactions make blocks there.
    private static TimeSpan? Silence(ulong minutes) => minutes == 0 ? null : TimeSpan.FromMinutes(minutes);

    private static bool IsName(string name) =>
        name.Length is >= 1 and <= LongestName && char.IsAsciiLetterLower(name[0]) && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    private Dictionary<string, JsonElement> Known(JsonElement json, string field, string[] names)
    {
        Dictionary<string, JsonElement> found = Object(json, field).ToDictionary(member => member.Name, member => member.Value);
        if (found.Keys.FirstOrDefault(name => !names.Contains(name)) is { } unknown)
            throw Wrong($"{field}.{unknown}", $"there is no such field. There are: {string.Join(", ", names)}");
        return found;
    }

    private RpcEndpoint[] Nodes(JsonElement json, string field)
    {
        if (json.ValueKind != JsonValueKind.Array || json.GetArrayLength() == 0) throw Wrong(field, "expected a list of one URL or more: [\"https://…\"]");
        return [.. json.EnumerateArray().Select((url, i) => Node(url, $"{field}[{i}]"))];
    }

    private RpcEndpoint Node(JsonElement json, string field)
    {
        try
        {
            return new RpcEndpoint(Text(json, field));
        }
        catch (FormatException e)
        {
            throw Wrong(field, e.Message);
        }
    }

    private FinalityRule Rule(JsonElement json, string field)
    {
        if (json.ValueKind == JsonValueKind.String && json.GetString() == "finalized") return new FinalityRule.FinalizedTag();
        if (json.ValueKind == JsonValueKind.Number) return new FinalityRule.Confirmations((int)Whole(json, field, 1, FinalityRule.Confirmations.Most));
        throw Wrong(field, "expected \"finalized\", or a number of confirmations");
    }

    private Currency Coin(JsonElement json, string field)
    {
        Dictionary<string, JsonElement> fields = Known(json, field, ["name", "symbol", "decimals"]);
        string symbol = fields.TryGetValue("symbol", out JsonElement s) ? Text(s, $"{field}.symbol") : throw Wrong(field, "symbol is missing");
        return new Currency(
            fields.TryGetValue("name", out JsonElement n) ? Text(n, $"{field}.name") : symbol, symbol,
            fields.TryGetValue("decimals", out JsonElement d) ? (int)Whole(d, $"{field}.decimals", 0, 36) : 18);
    }

    private ExplorerLinks Links(JsonElement json, string field)
    {
        Dictionary<string, JsonElement> fields = Known(json, field, ["transaction", "address", "block"]);
        return new ExplorerLinks(Link("transaction"), Link("address"), Link("block"));

        string? Link(string name)
        {
            if (!fields.TryGetValue(name, out JsonElement value)) return null;
            string link = Text(value, $"{field}.{name}");
            bool web = link.StartsWith("https://", StringComparison.Ordinal) || link.StartsWith("http://", StringComparison.Ordinal);
            return web && link.Contains("{}", StringComparison.Ordinal) ? link : throw Wrong($"{field}.{name}", "expected an http(s) URL with {} where the hash, address or height stands");
        }
    }

    private string Text(JsonElement json, string field) => json.ValueKind == JsonValueKind.String && json.GetString() is { Length: > 0 } text
        ? text : throw Wrong(field, "expected a text");

    private bool Flag(JsonElement json, string field) => json.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Wrong(field, "expected true or false"),
    };

    private ulong Whole(JsonElement json, string field, ulong least, ulong most) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetUInt64(out ulong value) && value >= least && value <= most
            ? value : throw Wrong(field, $"expected a whole number from {least} to {most}");

    private ChainProfileException Wrong(string field, string problem) => new($"{path}: {field}: {problem}.");
}
