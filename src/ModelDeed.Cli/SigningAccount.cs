using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.Cli;

/// <summary>Who signs: an address, and the key where something will be signed. An estimate (<c>--dry-run</c>) needs the address alone.</summary>
internal sealed class SigningAccount : IDisposable
{
    private readonly PrivateKey? _key;

    public SigningAccount(Address address) => Address = address;

    public SigningAccount(PrivateKey key) => (Address, _key) = (key.Address, key);

    public Address Address { get; }

    /// <summary>Whether it can sign: false for an estimate of an account whose key stays locked.</summary>
    public bool HasKey => _key is not null;

    /// <summary>The key.</summary>
    /// <exception cref="InvalidOperationException">A bug: the account was opened for an estimate.</exception>
    public PrivateKey Key => _key ?? throw new InvalidOperationException($"The key of {Address} wasn't opened: --dry-run signs nothing.");

    public void Dispose() => _key?.Dispose();
}
