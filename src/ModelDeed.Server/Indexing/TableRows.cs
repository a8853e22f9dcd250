namespace ModelDeed.Server.Indexing;

/// <summary>The rows of one table that are in memory, and the digest of all that it has.</summary>
internal sealed class TableRows(Table table)
{
    private Digest _digest;

    public Table Table => table;

    public Dictionary<RowKey, Entry> Entries { get; } = [];

    /// <summary>What was touched since the last flush; after <see cref="Settle"/>, what really changed.</summary>
    public List<Entry> Changed { get; } = [];

    /// <summary>True while every row of the table is in memory: what isn't here isn't there.</summary>
    public bool IsWhole { get; private set; }

    public ref Digest Digest => ref _digest;

    public long Count { get; set; }

    /// <summary>A key's cells.</summary>
    public object?[] KeyOf(ReadOnlySpan<Cell> key)
    {
        if (key.Length != table.Key) throw new ArgumentException($"The key of {table.Name} has {table.Key} columns, not {key.Length}.", nameof(key));
        var cells = new object?[key.Length];
        for (int i = 0; i < key.Length; i++) cells[i] = key[i].For(table.Columns[i]);
        return cells;
    }

    /// <summary>A new row with a key.</summary>
    public object?[] New(object?[] key)
    {
        var cells = new object?[table.Columns.Count];
        key.CopyTo(cells, 0);
        for (int i = key.Length; i < cells.Length; i++) cells[i] = table.Columns[i].Default;
        return cells;
    }

    /// <summary>Leaves out of the changed what is as it was, and brings the digest up to date.</summary>
    public void Settle()
    {
        Changed.RemoveAll(entry => !entry.Settle(table));
        foreach (Entry entry in Changed)
        {
            if (entry.Saved is { } before) _digest.Remove(table, before);
            if (entry.Now is { } after) _digest.Add(table, after);
            Count += (entry.Now is null ? 0 : 1) - (entry.Saved is null ? 0 : 1);
        }
    }

    /// <summary>Takes the changed for written. Rows of logs, which nothing asks for again, go.</summary>
    public void Forget()
    {
        foreach (Entry entry in Changed)
        {
            entry.Saved = entry.Now;
            if (!entry.Passing) continue;
            Entries.Remove(new RowKey(entry.Key));
            IsWhole = false;
        }
        Changed.Clear();
    }

    /// <summary>Frees the memory; the rows are in the database.</summary>
    public void Empty()
    {
        if (Entries.Count > 0) IsWhole = false;
        Entries.Clear();
    }

    /// <summary>The table is empty.</summary>
    public void Clear()
    {
        Entries.Clear();
        Changed.Clear();
        (_digest, Count, IsWhole) = (default, 0, true);
    }
}

/// <summary>A row in memory.</summary>
internal sealed class Entry(object?[] key)
{
    public object?[] Key => key;

    /// <summary>As it is; null for not there.</summary>
    public object?[]? Now { get; set; }

    /// <summary>As the database has it.</summary>
    public object?[]? Saved { get; set; }

    public bool Dirty { get; set; }

    /// <summary>Which block, of those begun, journaled it last.</summary>
    public long Journaled { get; set; }

    /// <summary>Not kept in memory once written.</summary>
    public bool Passing { get; init; }

    /// <summary>False when it is, in the end, as the database has it.</summary>
    public bool Settle(Table table)
    {
        Dirty = false;
        if (Now is null || Saved is null) return !ReferenceEquals(Now, Saved);
        for (int i = table.Key; i < Now.Length; i++)
            if (!Same(Now[i], Saved[i])) return true;
        Now = Saved;
        return false;
    }

    private static bool Same(object? left, object? right) => left is byte[] a && right is byte[] b ? a.AsSpan().SequenceEqual(b) : Equals(left, right);
}

/// <summary>A row's key by its values.</summary>
internal readonly struct RowKey : IEquatable<RowKey>
{
    private readonly object?[] _cells;
    private readonly int _hash;

    public RowKey(object?[] cells)
    {
        _cells = cells;
        var hash = new HashCode();
        foreach (object? cell in cells)
        {
            if (cell is byte[] bytes) hash.AddBytes(bytes);
            else hash.Add(cell);
        }
        _hash = hash.ToHashCode();
    }

    public bool Equals(RowKey other)
    {
        if (_hash != other._hash) return false;
        for (int i = 0; i < _cells.Length; i++)
        {
            bool same = _cells[i] is byte[] left && other._cells[i] is byte[] right ? left.AsSpan().SequenceEqual(right) : Equals(_cells[i], other._cells[i]);
            if (!same) return false;
        }
        return true;
    }

    public override bool Equals(object? obj) => obj is RowKey other && Equals(other);

    public override int GetHashCode() => _hash;
}
