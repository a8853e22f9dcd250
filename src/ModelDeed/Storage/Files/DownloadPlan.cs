namespace ModelDeed.Storage;

/// <summary>What is below a root, as it will stand on the disk.</summary>
/// <param name="Folders">Paths of folders, each after the one it is in; without the root's.</param>
/// <param name="Files">Paths of files (empty for a root that is a file), their CIDs and lengths; of a file of one chunk the length is what the folder says.</param>
/// <param name="IsFolder">The root is a folder.</param>
internal sealed record DownloadPlan(IReadOnlyList<string> Folders, IReadOnlyList<(string Path, Cid Cid, long Length)> Files, bool IsFolder)
{
    /// <summary>Files and folders, at most. A few small blocks can stand for any number of them.</summary>
    public const int MaxEntries = 1_000_000;

    /// <summary>Bytes of all files.</summary>
    public long Length => Files.Sum(file => file.Length);

    /// <summary>Reads the folders, and the roots of files of several chunks.</summary>
    /// <exception cref="IOException">A name leads elsewhere, or there is too much; or a block can't be had or read.</exception>
    public static async Task<DownloadPlan> Read(IBlockStore store, Cid root, CancellationToken ct)
    {
        if (root.Codec == BlockCodec.Raw) return new DownloadPlan([], [("", root, (await store.Need(root, ct)).Bytes.Length)], IsFolder: false);
        DagNode top = DagReader.Read(await store.Need(root, ct));
        if (top is not DagNode.Folder folder) return new DownloadPlan([], [("", root, LengthOf(top))], IsFolder: false);
        var plan = new Collection(store, root);
        await plan.Add(folder, "", 0, ct);
        return new DownloadPlan(plan.Folders, plan.Files, IsFolder: true);
    }

    private static long LengthOf(DagNode node) => node is DagNode.Stretch stretch ? stretch.Length : ((DagNode.Chunk)node).Bytes.Length;

    private sealed class Collection(IBlockStore store, Cid root)
    {
        private readonly HashSet<string> _paths = new(OperatingSystem.IsLinux() ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
        private long _length;

        public List<string> Folders { get; } = [];

        public List<(string, Cid, long)> Files { get; } = [];

        public async Task Add(DagNode.Folder folder, string path, int depth, CancellationToken ct)
        {
            if (depth > DiskTree.MaxDepth) throw new DagException(root, $"it has more than {DiskTree.MaxDepth} folders within folders.");
            foreach (DagLink entry in folder.Entries)
            {
                FolderNames.Check(entry.Name);
                string name = Path.Join(path, entry.Name);
                if (!_paths.Add(name)) throw new DagException(root, $"{name} is there twice, as this system counts.");
                if (_paths.Count > MaxEntries) throw new DagException(root, $"it has more than {MaxEntries:N0} files and folders.");
                if (entry.Cid.Codec == BlockCodec.Raw) AddFile(name, entry.Cid, (long)Math.Min(entry.TotalSize, Block.MaxSize));
                else if (DagReader.Read(await store.Need(entry.Cid, ct)) is var node && node is not DagNode.Folder inner) AddFile(name, entry.Cid, LengthOf(node));
                else
                {
                    Folders.Add(name);
                    await Add(inner, name, depth + 1, ct);
                }
            }
        }

        private void AddFile(string name, Cid cid, long length)
        {
            if (length > long.MaxValue - _length) throw new DagException(root, "its files are larger together than any disk.");
            _length += length;
            Files.Add((name, cid, length));
        }
    }
}
