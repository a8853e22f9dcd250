using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;

namespace ModelDeed.Cli;

/// <summary><c>deed terms show</c>: text and code side by side, and whether they belong together.</summary>
internal sealed class TermsShow
{
    private const int MostText = 1 << 20;

    private readonly Shell _shell;
    private readonly ContentOptions _content;
    private readonly Argument<string?> _title = new("TITLE") { Description = $"{TitleArgument.Description} Not needed with --file.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Argument<string?> _terms = new("TERMSID") { Description = OfferArgument.Description, Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _file = new("--file") { Description = "A terms file: shown by itself, or with TITLE compared to what is published.", HelpName = "FILE" };
    private readonly Option<string?> _text = new("--text") { Description = "A legal text to compare with the terms' digest.", HelpName = "FILE" };

    private TermsShow(Shell shell) => (_shell, _content) = (shell, new ContentOptions(shell));

    public static Command Build(Shell shell)
    {
        TermsShow show = new(shell);
        ExampleCommand command = new("show", "Show terms, text and code side by side. Exit 1 when they don't belong together.", "deed terms show model.onnx")
        {
            show._title, show._terms, show._file, show._text,
        };
        show._content.AddTo(command);
        ChainOptions.AddReading(command);
        shell.On(command, show.Run);
        return command;
    }

    private async Task<Answer> Run(ParseResult parsed, CancellationToken ct)
    {
        string? title = parsed.GetValue(_title), file = parsed.GetValue(_file);
        if (title is null && file is null) throw Refusal.Usage("Say which terms: TITLE or --file FILE is missing.", "See: deed terms show --help");
        LicenseTerms? written = file is null ? null : await TermsFile.Read(file, ct);
        Offer? offer = title is null ? null : await Published(parsed, title, written, ct);
        LicenseTerms terms = offer?.Terms ?? written!;
        List<(string Claim, bool Holds)> checks = [("the id is the digest of the terms", offer?.IdHolds ?? true), ("the terms bear the digest of the legal text", TermsProblems.Of(terms).Count == 0 && LegalText.Matches(terms))];
        if (offer is not null && written is not null) checks.Add(($"{file} has the published terms", written.TermsId() == offer.TermsId));
        if (parsed.GetValue(_text) is { } text) checks.Add(($"{text} is the legal text of the terms", new Hash32(SHA256.HashData(await Files.ReadBounded(text, MostText, ct))) == terms.LegalText));
        return Answer(offer, terms, checks);
    }

    private async Task<Offer> Published(ParseResult parsed, string title, LicenseTerms? written, CancellationToken ct)
    {
        await using ChainSession session = await ChainSession.Open(_shell, parsed, ct);
        await session.RequireContracts(ct);
        UInt256 id = await TitleArgument.Resolve(title, _content, session, parsed, ct);
        IReadOnlyList<Offer> offers = await session.Offers.Read(id, ct);
        // A file names its terms itself, if they are there.
        string? named = parsed.GetValue(_terms) ?? (written is not null && offers.Any(offer => offer.TermsId == written.TermsId()) ? written.TermsId().ToString() : null);
        return OfferArgument.Choose(offers, id, named);
    }

    private static Answer Answer(Offer? offer, LicenseTerms terms, List<(string Claim, bool Holds)> checks)
    {
        bool holds = checks.All(check => check.Holds), written = TermsProblems.Of(terms).Count == 0;
        JsonObject json = new()
        {
            ["holds"] = holds,
            ["checks"] = new JsonArray([.. checks.Select(check => new JsonObject { ["claim"] = check.Claim, ["holds"] = check.Holds })]),
            ["title"] = offer?.TitleId.ToHash().ToString(),
            ["termsId"] = terms.TermsId().ToString(),
            ["state"] = offer is null ? null : TermsView.Word(offer.State),
            ["sold"] = offer?.Sold,
            ["renewalsEnded"] = offer?.RenewalsEnded,
            ["terms"] = TermsView.Json(terms),
            ["text"] = written ? LegalText.Write(terms) : null,
        };
        return new Answer(json, console =>
        {
            if (written) console.Write(TermsView.SideBySide(terms));
            Facts facts = new();
            facts.Add("terms", terms.TermsId().ToString());
            if (offer is not null) facts.Add("offer", $"{TermsView.Word(offer.State)}, {offer.Sold:N0} sold{(offer.RenewalsEnded ? ", renewals ended" : "")}");
            foreach ((string claim, bool held) in checks) facts.Add(held ? "holds" : "DOESN'T HOLD", claim);
            foreach (TermsProblem problem in TermsProblems.Of(terms)) facts.Add("no text", $"{problem}");
            facts.Show(console);
        }, holds ? Exit.Done : Exit.AnswerIsNo);
    }
}
