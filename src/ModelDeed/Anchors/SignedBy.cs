using ModelDeed.Ethereum;

namespace ModelDeed.Anchors;

/// <summary>Judges offline whether an account signed a digest.</summary>
internal static class SignedBy
{
    /// <summary>Holds when the key of <paramref name="account"/> signed <paramref name="digest"/>; open when only a node can ask the account (a contract, EIP-1271).</summary>
    /// <param name="signature">65 bytes r ‖ s ‖ v of a key, or whatever a contract account takes.</param>
    public static StepOutcome Check(Hash32 digest, Address account, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != Signature.Size)
            return new StepOutcome.Open("The signature isn't a key's (65 bytes): if the account is a contract, only a node can ask it (EIP-1271).");
        try
        {
            bool recovered = Signature.Parse(signature).TryRecover(digest, out Address signer);
            return recovered && signer == account ? new StepOutcome.Holds()
                : new StepOutcome.Fails(recovered ? $"it is signed by {signer}, or for something else" : "the signature is nobody's");
        }
        catch (FormatException malformed)
        {
            return new StepOutcome.Fails(malformed.Message);
        }
    }
}
