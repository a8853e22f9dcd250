using System.Collections.Concurrent;

namespace ModelDeed.Storage;

/// <summary>Where a file's chunks are, found from its root as far as asked for. What a parent says of a part's length is held against the part; so no block can stand for more or fewer bytes than it has.</summary>
internal sealed class DagFile
{
    private const int MaxNodes = 256, MaxDepth = 16;

    private readonly IBlockStore _store;
    private readonly ConcurrentDictionary<Cid, DagNode.Stretch> _nodes = new();
    private readonly Cid _root;

    private DagFile(IBlockStore store, Cid root, DagNode top) => (_store, _root, Top, Length) = (store, root, top, top is DagNode.Stretch stretch ? stretch.Length : ((DagNode.Chunk)top).Bytes.Length);

    /// <summary>The root's node.</summary>
    public DagNode Top { get; }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>Reads the root.</summary>
    /// <exception cref="DagException">It is a folder, or nothing that can be read.</exception>
    /// <exception cref="StoreException">It can't be had.</exception>
    public static async Task<DagFile> Open(IBlockStore store, Cid root, CancellationToken ct)
    {
        DagNode node = DagReader.Read(await store.Need(root, ct));
        return node is DagNode.Folder ? throw new DagException(root, "it is a folder, not a file. Name a file in it.") : new DagFile(store, root, node);
    }

    /// <summary>The chunk with a place in the file.</summary>
    /// <returns>Its CID, its first byte's place, and its length by its parent.</returns>
    public async ValueTask<(Cid Cid, long Start, long Length)> Locate(long offset, CancellationToken ct)
    {
        (Cid cid, long start, long length) = (_root, 0, Length);
        DagNode node = Top;
        for (int depth = 0; node is DagNode.Stretch stretch; depth++)
        {
            if (depth > MaxDepth) throw new DagException(_root, $"it has more than {MaxDepth} levels.");
            int part = 0;
            for (; offset - start >= stretch.Parts[part].Length; part++) start += stretch.Parts[part].Length;
            (cid, length) = stretch.Parts[part];
            if (cid.Codec == BlockCodec.Raw) break;
            node = await Node(cid, length, ct);
        }
        return (cid, start, length);
    }

    /// <summary>Fetches a chunk that <see cref="Locate"/> has found.</summary>
    /// <exception cref="DagException">It has another length than its parent says.</exception>
    public async Task<ReadOnlyMemory<byte>> Chunk(Cid cid, long length, CancellationToken ct)
    {
        if (cid == _root && Top is DagNode.Chunk top) return top.Bytes;
        return DagReader.Read(await _store.Need(cid, ct)) is DagNode.Chunk chunk && chunk.Bytes.Length == length
            ? chunk.Bytes : throw new DagException(cid, $"it hasn't got the {length} bytes that its parent says.");
    }

    private async ValueTask<DagNode> Node(Cid cid, long length, CancellationToken ct)
    {
        if (_nodes.TryGetValue(cid, out DagNode.Stretch? known)) return known.Length == length ? known : throw Differs(cid, length);
        DagNode node = DagReader.Read(await _store.Need(cid, ct));
        if (node is not DagNode.Stretch stretch) return node is DagNode.Chunk ? node : throw new DagException(cid, "a file has a folder as a part.");
        if (stretch.Length != length) throw Differs(cid, length);
        if (_nodes.Count >= MaxNodes) _nodes.Clear(); // a node is fetched again at worst
        _nodes[cid] = stretch;
        return stretch;
    }

    private static DagException Differs(Cid cid, long length) => new(cid, $"it hasn't got the {length} bytes that its parent says.");
}
