namespace ModelDeed.Fingerprints;

/// <summary>The files of the asset. Whatever a model file names must be among them, so no reference leads out of the folder.</summary>
internal sealed class AssetFiles
{
    private readonly Dictionary<string, ModelFile> _byPath = new(StringComparer.Ordinal);

    public AssetFiles(IReadOnlyList<ModelFile> files)
    {
        All = files;
        foreach (ModelFile file in files)
        {
            _byPath.Add(file.Path, file);
            TotalBytes = TotalBytes > ulong.MaxValue - file.Size ? ulong.MaxValue : TotalBytes + file.Size;
        }
    }

    public IReadOnlyList<ModelFile> All { get; }

    /// <summary>Saturates at 2^64-1.</summary>
    public ulong TotalBytes { get; }

    /// <summary>The file at a path of the asset, or null.</summary>
    public ModelFile? Find(string path) => _byPath.GetValueOrDefault(path);

    /// <summary>The file that <paramref name="from"/> names, relative to its own folder.</summary>
    /// <exception cref="ModelFormatException">The reference is absolute, leads out of the folder, or names nothing in the asset.</exception>
    public ModelFile Resolve(FileBytes from, string reference)
    {
        string shown = TableBuilder.Shown(reference);
        if (from.File.Path.Length == 0)
            throw from.Broken($"the weights are in another file, \"{shown}\": fingerprint the folder that has both");
        string[] parts = reference.Split('/');
        if (parts[0] == ".") parts = parts[1..];
        if (parts.Length == 0 || parts.Any(IsUnsafe))
            throw from.Broken($"the reference \"{shown}\" isn't a plain relative path inside the folder");
        string folder = Folder(from.File.Path);
        return Find(folder + Nfc.Normalize(string.Join('/', parts))) ?? throw from.Broken($"it refers to \"{shown}\", which isn't in the folder");
    }

    /// <summary>Path up to and including the last slash.</summary>
    public static string Folder(string path) => path[..(path.LastIndexOf('/') + 1)];

    /// <summary>What the format's extension is read from: the last part of the path, or of what opens a single file.</summary>
    public static string NameOf(ModelFile file) => System.IO.Path.GetFileName(file.Path.Length == 0 ? file.FullPath : file.Path);

    private static bool IsUnsafe(string part) =>
        part is "" or "." or ".." || part.AsSpan().IndexOfAny("\\:\0") >= 0;
}
