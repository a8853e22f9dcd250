using System.Globalization;
using System.Numerics;

namespace ModelDeed.Primitives;

/// <summary>An amount of a currency in its base units (wei for native currencies), 0 to 2^256 - 1.</summary>
public readonly record struct TokenAmount : IComparable<TokenAmount>
{
    /// <summary>2^256 - 1.</summary>
    public static readonly BigInteger MaxUnits = (BigInteger.One << 256) - 1;

    /// <summary>Base units.</summary>
    public BigInteger Units { get; }

    /// <summary>Takes base units.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative, or over 2^256 - 1.</exception>
    public TokenAmount(BigInteger units) => Units = units.Sign >= 0 && units <= MaxUnits
        ? units : throw new ArgumentOutOfRangeException(nameof(units), units, "An amount is 0 to 2^256 - 1 base units.");

    /// <inheritdoc/>
    public int CompareTo(TokenAmount other) => Units.CompareTo(other.Units);

    /// <summary>The exact decimal of the amount in whole tokens; nothing is rounded.</summary>
    /// <param name="decimals">Decimal places of the currency: 18 for ether, 6 for USDC.</param>
    public string Format(int decimals)
    {
        string digits = Units.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        string fraction = digits[^decimals..].TrimEnd('0');
        string whole = digits[..^decimals];
        return fraction.Length == 0 ? whole : $"{whole}.{fraction}";
    }

    /// <summary>Reads what <see cref="Format"/> writes: digits, and a point before at most <paramref name="decimals"/> more. Nothing is rounded.</summary>
    /// <param name="decimals">Decimal places of the currency: 18 for ether, 6 for USDC.</param>
    /// <exception cref="FormatException">Not such a number, more places than the currency has, or over 2^256 - 1 base units.</exception>
    public static TokenAmount Parse(string text, int decimals)
    {
        string shown = text.Length <= 100 ? text : text[..97] + "...";
        string[] parts = text.Split('.');
        bool digits = parts.Length <= 2 && parts.All(part => part.Length is > 0 and <= 400 && part.All(char.IsAsciiDigit));
        if (!digits) throw new FormatException($"\"{shown}\" is no amount: write digits, and a point before the decimal places, as in \"49.5\".");
        string fraction = parts.Length == 2 ? parts[1] : "";
        if (fraction.Length > decimals) throw new FormatException($"\"{shown}\" has {fraction.Length} decimal places, the currency {decimals}: nothing is rounded.");
        BigInteger units = BigInteger.Parse(parts[0] + fraction.PadRight(decimals, '0'), NumberStyles.None, CultureInfo.InvariantCulture);
        return units <= MaxUnits ? new TokenAmount(units) : throw new FormatException($"\"{shown}\" is over 2^256 - 1 base units.");
    }
}
