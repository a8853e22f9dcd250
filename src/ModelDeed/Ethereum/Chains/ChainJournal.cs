using System.Text.Json;

namespace ModelDeed.Ethereum;

/// <summary>The write-ahead journal of an embedded chain: a base, then a line for each block since. What it holds is on the disk
/// (fsync); a line cut by a crash counts as not written.</summary>
/// <remarks>Not safe for concurrent use; between processes <c>journal.lock</c> must be held, and <see cref="Refresh"/> called first.
/// Source of the design: a block that anvil mines again from the same transactions and timestamp has the same hash (measured, and checked at each replay).</remarks>
internal sealed class ChainJournal
{
    private readonly string _path;
    private readonly List<(Hash32 Hash, ulong Time, long End)> _blocks = [];
    private JournalBase? _base;
    private long _end;

    public ChainJournal(string path) => _path = path;

    /// <summary>False until the chain's first start came far enough to write one.</summary>
    public bool Exists => _base is not null;

    public JournalBase Base => _base ?? throw new InvalidOperationException("There is no journal yet.");

    /// <summary>Height of the last block.</summary>
    public ulong Tip => Base.Number + (ulong)_blocks.Count;

    public Hash32 TipHash => _blocks.Count == 0 ? Base.Hash : _blocks[^1].Hash;

    public ulong TipTime => _blocks.Count == 0 ? Base.Time : _blocks[^1].Time;

    /// <summary>The hash at a height from the base's to the tip's.</summary>
    public Hash32 HashAt(ulong number) => number == Base.Number ? Base.Hash : _blocks[checked((int)(number - Base.Number - 1))].Hash;

    /// <summary>Reads what this or another process wrote since.</summary>
    /// <exception cref="EmbeddedChainException">A line in the middle is damaged.</exception>
    public void Refresh()
    {
        if (!File.Exists(_path)) return;
        using FileStream file = File.OpenRead(_path);
        var lines = new JournalLines(file);
        if (!lines.Next()) throw Damaged(1, "it is empty");
        JournalBase found = Parse(1, lines.Line, JournalBase.Parse);
        if (found != _base || file.Length < _end)
        {
            _base = found;
            _blocks.Clear();
            _end = lines.End;
        }
        lines.Seek(_end);
        while (lines.Next()) Add(Parse(_blocks.Count + 2, lines.Line, JournalBlock.Parse), lines.End);
    }

    /// <summary>The blocks above a height, read from the file one by one.</summary>
    public IEnumerable<JournalBlock> After(ulong number)
    {
        int skip = checked((int)(number - Base.Number));
        using FileStream file = File.OpenRead(_path);
        var lines = new JournalLines(file);
        lines.Seek(skip == 0 ? FirstBlock(lines) : _blocks[skip - 1].End);
        for (int i = skip; i < _blocks.Count && lines.Next(); i++) yield return Parse(i + 2, lines.Line, JournalBlock.Parse);
    }

    /// <summary>Adds blocks; when it returns they are on the disk.</summary>
    public void Append(IEnumerable<JournalBlock> blocks)
    {
        using FileStream file = new(_path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        file.SetLength(_end); // a line cut by a crash
        file.Position = _end;
        var added = new List<(JournalBlock Block, long End)>();
        foreach (JournalBlock block in blocks)
        {
            file.Write(block.Line());
            added.Add((block, file.Position));
        }
        file.Flush(flushToDisk: true);
        foreach ((JournalBlock block, long end) in added) Add(block, end);
    }

    /// <summary>Takes back the blocks above a height: the chain was reorganised.</summary>
    public void Truncate(ulong number) => Replace(Base with { Edition = Base.Edition + 1 }, number);

    /// <summary>Starts from another base; keeps the blocks above it when they follow upon it.</summary>
    public void Rebase(JournalBase next, bool keepLater) =>
        Replace(next with { Edition = (_base?.Edition ?? 0) + 1 }, keepLater ? ulong.MaxValue : 0);

    // The file is replaced in one step: a crash leaves the old one or the new one.
    private void Replace(JournalBase next, ulong last)
    {
        IEnumerable<JournalBlock> kept = _base is null || next.Number < _base.Number || next.Number >= Tip ? [] : After(next.Number).TakeWhile(block => block.Number <= last);
        string draft = _path + ".new";
        using (FileStream file = new(draft, FileMode.Create, FileAccess.Write))
        {
            file.Write(next.Line());
            foreach (JournalBlock block in kept) file.Write(block.Line());
            file.Flush(flushToDisk: true);
        }
        File.Move(draft, _path, overwrite: true);
        _base = null;
        Refresh();
    }

    private static long FirstBlock(JournalLines lines)
    {
        lines.Next();
        return lines.End;
    }

    private void Add(JournalBlock block, long end)
    {
        if (block.Number != Tip + 1) throw Damaged(_blocks.Count + 2, $"block {block.Number} follows upon block {Tip}");
        _blocks.Add((block.Hash, block.Time, end));
        _end = end;
    }

    private T Parse<T>(int number, ReadOnlySpan<byte> line, RpcRead<T> parse)
    {
        try
        {
            return parse(line);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw Damaged(number, e.Message);
        }
    }

    private EmbeddedChainException Damaged(int line, string problem) => new(
        $"{_path}, line {line}: {problem}. The embedded chain's journal is damaged; restore its folder from a copy, "
        + "or move the folder away to begin a new chain (its titles and evidence stay with the old one).");
}
