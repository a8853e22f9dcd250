using System.Collections.Concurrent;
using ModelDeed.Ethereum;

namespace ModelDeed.Server.Ui;

/// <summary>Symbols and decimal places of currencies. One that isn't known yet is shown in its smallest units under its address: never a wrong amount.</summary>
/// <param name="native">The chain's own.</param>
public sealed class CurrencyBook(Currency native)
{
    private readonly ConcurrentDictionary<Address, (Currency Currency, string Said)> _known = new() { [Address.Zero] = (native, native.Symbol) };
    private readonly Lock _learning = new();

    /// <summary>The currency at an address; zero for the chain's own.</summary>
    public Currency Of(Address address) => _known.TryGetValue(address, out (Currency Currency, string Said) known) ? known.Currency : new Currency("", $"× {Ink.Short(address)}", 0);

    /// <summary>An amount in the currency at an address.</summary>
    public Money Money(TokenAmount amount, Address currency) => new(amount, Of(currency));

    /// <summary>Whether a currency is known.</summary>
    internal bool Knows(Address address) => _known.ContainsKey(address);

    /// <summary>All that are known, by address.</summary>
    internal IEnumerable<(Address Address, Currency Currency)> All() => _known.OrderBy(known => known.Key).Select(known => (known.Key, known.Value.Currency));

    /// <summary>Learns what a token says of itself. The symbol is a stranger's text: 12 characters of it are kept, letters, digits and <c>. - _ $</c> only. Of several
    /// that call themselves alike, as a forger's does, each bears a part of its address; the chain's own never does.</summary>
    /// <param name="decimals">0 to 36; otherwise the token stays unknown.</param>
    public void Learn(Address address, string symbol, int decimals)
    {
        string tame = string.Concat(symbol.Take(256).Where(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '$')).Trim();
        if (address.IsZero || tame.Length == 0 || decimals is < 0 or > 36) return;
        string kept = tame[..Math.Min(12, tame.Length)];
        lock (_learning)
        {
            Address[] alike = [.. _known.Where(known => known.Key != address && known.Value.Said.Equals(kept, StringComparison.OrdinalIgnoreCase)).Select(known => known.Key)];
            _known[address] = (Named(address, kept, decimals, alone: alike.Length == 0), kept);
            foreach (Address other in alike.Where(other => !other.IsZero))
                _known[other] = _known[other] is var known ? (Named(other, known.Said, known.Currency.Decimals, alone: false), known.Said) : default;
        }
    }

    private static Currency Named(Address address, string said, int decimals, bool alone)
    {
        string name = alone ? said : $"{said} {Ink.Short(address)}";
        return new Currency(name, name, decimals);
    }
}
