using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.FileProviders;

namespace ModelDeed.Server.Ui;

/// <summary>Addresses of our own style sheets and scripts that change with their content, so that browsers may keep them for a year.</summary>
internal static class StaticFile
{
    private static readonly ConcurrentDictionary<string, string> Known = new(StringComparer.Ordinal);

    /// <summary>Set once, before the first page.</summary>
    internal static IFileProvider Files { get; set; } = new NullFileProvider();

    /// <summary>The path with the beginning of its SHA-256.</summary>
    internal static string Versioned(string path) => Known.GetOrAdd(path, static path =>
    {
        IFileInfo file = Files.GetFileInfo(path);
        if (!file.Exists) return path;
        using Stream stream = file.CreateReadStream();
        return $"{path}?v={Convert.ToHexStringLower(SHA256.HashData(stream))[..12]}";
    });
}
