using System.Security.Cryptography;

namespace ModelDeed.Sealing;

/// <summary>The 16 random bytes that open one package: age's file key. Wiped when disposed; never logged, never written in clear.</summary>
public sealed class FileKey : IDisposable
{
    /// <summary>Bytes.</summary>
    public const int Size = 16;

    private const int MacSize = 32;

    private readonly byte[] _key = GC.AllocateArray<byte>(Size, pinned: true);
    private bool _isWiped;

    internal FileKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != Size) throw new ArgumentException($"A file key has {Size} bytes.", nameof(key));
        key.CopyTo(_key);
    }

    /// <summary>The secret itself.</summary>
    internal ReadOnlySpan<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isWiped, this);
            return _key;
        }
    }

    /// <summary>A fresh random key.</summary>
    public static FileKey New()
    {
        Span<byte> key = stackalloc byte[Size];
        RandomNumberGenerator.Fill(key);
        var fresh = new FileKey(key);
        CryptographicOperations.ZeroMemory(key);
        return fresh;
    }

    /// <summary>Wipes the key.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_key);
        _isWiped = true;
    }

    /// <summary>age's MAC of a header: HMAC-SHA-256 under HKDF(file key, info "header") of its text up to and including <c>---</c>.</summary>
    internal byte[] HeaderMac(ReadOnlySpan<byte> text)
    {
        Span<byte> key = stackalloc byte[MacSize];
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Bytes, key, [], "header"u8);
        byte[] mac = HMACSHA256.HashData(key, text);
        CryptographicOperations.ZeroMemory(key);
        return mac;
    }

    /// <summary>age's key of a payload: HKDF(file key, salt: the payload's nonce, info "payload"), 32 bytes.</summary>
    internal void PayloadKey(ReadOnlySpan<byte> nonce, Span<byte> key) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Bytes, key, nonce, "payload"u8);
}
