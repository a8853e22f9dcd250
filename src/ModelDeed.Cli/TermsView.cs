using System.Text.Json.Nodes;
using ModelDeed.Licensing;
using Spectre.Console;

namespace ModelDeed.Cli;

/// <summary>Terms as commands show them.</summary>
internal static class TermsView
{
    // The sections of the legal text, and the members of the terms that each spells out.
    private static readonly string[][] Members =
    [
        [], [], ["territories", "fields", "dataTypes"], [], ["rights"], ["rights", "royalty"], ["rights"], ["payment", "currency", "price", "unitPrice", "unit"], ["period", "grace"],
        ["saleStart", "saleEnd", "supply", "perAccount"], ["rights"], ["issuer", "claim"], [], [],
    ];

    /// <summary>The terms in a few lines.</summary>
    public static IReadOnlyList<string> Gist(LicenseTerms terms, Coin coin)
    {
        List<string> lines = [Price(terms, coin), $"{(terms.Allows(Rights.Commercial) ? "commercial use" : "no commercial use")}, {Derivatives(terms)}"];
        List<string> duties = [];
        if (terms.Allows(Rights.Attribution)) duties.Add("the asset must be named");
        if (terms.Allows(Rights.Transferable)) duties.Add("licenses may be handed on");
        if (terms.Supply != 0) duties.Add($"{terms.Supply:N0} licenses in all");
        if (terms.PerAccount != 0) duties.Add($"{terms.PerAccount:N0} for each account");
        if (terms.SaleStart != 0) duties.Add($"sold from {Units.Moment(terms.SaleStart)}");
        if (terms.SaleEnd != 0) duties.Add($"sold before {Units.Moment(terms.SaleEnd)}");
        if (duties.Count > 0) lines.Add(string.Join(", ", duties));
        lines.AddRange(Scope(LicenseScope.Of(terms)));
        if (terms.NeedsCredential) lines.Add($"with a credential of {terms.Issuer} for the claim {terms.Claim}");
        return lines;
    }

    /// <summary>Where, what for, on which data: a line each.</summary>
    public static IReadOnlyList<string> Scope(LicenseScope scope) => [$"where: {scope.Territories}", $"for: {scope.Fields}", $"on: {scope.DataTypes}"];

    /// <summary>What a license costs and how long it lasts.</summary>
    public static string Price(LicenseTerms terms, Coin coin) => terms.Payment switch
    {
        PaymentModel.Free => $"free{Lasting(terms)}",
        PaymentModel.OneTime => $"{coin.Format(terms.Price)} once{Lasting(terms)}",
        PaymentModel.Subscription => $"{coin.Format(terms.Price)} for each {Units.Duration(TimeSpan.FromSeconds(terms.Period))}, renewable{(terms.Grace == 0 ? "" : $", grace {Units.Duration(TimeSpan.FromSeconds(terms.Grace))}")}",
        PaymentModel.Metered => $"{coin.Format(terms.Price)} to begin, then {coin.Format(terms.UnitPrice)} for each {(UnitName.TryDecode(terms.Unit, out string unit) ? unit : "unit")}{Lasting(terms)}",
        _ => $"payment {terms.Payment}",
    };

    public static JsonObject Json(Offer offer, Coin coin) => new()
    {
        ["title"] = offer.TitleId.ToHash().ToString(),
        ["termsId"] = offer.TermsId.ToString(),
        ["state"] = Word(offer.State),
        ["sold"] = offer.Sold,
        ["renewalsEnded"] = offer.RenewalsEnded,
        ["payment"] = TermsJson.Word(offer.Terms.Payment),
        ["currency"] = coin.ToString(),
        ["symbol"] = coin.Symbol,
        ["price"] = offer.Terms.Price.Units.ToString(),
        ["gist"] = new JsonArray([.. Gist(offer.Terms, coin).Select(line => JsonValue.Create(line))]),
    };

    /// <summary>The members as the terms file writes them; null for terms that no file can hold.</summary>
    public static JsonObject? Json(LicenseTerms terms) => TermsProblems.Of(terms).Count == 0 ? JsonNode.Parse(TermsJson.Write(terms))!.AsObject() : null;

    public static string Word(OfferState state) => state switch { OfferState.Open => "open", OfferState.Closed => "closed", _ => "void" };

    /// <summary>Text and code side by side, section by section.</summary>
    public static Table SideBySide(LicenseTerms terms)
    {
        JsonObject code = Json(terms)!;
        Table table = new Table().Border(TableBorder.Simple).ShowRowSeparators().AddColumns("text", "code");
        string[] sections = LegalText.Write(terms).Split("\n## ");
        table.AddRow(Printable.Escape(sections[0].Trim().Split("\n\n")[^1]), Printable.Escape($"legalText {terms.LegalText}"));
        for (int i = 1; i < sections.Length; i++)
        {
            IEnumerable<string> members = Members[i - 1].Where(code.ContainsKey).Select(name => $"{name} {Value(code[name]!)}");
            table.AddRow(Lines(sections[i].Replace("**", "", StringComparison.Ordinal)), Lines(string.Join('\n', members)));
        }
        return table;
    }

    private static string Lines(string text) => string.Join('\n', text.Trim().Split('\n').Where(line => line.Length > 0).Select(Printable.Escape));

    private static string Value(JsonNode node) => node is JsonArray words ? string.Join(',', words.Select(word => word!.ToString())) : node.ToString();

    private static string Derivatives(LicenseTerms terms) => !terms.Allows(Rights.Derivatives) ? "no derivatives"
        : $"derivatives{(terms.Royalty == 0 ? " without royalty" : $" owe {terms.Royalty / 100m:0.##} %")}{(terms.Allows(Rights.ShareAlike) ? ", share-alike" : "")}";

    private static string Lasting(LicenseTerms terms) => terms.Period == 0 ? ", without end" : $", for {Units.Duration(TimeSpan.FromSeconds(terms.Period))}";
}
