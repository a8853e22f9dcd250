namespace ModelDeed.Ethereum;

/// <summary>A contract whose address is known before it exists, and the transaction that creates it.</summary>
/// <param name="Name">The contract's name in its source.</param>
/// <param name="InitCode">Bytecode and constructor arguments.</param>
/// <param name="Address">Where it stands on every chain.</param>
/// <param name="To">Whom to call, so that it is created.</param>
/// <param name="CallData">With this.</param>
public sealed record ContractDeployment(string Name, ReadOnlyMemory<byte> InitCode, Address Address, Address To, ReadOnlyMemory<byte> CallData)
{
    /// <summary>A contract created by <see cref="Create2.Factory"/> with salt zero: its code alone determines its address.</summary>
    public static ContractDeployment ByCreate2(string name, byte[] initCode) =>
        new(name, initCode, Create2.AddressOf(Hash32.Zero, initCode), Create2.Factory, Create2.CallData(Hash32.Zero, initCode));

    /// <summary>The address of the contract that an account creates (CREATE) with this nonce; a contract's first creation has nonce 1.</summary>
    /// <remarks>Source: Ethereum yellow paper, section 7; EIP-161.</remarks>
    public static Address Created(Address creator, ulong nonce)
    {
        var rlp = new RlpWriter();
        int list = rlp.BeginList();
        rlp.Write(creator.Bytes);
        rlp.Write(nonce);
        rlp.EndList(list);
        return new Address(Keccak256.Hash(rlp.ToArray()).Bytes[12..]);
    }
}
