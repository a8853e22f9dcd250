namespace ModelDeed.Server.Indexing;

/// <summary>What a column holds, in both databases alike.</summary>
internal enum ColumnKind
{
    /// <summary>Hashes, addresses, ids: <c>BLOB</c> or <c>BYTEA</c>.</summary>
    Bytes,

    /// <summary>Counts, block numbers, seconds since 1970, yes or no as 1 or 0: 64 bits, signed.</summary>
    Number,

    /// <summary>UTF-8.</summary>
    Text,

    /// <summary>0 to 2^256 - 1 as 78 decimal digits, zeros in front: sorts as text as it does as a number.</summary>
    Amount,
}

/// <summary>A column of a table.</summary>
/// <param name="Name">In snake case.</param>
/// <param name="Kind">What it holds.</param>
/// <param name="Doc">What it means, with its unit.</param>
internal sealed record Column(string Name, ColumnKind Kind, string Doc)
{
    /// <summary>Whether a row may be without it.</summary>
    public bool Nullable { get; init; }

    public static Column Bytes(string name, string doc) => new(name, ColumnKind.Bytes, doc);

    public static Column Number(string name, string doc) => new(name, ColumnKind.Number, doc);

    public static Column Text(string name, string doc) => new(name, ColumnKind.Text, doc);

    public static Column Amount(string name, string doc) => new(name, ColumnKind.Amount, doc);

    /// <summary>The same, but a row may be without it.</summary>
    public Column OrNull() => this with { Nullable = true };

    /// <summary>What a new row has: zero, nothing, or null.</summary>
    public object? Default => Nullable ? null : Kind switch
    {
        ColumnKind.Bytes => Array.Empty<byte>(),
        ColumnKind.Number => Cell.Zero,
        ColumnKind.Text => "",
        _ => Cell.NoAmount,
    };
}
