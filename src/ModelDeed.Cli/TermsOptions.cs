using System.CommandLine;
using ModelDeed.Licensing;
using ModelDeed.Primitives;

namespace ModelDeed.Cli;

/// <summary>Terms from a file, or from a template with what is changed of it.</summary>
internal sealed class TermsOptions
{
    private readonly Option<string?> _template = new("--template") { Description = "What to start from: see deed terms templates.", HelpName = "NAME" };
    private readonly Option<string?> _file = new("--file") { Description = "A terms file instead of a template (docs/formats.md).", HelpName = "FILE" };
    private readonly Option<string> _price = new("--price") { Description = "In whole coins, exact: of a license, or of a subscription's period.", HelpName = "AMOUNT", DefaultValueFactory = _ => "0" };
    private readonly Option<string> _currency = new("--currency") { Description = "native, or the address of an ERC-20 token.", HelpName = "native|0x…", DefaultValueFactory = _ => Coin.Native };
    private readonly Option<string?> _period = new("--period") { Description = "How long a license, or a subscription's period, lasts: 30d, 12h.", HelpName = "SPAN" };
    private readonly Option<string?> _grace = new("--grace") { Description = "Subscriptions: how long after expiry a renewal still joins on.", HelpName = "SPAN" };
    private readonly Option<string?> _territory = new("--territory") { Description = "Where: EU,CH or worldwide,-RU.", HelpName = "SET" };
    private readonly Option<string?> _field = new("--field") { Description = "Fields of use: medical,research or all,-defence.", HelpName = "SET" };
    private readonly Option<string?> _data = new("--data") { Description = "Types of data: personal,voice or all,-minors.", HelpName = "SET" };
    private readonly Option<uint?> _supply = new("--supply") { Description = "Licenses in all; 0 for any number.", HelpName = "N" };
    private readonly Option<uint?> _perAccount = new("--per-account") { Description = "Licenses for each account; 0 for any number.", HelpName = "N" };
    private readonly Option<string?> _saleStart = new("--sale-start") { Description = "Sold from then on.", HelpName = "TIME" };
    private readonly Option<string?> _saleEnd = new("--sale-end") { Description = "Sold before then.", HelpName = "TIME" };
    private readonly Option<string?> _royalty = new("--royalty") { Description = "What derivatives owe of their income.", HelpName = "%" };
    private readonly Option<bool> _shareAlike = new("--share-alike") { Description = "Derivatives' own terms must lie within these." };
    private readonly Option<bool> _attribution = new("--attribution") { Description = "The asset must be named." };
    private readonly Option<bool> _transferable = new("--transferable") { Description = "Licenses may be handed on." };
    private readonly Option<string?> _issuer = new("--issuer") { Description = "Whose credential a licensee needs. With --claim.", HelpName = "ADDRESS" };
    private readonly Option<string?> _claim = new("--claim") { Description = "What that credential must state, in the issuer's words.", HelpName = "NAME" };

    private Option[] Changes =>
    [
        _price, _currency, _period, _grace, _territory, _field, _data, _supply, _perAccount, _saleStart, _saleEnd, _royalty, _shareAlike, _attribution, _transferable, _issuer, _claim,
    ];

    public void AddTo(Command command)
    {
        _template.CompletionSources.Add([.. TermsTemplates.All.Select(template => template.Name)]);
        foreach (Option option in (Option[])[_template, _file, .. Changes]) command.Add(option);
    }

    /// <summary>Valid terms, sealed with their legal text, and their currency.</summary>
    public async Task<(LicenseTerms Terms, Coin Coin)> Read(Shell shell, ParseResult parsed, ChainSession session, CancellationToken ct)
    {
        string? template = parsed.GetValue(_template), file = parsed.GetValue(_file);
        if (template is null == file is null) throw Refusal.Usage("Say what the terms are: --template NAME or --file FILE, one of them.", "See deed terms templates.");
        if (file is null) return await FromTemplate(shell, parsed, session, TermsTemplates.Find(template!), ct);
        if (Changes.Any(option => parsed.GetResult(option) is { Implicit: false })) throw Refusal.Usage("With --file everything is in the file.", "Change it there, and leave legalText out to have it computed.");
        LicenseTerms terms = await TermsFile.Read(file, ct);
        return (terms, await Coin.Of(session, terms.Currency, ct));
    }

    private async Task<(LicenseTerms Terms, Coin Coin)> FromTemplate(Shell shell, ParseResult parsed, ChainSession session, TermsTemplate template, CancellationToken ct)
    {
        Coin coin = await Coin.Parse(session, parsed.GetValue(_currency)!, ct);
        TokenAmount price = coin.Amount(parsed.GetValue(_price)!);
        LicenseTerms terms = Change(shell, parsed, session, template.Make(coin.Token, price));
        foreach (TermsProblem problem in TermsProblems.Of(terms))
            if (problem.Fault != TermsFault.LegalTextMissing) throw Refusal.Usage($"The terms contradict themselves: {problem}.", "See deed terms publish --help");
        return (LegalText.Seal(terms), terms.Currency == coin.Token ? coin : Coin.Of(session.Profile)); // free terms name no token
    }

    private LicenseTerms Change(Shell shell, ParseResult parsed, ChainSession session, LicenseTerms terms) => terms with
    {
        Period = parsed.GetValue(_period) is { } period ? Written.Span(period, "--period") : terms.Period,
        Grace = parsed.GetValue(_grace) is { } grace ? Written.Span(grace, "--grace") : terms.Grace,
        Territories = parsed.GetValue(_territory) is { } territories ? Territories.Parse(territories) : terms.Territories,
        Fields = parsed.GetValue(_field) is { } fields ? FieldsOfUse.Parse(fields) : terms.Fields,
        DataTypes = parsed.GetValue(_data) is { } data ? DataTypes.Parse(data) : terms.DataTypes,
        Supply = parsed.GetValue(_supply) ?? terms.Supply,
        PerAccount = parsed.GetValue(_perAccount) ?? terms.PerAccount,
        SaleStart = parsed.GetValue(_saleStart) is { } start ? Written.Moment(start, "--sale-start") : terms.SaleStart,
        SaleEnd = parsed.GetValue(_saleEnd) is { } end ? Written.Moment(end, "--sale-end") : terms.SaleEnd,
        Royalty = parsed.GetValue(_royalty) is { } royalty ? (ushort)Percents.Parse(royalty, "--royalty").Value : terms.Royalty,
        Rights = terms.Rights | With(parsed, _shareAlike, Rights.ShareAlike) | With(parsed, _attribution, Rights.Attribution) | With(parsed, _transferable, Rights.Transferable),
        Issuer = parsed.GetValue(_issuer) is { } issuer ? Signer.Resolve(shell, issuer, session.Profile) : terms.Issuer,
        Claim = parsed.GetValue(_claim) is { } claim ? Credential.ClaimOf(claim) : terms.Claim,
    };

    private static Rights With(ParseResult parsed, Option<bool> option, Rights right) => parsed.GetValue(option) ? right : Rights.None;
}

/// <summary>Terms files on disk.</summary>
internal static class TermsFile
{
    // As much as the library reads.
    private const int MostBytes = 1 << 20;

    public static async Task<LicenseTerms> Read(string path, CancellationToken ct)
    {
        byte[] bytes = await Files.ReadBounded(path, MostBytes, ct);
        try
        {
            return TermsJson.Read(bytes);
        }
        catch (FormatException broken)
        {
            throw new Refusal(Exit.AnswerIsNo, "not-terms", $"{path}: {broken.Message}", "It isn't a terms file, or it was changed since it was written.");
        }
    }
}
