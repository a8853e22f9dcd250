using System.Security.Cryptography;
using ModelDeed.Ethereum;

namespace ModelDeed.Sealing;

/// <summary>The X25519 identity of an Ethereum account: what an owner seals his own stanza to, without another secret to keep.</summary>
public static class AccountIdentity
{
    /// <summary>HKDF-SHA-256 of the account's secret key, without salt, info <c>modeldeed.org/account-x25519</c>. Who has the account's key, and nobody else, can derive it.</summary>
    public static X25519Identity Of(PrivateKey account)
    {
        Span<byte> secret = stackalloc byte[PrivateKey.Size], derived = stackalloc byte[X25519Identity.Size];
        account.CopyTo(secret);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, derived, [], "modeldeed.org/account-x25519"u8);
        var identity = new X25519Identity(derived);
        CryptographicOperations.ZeroMemory(secret);
        CryptographicOperations.ZeroMemory(derived);
        return identity;
    }
}
