namespace ModelDeed.Ethereum;

/// <summary>An ECDSA signature over secp256k1 in Ethereum's strict form: r and s from 1 to n - 1, s at most n / 2 (EIP-2), so
/// that nobody can turn it into a second valid one.</summary>
public readonly record struct Signature
{
    /// <summary>Length of the common form in bytes: r, s, v.</summary>
    public const int Size = 65;

    /// <summary>Length of the form of EIP-2098 in bytes: r, then s with the parity in its top bit.</summary>
    public const int CompactSize = 64;

    /// <summary>Checks the ranges.</summary>
    /// <exception cref="MalformedDataException">r or s is out of range, s is high, or the parity isn't 0 or 1.</exception>
    public Signature(Hash32 r, Hash32 s, byte yParity)
    {
        if (yParity > 1) throw new MalformedDataException($"The signature's parity is {yParity}; expected 0 or 1.");
        if (!Secp256k1.IsScalar(r.Bytes)) throw new MalformedDataException("The signature's r is not from 1 to n - 1.");
        if (!Secp256k1.IsScalar(s.Bytes)) throw new MalformedDataException("The signature's s is not from 1 to n - 1.");
        if (!Secp256k1.IsLow(s.Bytes)) throw new MalformedDataException("The signature's s is over n / 2 (EIP-2 forbids it: it would be malleable).");
        R = r;
        S = s;
        YParity = yParity;
    }

    /// <summary>x of the nonce's point, modulo n.</summary>
    public Hash32 R { get; }

    /// <summary>The proof, 1 to n / 2.</summary>
    public Hash32 S { get; }

    /// <summary>Parity of y of the nonce's point: 0 or 1.</summary>
    public byte YParity { get; }

    /// <summary>The parity as messages and contracts write it: 27 or 28.</summary>
    public byte V => (byte)(27 + YParity);

    /// <summary>Reads 65 bytes (r, s, v with v = 27, 28, 0 or 1) or 64 (EIP-2098).</summary>
    /// <exception cref="MalformedDataException">Another length, or a value out of range.</exception>
    public static Signature Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length is not (Size or CompactSize))
            throw new MalformedDataException($"A signature has 65 bytes, or 64 in the compact form, not {bytes.Length}.");
        var r = new Hash32(bytes[..32]);
        if (bytes.Length == Size) return new Signature(r, new Hash32(bytes[32..64]), Parity(bytes[64]));
        Span<byte> s = stackalloc byte[32];
        bytes[32..].CopyTo(s);
        byte parity = (byte)(s[0] >> 7);
        s[0] &= 0x7f;
        return new Signature(r, new Hash32(s), parity);
    }

    /// <summary>Reads the hexadecimal of <see cref="Parse(ReadOnlySpan{byte})"/>'s forms.</summary>
    /// <exception cref="FormatException">Not hexadecimal, or not a signature.</exception>
    public static Signature Parse(string hex) => Parse(Hex.Decode(hex));

    /// <summary>r, s, and v as 27 or 28: what <c>ecrecover</c> and OpenZeppelin's ECDSA expect.</summary>
    public byte[] ToArray() => [.. R.Bytes, .. S.Bytes, V];

    /// <summary>The 64 bytes of EIP-2098.</summary>
    public byte[] ToCompact()
    {
        byte[] bytes = [.. R.Bytes, .. S.Bytes];
        bytes[32] |= (byte)(YParity << 7);
        return bytes;
    }

    /// <summary>Finds who signed <paramref name="digest"/>. False when no key could have made this signature.</summary>
    /// <remarks>Any other digest yields some other address, so compare the address; a success alone proves nothing.</remarks>
    public bool TryRecover(Hash32 digest, out Address signer)
    {
        byte[]? key = R.IsZero ? null : Secp256k1.Recover(digest, R, S, YParity);
        signer = key is null ? Address.Zero : Secp256k1.AddressOf(key);
        return key is not null;
    }

    /// <summary>True when <paramref name="signer"/> signed <paramref name="digest"/>.</summary>
    public bool IsBy(Address signer, Hash32 digest) => TryRecover(digest, out Address found) && found == signer;

    /// <summary>The 65 bytes in hexadecimal.</summary>
    public override string ToString() => Hex.Encode(ToArray());

    private static byte Parity(byte v) => v switch
    {
        0 or 27 => 0,
        1 or 28 => 1,
        _ => throw new MalformedDataException($"The signature's v is {v}; expected 27, 28, 0 or 1."),
    };
}
