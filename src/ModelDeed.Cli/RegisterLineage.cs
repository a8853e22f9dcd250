using System.CommandLine;
using System.Globalization;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary>A parent of a registration.</summary>
/// <param name="Title">Its id.</param>
/// <param name="Royalty">What it gets of the child's income.</param>
/// <param name="Kind">By what it is bound.</param>
/// <param name="License">The license to bind it with; zero for none.</param>
/// <param name="Binds">The user, or the license, wants the royalty to bind.</param>
internal sealed record ParentBond(UInt256 Title, BasisPoints Royalty, BondKind Kind, UInt256 License, bool Binds);

/// <summary>Parents, licenses and terms of a registration: whether it goes through <c>Offers</c>, which binds, or through <c>Titles</c> alone, which declares.</summary>
internal sealed class RegisterLineage(ContentOptions content)
{
    private readonly Option<string[]> _parents = new("--parent")
    {
        Description = "A title it derives from: TITLE (the royalty that your license asks, if you have one), TITLE:2.5% (binding: paid by itself with all income), or TITLE=2.5% (only declared). Up to 16 times.",
        HelpName = "TITLE[:%]",
    };

    private readonly Option<string[]> _licenses = new("--license") { Description = "A license of yours that allows the derivative. Default: found among those of the parent that you hold.", HelpName = "ID" };
    private readonly Option<string[]> _terms = new("--terms") { Description = "A terms file to offer licenses on, in the same transaction (docs/formats.md). May be given several times.", HelpName = "FILE" };

    public Option[] Options => [_parents, _licenses, _terms];

    /// <summary>Terms to offer with the registration.</summary>
    public async Task<IReadOnlyList<LicenseTerms>> Terms(ParseResult parsed, CancellationToken ct)
    {
        List<LicenseTerms> all = [];
        foreach (string path in parsed.GetValue(_terms) ?? [])
        {
            try
            {
                all.Add(TermsJson.Read(await Files.ReadBounded(path, 1 << 20, ct)));
            }
            catch (FormatException broken)
            {
                throw Refusal.Unreadable($"{path}: {broken.Message}", "It must be a terms file, as docs/formats.md describes.");
            }
        }
        return all;
    }

    /// <summary>The parents, by id, each with its bond.</summary>
    public async Task<IReadOnlyList<ParentBond>> Parents(ParseResult parsed, ChainSession session, Address account, CancellationToken ct)
    {
        ParentLicenses licenses = new(session, account);
        Dictionary<UInt256, DerivativeLicense> given = [];
        foreach (string id in parsed.GetValue(_licenses) ?? [])
        {
            (UInt256 parent, DerivativeLicense license) = await licenses.Require(LicenseId(id), ct);
            if (!given.TryAdd(parent, license)) throw Refusal.Usage($"Two licenses of the parent {parent.ToHash()} are given.", "One is enough.");
        }
        List<ParentBond> bonds = [];
        foreach (string text in parsed.GetValue(_parents) ?? []) bonds.Add(await Bond(text, given, licenses, parsed, session, account, ct));
        bonds.Sort((left, right) => left.Title.CompareTo(right.Title));
        for (int i = 1; i < bonds.Count; i++)
            if (bonds[i].Title == bonds[i - 1].Title) throw Refusal.Usage($"The parent {bonds[i].Title.ToHash()} is named twice.", "Name it once, with the whole share.");
        foreach (UInt256 parent in given.Keys)
            if (bonds.All(bond => bond.Title != parent)) throw Refusal.Usage($"A license of the title {parent.ToHash()} is given, which isn't named as a parent.", "Add --parent for it.");
        return bonds;
    }

    /// <summary>Whether anything here binds, so that <c>Offers</c> must register it.</summary>
    public static bool Binds(IReadOnlyList<ParentBond> parents, IReadOnlyList<LicenseTerms> terms)
    {
        if (terms.Count == 0 && !parents.Any(parent => parent.Binds)) return false;
        if (parents.FirstOrDefault(parent => !parent.Binds && parent.Royalty.Value > 0) is { } declared)
            throw Refusal.Usage($"The royalty to {declared.Title.ToHash()} is only declared (=), but with a license, a binding royalty (:) or --terms all royalties bind.", "Write it as TITLE:2.5%, or leave it out.");
        return true;
    }

    /// <summary>The call that registers it.</summary>
    public static IContractCall Call(TitlesContract.Registration registration, Hash32[] proof, IReadOnlyList<ParentBond> parents, IReadOnlyList<LicenseTerms> terms) =>
        new OffersContract.RegisterCall(new OffersContract.Registration(
            registration.Fingerprint, registration.ManifestDigest, registration.TensorRoot, registration.Kind, registration.Name,
            [.. registration.Parents.Select(parent => new OffersContract.Parent(parent.Title, parent.Royalty))], registration.Arbitrator, registration.ResaleRoyalty, registration.AnchorRoot, registration.Salt),
            proof, [.. parents.Select(parent => parent.License)], [.. terms.Select(Tuple)]);

