using System.Collections.Frozen;

namespace ModelDeed.Fingerprints;

/// <summary>What holds for every manifest beyond its JSON.</summary>
internal static class ManifestRules
{
    /// <summary>Bytes of a heritage print, at most.</summary>
    public const int MostPrintBytes = 65536;

    private const int MostCommitments = 16;

    private static readonly FrozenSet<string> Kinds = FrozenSet.Create(StringComparer.Ordinal, "model", "dataset", "algorithm", "software", "output");

    /// <summary>Checks order, names and both roots.</summary>
    /// <exception cref="ManifestException">What is wrong.</exception>
    public static void Check(Manifest manifest)
    {
        if (manifest.Kind is { } kind && !Kinds.Contains(kind)) throw new ManifestException($"there is no kind \"{Shown(kind)}\".");
        if (manifest.Heritage is { } heritage && (heritage.Print.Length > MostPrintBytes || heritage.Commitments.Length > MostCommitments))
            throw new ManifestException($"its heritage has over {MostPrintBytes} bytes of print or over {MostCommitments} commitments.");
        if (manifest.Files.IsEmpty) throw new ManifestException("it has no files.");
        bool isSingle = manifest.Files is [{ Path: "" }];
        if (!isSingle) CheckOrder("files", manifest.Files.Select(file => file.Path), isPath: true);
        CheckOrder("excluded", manifest.Excluded.Select(excluded => excluded.Path), isPath: true);
        CheckOrder("tensors", manifest.Tensors.Select(tensor => tensor.Name), isPath: false);
        if (ContentRoot.Of(manifest.Files, threads: 1) != manifest.Fingerprint)
            throw new ManifestException("its fingerprint isn't the root of its files. It was altered.");
        if (ContentRoot.Of(manifest.Tensors, threads: 1) != manifest.TensorRoot)
            throw new ManifestException("its tensorRoot isn't the root of its tensors. It was altered.");
    }

    private static void CheckOrder(string list, IEnumerable<string> names, bool isPath)
    {
        string? last = null;
        foreach (string name in names)
        {
            if (last is not null && Utf8Order.Instance.Compare(last, name) >= 0)
                throw new ManifestException($"\"{Shown(name)}\" in {list} is out of order or there twice.");
            if (Nfc.Normalize(name) != name) throw new ManifestException($"\"{Shown(name)}\" in {list} isn't in Normalization Form C.");
            if (isPath && name.Split('/').Any(part => part is "" or "." or ".."))
                throw new ManifestException($"\"{Shown(name)}\" in {list} isn't a relative path.");
            last = name;
        }
    }

    private static string Shown(string text) => text.Length <= 80 ? text : text[..77] + "...";
}
