using System.Buffers;

namespace ModelDeed.Server.Indexing;

/// <summary>The rows that projections read and change, kept in memory until they are written: many changes of a row cost one write.
/// For each block that may be undone it keeps how every row was before.</summary>
/// <remarks>Not safe for concurrent use.</remarks>
internal sealed class Rows
{
    // About 600 bytes each.
    private const int MostKept = 100_000;

    private readonly Dictionary<string, TableRows> _tables;
    private readonly List<object?[]> _undo = [];
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);
    private readonly Func<Table, object?[], object?[]?> _read;
    private long _block, _serial;
    private int _changes;

    /// <summary>Rows over a database.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="read">Reads a row by its key's cells; null where there is none.</param>
    public Rows(IEnumerable<Table> tables, Func<Table, object?[], object?[]?> read) =>
        (_tables, _read) = (tables.ToDictionary(table => table.Name, table => new TableRows(table)), read);

    /// <summary>What each table's rows sum to, as written last.</summary>
    public IEnumerable<TableRows> Tables => _tables.Values;

    /// <summary>Rows that wait to be written, about.</summary>
    public int Waiting => _changes + _undo.Count;

    /// <summary>Whether changes of the present block are journaled.</summary>
    public bool Journals { get; private set; }

    /// <summary>Begins a block.</summary>
    public void Begin(ulong block, bool journals) => (_block, _serial, Journals) = ((long)block, _serial + 1, journals);

    /// <summary>True when the table has a row of the key.</summary>
    public bool Has(Table table, params ReadOnlySpan<Cell> key) => Find(table, key, out _).Now is not null;

    /// <summary>The row of a key, to read and change; false where there is none.</summary>
    public bool TryEdit(Table table, out Row row, params ReadOnlySpan<Cell> key)
    {
        Entry entry = Find(table, key, out TableRows rows);
        row = entry.Now is null ? default : new Row(table, Open(rows, entry)!);
        return entry.Now is not null;
    }

    /// <summary>The row of a key, made where there is none.</summary>
    public Row Put(Table table, params ReadOnlySpan<Cell> key) => Put(table, Find(table, key, out TableRows rows), rows);

    /// <summary>A row whose key can't be there yet: that of a log.</summary>
    public Row Insert(Table table, params ReadOnlySpan<Cell> key)
    {
        TableRows rows = _tables[table.Name];
        object?[] cells = rows.KeyOf(key);
        if (!rows.Entries.TryGetValue(new RowKey(cells), out Entry? entry)) rows.Entries.Add(new RowKey(cells), entry = new Entry(cells) { Passing = true });
        return Put(table, entry, rows);
    }

    /// <summary>Takes a row away; nothing where there is none.</summary>
    public void Remove(Table table, params ReadOnlySpan<Cell> key)
    {
        Entry entry = Find(table, key, out TableRows rows);
        if (entry.Now is null) return;
        Open(rows, entry);
        entry.Now = null;
    }

    /// <summary>Puts rows back as an undo record has them.</summary>
    public void Restore(string table, ReadOnlySpan<byte> record)
    {
        TableRows rows = _tables[table];
        bool there = record[0] == 1;
        object?[] cells = RowCodec.Read(rows.Table, record[1..], there ? rows.Table.Columns.Count : rows.Table.Key);
        Entry entry = Find(rows, cells[..rows.Table.Key]);
        Touch(rows, entry);
        entry.Now = there ? cells : null;
    }

    /// <summary>Gives all changes to <paramref name="write"/>, and takes them for written.</summary>
    public void Flush(Action<TableRows> write, Action<List<object?[]>> writeUndo)
    {
        foreach (TableRows rows in _tables.Values)
        {
            rows.Settle();
            if (rows.Changed.Count > 0) write(rows);
            rows.Forget();
        }
        if (_undo.Count > 0) writeUndo(_undo);
        _undo.Clear();
        _changes = 0;
        if (_tables.Values.Sum(rows => rows.Entries.Count) > MostKept)
            foreach (TableRows rows in _tables.Values) rows.Empty();
    }

    /// <summary>Forgets everything, and that the tables are as empty as these now.</summary>
    public void Clear()
    {
        _undo.Clear();
        _changes = 0;
        foreach (TableRows rows in _tables.Values) rows.Clear();
    }

    private Entry Find(Table table, ReadOnlySpan<Cell> key, out TableRows rows)
    {
        rows = _tables[table.Name];
        return Find(rows, rows.KeyOf(key));
    }

    private Entry Find(TableRows rows, object?[] key)
    {
        if (rows.Entries.TryGetValue(new RowKey(key), out Entry? entry)) return entry;
        object?[]? saved = rows.IsWhole ? null : _read(rows.Table, key);
        entry = new Entry(key) { Now = saved, Saved = saved };
        rows.Entries.Add(new RowKey(key), entry);
        return entry;
    }

    private Row Put(Table table, Entry entry, TableRows rows)
    {
        object?[] cells = Open(rows, entry) ?? rows.New(entry.Key);
        entry.Now = cells;
        return new Row(table, cells);
    }

    // Journals the row as it is, once a block, and makes it one that can be changed.
    private object?[]? Open(TableRows rows, Entry entry)
    {
        if (Journals && entry.Journaled != _serial)
        {
            Journal(rows.Table, entry);
            entry.Journaled = _serial;
        }
        Touch(rows, entry);
        if (entry.Now is { } now && ReferenceEquals(now, entry.Saved)) entry.Now = (object?[])now.Clone();
        return entry.Now;
    }

    private void Touch(TableRows rows, Entry entry)
    {
        if (entry.Dirty) return;
        entry.Dirty = true;
        rows.Changed.Add(entry);
        _changes++;
    }

    private void Journal(Table table, Entry entry)
    {
        _buffer.ResetWrittenCount();
        _buffer.Write<byte>([entry.Now is null ? (byte)0 : (byte)1]);
        RowCodec.Write(_buffer, table, entry.Now ?? entry.Key, entry.Now is null ? table.Key : table.Columns.Count);
        _undo.Add([_block, (long)_undo.Count, table.Name, _buffer.WrittenSpan.ToArray()]);
    }
}
