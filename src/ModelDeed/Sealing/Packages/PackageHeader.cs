using System.Collections.Immutable;
using System.Security.Cryptography;

namespace ModelDeed.Sealing;

/// <summary>The header of a sealed package: an age v1 header with a stanza for the owner and every named account, and one for the custodians.
/// <c>cat header payload</c> is an age file. A new header over the same key (<see cref="Seal"/>) leaves the payload as it is.</summary>
public sealed class PackageHeader
{
    private readonly byte[] _bytes;

    private PackageHeader(AgeHeader age, byte[] bytes)
    {
        (Age, _bytes) = (age, bytes);
        Stanza[] custodians = [.. age.Stanzas.Where(stanza => stanza.Type == CustodianStanza.Type)];
        if (custodians.Length > 1) throw new SealedDataException("The header has two custodian stanzas. Get the package from its owner.");
        if (custodians is not [Stanza one]) return;
        if (!one.Arguments.IsEmpty) throw new SealedDataException("The custodian stanza has arguments. Fetch the header again.");
        Custodians = CustodianStanza.Parse(one.Body.Span);
    }

    /// <summary>All stanzas.</summary>
    public AgeHeader Age { get; }

    /// <summary>The custodians' stanza, or null when there is none.</summary>
    public CustodianStanza? Custodians { get; }

    /// <summary>Keys that open the package by themselves: the owner's, and the named accounts'. The header doesn't tell whose they are.</summary>
    public int Recipients => Age.Stanzas.Count(stanza => stanza.Type == X25519Stanza.Type);

    /// <summary>The header as it is stored.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>SHA-256 of <see cref="Bytes"/>: what the chain records with the version.</summary>
    public Hash32 Digest => new(SHA256.HashData(_bytes));

    /// <summary>Reads a header.</summary>
    /// <exception cref="SealedDataException">It breaks its format.</exception>
    public static PackageHeader Parse(ReadOnlySpan<byte> bytes) => new(AgeHeader.Parse(bytes), bytes.ToArray());

    /// <summary>A header that leads these people to a key. Another one for the same key serves the same payload.</summary>
    /// <param name="key">The package's file key.</param>
    /// <param name="recipients">The owner first, then named accounts; one or more.</param>
    /// <param name="custodians">The licensees' way, or null for none.</param>
    /// <exception cref="ArgumentException">There is no recipient, or the header would be over <see cref="AgeHeader.MaxSize"/>.</exception>
    /// <exception cref="SealedDataException">A public key is weak.</exception>
    public static PackageHeader Seal(FileKey key, ImmutableArray<X25519Recipient> recipients, CustodianTerms? custodians)
    {
        if (recipients.IsEmpty) throw new ArgumentException("A package needs a recipient: its owner, at least.", nameof(recipients));
        List<Stanza> stanzas = [.. recipients.Select(recipient => X25519Stanza.Wrap(key, recipient))];
        if (custodians is not null) stanzas.Add(new Stanza(CustodianStanza.Type, [], CustodianStanza.Split(key, custodians).ToBytes()));
        var header = AgeHeader.Make([.. stanzas], key);
        byte[] bytes = header.ToBytes();
        return bytes.Length <= AgeHeader.MaxSize ? new PackageHeader(header, bytes)
            : throw new ArgumentException($"The header would have {bytes.Length} bytes, more than {AgeHeader.MaxSize}: name fewer recipients.", nameof(recipients));
    }

    /// <summary>The key by way of a recipient's own stanza.</summary>
    /// <exception cref="SealedDataException">A stanza breaks its format.</exception>
    public UnlockOutcome Unlock(X25519Identity identity)
    {
        foreach (Stanza stanza in Age.Stanzas.Where(stanza => stanza.Type == X25519Stanza.Type))
            if (X25519Stanza.Unwrap(stanza, identity) is { } key) return Checked(key, []);
        return new UnlockOutcome.NotForThisKey();
    }

    /// <summary>The key by way of the custodians' shares. Wrong ones are named and left out, one custodian's second share is passed over.</summary>
    /// <param name="shares">All that came, in any order; they stay the caller's.</param>
    public UnlockOutcome Unlock(IReadOnlyCollection<KeyShare> shares)
    {
        if (Custodians is null) return new UnlockOutcome.NoCustodians();
        ImmutableArray<int> bad = [.. shares.Where(share => !Custodians.IsRight(share)).Select(share => share.X).Distinct().Order()];
        List<KeyShare> right = [.. shares.Where(Custodians.IsRight).DistinctBy(share => share.X)];
        int needed = Custodians.Terms.Threshold;
        return right.Count < needed ? new UnlockOutcome.TooFewShares(right.Count, needed, bad) : Checked(Custodians.Combine(right), bad);
    }

    private UnlockOutcome Checked(FileKey key, ImmutableArray<int> bad)
    {
        if (Age.IsBy(key)) return new UnlockOutcome.Unlocked(key, bad);
        key.Dispose();
        return new UnlockOutcome.HeaderAltered();
    }
}
