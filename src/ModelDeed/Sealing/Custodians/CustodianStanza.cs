using System.Collections.Immutable;
using System.Security.Cryptography;

namespace ModelDeed.Sealing;

/// <summary>The licensees' way to a package's key: its shares, each sealed to one custodian, bound to the package (docs/formats.md).</summary>
public sealed class CustodianStanza
{
    /// <summary>The stanza's kind. Other age programs pass over it.</summary>
    public const string Type = "modeldeed.org/custodians-1";

    /// <summary>Bytes of <see cref="Deal"/>.</summary>
    public const int DealSize = 16;

    internal CustodianStanza(CustodianTerms terms, ReadOnlyMemory<byte> deal, ImmutableArray<SealedShare> shares)
    {
        (Terms, Deal, Shares) = (terms, deal, shares);
        BindingDigest = CustodianDealing.BindingDigest(terms, deal.Span);
    }

    /// <summary>The package, the custodians and the threshold.</summary>
    public CustodianTerms Terms { get; }

    /// <summary>Random bytes that tell one dealing of shares from every other: shares of two headers never mix.</summary>
    public ReadOnlyMemory<byte> Deal { get; }

    /// <summary>The shares; that of custodian x at [x - 1].</summary>
    public ImmutableArray<SealedShare> Shares { get; }

    /// <summary>SHA-256 over all that every share is bound to: package, threshold, custodians, dealing.</summary>
    public Hash32 BindingDigest { get; }

    /// <summary>Splits a file key among custodians.</summary>
    /// <exception cref="SealedDataException">A custodian's key is weak.</exception>
    internal static CustodianStanza Split(FileKey key, CustodianTerms terms) => CustodianDealing.Split(key, terms);

    /// <summary>Reads a stanza's body.</summary>
    /// <exception cref="SealedDataException">It breaks the format.</exception>
    public static CustodianStanza Parse(ReadOnlySpan<byte> body) => CustodianStanzaFormat.Read(body);

    /// <summary>The stanza's body.</summary>
    public byte[] ToBytes() => CustodianStanzaFormat.Write(this);

    /// <summary>Opens the share of one custodian.</summary>
    /// <param name="custodian">Its secret key.</param>
    /// <exception cref="SealedDataException">The share's ephemeral key is weak.</exception>
    public ShareOutcome Open(X25519Identity custodian)
    {
        int at = Terms.Custodians.IndexOf(custodian.Recipient);
        if (at < 0) return new ShareOutcome.NotNamed();
        Span<byte> secret = stackalloc byte[KeyShare.SecretSize];
        KeyShare? share;
        try
        {
            share = Shares[at].Box.TryOpen(custodian, CustodianDealing.ShareInfo(BindingDigest, at + 1), secret) ? new KeyShare(at + 1, secret) : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
        if (share is not null && IsRight(share)) return new ShareOutcome.Opened(share);
        share?.Dispose();
        return new ShareOutcome.Damaged(at + 1);
    }

    /// <summary>True when a share is the one that the header commits to.</summary>
    public bool IsRight(KeyShare share) => share.X >= 1 && share.X <= Shares.Length
        && CryptographicOperations.FixedTimeEquals(CustodianDealing.Commitment(BindingDigest, share).Bytes, Shares[share.X - 1].Commitment.Bytes);

    /// <summary>The key that the first t of these shares give; all must be right and each another custodian's.</summary>
    internal FileKey Combine(IReadOnlyList<KeyShare> shares)
    {
        byte[] points = [.. shares.Take(Terms.Threshold).Select(share => (byte)share.X)];
        byte[][] values = [.. points.Select(_ => GC.AllocateArray<byte>(FileKey.Size, pinned: true))];
        Span<byte> secret = stackalloc byte[FileKey.Size];
        try
        {
            for (int i = 0; i < values.Length; i++) shares[i].Value.CopyTo(values[i]);
            Shamir.Combine(points, values, secret);
            return new FileKey(secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
            foreach (byte[] value in values) CryptographicOperations.ZeroMemory(value);
        }
    }
}
