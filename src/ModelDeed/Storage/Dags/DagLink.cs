namespace ModelDeed.Storage;

/// <summary>A link of a node.</summary>
/// <param name="Cid">What it leads to.</param>
/// <param name="Name">A folder's entry; empty in files.</param>
/// <param name="TotalSize">Bytes of all blocks below, each counted as often as it is linked to; as the writer says, not checked by IPFS.</param>
public readonly record struct DagLink(Cid Cid, string Name, ulong TotalSize);

/// <summary>A node, read: a stretch of a file, or a folder.</summary>
public abstract record DagNode
{
    private DagNode()
    {
    }

    /// <summary>Bytes of a chunk: a file's end.</summary>
    /// <param name="Bytes">The chunk.</param>
    public sealed record Chunk(ReadOnlyMemory<byte> Bytes) : DagNode;

    /// <summary>A stretch of a file in several parts.</summary>
    /// <param name="Parts">Each part and its bytes of the file, 1 or more.</param>
    /// <param name="Length">Bytes of the file in all parts.</param>
    public sealed record Stretch(IReadOnlyList<(Cid Cid, long Length)> Parts, long Length) : DagNode;

    /// <summary>A folder.</summary>
    /// <param name="Entries">By the UTF-8 bytes of the name; no name twice.</param>
    public sealed record Folder(IReadOnlyList<DagLink> Entries) : DagNode;
}

/// <summary>A block that is no node of a file or folder as this software reads them: written by a profile that it doesn't read, or hostile.</summary>
/// <param name="cid">The block.</param>
/// <param name="problem">What is wrong with it.</param>
public sealed class DagException(Cid cid, string problem) : IOException($"The block {cid} can't be used: {problem}");
