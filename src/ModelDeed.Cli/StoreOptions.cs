using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Storage;

namespace ModelDeed.Cli;

/// <summary>Which stores, and how: the options that all of <c>deed store</c> share.</summary>
internal sealed class StoreOptions(Shell shell)
{
    private readonly Option<string[]> _stores = new("--store") { Description = $"Where blocks are kept: {StorePlaces.Forms}. May be given several times. Default: local.", HelpName = "STORE" };
    private readonly Option<int> _parallel = new("--parallel") { Description = "Blocks at once.", DefaultValueFactory = _ => 8 };
    private readonly Option<int> _timeout = new("--timeout") { Description = "Seconds that one block may take on the network.", DefaultValueFactory = _ => 60 };

    private readonly Option<bool> _private = new("--allow-private") { Description = "Let a gateway's name lead to an address of your own network (one written as an address may anyway)." };

    public void AddTo(Command command)
    {
        Bound(_parallel, 1, 64);
        Bound(_timeout, 1, 3600);
        foreach (Option option in (Option[])[_stores, _parallel, _timeout, _private]) command.Add(option);
    }

    public int Parallel(ParseResult parsed) => parsed.GetValue(_parallel);

    /// <summary>Whether any store was named.</summary>
    public bool AreNamed(ParseResult parsed) => parsed.GetValue(_stores) is { Length: > 0 };

    /// <summary>The stores, each by itself.</summary>
    public IReadOnlyList<IBlockStore> Each(ParseResult parsed)
    {
        StorePlaces places = new(shell, new RemoteLimits { Request = TimeSpan.FromSeconds(parsed.GetValue(_timeout)), Connections = Parallel(parsed), AllowPrivate = parsed.GetValue(_private) });
        string[] named = parsed.GetValue(_stores) is { Length: > 0 } some ? some : ["local"];
        if (named.Distinct(StringComparer.Ordinal).Count() != named.Length) throw Refusal.Usage("--store: one store is named twice.", "A second copy in the same place protects from nothing.");
        List<IBlockStore> stores = [];
        foreach (string text in named) stores.Add(places.Open(text));
        return stores;
    }

    /// <summary>The stores as one.</summary>
    /// <param name="copies">In how many of them a block must be; null for all.</param>
    public ReplicatedStore Joined(ParseResult parsed, int? copies)
    {
        IReadOnlyList<IBlockStore> stores = Each(parsed);
        if (copies > stores.Count || copies < 1) throw Refusal.Usage($"--copies: {copies} of {stores.Count} stores can't be.", "Name as many stores, or fewer copies.");
        // After a tenth of its time another store is asked as well.
        return new ReplicatedStore(stores, copies ?? stores.Count, TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(_timeout) / 10.0, 0.5, 5)));
    }

    public static Cid Root(string text) => Cid.Parse(text.StartsWith("ipfs://", StringComparison.Ordinal) ? text["ipfs://".Length..].TrimEnd('/') : text);

    /// <summary>What each store did.</summary>
    public static JsonArray Json(IEnumerable<SourceReport> reports) => new([.. reports.Select(report => (JsonNode)new JsonObject
    {
        ["store"] = report.Name,
        ["blocks"] = report.Blocks,
        ["bytes"] = report.Bytes,
        ["faults"] = report.Faults,
        ["problem"] = report.Problem,
        ["dropped"] = report.Dropped,
    })]);

    private static void Bound(Option<int> option, int least, int most) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() < least || result.GetValueOrDefault<int>() > most) result.AddError($"{option.Name} takes a number from {least} to {most}.");
    });
}
