using System.Collections.Concurrent;
using ModelDeed.Ethereum;

namespace ModelDeed.Server.Ui;

/// <summary>Symbols and decimal places of currencies. One that isn't known yet is shown in its smallest units under its address: never a wrong amount.</summary>
/// <param name="native">The chain's own.</param>
public sealed class CurrencyBook(Currency native)
{
    private readonly ConcurrentDictionary<Address, Currency> _known = new() { [Address.Zero] = native };

    /// <summary>The currency at an address; zero for the chain's own.</summary>
    public Currency Of(Address address) => _known.TryGetValue(address, out Currency? currency) ? currency : new Currency("", $"× {Ink.Short(address)}", 0);

    /// <summary>An amount in the currency at an address.</summary>
    public Money Money(TokenAmount amount, Address currency) => new(amount, Of(currency));

    /// <summary>Learns what a token says of itself. The symbol is a stranger's text: 12 characters of it are kept, letters, digits and <c>. - _ $</c> only.</summary>
    /// <param name="decimals">0 to 36; otherwise the token stays unknown.</param>
    public void Learn(Address address, string symbol, int decimals)
    {
        string tame = string.Concat(symbol.Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '$')).Trim();
        if (address.IsZero || tame.Length == 0 || decimals is < 0 or > 36) return;
        string kept = tame[..Math.Min(12, tame.Length)];
        _known[address] = new Currency(kept, kept, decimals);
    }
}
