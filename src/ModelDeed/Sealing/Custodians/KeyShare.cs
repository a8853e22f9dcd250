using System.Security.Cryptography;

namespace ModelDeed.Sealing;

/// <summary>One custodian's share of a package's file key, with the random bytes that its commitment was blinded with. Wiped when disposed.</summary>
public sealed class KeyShare : IDisposable
{
    /// <summary>Bytes of the share's canonical form: x (1), share (16), blinder (16).</summary>
    public const int Size = 1 + SecretSize;

    internal const int BlinderSize = 16;
    internal const int SecretSize = FileKey.Size + BlinderSize;

    private readonly byte[] _secret = GC.AllocateArray<byte>(SecretSize, pinned: true);
    private bool _isWiped;

    internal KeyShare(int x, ReadOnlySpan<byte> secret)
    {
        X = x;
        secret.CopyTo(_secret);
    }

    /// <summary>Which custodian's: its place in the header, from 1.</summary>
    public int X { get; }

    /// <summary>Share and blinder: what is sealed to the custodian, and by the custodian to a licensee.</summary>
    internal ReadOnlySpan<byte> Secret
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isWiped, this);
            return _secret;
        }
    }

    internal ReadOnlySpan<byte> Value => Secret[..FileKey.Size];

    /// <summary>Reads the canonical form, as a custodian sends it in a box of the licensee's.</summary>
    /// <exception cref="SealedDataException">Not <see cref="Size"/> bytes, or x is 0.</exception>
    public static KeyShare Parse(ReadOnlySpan<byte> bytes) => bytes.Length == Size && bytes[0] != 0
        ? new KeyShare(bytes[0], bytes[1..]) : throw new SealedDataException($"A key share has {Size} bytes and a place from 1. Ask another custodian.");

    /// <summary>Writes the canonical form, to be sealed at once. The caller wipes it.</summary>
    /// <param name="into">Exactly <see cref="Size"/> bytes.</param>
    public void CopyTo(Span<byte> into)
    {
        into[0] = (byte)X;
        Secret.CopyTo(into[1..]);
    }

    /// <summary>Wipes the share.</summary>
    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_secret);
        _isWiped = true;
    }
}
