using System.Text;

namespace ModelDeed.Storage;

/// <summary>Reads nodes that anybody may have written. Strict: one form for each node, the one that <see cref="DagWriter"/> and IPFS write; nothing unknown, nothing left over.</summary>
internal static class DagReader
{
    private const string Advice = "it isn't a file or folder as IPFS writes them in version 1; add the content again with the profile unixfs-v1-2025, or ask whoever gave you the CID.";

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a block.</summary>
    /// <exception cref="DagException">It is no file or folder, or of a kind that isn't read.</exception>
    public static DagNode Read(Block block)
    {
        if (block.Cid.Codec == BlockCodec.Raw) return new DagNode.Chunk(block.Bytes);
        var from = new Reader(block.Cid, block.Bytes);
        List<DagLink> links = [];
        while (from.TryTag(DagWriter.LinkTag)) links.Add(Link(from.Inner()));
        from.Tag(DagWriter.DataTag);
        Reader data = from.Inner();
        from.End();
        data.Tag(DagWriter.TypeTag);
        return data.Number() switch
        {
            DagWriter.FolderType => Folder(block.Cid, ref data, links),
            DagWriter.FileType or DagWriter.RawType => File(block.Cid, ref data, links),
            5 => throw new DagException(block.Cid, "it is a folder in several blocks (HAMT), which isn't read. Fetch its files one by one, by their own CIDs."),
            _ => throw new DagException(block.Cid, Advice),
        };
    }

    /// <summary>What a block links to, in order; a chunk to nothing.</summary>
    /// <exception cref="DagException">As <see cref="Read"/>.</exception>
    public static IReadOnlyList<Cid> Children(Block block) => Read(block) switch
    {
        DagNode.Stretch stretch => [.. stretch.Parts.Select(part => part.Cid)],
        DagNode.Folder folder => [.. folder.Entries.Select(entry => entry.Cid)],
        _ => [],
    };

    private static DagLink Link(Reader from)
    {
        from.Tag(DagWriter.HashTag);
        if (!Cid.TryRead(from.Inner().Rest.Span, out Cid cid)) throw new DagException(from.Block, "it links to a CID of another version, codec or hash. " + Advice);
        from.Tag(DagWriter.NameTag);
        string name = Text(ref from);
        from.Tag(DagWriter.SizeTag);
        ulong total = from.Number();
        from.End();
        return new DagLink(cid, name, total);
    }

    private static string Text(ref Reader from)
    {
        try
        {
            return Utf8.GetString(from.Inner().Rest.Span);
        }
        catch (DecoderFallbackException)
        {
            throw new DagException(from.Block, "a name in it isn't UTF-8.");
        }
    }

    private static DagNode.Folder Folder(Cid cid, ref Reader data, List<DagLink> links)
    {
        data.End();
        byte[] before = [];
        for (int i = 0; i < links.Count; i++)
        {
            byte[] name = Encoding.UTF8.GetBytes(links[i].Name);
            if (i > 0 && before.AsSpan().SequenceCompareTo(name) >= 0) throw new DagException(cid, "its entries are out of order, or one is there twice.");
            before = name;
        }
        return new DagNode.Folder(links);
    }

    private static DagNode File(Cid cid, ref Reader data, List<DagLink> links)
    {
        ReadOnlyMemory<byte>? content = data.TryTag(DagWriter.ContentTag) ? data.Inner().Rest : null;
        ulong? length = data.TryTag(DagWriter.FileSizeTag) ? data.Number() : null;
        List<(Cid, long)> parts = [];
        ulong sum = 0;
        while (data.TryTag(DagWriter.BlockSizeTag))
        {
            ulong size = data.Number();
            // A part of no bytes would let a small block stand for endless work; a sum over the limit can't be a file.
            if (size is 0 or > long.MaxValue || parts.Count == links.Count || (sum += size) > long.MaxValue) throw new DagException(cid, "the sizes of its parts can't be.");
            parts.Add((links[parts.Count].Cid, (long)size));
        }
        data.End();
        if (links.Count > 0 && content is { Length: > 0 }) throw new DagException(cid, "it has both bytes and parts. " + Advice);
        if (parts.Count != links.Count || (length ?? 0) != sum + (ulong)(content?.Length ?? 0)) throw new DagException(cid, "its size isn't the sum of its parts.");
        return links.Count == 0 ? new DagNode.Chunk(content ?? default) : new DagNode.Stretch(parts, (long)sum);
    }

    private struct Reader(Cid block, ReadOnlyMemory<byte> bytes)
    {
        public readonly Cid Block => block;

        public ReadOnlyMemory<byte> Rest { get; private set; } = bytes;

        public bool TryTag(byte tag)
        {
            if (Rest.IsEmpty || Rest.Span[0] != tag) return false;
            Rest = Rest[1..];
            return true;
        }

        public void Tag(byte tag)
        {
            if (!TryTag(tag)) throw new DagException(block, Advice);
        }

        public ulong Number()
        {
            int read = Varint.Read(Rest.Span, out ulong value);
            if (read == 0) throw new DagException(block, Advice);
            Rest = Rest[read..];
            return value;
        }

        public Reader Inner()
        {
            ulong length = Number();
            if (length > (ulong)Rest.Length) throw new DagException(block, "it is cut short.");
            var inner = new Reader(block, Rest[..(int)length]);
            Rest = Rest[(int)length..];
            return inner;
        }

        public readonly void End()
        {
            if (!Rest.IsEmpty) throw new DagException(block, Advice);
        }
    }
}
