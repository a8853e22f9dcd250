using ModelDeed.Primitives;
using ModelDeed.Sealing;
using ModelDeed.Storage;

namespace ModelDeed.Cli;

/// <summary>The header of a package's folder while it is replaced. The new one is written beside the folder before the chain names it, and takes its place
/// afterwards: whenever the run ends, one of the two is the chain's, and the next run finds it. One that may be on its way to the chain stays.</summary>
internal sealed class HeaderFile
{
    private string? _staged;

    private HeaderFile(string folder, PackageHeader header) => (Folder, Header) = (folder, header);

    /// <summary>The package's folder.</summary>
    public string Folder { get; }

    /// <summary>The header that stands in it.</summary>
    public PackageHeader Header { get; }

    /// <summary>Reads the header, having finished what a killed run began.</summary>
    /// <param name="folder">The package's folder.</param>
    /// <param name="named">The header that the chain names.</param>
    public static HeaderFile Open(string folder, Hash32 named)
    {
        string full = Path.GetFullPath(Path.TrimEndingDirectorySeparator(folder)), beside = Beside(full, named);
        if (File.Exists(beside) && IsNamed(beside, named)) Place(beside, full);
        return new HeaderFile(full, SealedPackage.Read(full).Header);
    }

    /// <summary>Writes the new header beside the folder.</summary>
    public void Stage(PackageHeader header) => DiskFlush.WriteWhole(_staged = Beside(Folder, header.Digest), header.Bytes);

    /// <summary>Forgets the new header: nothing was sent.</summary>
    public void Unstage()
    {
        if (_staged is not null) File.Delete(_staged);
        _staged = null;
    }

    /// <summary>Puts the new header in its place: the chain names it.</summary>
    public void Finish()
    {
        Place(_staged!, Folder);
        _staged = null;
    }

    private static bool IsNamed(string path, Hash32 named)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read);
        return new Hash32(System.Security.Cryptography.SHA256.HashData(file)) == named;
    }

    private static void Place(string staged, string folder)
    {
        File.Move(staged, Path.Combine(folder, SealedPackage.HeaderName), overwrite: true);
        DiskFlush.Folder(folder);
    }

    private static string Beside(string folder, Hash32 digest) => $"{folder}.header-{digest.ToString()[2..18]}";
}
