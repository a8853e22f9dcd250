using System.Text.Json;
using System.Text.Json.Nodes;
using ModelDeed.Anchors;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.Cli;

/// <summary>Anchors that were begun: leaves with their salts, on disk before anything is sent, until the evidence is written.</summary>
internal sealed class AnchorJournal(Home home)
{
    public sealed record Pending(ulong ChainId, Address Owner, IReadOnlyList<AnchorLeaf> Leaves, IReadOnlyList<AnchorItem> Items);

    private string Folder => Path.Combine(home.Root, "anchoring");

    public async Task Begin(ChainProfile chain, AnchorBatch batch, IReadOnlyList<AnchorItem> items, CancellationToken ct)
    {
        JsonArray leaves = [.. items.Select((item, i) => new JsonObject
        {
            ["fingerprint"] = item.Fingerprint.ToString(),
            ["salt"] = batch.Leaves[i].Salt.ToString(),
            ["evidence"] = item.Evidence,
            ["manifest"] = item.Manifest is null ? null : Convert.ToBase64String(item.Manifest),
        })];
        JsonObject json = new() { ["chainId"] = chain.ChainId, ["owner"] = batch.Leaves[0].Owner.ToString(), ["leaves"] = leaves };
        Home.Create(Folder);
        await Files.WriteWhole(PathOf(batch.Root), JsonSerializer.SerializeToUtf8Bytes(json), ct);
    }

    public void End(Hash32 root) => File.Delete(PathOf(root));

    public IReadOnlyList<Pending> List() => Directory.Exists(Folder) ? [.. Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal).Select(Read)] : [];

    private string PathOf(Hash32 root) => Path.Combine(Folder, $"{root}.json");

    private static Pending Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            JsonNode json = JsonNode.Parse(stream)!;
            Address owner = Address.Parse((string)json["owner"]!);
            List<(AnchorLeaf Leaf, AnchorItem Item)> entries = [.. json["leaves"]!.AsArray().Select(node => Read(node!, owner))];
            return new Pending((ulong)json["chainId"]!, owner, [.. entries.Select(entry => entry.Leaf)], [.. entries.Select(entry => entry.Item)]);
        }
        catch (Exception broken) when (broken is JsonException or NullReferenceException or InvalidOperationException or FormatException)
        {
            throw Refusal.Unreadable($"{path} is damaged: {broken.Message}", "It holds the salts of an anchor: don't delete it; restore it from a backup if you can.");
        }
    }

    private static (AnchorLeaf, AnchorItem) Read(JsonNode node, Address owner)
    {
        Hash32 fingerprint = Hash32.Parse((string)node["fingerprint"]!);
        byte[]? manifest = (string?)node["manifest"] is { } text ? Convert.FromBase64String(text) : null;
        return (new AnchorLeaf(owner, fingerprint, Hash32.Parse((string)node["salt"]!)), new AnchorItem(fingerprint, (string)node["evidence"]!, manifest));
    }
}
