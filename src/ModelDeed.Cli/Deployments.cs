using System.Text.Json;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;

namespace ModelDeed.Cli;

/// <summary>What <c>deed deploy</c> wrote down of a chain: contracts, addresses, and the block from which they can have logged anything.</summary>
internal static class Deployments
{
    public static string PathOf(Home home, ChainProfile chain) => Path.Combine(home.Root, "deployments", $"{chain.Name}-{chain.ChainId}.json");

    /// <summary>The first block with the contracts, or 0 where that isn't written down.</summary>
    public static ulong FirstBlock(Home home, ChainProfile chain)
    {
        string path = PathOf(home, chain);
        if (!File.Exists(path)) return 0;
        try
        {
            using FileStream stream = File.OpenRead(path);
            using JsonDocument json = JsonDocument.Parse(stream);
            return json.RootElement.GetProperty("firstBlock").GetUInt64();
        }
        catch (Exception broken) when (broken is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Refusal.Unreadable($"{path} isn't a deployment file: {broken.Message}", "Delete it; deed deploy writes it anew.");
        }
    }

    public static async Task<string> Save(Home home, ChainProfile chain, JsonObject deployment, CancellationToken ct)
    {
        string path = PathOf(home, chain);
        Home.Create(Path.GetDirectoryName(path)!);
        await Files.WriteWhole(path, System.Text.Encoding.UTF8.GetBytes(deployment.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n"), ct);
        return path;
    }
}
