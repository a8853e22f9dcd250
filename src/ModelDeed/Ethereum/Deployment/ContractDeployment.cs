namespace ModelDeed.Ethereum;

/// <summary>A contract to be created through <see cref="Create2.Factory"/> with salt zero.</summary>
/// <param name="Name">The contract's name in its source.</param>
/// <param name="InitCode">Bytecode and constructor arguments: they alone determine the address.</param>
public sealed record ContractDeployment(string Name, ReadOnlyMemory<byte> InitCode)
{
    /// <summary>Where it stands on every chain.</summary>
    public Address Address { get; } = Create2.AddressOf(Hash32.Zero, InitCode.Span);

    /// <summary>The call data that makes <see cref="Create2.Factory"/> create it.</summary>
    public byte[] CallData() => Create2.CallData(Hash32.Zero, InitCode.Span);
}
