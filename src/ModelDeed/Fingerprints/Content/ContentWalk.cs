using System.IO.Enumeration;

namespace ModelDeed.Fingerprints;

/// <summary>Lists the regular files under a path. Links are followed as long as they stay inside the folder; whatever has no
/// content of its own, or would be a second file under the same name elsewhere, is an error that names it.</summary>
internal sealed class ContentWalk
{
    /// <summary>Files of one asset, at most. A listing takes some 300 bytes a file.</summary>
    public const int MostFiles = 2_000_000;

    /// <summary>Folders within folders, at most.</summary>
    public const int MostDepth = 256;

    private const string Repository = ".git";

    private static readonly EnumerationOptions Everything = new()
    {
        AttributesToSkip = FileAttributes.None,
        IgnoreInaccessible = false,
        ReturnSpecialDirectories = false,
    };

    private readonly List<ContentFile> _files = [];
    private readonly List<ContentFolder> _folders = [];
    private readonly List<Excluded> _excluded = [];
    private readonly Stack<ContentFolder> _open = new();
    private readonly string _root;
    private readonly CancellationToken _ct;

    private ContentWalk(string root, CancellationToken ct) => (_root, _ct) = (root, ct);

    /// <summary>Lists a file or a folder.</summary>
    /// <exception cref="ContentException">It isn't there, can't be read, has no files, or holds something that has no fingerprint.</exception>
    public static ContentListing List(string path, CancellationToken ct)
    {
        FileStamp stamp = FileStamp.Of(path, followLinks: true)
            ?? throw new ContentException(path, "there is no such file or folder. Check the path.");
        string root = LinkTarget.Resolve(path);
        if (stamp.Kind == FileKind.Special) throw Special(path);
        if (stamp.Kind == FileKind.Regular)
            return new ContentListing(root, [new ContentFile(new ModelFile("", stamp.Size, path), stamp)], [], []);
        var walk = new ContentWalk(root, ct);
        walk.Folder(root, "", stamp);
        if (walk._files.Count == 0) throw new ContentException(path, "the folder has no files. There is nothing to fingerprint.");
        walk._files.Sort((x, y) => Utf8Order.Instance.Compare(x.Model.Path, y.Model.Path));
        walk._excluded.Sort((x, y) => Utf8Order.Instance.Compare(x.Path, y.Path));
        return new ContentListing(root, walk._files, walk._folders, walk._excluded);
    }

    /// <summary>Throws unless every folder still has the entries that the walk saw.</summary>
    public static void CheckUnchanged(ContentListing listing)
    {
        foreach (ContentFolder folder in listing.Folders)
            if (FileStamp.Of(folder.FullPath, followLinks: true) is not { } now
                || !now.IsSameFile(folder.Stamp) || now.ModifiedNs != folder.Stamp.ModifiedNs)
                throw new ContentException(folder.FullPath, "the folder changed while it was read. Wait until nothing writes to it, and start again.");
    }

    private void Folder(string fullPath, string path, FileStamp stamp)
    {
        _ct.ThrowIfCancellationRequested();
        if (_open.Count == MostDepth) throw new ContentException(fullPath, $"folders are nested more than {MostDepth} deep.");
        if (_open.Any(above => IsSame(above, fullPath, stamp)))
            throw new ContentException(fullPath, "the link leads back to a folder that it is in. Remove it.");
        var folder = new ContentFolder(fullPath, stamp);
        _folders.Add(folder);
        _open.Push(folder);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (string name in Names(fullPath)) Entry(Path.Join(fullPath, name), name, path, names);
        if (names.Count == 0) _excluded.Add(new Excluded(path, Excluded.EmptyFolder));
        _open.Pop();
    }

    private void Entry(string fullPath, string name, string folder, HashSet<string> names)
    {
        string normal = PathName.Normalize(fullPath, name);
        string path = folder.Length == 0 ? normal : $"{folder}/{normal}";
        FileStamp stamp = FileStamp.Of(fullPath, followLinks: false) ?? throw PathName.Missing(fullPath, name);
        if (!names.Add(normal))
            throw new ContentException(fullPath, $"another name in this folder is written differently but is the same text (\"{normal}\"). Rename one.");
        if (normal == Repository)
        {
            _excluded.Add(new Excluded(path, Excluded.VersionControl));
            return;
        }
        if (stamp.Kind == FileKind.Link) stamp = LinkTarget.Inside(_root, fullPath);
        if (stamp.Kind == FileKind.Special) throw Special(fullPath);
        if (stamp.Kind == FileKind.Folder) Folder(fullPath, path, stamp);
        else File(new ContentFile(new ModelFile(path, stamp.Size, fullPath), stamp));
    }

    private void File(ContentFile file)
    {
        if (_files.Count == MostFiles) throw new ContentException(_root, $"there are more than {MostFiles} files.");
        _files.Add(file);
    }

    private static string[] Names(string folder)
    {
        try
        {
            return [.. new FileSystemEnumerable<string>(folder, static (ref entry) => entry.FileName.ToString(), Everything)];
        }
        catch (UnauthorizedAccessException e)
        {
            throw new ContentException(folder, "permission denied. Give yourself the right to read the folder, or move it out.", e);
        }
        catch (IOException e)
        {
            throw new ContentException(folder, $"the folder can't be read: {e.Message}", e);
        }
    }

    private static bool IsSame(ContentFolder above, string fullPath, FileStamp stamp) =>
        stamp.Inode != 0 ? above.Stamp.IsSameFile(stamp) : LinkTarget.Resolve(above.FullPath) == LinkTarget.Resolve(fullPath);

    private static ContentException Special(string path) =>
        new(path, "it is a pipe, a socket or a device, which has no content to fingerprint. Move it out of the folder.");
}
