namespace ModelDeed.Royalties;

/// <summary>The number of a title's account in <c>Royalties</c>, 1 to 2^40 - 1, in the order in which accounts were opened.</summary>
public readonly record struct AccountNumber : IComparable<AccountNumber>
{
    private const ulong Most = (1UL << 40) - 1;

    /// <summary>The number.</summary>
    public ulong Value { get; }

    /// <summary>Takes a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Zero (no account), or 2^40 or more.</exception>
    public AccountNumber(ulong value) => Value = value is > 0 and <= Most
        ? value : throw new ArgumentOutOfRangeException(nameof(value), value, "An account number is 1 to 2^40 - 1.");

    /// <inheritdoc/>
    public int CompareTo(AccountNumber other) => Value.CompareTo(other.Value);
}
