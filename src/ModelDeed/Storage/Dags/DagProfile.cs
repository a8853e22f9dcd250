namespace ModelDeed.Storage;

/// <summary>How files are cut and folders written, so that the same content always gets the same CID.</summary>
/// <param name="ChunkSize">Bytes of a chunk.</param>
/// <param name="MaxLinks">Links of a file's node, at most.</param>
/// <param name="MaxFolder">Bytes of a folder's node, at most.</param>
internal sealed record DagProfile(int ChunkSize, int MaxLinks, int MaxFolder)
{
    /// <summary>IPFS's own: <c>unixfs-v1-2025</c> (IPIP-499). Larger folders would be cut into several blocks (HAMT), which is refused here.</summary>
    public static readonly DagProfile UnixFs2025 = new(1 << 20, 1024, 256 << 10);
}

/// <summary>What a file or folder has become.</summary>
/// <param name="Cid">Its root.</param>
/// <param name="Length">Bytes of its files.</param>
/// <param name="TotalSize">Bytes of all its blocks, each counted as often as it is linked to.</param>
public readonly record struct DagEntry(Cid Cid, long Length, ulong TotalSize);
