namespace ModelDeed.Ethereum;

/// <summary>A chain's native currency.</summary>
/// <param name="Name">e.g. Ether.</param>
/// <param name="Symbol">e.g. ETH.</param>
/// <param name="Decimals">Decimal places of the whole unit, 0 to 36; 18 on every EVM chain that we know.</param>
public sealed record Currency(string Name, string Symbol, int Decimals)
{
    /// <summary>An exact amount with the symbol: <c>1.5 ETH</c>.</summary>
    public string Format(TokenAmount amount) => $"{amount.Format(Decimals)} {Symbol}";
}
