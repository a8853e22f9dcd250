using ModelDeed.Ethereum;

namespace ModelDeed.Server.Indexing;

/// <summary>A value on its way into a row, made of whatever type the domain gives it.</summary>
internal readonly struct Cell
{
    internal static readonly object Zero = 0L;
    internal static readonly object NoAmount = UInt256.Zero;
    private static readonly object One = 1L;

    private readonly object? _value;

    private Cell(object? value) => _value = value;

    public static Cell Null => default;

    public static implicit operator Cell(Address value) => new(value.ToArray());

    public static implicit operator Cell(Hash32 value) => new(value.ToArray());

    public static implicit operator Cell(byte[]? value) => new(value);

    public static implicit operator Cell(UInt256 value) => new(value);

    public static implicit operator Cell(string? value) => new(value);

    public static implicit operator Cell(bool value) => new(value ? One : Zero);

    public static implicit operator Cell(long value) => new(value == 0 ? Zero : value == 1 ? One : value);

    // Whatever a contract says in more than 63 bits is said as the most: columns of this kind hold seconds, heights and counts.
    public static implicit operator Cell(ulong value) => (long)Math.Min(value, long.MaxValue);

    public static implicit operator Cell(uint value) => (long)value;

    public static implicit operator Cell(byte value) => (long)value;

    public static implicit operator Cell(ushort value) => (long)value;

    public static implicit operator Cell(int value) => (long)value;

    /// <summary>The value as a row keeps it.</summary>
    /// <exception cref="ArgumentException">The column holds another kind of value, or none that is null.</exception>
    internal object? For(Column column) => (column.Kind, _value) switch
    {
        (_, null) when column.Nullable => null,
        (ColumnKind.Bytes, byte[] bytes) => bytes,
        (ColumnKind.Bytes, UInt256 id) => id.ToHash().ToArray(),
        (ColumnKind.Number, long number) => number is 0 ? Zero : _value,
        (ColumnKind.Text, string text) => Storable(text),
        (ColumnKind.Amount, UInt256) => _value,
        _ => throw new ArgumentException($"The column {column.Name} holds {column.Kind}, not {_value?.GetType().Name ?? "null"}.", nameof(column)),
    };

    // PostgreSQL's text can't hold U+0000, which a stranger's name may have; both databases must hold the same.
    private static string Storable(string text) => text.Contains('\0', StringComparison.Ordinal) ? text.Replace('\0', '\uFFFD') : text;
}
