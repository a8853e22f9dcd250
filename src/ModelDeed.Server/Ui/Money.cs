using ModelDeed.Ethereum;

namespace ModelDeed.Server.Ui;

/// <summary>An amount in a currency.</summary>
/// <param name="Amount">Smallest units.</param>
/// <param name="Currency">What it counts in.</param>
public sealed record Money(TokenAmount Amount, Currency Currency)
{
    /// <summary>As a visitor reads it.</summary>
    internal string Show(Numbers numbers) => numbers.Amount(Amount, Currency.Decimals, Currency.Symbol);

    /// <summary>Nothing rounded, nothing grouped.</summary>
    internal string Exact => Currency.Format(Amount);
}
