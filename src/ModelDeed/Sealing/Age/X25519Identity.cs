using System.Security.Cryptography;
using Org.BouncyCastle.Math.EC.Rfc7748;

namespace ModelDeed.Sealing;

/// <summary>A secret X25519 key: opens what was sealed to its <see cref="Recipient"/>. Owners, accounts and custodians have one each.</summary>
/// <remarks>The curve is BouncyCastle's. The key is wiped when the identity is disposed; a text that it was read from is the caller's.</remarks>
public sealed class X25519Identity : IDisposable
{
    /// <summary>Bytes of a key.</summary>
    public const int Size = 32;

    private const string Prefix = "age-secret-key-";

    private readonly byte[] _secret;

    /// <summary>Copies a secret key of 32 bytes.</summary>
    /// <exception cref="ArgumentException">Not 32 bytes.</exception>
    public X25519Identity(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != Size) throw new ArgumentException($"A secret key has {Size} bytes.", nameof(secret));
        _secret = GC.AllocateArray<byte>(Size, pinned: true); // never copied by the collector, so wiping it wipes it
        secret.CopyTo(_secret);
        var key = new byte[X25519Recipient.Size];
        X25519.ScalarMultBase(_secret, 0, key, 0);
        Recipient = new X25519Recipient(key);
    }

    /// <summary>The public key that belongs to it.</summary>
    public X25519Recipient Recipient { get; }

    /// <summary>A fresh random key.</summary>
    public static X25519Identity New()
    {
        Span<byte> secret = stackalloc byte[Size];
        RandomNumberGenerator.Fill(secret);
        var identity = new X25519Identity(secret);
        CryptographicOperations.ZeroMemory(secret);
        return identity;
    }

    /// <summary>Reads <c>AGE-SECRET-KEY-1…</c>. The error never repeats the text.</summary>
    /// <exception cref="FormatException">Not an identity, or mistyped (its checksum is wrong).</exception>
    public static X25519Identity Parse(ReadOnlySpan<char> text)
    {
        Span<byte> secret = stackalloc byte[Size];
        Span<char> lower = stackalloc char[80];
        bool valid = text.Length <= lower.Length && !text.ContainsAnyInRange('a', 'z');
        if (valid)
        {
            int length = text.ToLowerInvariant(lower);
            valid = Bech32.TryDecode(lower[..length], Prefix, secret);
        }
        X25519Identity? identity = valid ? new X25519Identity(secret) : null;
        CryptographicOperations.ZeroMemory(secret);
        lower.Clear();
        return identity ?? throw new FormatException("Expected a secret key (AGE-SECRET-KEY-1 and 58 characters in capitals). Copy its whole line again.");
    }

    /// <summary>The secret key as age writes it, for the file that keeps it and for nothing else.</summary>
    public string Reveal()
    {
        ObjectDisposedException.ThrowIf(IsWiped, this);
        return Bech32.Encode(Prefix, _secret).ToUpperInvariant();
    }

    /// <summary>Wipes the key.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_secret);
        IsWiped = true;
    }

    private bool IsWiped { get; set; }

    /// <summary>Another secret that follows from this one, for one purpose: HKDF-SHA-256 without salt. The caller wipes it.</summary>
    internal byte[] Derive(ReadOnlySpan<byte> purpose, int length)
    {
        ObjectDisposedException.ThrowIf(IsWiped, this);
        byte[] derived = GC.AllocateArray<byte>(length, pinned: true);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, derived, [], purpose);
        return derived;
    }

    /// <summary>The secret shared with a public key; false when that key is one of the few that give zero to everybody (RFC 7748, section 6.1).</summary>
    internal bool TryAgree(ReadOnlySpan<byte> publicKey, Span<byte> shared)
    {
        ObjectDisposedException.ThrowIf(IsWiped, this);
        byte[] other = publicKey.ToArray();
        byte[] result = GC.AllocateArray<byte>(X25519Recipient.Size, pinned: true);
        bool agreed = X25519.CalculateAgreement(_secret, 0, other, 0, result, 0);
        result.CopyTo(shared);
        CryptographicOperations.ZeroMemory(result);
        return agreed;
    }
}
