namespace ModelDeed.Ethereum;

/// <summary>Judges the signature under a message: by recovery for a plain account, by EIP-1271 for one with code (EIP-7702 included).</summary>
public static class SignInSignature
{
    /// <summary>The most bytes of a contract account's signature: 4,096 (a multisig of some sixty owners).</summary>
    public const int MostBytes = 4_096;

    // bytes4(keccak256("isValidSignature(bytes32,bytes)")), which is also what a contract returns for "yes" (EIP-1271).
    private static readonly byte[] Valid = [0x16, 0x26, 0xba, 0x7e];
    private static readonly AbiFunction IsValid = AbiFunction.Parse("isValidSignature(bytes32,bytes)");

    /// <summary>True when <paramref name="account"/> signed <paramref name="text"/>.</summary>
    /// <exception cref="RpcException">The node couldn't be asked: nothing is known then.</exception>
    public static async Task<bool> IsBy(Address account, string text, byte[] signature, EthereumNode node, CancellationToken ct)
    {
        if (signature.Length is 0 or > MostBytes) return false;
        Hash32 digest = PersonalMessage.Digest(text);
        byte[] code = await node.Code(account, BlockTag.Latest, ct);
        return code.Length == 0 ? IsByKey(account, digest, signature) : await Asked(account, digest, signature, node, ct);
    }

    /// <summary>True when <paramref name="account"/> has code and says itself that the signature under a digest is its own (EIP-1271).</summary>
    /// <exception cref="RpcException">The node couldn't be asked: nothing is known then.</exception>
    public static async Task<bool> IsByContract(Address account, Hash32 digest, byte[] signature, EthereumNode node, CancellationToken ct) =>
        signature.Length is > 0 and <= MostBytes && (await node.Code(account, BlockTag.Latest, ct)).Length > 0 && await Asked(account, digest, signature, node, ct);

    private static async Task<bool> Asked(Address account, Hash32 digest, byte[] signature, EthereumNode node, CancellationToken ct)
    {
        byte[] call = IsValid.EncodeCall(new AbiValue.Data(digest.ToArray()), new AbiValue.Data(signature));
        try
        {
            byte[] answer = await node.Call(new CallRequest { To = account, Data = call, Gas = 1_000_000 }, BlockTag.Latest, ct);
            return answer.Length >= 32 && answer.AsSpan(0, 4).SequenceEqual(Valid) && !answer.AsSpan(4, 28).ContainsAnyExcept((byte)0);
        }
        catch (RpcException e) when (e.Fault == RpcFault.Application)
        {
            return false; // the contract reverted, or has no such function
        }
    }

    /// <summary>True when the account's own key signed the digest: 65 bytes, or 64 by EIP-2098.</summary>
    public static bool IsByKey(Address account, Hash32 digest, ReadOnlySpan<byte> signature)
    {
        try
        {
            return Signature.Parse(signature).IsBy(account, digest);
        }
        catch (MalformedDataException)
        {
            return false;
        }
    }
}
