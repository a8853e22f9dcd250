using System.Text.Json;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Fingerprints;

/// <summary>A file in <c>vectors/</c>.</summary>
internal static class VectorFile
{
    /// <summary>The folder with the solution.</summary>
    public static string Root { get; } = FindRoot();

    public static JsonElement Load(string name) =>
        JsonDocument.Parse(File.ReadAllText(Path.Join(Root, "vectors", name))).RootElement;

    public static Hash32 Hash(this JsonElement element, string name) => Hash32.Parse(element.GetProperty(name).GetString()!);

    private static string FindRoot()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Join(folder, "ModelDeed.slnx"))) return folder;
        throw new InvalidOperationException("ModelDeed.slnx is in no folder above the tests.");
    }
}
