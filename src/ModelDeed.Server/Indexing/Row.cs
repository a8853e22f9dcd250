using ModelDeed.Ethereum;

namespace ModelDeed.Server.Indexing;

/// <summary>A row that may be read and changed while its log is applied.</summary>
internal readonly ref struct Row(Table table, object?[] cells)
{
    private readonly object?[] _cells = cells;

    /// <summary>Changes a cell. The key's can't be changed.</summary>
    public Row Set(string column, Cell value)
    {
        int at = table[column];
        if (at < table.Key) throw new ArgumentException($"{table.Name}.{column} is of the key.", nameof(column));
        _cells[at] = value.For(table.Columns[at]);
        return this;
    }

    /// <summary>Adds to a count.</summary>
    public Row Count(string column, long more) => Set(column, Number(column) + more);

    /// <summary>Adds to an amount, which stays at most 2^256 - 1: so much no money is, but a token may say so.</summary>
    public Row Add(string column, UInt256 more) => Set(column, Amounts.Sum(Amount(column), more));

    /// <summary>Takes from an amount, which stays at least 0.</summary>
    public Row Take(string column, UInt256 less) => Set(column, Amounts.Difference(Amount(column), less));

    public long Number(string column) => (long)_cells[table[column]]!;

    public UInt256 Amount(string column) => (UInt256)_cells[table[column]]!;

    public string? Text(string column) => (string?)_cells[table[column]];

    public byte[]? Bytes(string column) => (byte[]?)_cells[table[column]];

    /// <summary>Zero where the row has none yet.</summary>
    public Address Address(string column) => Bytes(column) is { Length: Primitives.Address.Size } bytes ? new Address(bytes) : default;

    /// <summary>Zero where the row has none yet.</summary>
    public Hash32 Hash(string column) => Bytes(column) is { Length: Hash32.Size } bytes ? new Hash32(bytes) : default;

    /// <summary>Zero where the row has none yet.</summary>
    public UInt256 Id(string column) => UInt256.FromHash(Hash(column));
}

/// <summary>Sums that can't overflow.</summary>
internal static class Amounts
{
    public static UInt256 Sum(UInt256 left, UInt256 right)
    {
        System.Numerics.BigInteger sum = (System.Numerics.BigInteger)left + right;
        return sum > TokenAmount.MaxUnits ? UInt256.MaxValue : (UInt256)sum;
    }

    public static UInt256 Difference(UInt256 left, UInt256 right) =>
        left <= right ? UInt256.Zero : (UInt256)((System.Numerics.BigInteger)left - right);

    /// <summary>As columns hold it: 78 digits.</summary>
    public static string ToText(UInt256 amount) => amount.FitsUInt64
        ? ((ulong)amount).ToString("D78", System.Globalization.CultureInfo.InvariantCulture)
        : ((System.Numerics.BigInteger)amount).ToString("D78", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>What <see cref="ToText"/> wrote.</summary>
    public static UInt256 Parse(string digits) => (UInt256)System.Numerics.BigInteger.Parse(digits, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture);
}
