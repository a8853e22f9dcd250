namespace ModelDeed.Ethereum;

/// <summary>Where a chain's explorer shows things. A template has <c>{}</c> where the hash, address or height stands.</summary>
/// <param name="TransactionTemplate">e.g. <c>https://etherscan.io/tx/{}</c>.</param>
/// <param name="AddressTemplate">e.g. <c>https://etherscan.io/address/{}</c>.</param>
/// <param name="BlockTemplate">e.g. <c>https://etherscan.io/block/{}</c>.</param>
public sealed record ExplorerLinks(string? TransactionTemplate, string? AddressTemplate, string? BlockTemplate)
{
    /// <summary>The page of a transaction, or null without an explorer.</summary>
    public string? Transaction(Hash32 hash) => TransactionTemplate?.Replace("{}", hash.ToString(), StringComparison.Ordinal);

    /// <summary>The page of an account or contract, or null without an explorer.</summary>
    public string? Account(Address address) => AddressTemplate?.Replace("{}", address.ToString(), StringComparison.Ordinal);

    /// <summary>The page of a block, or null without an explorer.</summary>
    public string? Block(ulong number) => BlockTemplate?.Replace("{}", number.ToString(), StringComparison.Ordinal);

    internal static ExplorerLinks At(string site) => new($"{site}/tx/{{}}", $"{site}/address/{{}}", $"{site}/block/{{}}");
}
