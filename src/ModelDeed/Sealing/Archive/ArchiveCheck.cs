using ModelDeed.Fingerprints;

namespace ModelDeed.Sealing;

/// <summary>Follows an archive's bytes in order: everything but the files' content must be what the layout says, and every file what its manifest says.</summary>
/// <param name="layout">What must come.</param>
/// <param name="sink">Gets the files' content, before it is known to be right; null for none.</param>
internal sealed class ArchiveCheck(ArchiveLayout layout, IArchiveSink? sink)
{
    private ContentHasher? _hasher;
    private long _offset, _pieceAt;
    private int _entry;

    /// <summary>Bytes checked so far.</summary>
    public long Offset => _offset;

    /// <summary>Begins at an entry's first byte, those before it having been checked earlier.</summary>
    public void BeginAt(int entry) => (_entry, _offset) = (entry, layout.HeaderAt(entry));

    /// <summary>Takes the next bytes.</summary>
    /// <exception cref="SealedDataException">They aren't what the manifest says; the text names the file.</exception>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        _pieceAt = _offset;
        while (!bytes.IsEmpty)
        {
            long end = _entry == layout.Count ? layout.Length : layout.HeaderAt(_entry + 1);
            int taken = (int)Math.Min(bytes.Length, end - _offset);
            if (_entry == layout.Count) CheckZeros(bytes[..taken]);
            else AddToEntry(bytes[..taken]);
            bytes = bytes[taken..];
            if (_offset == end && _entry < layout.Count) _entry++;
        }
    }

    private void AddToEntry(ReadOnlySpan<byte> bytes)
    {
        long content = layout.ContentAt(_entry), end = content + layout.SizeOf(_entry);
        if (_offset < content) bytes = CheckSame(bytes, layout.HeaderOf(_entry), layout.HeaderAt(_entry));
        if (layout.FileOf(_entry) is { } file)
        {
            if (_offset == content && _hasher is null) Begin(file);
            int inside = (int)Math.Clamp(end - _offset, 0, bytes.Length);
            if (inside > 0) Content(bytes[..inside]);
            bytes = bytes[inside..];
            if (_offset == end && _hasher is not null) Finish(file);
        }
        else if (_offset < end)
        {
            bytes = layout.Inner(_entry) is { } known ? CheckSame(bytes, known, content) : Pass(bytes, end);
        }
        CheckZeros(bytes);
    }

    private void Begin(ManifestFile file)
    {
        _hasher = new ContentHasher((long)file.Size);
        sink?.Begin(file);
    }

    private void Content(ReadOnlySpan<byte> bytes)
    {
        _hasher!.Add(bytes);
        sink?.Take((int)(_offset - _pieceAt), bytes.Length);
        _offset += bytes.Length;
    }

    private void Finish(ManifestFile file)
    {
        if (_hasher!.Digest() != file.Blake3) throw Differs(layout.NameOf(_entry));
        _hasher = null;
        sink?.Finish();
    }

    private ReadOnlySpan<byte> CheckSame(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> expected, long start)
    {
        ReadOnlySpan<byte> due = expected[(int)(_offset - start)..];
        int count = Math.Min(due.Length, bytes.Length);
        if (!bytes[..count].SequenceEqual(due[..count])) throw Differs(layout.NameOf(_entry));
        _offset += count;
        return bytes[count..];
    }

    /// <summary>The tensor index: whoever uses it holds what it leads to against the manifest.</summary>
    private ReadOnlySpan<byte> Pass(ReadOnlySpan<byte> bytes, long end)
    {
        int count = (int)Math.Min(end - _offset, bytes.Length);
        _offset += count;
        return bytes[count..];
    }

    private void CheckZeros(ReadOnlySpan<byte> bytes)
    {
        if (bytes.ContainsAnyExcept((byte)0)) throw Differs(_entry < layout.Count ? layout.NameOf(_entry) : "the archive's end");
        _offset += bytes.Length;
    }

    private static SealedDataException Differs(string name) =>
        new($"{name} isn't what the manifest says. If you are sealing, fingerprint the content again; if you are opening, tell the owner and get another copy.");
}
