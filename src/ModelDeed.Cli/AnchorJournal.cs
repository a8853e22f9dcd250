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

    /// <summary>A file of the journal that can't be read.</summary>
    public sealed record Damaged(string Path, string Reason);

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

    /// <summary>What is pending, and which files can't be read: these hold up nothing but themselves.</summary>
    public (IReadOnlyList<Pending> Pending, IReadOnlyList<Damaged> Damaged) List()
    {
        List<Pending> pending = [];
        List<Damaged> damaged = [];
        foreach (string path in Directory.Exists(Folder) ? Directory.EnumerateFiles(Folder, "*.json").Order(StringComparer.Ordinal) : Enumerable.Empty<string>())
        {
            try
            {
                pending.Add(Read(path));
            }
            catch (Exception broken) when (broken is JsonException or NullReferenceException or InvalidOperationException or FormatException or IOException or UnauthorizedAccessException)
            {
                damaged.Add(new Damaged(path, $"damaged: {broken.Message} It holds the salts of an anchor: don't delete it; restore it from a backup if you can."));
            }
        }
        return (pending, damaged);
    }

    private string PathOf(Hash32 root) => Path.Combine(Folder, $"{root}.json");

    private static Pending Read(string path)
    {
        using FileStream stream = File.OpenRead(path);
        JsonNode json = JsonNode.Parse(stream)!;
        Address owner = Address.Parse((string)json["owner"]!);
        List<(AnchorLeaf Leaf, AnchorItem Item)> entries = [.. json["leaves"]!.AsArray().Select(node => Read(node!, owner))];
        if (entries.Count == 0) throw new FormatException("It has no leaves.");
        return new Pending((ulong)json["chainId"]!, owner, [.. entries.Select(entry => entry.Leaf)], [.. entries.Select(entry => entry.Item)]);
    }

    private static (AnchorLeaf, AnchorItem) Read(JsonNode node, Address owner)
    {
        Hash32 fingerprint = Hash32.Parse((string)node["fingerprint"]!);
        byte[]? manifest = (string?)node["manifest"] is { } text ? Convert.FromBase64String(text) : null;
        return (new AnchorLeaf(owner, fingerprint, Hash32.Parse((string)node["salt"]!)), new AnchorItem(fingerprint, (string)node["evidence"]!, manifest));
    }
}
