using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace ModelDeed.Sealing;

/// <summary>How shares are made and bound: one random source for all that a dealing draws, so that a vector can fix it.</summary>
internal static class CustodianDealing
{
    private const string Share = CustodianStanza.Type + " share", Binding = CustodianStanza.Type + " binding", Committed = CustodianStanza.Type + " commitment";

    public static CustodianStanza Split(FileKey key, CustodianTerms terms) => Split(key, terms, RandomNumberGenerator.Fill);

    /// <summary>The same with given randomness, drawn in this order: the dealing, the coefficients, then each custodian's blinder and ephemeral key.</summary>
    public static CustodianStanza Split(FileKey key, CustodianTerms terms, Draw draw)
    {
        var deal = new byte[CustodianStanza.DealSize];
        draw(deal);
        Hash32 binding = BindingDigest(terms, deal);
        byte[] coefficients = GC.AllocateArray<byte>((terms.Threshold - 1) * FileKey.Size, pinned: true);
        byte[][] values = [];
        try
        {
            draw(coefficients);
            values = Shamir.Split(key.Bytes, coefficients, terms.Custodians.Length);
            ImmutableArray<SealedShare>.Builder shares = ImmutableArray.CreateBuilder<SealedShare>();
            for (int i = 0; i < values.Length; i++) shares.Add(Seal(terms.Custodians[i], binding, i + 1, values[i], draw));
            return new CustodianStanza(terms, deal, shares.ToImmutable());
        }
        finally
        {
            CryptographicOperations.ZeroMemory(coefficients);
            foreach (byte[] value in values) CryptographicOperations.ZeroMemory(value);
        }
    }

    /// <summary>SHA-256(label ‖ all that a share is bound to).</summary>
    public static Hash32 BindingDigest(CustodianTerms terms, ReadOnlySpan<byte> deal) =>
        new(SHA256.HashData(SealedBox.Info(Binding, CustodianStanzaFormat.Head(terms, deal))));

    /// <summary>The purpose of a share's box: label, binding digest, x.</summary>
    public static byte[] ShareInfo(Hash32 binding, int x) => SealedBox.Info(Share, [.. binding.Bytes, (byte)x]);

    /// <summary>SHA-256(label ‖ binding digest ‖ x ‖ share ‖ blinder).</summary>
    public static Hash32 Commitment(Hash32 binding, KeyShare share)
    {
        // On the stack, and wiped: an array that the compiler makes on the way would stay behind with the share in it.
        ReadOnlySpan<byte> label = Encoding.ASCII.GetBytes(Committed);
        Span<byte> bytes = stackalloc byte[label.Length + Hash32.Size + 1 + KeyShare.SecretSize];
        label.CopyTo(bytes);
        binding.Bytes.CopyTo(bytes[label.Length..]);
        bytes[label.Length + Hash32.Size] = (byte)share.X;
        share.Secret.CopyTo(bytes[(label.Length + Hash32.Size + 1)..]);
        try
        {
            return new Hash32(SHA256.HashData(bytes));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static SealedShare Seal(X25519Recipient custodian, Hash32 binding, int x, ReadOnlySpan<byte> value, Draw draw)
    {
        Span<byte> secret = stackalloc byte[KeyShare.SecretSize], ephemeralKey = stackalloc byte[X25519Identity.Size];
        try
        {
            value.CopyTo(secret);
            draw(secret[FileKey.Size..]);
            draw(ephemeralKey);
            using var share = new KeyShare(x, secret);
            using var ephemeral = new X25519Identity(ephemeralKey);
            return new SealedShare(custodian, Commitment(binding, share), SealedBox.Seal(custodian, ShareInfo(binding, x), secret, ephemeral));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
            CryptographicOperations.ZeroMemory(ephemeralKey);
        }
    }

    /// <summary>Fills a span with random bytes.</summary>
    public delegate void Draw(Span<byte> into);
}
