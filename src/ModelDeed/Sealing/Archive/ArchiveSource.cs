using ModelDeed.Fingerprints;
using ModelDeed.Storage;

namespace ModelDeed.Sealing;

/// <summary>The archive of an asset's files as they stand on the disk: never written anywhere in clear, only read from.</summary>
internal sealed class ArchiveSource(ArchiveLayout layout, IReadOnlyList<ContentFile> files) : ByteSource
{
    private const int MostOpen = 64;

    private readonly Dictionary<int, OpenFile> _open = [];
    private readonly Lock _lock = new();

    public override long Length => layout.Length;

    public ArchiveLayout Layout => layout;

    public override ValueTask ReadAsync(long offset, Memory<byte> into, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        Read(offset, into.Span);
        return ValueTask.CompletedTask;
    }

    /// <summary>Fills a span from a place.</summary>
    /// <exception cref="ContentException">A file is gone, was cut short, or can't be read.</exception>
    public void Read(long offset, Span<byte> left)
    {
        CheckRange(offset, left.Length);
        for (int entry = layout.EntryAt(offset); !left.IsEmpty; entry++)
        {
            if (entry == layout.Count)
            {
                left.Clear();
                return;
            }
            int taken = (int)Math.Min(left.Length, layout.HeaderAt(entry + 1) - offset);
            ReadEntry(entry, offset, left[..taken]);
            left = left[taken..];
            offset += taken;
        }
    }

    protected override void Dispose(bool disposing)
    {
        foreach (OpenFile file in _open.Values) file.File.Dispose();
        base.Dispose(disposing);
    }

    private void ReadEntry(int entry, long offset, Span<byte> into)
    {
        long content = layout.ContentAt(entry), end = content + layout.SizeOf(entry);
        if (offset < content)
        {
            int header = (int)Math.Min(into.Length, content - offset);
            layout.HeaderOf(entry).AsSpan((int)(offset - layout.HeaderAt(entry)), header).CopyTo(into);
            into = into[header..];
            offset += header;
        }
        int inside = (int)Math.Clamp(end - offset, 0, into.Length);
        if (inside > 0) ReadContent(entry, offset - content, into[..inside]);
        into[inside..].Clear();
    }

    private void ReadContent(int entry, long offset, Span<byte> into)
    {
        if (entry < layout.FirstFile)
        {
            layout.Inner(entry)!.AsSpan((int)offset, into.Length).CopyTo(into);
            return;
        }
        int index = entry - layout.FirstFile;
        ContentFile content = files[index];
        OpenFile file = Take(index, content);
        try
        {
            while (!into.IsEmpty)
            {
                int read = file.File.Read((ulong)offset, into);
                if (read == 0) throw new ContentException(content.Model.FullPath, "the file was cut short while it was sealed. Wait until nothing writes to it, and start again.");
                into = into[read..];
                offset += read;
            }
        }
        finally
        {
            Give(index, file);
        }
    }

    /// <summary>Opens a file, or takes it when it is open; what is in use is never closed.</summary>
    private OpenFile Take(int index, ContentFile content)
    {
        lock (_lock)
        {
            if (!_open.TryGetValue(index, out OpenFile? file))
                _open.Add(index, file = new OpenFile(ReadOnlyFile.Open(content.Model.FullPath, isLarge: content.Stamp.Size > Blake3.PieceSize)));
            file.Users++;
            return file;
        }
    }

    private void Give(int index, OpenFile file)
    {
        lock (_lock)
        {
            file.Users--;
            if (_open.Count <= MostOpen || file.Users > 0) return;
            _open.Remove(index);
            file.File.Dispose();
        }
    }

    private sealed class OpenFile(ReadOnlyFile file)
    {
        public ReadOnlyFile File => file;

        public int Users { get; set; }
    }
}
