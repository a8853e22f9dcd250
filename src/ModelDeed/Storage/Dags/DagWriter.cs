using System.Text;

namespace ModelDeed.Storage;

/// <summary>Writes nodes as IPFS does: dag-pb with links first, UnixFS inside (specs.ipfs.tech/unixfs). One form for each node.</summary>
internal static class DagWriter
{
    // Protocol-buffer tags. Node: 1 data, 2 link. Link: 1 CID, 2 name, 3 size. UnixFS: 1 type, 3 file size, 4 block sizes.
    internal const byte DataTag = 0x0a, LinkTag = 0x12, HashTag = 0x0a, NameTag = 0x12, SizeTag = 0x18;
    internal const byte TypeTag = 0x08, ContentTag = 0x12, FileSizeTag = 0x18, BlockSizeTag = 0x20;
    internal const byte RawType = 0, FolderType = 1, FileType = 2;

    /// <summary>Bytes of a link, by the bytes of its name.</summary>
    public static int LinkSize(int name, ulong total)
    {
        int inner = InnerSize(name, total);
        return 1 + Varint.SizeOf((ulong)inner) + inner;
    }

    /// <summary>Bytes of a folder's node without links.</summary>
    public const int EmptyFolderSize = 4;

    /// <summary>A file's node over its parts.</summary>
    /// <param name="parts">Each part and its bytes of the file.</param>
    public static byte[] File(ReadOnlySpan<DagPart> parts)
    {
        ulong length = 0;
        int links = 0, sizes = 0;
        foreach (DagPart part in parts)
        {
            length += part.Length;
            links += LinkSize(0, part.Total);
            sizes += 1 + Varint.SizeOf(part.Length);
        }
        int data = 2 + 1 + Varint.SizeOf(length) + sizes;
        var into = new Writer(links + 1 + Varint.SizeOf((ulong)data) + data);
        foreach (DagPart part in parts) into.Link(part.Cid, [], part.Total);
        into.Tagged(DataTag, (ulong)data);
        into.Tagged(TypeTag, FileType);
        into.Tagged(FileSizeTag, length);
        foreach (DagPart part in parts) into.Tagged(BlockSizeTag, part.Length);
        return into.Done;
    }

    /// <summary>A folder's node.</summary>
    /// <param name="entries">By the UTF-8 bytes of their names.</param>
    public static byte[] Folder(IEnumerable<DagLink> entries)
    {
        List<(DagLink Link, byte[] Name)> links = [.. entries.Select(link => (link, Encoding.UTF8.GetBytes(link.Name)))];
        var into = new Writer(EmptyFolderSize + links.Sum(one => LinkSize(one.Name.Length, one.Link.TotalSize)));
        foreach ((DagLink link, byte[] name) in links) into.Link(link.Cid, name, link.TotalSize);
        into.Tagged(DataTag, 2);
        into.Tagged(TypeTag, FolderType);
        return into.Done;
    }

    private static int InnerSize(int name, ulong total) => 2 + Cid.Size + 1 + Varint.SizeOf((ulong)name) + name + 1 + Varint.SizeOf(total);

    private struct Writer(int size)
    {
        private readonly byte[] _bytes = new byte[size];
        private int _at;

        public readonly byte[] Done => _at == _bytes.Length ? _bytes : throw new InvalidOperationException("A node's size was computed wrongly.");

        public void Tagged(byte tag, ulong value)
        {
            _bytes[_at++] = tag;
            _at += Varint.Write(_bytes.AsSpan(_at), value);
        }

        public void Link(Cid cid, ReadOnlySpan<byte> name, ulong total)
        {
            Tagged(LinkTag, (ulong)InnerSize(name.Length, total));
            Tagged(HashTag, Cid.Size);
            cid.Write(_bytes.AsSpan(_at));
            _at += Cid.Size;
            Tagged(NameTag, (ulong)name.Length);
            name.CopyTo(_bytes.AsSpan(_at));
            _at += name.Length;
            Tagged(SizeTag, total);
        }
    }
}

/// <summary>A part of a file while its nodes are made.</summary>
/// <param name="Cid">Its block.</param>
/// <param name="Length">Bytes of the file in it.</param>
/// <param name="Total">Bytes of its block and of all below.</param>
internal readonly record struct DagPart(Cid Cid, ulong Length, ulong Total);
