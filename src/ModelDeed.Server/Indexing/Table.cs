using System.Collections.Frozen;
using System.Text;

namespace ModelDeed.Server.Indexing;

/// <summary>A table that projections write: its rows follow from the chain's logs alone, so it can be dropped and made again.</summary>
internal sealed class Table
{
    private readonly FrozenDictionary<string, int> _positions;

    /// <summary>Declares a table.</summary>
    /// <param name="name">In plural snake case.</param>
    /// <param name="doc">What a row is.</param>
    /// <param name="key">How many of the first columns are the primary key, 1 or more.</param>
    /// <param name="columns">All columns, the key's first.</param>
    public Table(string name, string doc, int key, params Column[] columns)
    {
        (Name, Doc, Key, Columns) = (name, doc, key, columns);
        _positions = columns.Select((column, position) => KeyValuePair.Create(column.Name, position)).ToFrozenDictionary();
        Tag = Encoding.UTF8.GetBytes(name + "\n");
    }

    public string Name { get; }

    public string Doc { get; }

    public int Key { get; }

    public IReadOnlyList<Column> Columns { get; }

    /// <summary>Indexes beside the key: each the columns in their order, comma-separated.</summary>
    public IReadOnlyList<string> Indexes { get; init; } = [];

    /// <summary>What begins the hash of a row, so that equal rows of two tables differ.</summary>
    internal byte[] Tag { get; }

    /// <summary>The position of a column.</summary>
    /// <exception cref="ArgumentException">There is none of this name.</exception>
    public int this[string column] => _positions.TryGetValue(column, out int position) ? position
        : throw new ArgumentException($"The table {Name} has no column {column}.", nameof(column));

    public override string ToString() => Name;
}
