using System.Security.Cryptography;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.Digests;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Math;
using ECPoint = Org.BouncyCastle.Math.EC.ECPoint;

namespace ModelDeed.Ethereum;

/// <summary>The curve of SEC 2 (2.4.1), all arithmetic BouncyCastle's.</summary>
internal static class Secp256k1
{
    private static readonly X9ECParameters Curve = CustomNamedCurves.GetByName("secp256k1");
    private static readonly ECDomainParameters Domain = new(Curve.Curve, Curve.G, Curve.N, Curve.H);
    private static readonly BigInteger HalfOrder = Curve.N.ShiftRight(1);

    /// <summary>True when the 32 bytes are a private key: 1 to n - 1.</summary>
    internal static bool IsScalar(ReadOnlySpan<byte> bytes)
    {
        BigInteger value = Number(bytes);
        return value.SignValue > 0 && value.CompareTo(Curve.N) < 0;
    }

    /// <summary>True when s is at most n / 2, as EIP-2 demands.</summary>
    internal static bool IsLow(ReadOnlySpan<byte> s) => Number(s).CompareTo(HalfOrder) <= 0;

    /// <summary>X and Y of the public point, 32 bytes each.</summary>
    internal static byte[] PublicKey(ReadOnlySpan<byte> privateKey) =>
        Coordinates(Domain.G.Multiply(Number(privateKey)).Normalize());

    /// <summary>Signs with the nonce of RFC 6979 (HMAC-SHA-256) and takes the lower s.</summary>
    internal static (Hash32 R, Hash32 S) Sign(ReadOnlySpan<byte> privateKey, Hash32 digest)
    {
        var signer = new ECDsaSigner(new HMacDsaKCalculator(new Sha256Digest()));
        signer.Init(forSigning: true, new ECPrivateKeyParameters(Number(privateKey), Domain));
        BigInteger[] pair = signer.GenerateSignature(digest.ToArray());
        BigInteger s = pair[1].CompareTo(HalfOrder) <= 0 ? pair[1] : Curve.N.Subtract(pair[1]);
        return (Word(pair[0]), Word(s));
    }

    /// <summary>The public key that made the signature (SEC 1, 4.1.6), or null when none could have.</summary>
    /// <remarks>Points whose x is n or more, one in 2^128, don't exist on Ethereum: the recovery id is 0 or 1.</remarks>
    internal static byte[]? Recover(Hash32 digest, Hash32 r, Hash32 s, int yParity)
    {
        BigInteger rNumber = Number(r.Bytes);
        if (Lift(r, yParity) is not { } point) return null;
        BigInteger inverse = rNumber.ModInverse(Curve.N);
        BigInteger u1 = inverse.Multiply(Number(digest.Bytes)).Negate().Mod(Curve.N);
        BigInteger u2 = inverse.Multiply(Number(s.Bytes)).Mod(Curve.N);
        ECPoint key = Domain.G.Multiply(u1).Add(point.Multiply(u2)).Normalize();
        return key.IsInfinity ? null : Coordinates(key);
    }

    /// <summary>The account of a public key: the last 20 bytes of its Keccak-256.</summary>
    internal static Address AddressOf(ReadOnlySpan<byte> publicKey)
    {
        Hash32 hash = Keccak256.Hash(publicKey);
        return new Address(hash.Bytes[12..]);
    }

    private static ECPoint? Lift(Hash32 x, int yParity)
    {
        var compressed = new byte[33];
        compressed[0] = (byte)(2 + yParity);
        x.Bytes.CopyTo(compressed.AsSpan(1));
        try
        {
            return Curve.Curve.DecodePoint(compressed);
        }
        catch (ArgumentException) // BouncyCastle's answer for an x without a point
        {
            return null;
        }
    }

    private static byte[] Coordinates(ECPoint point) => point.GetEncoded(compressed: false)[1..];

    private static BigInteger Number(ReadOnlySpan<byte> bytes)
    {
        byte[] copy = bytes.ToArray();
        var number = new BigInteger(1, copy);
        CryptographicOperations.ZeroMemory(copy);
        return number;
    }

    private static Hash32 Word(BigInteger number)
    {
        byte[] bytes = number.ToByteArrayUnsigned();
        Span<byte> word = stackalloc byte[Hash32.Size];
        word.Clear();
        bytes.CopyTo(word[(Hash32.Size - bytes.Length)..]);
        return new Hash32(word);
    }
}
