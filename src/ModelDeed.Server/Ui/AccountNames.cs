using System.Collections.Frozen;
using ModelDeed.Ethereum;

namespace ModelDeed.Server.Ui;

/// <summary>Names of accounts that are the same for every visitor: our contracts, and on the embedded chain the demo accounts. Nobody else's: a name that
/// somebody gives himself proves nothing.</summary>
public sealed class AccountNames
{
    private readonly FrozenDictionary<Address, string> _contracts;
    private readonly FrozenDictionary<Address, int> _demos;

    private AccountNames(IEnumerable<(string Name, Address Address)> contracts, IEnumerable<Address> demos)
    {
        _contracts = contracts.ToFrozenDictionary(contract => contract.Address, contract => contract.Name);
        _demos = demos.Select((address, i) => (address, i)).ToFrozenDictionary(demo => demo.address, demo => demo.i + 1);
    }

    /// <summary>No names.</summary>
    internal static AccountNames None { get; } = new([], []);

    /// <summary>The names on a chain.</summary>
    internal static AccountNames Of(PagesOptions pages) => new(pages.Contracts, pages.Chain.IsEmbedded ? Demos(pages.Chain) : []);

    /// <summary>The name of an account; null when it has none.</summary>
    internal string? Of(Address account, Texts texts) =>
        _demos.TryGetValue(account, out int demo) ? Texts.Fill(texts.Act.Wallet.DemoName, demo) : _contracts.GetValueOrDefault(account);

    /// <summary>The name, or the address in short.</summary>
    internal string Show(Address account, Texts texts) => Of(account, texts) ?? Ink.Short(account);

    private static IEnumerable<Address> Demos(ChainProfile chain)
    {
        for (int i = 0; i < DemoAccounts.Count; i++)
        {
            using PrivateKey key = DemoAccounts.Key(i, chain);
            yield return key.Address;
        }
    }
}