    /// <summary>A line about each parent, for the question.</summary>
    public static string Describe(IReadOnlyList<ParentBond> parents, IReadOnlyList<LicenseTerms> terms, bool binds) =>
        string.Concat(parents.Select(parent => $"\n  from {parent.Title.ToHash()}: {Words(parent, binds)}").Concat(terms.Select(offer => $"\n  offering terms {offer.TermsId()}")));

    private static string Words(ParentBond parent, bool binds)
    {
        string kind = parent.Kind switch { BondKind.Licensed => $"licensed by {parent.License.ToHash()}", BondKind.Own => binds ? "your own title" : "your own title, declared only", _ => "declared only: nobody has licensed it" };
        return parent.Royalty.Value == 0 ? kind : $"{kind}, {(binds ? "binding" : "declared")} royalty {parent.Royalty}";
    }

    private async Task<ParentBond> Bond(string text, Dictionary<UInt256, DerivativeLicense> given, ParentLicenses licenses, ParseResult parsed, ChainSession session, Address account, CancellationToken ct)
    {
        (string name, string? royalty, bool declaredOnly) = Split(text);
        UInt256 id = await TitleArgument.Resolve(name, content, session, parsed, ct);
        BasisPoints? stated = royalty is null ? null : Percents.Parse(royalty, "--parent");
        bool own = (await session.Reader.Call(new TitlesContract.RightsInCall(id.ToHash()), ct)).Holder == account;
        if (own || declaredOnly) return new ParentBond(id, stated ?? default, own ? BondKind.Own : BondKind.Declared, UInt256.Zero, Binds: stated is not null && !declaredOnly);
        DerivativeLicense? license = given.GetValueOrDefault(id) ?? await licenses.Find(id, ct);
        if (license is null) return new ParentBond(id, stated ?? default, BondKind.Declared, UInt256.Zero, Binds: stated is not null);
        if (stated is { } least && least.Value < license.Royalty.Value)
            throw new Refusal(Exit.AnswerIsNo, "royalty-too-low", $"License {license.Id.ToHash()} asks a royalty of {license.Royalty}; {least} is stated.", $"Write --parent {name}, or :{license.Royalty.ToString().Replace(" ", "", StringComparison.Ordinal)} or more.");
        return new ParentBond(id, stated ?? license.Royalty, BondKind.Licensed, license.Id, Binds: true);
    }

    // The last sign counts, and only before a number: a path may have others.
    private static (string Title, string? Royalty, bool DeclaredOnly) Split(string text)
    {
        int at = text.LastIndexOfAny([':', '=']);
        bool isShare = at > 0 && (text[at] == '=' || text[(at + 1)..].TrimEnd('%', ' ') is { Length: > 0 } number && number.All(c => char.IsAsciiDigit(c) || c == '.'));
        return isShare ? (text[..at], text[(at + 1)..], text[at] == '=') : (text, null, false);
    }

    private static UInt256 LicenseId(string text) => Hash32.TryParse(text, out Hash32 hash) && text.StartsWith("0x", StringComparison.Ordinal) ? UInt256.FromHash(hash)
        : UInt256.TryParse(text, out UInt256 number) ? number : throw Refusal.Usage($"--license: \"{Printable.Clean(text)}\" is no license id.", "Write 0x and 64 hexadecimal digits.");

    private static OffersContract.Terms Tuple(LicenseTerms terms) => new(
        terms.Currency, (UInt256)terms.Price.Units, (byte)terms.Payment, terms.Period, terms.Grace, (UInt256)terms.UnitPrice.Units, terms.Unit, terms.Supply, terms.PerAccount, terms.SaleStart, terms.SaleEnd,
        (byte)terms.Rights, terms.Royalty, terms.Territories.Bits, terms.Fields.Bits, terms.DataTypes.Bits, terms.Issuer, terms.Claim, terms.LegalText);
}

/// <summary>Shares as people write them.</summary>
internal static class Percents
{
    /// <summary>Reads percent with two places at most: <c>2.5%</c>.</summary>
    public static BasisPoints Parse(string text, string option) =>
        decimal.TryParse(text.TrimEnd('%').Trim(), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal percent)
        && percent is >= 0 and <= 100 && percent * 100 == decimal.Truncate(percent * 100)
            ? new BasisPoints((int)(percent * 100))
            : throw Refusal.Usage($"{option}: \"{Printable.Clean(text)}\" isn't a share.", "Write percent with two places at most: 2.5%");
}
