namespace ModelDeed.Ethereum;

/// <summary>Deterministic deployment: the address follows from the code alone, so it is the same on every chain, and whoever knows the
/// address knows the code.</summary>
public static class Create2
{
    /// <summary>The deterministic deployment proxy, at the same address on every chain that has it. Call data is salt, then init code.</summary>
    /// <remarks>Source: github.com/Arachnid/deterministic-deployment-proxy.</remarks>
    public static Address Factory { get; } = Address.Parse("0x4e59b44847b379578588920cA78FbF26c0B4956C");

    /// <summary>Who signed the transaction that creates the proxy: a key nobody has. It needs <see cref="FactoryCost"/> wei.</summary>
    public static Address FactoryDeployer { get; } = Address.Parse("0x3fAB184622Dc19b6109349B94811493BF2a45362");

    /// <summary>Wei that the deployer must hold: 100,000 gas at 100 gwei.</summary>
    public static TokenAmount FactoryCost { get; } = new(10_000_000_000_000_000);

    /// <summary>The signed transaction that creates the proxy: the same for everybody, without chain id (before EIP-155).</summary>
    public static ReadOnlySpan<byte> FactoryTransaction => FactoryTransactionBytes;

    private static readonly byte[] FactoryTransactionBytes = Hex.Decode(
        "0xf8a58085174876e800830186a08080b853604580600e600039806000f350fe7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0"
        + "3601600081602082378035828234f58015156039578182fd5b8082525050506014600cf31ba02222222222222222222222222222222222222222222222222222"
        + "222222222222a02222222222222222222222222222222222222222222222222222222222222222");

    /// <summary>The address of a contract created with this salt from this init code (constructor arguments included).</summary>
    /// <remarks>Source: EIP-1014.</remarks>
    public static Address AddressOf(Hash32 salt, ReadOnlySpan<byte> initCode) => AddressOf(Factory, salt, initCode);

    internal static Address AddressOf(Address creator, Hash32 salt, ReadOnlySpan<byte> initCode)
    {
        Span<byte> preimage = stackalloc byte[1 + Address.Size + 2 * Hash32.Size];
        preimage[0] = 0xff;
        creator.Bytes.CopyTo(preimage[1..]);
        salt.Bytes.CopyTo(preimage[21..]);
        Keccak256.Hash(initCode).Bytes.CopyTo(preimage[53..]);
        return new Address(Keccak256.Hash(preimage).Bytes[12..]);
    }

    /// <summary>The call data that makes <see cref="Factory"/> create the contract.</summary>
    public static byte[] CallData(Hash32 salt, ReadOnlySpan<byte> initCode) => [.. salt.Bytes, .. initCode];
}
