using System.Buffers.Binary;
using ModelDeed.Storage;

namespace ModelDeed.Sealing;

/// <summary>A custodian's log of releases: entries in one file, each flushed before its share leaves the house. Served as tiles.</summary>
/// <remarks>C2SP tlog-tiles: tiles of 256 hashes, and bundles of 256 entries, each with its length in two bytes, big-endian.</remarks>
public sealed class ReceiptLog : IDisposable
{
    /// <summary>Hashes in a full tile, and entries in a full bundle.</summary>
    public const int TileWidth = 256;

    private const int TileHeight = 8;

    private readonly MerkleLog _tree = new();
    private readonly List<long> _ends = [];
    private readonly Lock _lock = new();
    private readonly FileStream _file;
    private readonly LogHeadFile _head;
    private bool _hasFailed;

    private ReceiptLog(FileStream file, LogHeadFile head) => (_file, _head) = (file, head);

    /// <summary>Entries.</summary>
    public long Size
    {
        get
        {
            lock (_lock) return _tree.Size;
        }
    }

    /// <summary>Opens a log, or begins one. An entry that a crash cut in the middle was never told of, and goes.</summary>
    /// <param name="folder">Where it is kept.</param>
    /// <exception cref="IOException">The disk refuses, another process has the log open, or it isn't the log that the last head was signed of.</exception>
    public static ReceiptLog Open(string folder)
    {
        Directory.CreateDirectory(folder);
        var file = new FileStream(Path.Combine(folder, "entries"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        ReceiptLog log;
        try
        {
            log = new ReceiptLog(file, LogHeadFile.Open(Path.Combine(folder, "head")));
        }
        catch
        {
            file.Dispose();
            throw;
        }
        try
        {
            log.Read();
            DiskFlush.Folder(folder);
            return log;
        }
        catch
        {
            log.Dispose();
            throw;
        }
    }

    /// <summary>Adds an entry, and returns once it is on the disk, and the head with it: from then on no other log is signed here.</summary>
    /// <param name="entry">1 to 65,535 bytes; nothing secret.</param>
    /// <returns>Its number, from 0.</returns>
    /// <exception cref="IOException">The disk is full or fails: the log is as it was; or, when only the head couldn't be written, takes no more until it is opened anew.</exception>
    public long Append(ReadOnlySpan<byte> entry)
    {
        if (entry.Length is 0 or > ushort.MaxValue) throw new ArgumentException($"An entry has 1 to {ushort.MaxValue} bytes, not {entry.Length}.", nameof(entry));
        byte[] framed = new byte[sizeof(ushort) + entry.Length];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)entry.Length);
        entry.CopyTo(framed.AsSpan(sizeof(ushort)));
        lock (_lock)
        {
            if (_hasFailed) throw new IOException("The log's head couldn't be written before. See to the disk, and start the custodian again.");
            long start = _ends.Count == 0 ? 0 : _ends[^1];
            try
            {
                RandomAccess.Write(_file.SafeFileHandle, framed, start);
                RandomAccess.FlushToDisk(_file.SafeFileHandle);
            }
            catch
            {
                RandomAccess.SetLength(_file.SafeFileHandle, start);
                throw;
            }
            Take(entry, start + framed.Length);
            _hasFailed = true; // until the head is safe: whether it got there can't be told when that fails
            _head.Write(_tree.Size, _tree.Root(_tree.Size));
            _hasFailed = false;
            return _tree.Size - 1;
        }
    }

    /// <summary>The present size and root.</summary>
    public (long Size, Hash32 Root) Head()
    {
        lock (_lock) return (_tree.Size, _tree.Root(_tree.Size));
    }

    /// <summary>Proof that an entry stands in the log.</summary>
    /// <param name="number">The entry, from 0.</param>
    /// <param name="size">Under the head of so many entries: more than <paramref name="number"/>, <see cref="Size"/> at most.</param>
    /// <returns>The head's root, and the siblings up to it.</returns>
    public (Hash32 Root, Hash32[] Path) Proof(long number, long size)
    {
        lock (_lock) return (_tree.Root(size), _tree.Path(number, size));
    }

