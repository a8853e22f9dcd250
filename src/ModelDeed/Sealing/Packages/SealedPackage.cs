using ModelDeed.Storage;

namespace ModelDeed.Sealing;

/// <summary>A package as it stands on the disk: a folder with <c>header</c> and <c>payload</c>, which joined are an age file.</summary>
/// <param name="Header">The header.</param>
/// <param name="Folder">Where it is.</param>
public sealed record SealedPackage(PackageHeader Header, string Folder)
{
    /// <summary>Name of the header's file.</summary>
    public const string HeaderName = "header";

    /// <summary>Name of the payload's file.</summary>
    public const string PayloadName = "payload";

    /// <summary>Path of the payload.</summary>
    public string PayloadPath => Path.Combine(Folder, PayloadName);

    /// <summary>Reads a package's header.</summary>
    /// <exception cref="SealedDataException">The header breaks its format.</exception>
    /// <exception cref="IOException">It isn't there, or can't be read.</exception>
    public static SealedPackage Read(string folder) => new(ReadHeader(folder), folder);

    /// <summary>The payload, to be read at any place.</summary>
    /// <exception cref="IOException">It isn't there, or can't be read.</exception>
    public FileSource Payload() => new(PayloadPath);

    internal static PackageHeader ReadHeader(string folder)
    {
        string path = Path.Combine(folder, HeaderName);
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (file.Length > AgeHeader.MaxSize) throw new SealedDataException($"{path} has {file.Length} bytes; a header has {AgeHeader.MaxSize} at most. Fetch the package again.");
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return PackageHeader.Parse(bytes);
    }
}
