using System.Text.Json;

namespace ModelDeed.Tests.Ethereum;

/// <summary>The files in <c>vectors/</c> at the root of the repository.</summary>
internal static class Vectors
{
    public static JsonElement Load(string name)
    {
        using FileStream file = File.OpenRead(Path.Combine(Root(), "vectors", name));
        using JsonDocument document = JsonDocument.Parse(file);
        return document.RootElement.Clone();
    }

    public static string Text(this JsonElement element, string property) => element.GetProperty(property).GetString()!;

    public static byte[] Bytes(this JsonElement element, string property) =>
        ModelDeed.Primitives.Hex.Decode(element.Text(property));

    /// <summary>The folder with ModelDeed.slnx.</summary>
    public static string Root()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "ModelDeed.slnx"))) return folder.FullName;
        throw new InvalidOperationException($"No ModelDeed.slnx above {AppContext.BaseDirectory}.");
    }
}
