namespace ModelDeed.Licensing;

/// <summary>Terms as a file that people write and read (docs/formats.md, <c>modeldeed-terms-1</c>).</summary>
public static class TermsJson
{
    /// <summary>The format's name and version.</summary>
    public const string Format = "modeldeed-terms-1";

    private static readonly string[] Names =
    [
        "format", "payment", "currency", "price", "period", "grace", "unitPrice", "unit", "supply", "perAccount", "saleStart", "saleEnd", "rights", "royalty",
        "territories", "fields", "dataTypes", "issuer", "claim", "legalText",
    ];

    private static readonly (string Word, PaymentModel Model)[] Payments =
    [
        ("free", PaymentModel.Free), ("one-time", PaymentModel.OneTime), ("subscription", PaymentModel.Subscription), ("metered", PaymentModel.Metered),
    ];

    private static readonly (string Word, Rights Right)[] RightWords =
    [
        ("commercial", Rights.Commercial), ("derivatives", Rights.Derivatives), ("share-alike", Rights.ShareAlike),
        ("attribution", Rights.Attribution), ("transferable", Rights.Transferable),
    ];

    /// <summary>Writes valid terms.</summary>
    /// <exception cref="ArgumentException">The terms aren't valid.</exception>
    public static byte[] Write(LicenseTerms terms)
    {
        foreach (TermsProblem problem in TermsProblems.Of(terms)) throw new ArgumentException($"The terms can't be written: {problem}.", nameof(terms));
        return LicensingJson.Write(json =>
        {
            json.WriteString("format", Format);
            json.WriteString("payment", Word(terms.Payment));
            json.Currency(terms.Currency);
            json.Amount("price", terms.Price.Units);
            json.WriteNumber("period", terms.Period);
            json.WriteNumber("grace", terms.Grace);
            if (terms.Payment == PaymentModel.Metered && UnitName.TryDecode(terms.Unit, out string unit))
            {
                json.Amount("unitPrice", terms.UnitPrice.Units);
                json.WriteString("unit", unit);
            }
            json.WriteNumber("supply", terms.Supply);
            json.WriteNumber("perAccount", terms.PerAccount);
            json.WriteNumber("saleStart", terms.SaleStart);
            json.WriteNumber("saleEnd", terms.SaleEnd);
            json.Words("rights", Words(terms.Rights));
            json.WriteNumber("royalty", terms.Royalty);
            json.Scope(LicenseScope.Of(terms));
            if (terms.NeedsCredential)
            {
                json.WriteString("issuer", terms.Issuer.ToString());
                json.WriteString("claim", terms.Claim.ToString());
            }
            json.WriteString("legalText", terms.LegalText.ToString());
        });
    }

    /// <summary>Reads valid terms. A missing <c>legalText</c> is computed; one that is there must be that of the generated text.</summary>
    /// <exception cref="FormatException">Not a terms file, or not valid terms: names the member and what is wrong.</exception>
    public static LicenseTerms Read(ReadOnlyMemory<byte> bytes) => LicensingJson.Read(bytes, Format, Names, Read);

    /// <summary>The word of a payment model.</summary>
    public static string Word(PaymentModel payment) => Payments.First(known => known.Model == payment).Word;

    /// <summary>The words of rights.</summary>
    public static IReadOnlyList<string> Words(Rights rights) => [.. RightWords.Where(known => rights.HasFlag(known.Right)).Select(known => known.Word)];

    private static LicenseTerms Read(JsonFields file)
    {
        LicenseScope scope = file.Scope();
        LicenseTerms terms = new()
        {
            Payment = ReadPayment(file.Text("payment")),
            Currency = file.Currency(),
            Price = new TokenAmount(file.Amount("price", 128)),
            Period = (uint)file.Number("period", 32),
            Grace = (uint)file.Number("grace", 32),
            UnitPrice = file.Has("unitPrice") ? new TokenAmount(file.Amount("unitPrice", 128)) : default,
            Unit = file.Has("unit") ? LicensingJson.Named("unit", () => UnitName.Encode(file.Text("unit"))) : default,
            Supply = (uint)file.Number("supply", 32),
            PerAccount = (uint)file.Number("perAccount", 32),
            SaleStart = file.Number("saleStart", 40),
            SaleEnd = file.Number("saleEnd", 40),
            Rights = file.Texts("rights", RightWords.Length).Aggregate(Rights.None, (rights, word) => rights | ReadRight(word)),
            Royalty = (ushort)file.Number("royalty", 16),
            Territories = scope.Territories,
            Fields = scope.Fields,
            DataTypes = scope.DataTypes,
            Issuer = file.Has("issuer") ? file.Account("issuer") : default,
            Claim = file.Has("claim") ? file.Hash("claim") : default,
        };
        foreach (TermsProblem problem in TermsProblems.Of(terms))
            if (problem.Fault != TermsFault.LegalTextMissing) throw new FormatException($"{problem}.");
        return WithText(file, LegalText.Seal(terms));
    }

    private static LicenseTerms WithText(JsonFields file, LicenseTerms terms) => !file.Has("legalText") || file.Hash("legalText") == terms.LegalText ? terms
        : throw new FormatException($"legalText: the text of these terms has the SHA-256 {terms.LegalText}, so a member was changed. Leave legalText out to have it computed.");

    private static PaymentModel ReadPayment(string word) => Payments.FirstOrDefault(known => known.Word == word) is { Word: not null } found
        ? found.Model : throw new FormatException($"payment: expected {string.Join(", ", Payments.Select(known => known.Word))}.");

    private static Rights ReadRight(string word) => RightWords.FirstOrDefault(known => known.Word == word) is { Word: not null } found
        ? found.Right : throw new FormatException($"rights: expected some of {string.Join(", ", RightWords.Select(known => known.Word))}.");
}
