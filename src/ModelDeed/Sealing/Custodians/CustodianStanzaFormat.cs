using System.Buffers.Binary;
using System.Collections.Immutable;

namespace ModelDeed.Sealing;

/// <summary>The bytes of a custodian stanza's body (docs/formats.md). All lengths follow from n: one body has one reading, and one reading one body.</summary>
internal static class CustodianStanzaFormat
{
    /// <summary>Bytes before the keys.</summary>
    public const int Fixed = 146;

    /// <summary>Bytes of a share: commitment, ephemeral key, box.</summary>
    public const int ShareSize = Hash32.Size + X25519Recipient.Size + BoxSize;

    private const int BoxSize = KeyShare.SecretSize + SealedBox.Overhead;
    private const int ContractAt = 8, TitleAt = 28, RootAt = 60, ManifestAt = 92, VersionAt = 124, DealAt = 128, ThresholdAt = 144, CountAt = 145;

    /// <summary>What every share is bound to.</summary>
    public static byte[] Head(CustodianTerms terms, ReadOnlySpan<byte> deal)
    {
        var head = new byte[Fixed + terms.Custodians.Length * X25519Recipient.Size];
        PackageBinding binding = terms.Binding;
        BinaryPrimitives.WriteUInt64BigEndian(head, binding.ChainId);
        binding.Contract.Bytes.CopyTo(head.AsSpan(ContractAt));
        binding.TitleId.Bytes.CopyTo(head.AsSpan(TitleAt));
        binding.ContentRoot.Bytes.CopyTo(head.AsSpan(RootAt));
        binding.ManifestDigest.Bytes.CopyTo(head.AsSpan(ManifestAt));
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(VersionAt), binding.Version);
        deal.CopyTo(head.AsSpan(DealAt));
        head[ThresholdAt] = (byte)terms.Threshold;
        head[CountAt] = (byte)terms.Custodians.Length;
        for (int i = 0; i < terms.Custodians.Length; i++) terms.Custodians[i].Key.CopyTo(head.AsSpan(Fixed + i * X25519Recipient.Size));
        return head;
    }

    public static byte[] Write(CustodianStanza stanza)
    {
        var bytes = new List<byte>(Head(stanza.Terms, stanza.Deal.Span));
        foreach (SealedShare share in stanza.Shares)
        {
            bytes.AddRange(share.Commitment.Bytes);
            bytes.AddRange(share.Box.Ephemeral.Span);
            bytes.AddRange(share.Box.Ciphertext.Span);
        }
        return [.. bytes];
    }

    public static CustodianStanza Read(ReadOnlySpan<byte> body)
    {
        int count = body.Length < Fixed ? 0 : body[CountAt], length = Fixed + count * (X25519Recipient.Size + ShareSize);
        if (body.Length != length) throw new SealedDataException($"The custodian stanza has {body.Length} bytes where {length} belong. Fetch the header again.");
        var binding = new PackageBinding
        {
            ChainId = BinaryPrimitives.ReadUInt64BigEndian(body),
            Contract = new Address(body.Slice(ContractAt, Address.Size)),
            TitleId = new Hash32(body.Slice(TitleAt, Hash32.Size)),
            ContentRoot = new Hash32(body.Slice(RootAt, Hash32.Size)),
            ManifestDigest = new Hash32(body.Slice(ManifestAt, Hash32.Size)),
            Version = BinaryPrimitives.ReadUInt32BigEndian(body[VersionAt..]),
        };
        ImmutableArray<X25519Recipient>.Builder custodians = ImmutableArray.CreateBuilder<X25519Recipient>(count);
        for (int i = 0; i < count; i++) custodians.Add(new X25519Recipient(body.Slice(Fixed + i * X25519Recipient.Size, X25519Recipient.Size)));
        ImmutableArray<SealedShare>.Builder shares = ImmutableArray.CreateBuilder<SealedShare>(count);
        for (int i = 0; i < count; i++) shares.Add(Share(custodians[i], body.Slice(Fixed + count * X25519Recipient.Size + i * ShareSize, ShareSize)));
        return new CustodianStanza(Terms(binding, custodians.ToImmutable(), body[ThresholdAt]), body.Slice(DealAt, CustodianStanza.DealSize).ToArray(), shares.ToImmutable());
    }

    private static SealedShare Share(X25519Recipient custodian, ReadOnlySpan<byte> bytes) => new(custodian, new Hash32(bytes[..Hash32.Size]),
        new SealedBox(bytes.Slice(Hash32.Size, X25519Recipient.Size).ToArray(), bytes[(Hash32.Size + X25519Recipient.Size)..].ToArray()));

    private static CustodianTerms Terms(PackageBinding binding, ImmutableArray<X25519Recipient> custodians, int threshold)
    {
        try
        {
            return new CustodianTerms(binding, custodians, threshold);
        }
        catch (ArgumentException e)
        {
            throw new SealedDataException("The custodian stanza names a custodian twice, fewer than two, or a threshold that isn't between 2 and their number. Fetch the header again.", e);
        }
    }
}
