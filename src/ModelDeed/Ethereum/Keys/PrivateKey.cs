using System.Security.Cryptography;

namespace ModelDeed.Ethereum;

/// <summary>A secp256k1 key. It never prints itself, and its memory is pinned and zeroed on <see cref="Dispose"/>.</summary>
/// <remarks>BouncyCastle copies the number while it signs; those copies are the garbage collector's. Against an attacker
/// who reads this process's memory, only a hardware key helps.</remarks>
public sealed class PrivateKey : IDisposable
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 32;

    private readonly byte[] _secret = GC.AllocateArray<byte>(Size, pinned: true);
    private readonly byte[] _publicKey;
    private bool _disposed;

    /// <summary>Copies 32 big-endian bytes; the caller zeroes its own.</summary>
    /// <exception cref="ArgumentException">Not 32 bytes, zero, or not below the curve's order.</exception>
    public PrivateKey(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != Size) throw new ArgumentException($"A private key has 32 bytes, not {secret.Length}.", nameof(secret));
        if (!Secp256k1.IsScalar(secret)) throw new ArgumentException("The private key is zero or not below the order of secp256k1.", nameof(secret));
        secret.CopyTo(_secret);
        _publicKey = Secp256k1.PublicKey(_secret);
        Address = Secp256k1.AddressOf(_publicKey);
    }

    /// <summary>The account that this key controls.</summary>
    public Address Address { get; }

    /// <summary>X and Y of the public point, 32 bytes each, without the 0x04 of SEC 1.</summary>
    public ReadOnlySpan<byte> PublicKey => _publicKey;

    /// <summary>A new key from the system's random numbers.</summary>
    public static PrivateKey Generate()
    {
        Span<byte> secret = stackalloc byte[Size];
        do RandomNumberGenerator.Fill(secret);
        while (!Secp256k1.IsScalar(secret)); // once in 2^128
        var key = new PrivateKey(secret);
        CryptographicOperations.ZeroMemory(secret);
        return key;
    }

    /// <summary>Parses 64 hexadecimal digits, with or without <c>0x</c>.</summary>
    /// <exception cref="FormatException">Not a private key; the message never repeats the text.</exception>
    public static PrivateKey Parse(string hex)
    {
        Span<byte> secret = stackalloc byte[Size];
        try
        {
            if (!Hex.TryDecode(hex, secret) || !Secp256k1.IsScalar(secret))
                throw new FormatException("Not a private key: expected 64 hexadecimal digits of a number from 1 to n - 1 (the text isn't shown).");
            return new PrivateKey(secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Signs a digest: deterministic (RFC 6979), low s (EIP-2). The result is checked by recovering the signer from it,
    /// so a fault in the computation can't leak the key through a wrong signature.</summary>
    /// <exception cref="ObjectDisposedException">The key was zeroed.</exception>
    public Signature Sign(Hash32 digest)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        (Hash32 r, Hash32 s) = Secp256k1.Sign(_secret, digest);
        for (byte parity = 0; parity <= 1; parity++)
            if (Secp256k1.Recover(digest, r, s, parity) is { } key && key.AsSpan().SequenceEqual(_publicKey))
                return new Signature(r, s, parity);
        throw new CryptographicException("A signature didn't recover to its own key: the computation went wrong. Nothing was signed.");
    }

    /// <summary>Signs a text or bytes for people, prefixed as <c>personal_sign</c> does (EIP-191, version 0x45).</summary>
    public Signature SignMessage(ReadOnlySpan<byte> message) => Sign(PersonalMessage.Digest(message));

    /// <summary>Copies the secret out, for a keystore; the caller zeroes the copy.</summary>
    internal void CopyTo(Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _secret.CopyTo(destination);
    }

    /// <summary>Zeroes the secret; further signing throws.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_secret);
        _disposed = true;
    }

    /// <summary>The address; never the key.</summary>
    public override string ToString() => $"PrivateKey of {Address}";
}
