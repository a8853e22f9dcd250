using System.Security.Cryptography;
using System.Text;

namespace ModelDeed.Sealing;

/// <summary>A short secret sealed to a public key, the way age's X25519 stanza wraps a file key.</summary>
/// <remarks>key = HKDF-SHA-256(ikm: X25519(ephemeral, recipient), salt: ephemeral ‖ recipient, info); box = ChaCha20-Poly1305(key, nonce 0, secret).
/// The nonce may be zero because every box has a key of its own.</remarks>
/// <param name="Ephemeral">The ephemeral public key, 32 bytes.</param>
/// <param name="Ciphertext">The secret encrypted, with 16 bytes of tag.</param>
public sealed record SealedBox(ReadOnlyMemory<byte> Ephemeral, ReadOnlyMemory<byte> Ciphertext)
{
    /// <summary>Bytes that sealing adds to a secret, the ephemeral key aside.</summary>
    public const int Overhead = 16;

    private const int KeySize = 32, NonceSize = 12;

    /// <summary>Seals a secret under a fresh ephemeral key.</summary>
    /// <param name="to">Who can open it.</param>
    /// <param name="info">What it is for and all it is bound to: who opens it must give the same.</param>
    /// <param name="secret">The secret.</param>
    /// <exception cref="SealedDataException">The recipient's key is one that nobody can have chosen honestly.</exception>
    public static SealedBox Seal(X25519Recipient to, ReadOnlySpan<byte> info, ReadOnlySpan<byte> secret)
    {
        using var ephemeral = X25519Identity.New();
        return Seal(to, info, secret, ephemeral);
    }

    internal static SealedBox Seal(X25519Recipient to, ReadOnlySpan<byte> info, ReadOnlySpan<byte> secret, X25519Identity ephemeral)
    {
        Span<byte> key = stackalloc byte[KeySize];
        if (!TryDerive(ephemeral, to.Key, ephemeral.Recipient.Key, to.Key, info, key))
            throw new SealedDataException($"The recipient {to} is a weak key: whatever is sealed to it, anybody can open. Ask for another.");
        var ciphertext = new byte[secret.Length + Overhead];
        using var cipher = new ChaCha20Poly1305(key);
        CryptographicOperations.ZeroMemory(key);
        cipher.Encrypt(stackalloc byte[NonceSize], secret, ciphertext.AsSpan(0, secret.Length), ciphertext.AsSpan(secret.Length));
        return new SealedBox(ephemeral.Recipient.Key.ToArray(), ciphertext);
    }

    /// <summary>Opens the box into exactly <see cref="SecretLength"/> bytes; false, and zeros, when it isn't for this identity and this purpose, or was altered.</summary>
    /// <exception cref="SealedDataException">The ephemeral key is weak: the box was made to be opened by anybody.</exception>
    public bool TryOpen(X25519Identity identity, ReadOnlySpan<byte> info, Span<byte> secret)
    {
        secret.Clear();
        if (Ephemeral.Length != X25519Recipient.Size || secret.Length != SecretLength) return false;
        Span<byte> key = stackalloc byte[KeySize];
        if (!TryDerive(identity, Ephemeral.Span, Ephemeral.Span, identity.Recipient.Key, info, key))
            throw new SealedDataException("The sealed key's ephemeral share is a weak key. The header was not made honestly: get the package from its owner.");
        using var cipher = new ChaCha20Poly1305(key);
        CryptographicOperations.ZeroMemory(key);
        ReadOnlySpan<byte> bytes = Ciphertext.Span;
        try
        {
            cipher.Decrypt(stackalloc byte[NonceSize], bytes[..secret.Length], bytes[secret.Length..], secret);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            CryptographicOperations.ZeroMemory(secret);
            return false;
        }
    }

    /// <summary>Bytes of the secret in it.</summary>
    public int SecretLength => Math.Max(0, Ciphertext.Length - Overhead);

    /// <summary>An info of a label and more bytes behind it.</summary>
    internal static byte[] Info(string label, params ReadOnlySpan<byte> more) => [.. Encoding.ASCII.GetBytes(label), .. more];

    private static bool TryDerive(
        X25519Identity own, ReadOnlySpan<byte> other, ReadOnlySpan<byte> ephemeral, ReadOnlySpan<byte> recipient, ReadOnlySpan<byte> info, Span<byte> key)
    {
        Span<byte> shared = stackalloc byte[X25519Recipient.Size];
        Span<byte> salt = stackalloc byte[2 * X25519Recipient.Size];
        ephemeral.CopyTo(salt);
        recipient.CopyTo(salt[X25519Recipient.Size..]);
        bool agreed = own.TryAgree(other, shared);
        if (agreed) HKDF.DeriveKey(HashAlgorithmName.SHA256, shared, key, salt, info);
        CryptographicOperations.ZeroMemory(shared);
        return agreed;
    }
}