    /// <summary>A tile of hashes.</summary>
    /// <param name="level">Tile level, 0 to 5: its hashes are nodes of height 8 times that.</param>
    /// <param name="index">Number of the tile in its level.</param>
    /// <param name="width">Hashes, 1 to 256.</param>
    /// <returns>32 bytes each; null when there aren't so many.</returns>
    public byte[]? Tile(int level, long index, int width)
    {
        if (level is < 0 or > 5 || width is < 1 or > TileWidth || index is < 0 or > int.MaxValue) return null;
        lock (_lock) return _tree.Nodes(level * TileHeight, index * TileWidth, width);
    }

    /// <summary>A bundle of entries as they are stored.</summary>
    /// <param name="index">Number of the bundle.</param>
    /// <param name="width">Entries, 1 to 256.</param>
    /// <returns>Each with its length in front; null when there aren't so many.</returns>
    public byte[]? Bundle(long index, int width)
    {
        if (width is < 1 or > TileWidth || index is < 0 or > int.MaxValue) return null;
        lock (_lock)
        {
            long first = index * TileWidth;
            if (first + width > _ends.Count) return null;
            long start = first == 0 ? 0 : _ends[(int)first - 1];
            byte[] bundle = new byte[_ends[(int)first + width - 1] - start];
            for (int at = 0; at < bundle.Length;) at += Need(RandomAccess.Read(_file.SafeFileHandle, bundle.AsSpan(at), start + at));
            return bundle;
        }
    }

    /// <summary>The newest entries, read back from the end as long as they are wanted.</summary>
    internal IReadOnlyList<T> Newest<T>(Func<byte[], T> read, Func<T, bool> isWanted)
    {
        List<T> newest = [];
        lock (_lock)
        {
            for (int i = _ends.Count - 1; i >= 0; i--)
            {
                long start = (i == 0 ? 0 : _ends[i - 1]) + sizeof(ushort);
                byte[] entry = new byte[_ends[i] - start];
                for (int at = 0; at < entry.Length;) at += Need(RandomAccess.Read(_file.SafeFileHandle, entry.AsSpan(at), start + at));
                T one = read(entry);
                if (!isWanted(one)) break;
                newest.Add(one);
            }
        }
        return newest;
    }

    /// <summary>Closes the files.</summary>
    public void Dispose()
    {
        _head.Dispose();
        _file.Dispose();
    }

    private static int Need(int read) => read > 0 ? read : throw new IOException("The log was cut short while it was open. Restore it from a copy.");

    private void Read()
    {
        using var reader = new BinaryReader(_file, System.Text.Encoding.UTF8, leaveOpen: true);
        long at = 0;
        while (_file.Length - at >= sizeof(ushort))
        {
            int length = BinaryPrimitives.ReverseEndianness(reader.ReadUInt16());
            if (length == 0 || _file.Length - at - sizeof(ushort) < length)
            {
                if (_file.Length - at > sizeof(ushort) + ushort.MaxValue)
                    throw new IOException($"The log is damaged at byte {at} of {_file.Length}: no crash cuts so much. Restore it from a copy; a shorter log would contradict heads that were signed.");
                break;
            }
            at += sizeof(ushort) + length;
            Take(reader.ReadBytes(length), at);
        }
        RequireExtends();
        _file.SetLength(at);
    }

    // A head that was signed can't be taken back: a log that lacks some of its entries, or has others, would cost the bond.
    private void RequireExtends()
    {
        const string Else = "Restore the log (entries and head) from a copy of after the last release: another log would contradict heads that were signed, and cost the bond.";
        if (_head.Newest is not { } signed)
        {
            // The entry comes first, then the head: of the first one a crash may leave the entry alone.
            if (_tree.Size > 1) throw new IOException($"The log has {_tree.Size} entries, but there is no head of it. {Else}");
        }
        else if (signed.Size > _tree.Size || _tree.Root(signed.Size) != signed.Root)
        {
            throw new IOException($"The log of {_tree.Size} entries doesn't extend the head of {signed.Size} entries that was signed last. {Else}");
        }
        if (_tree.Size > 0 && _head.Newest?.Size != _tree.Size) _head.Write(_tree.Size, _tree.Root(_tree.Size));
    }

    private void Take(ReadOnlySpan<byte> entry, long end)
    {
        _tree.Append(entry);
        _ends.Add(end);
    }
}
