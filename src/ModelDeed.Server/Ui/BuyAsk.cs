using ModelDeed.Licensing;

namespace ModelDeed.Server.Ui;

/// <summary>What a buyer chose, as the address of the checkout has it.</summary>
/// <param name="Territories">Where; null for all that is offered.</param>
/// <param name="Fields">What for; null for all that is offered.</param>
/// <param name="Data">On which data; null for all that is offered.</param>
/// <param name="Periods">Of a subscription; 1 else.</param>
internal sealed record BuyAsk(Territories? Territories, FieldsOfUse? Fields, DataTypes? Data, int Periods)
{
    /// <summary>Reads the query. Words that aren't on a list are left out: an old link still shows something.</summary>
    internal static BuyAsk Read(IQueryCollection query) => new(
        Words(query["territory"], word => ModelDeed.Licensing.Territories.Parse(word).ToString()) is { } places ? ModelDeed.Licensing.Territories.Parse(places) : null,
        Words(query["field"], word => FieldsOfUse.Parse(word).ToString()) is { } fields ? FieldsOfUse.Parse(fields) : null,
        Words(query["data"], word => DataTypes.Parse(word).ToString()) is { } data ? DataTypes.Parse(data) : null,
        int.TryParse(query["periods"], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out int periods) ? periods : 1);

    /// <summary>The scope within terms.</summary>
    internal LicenseScope Scope(LicenseTerms terms) => new(Territories ?? terms.Territories, Fields ?? terms.Fields, Data ?? terms.DataTypes);

    /// <summary>The price, or why there is none in the visitor's words: before any wallet opens, and as the contract decides.</summary>
    /// <param name="now">Seconds since 1970.</param>
    internal (QuoteOutcome.Offered? Offered, IReadOnlyList<string> Refused) Quote(Offer offer, ulong now, Texts texts)
    {
        (BuyTexts words, LicenseTerms terms) = (texts.Act.Buy, offer.Terms);
        LicenseScope scope = Scope(terms);
        List<string> refused = [];
        if (OfferWords.IsStrange(terms)) refused.Add(texts.Offer.Unknown);
        if (OfferWords.Standing(offer, now, texts) is { } standing) refused.Add(standing);
        if (scope.Territories.Without(terms.Territories) is { IsEmpty: false } places) refused.Add(Texts.Fill(words.BeyondPlaces, SetWords.Of(places, texts)));
        if (scope.Fields.Without(terms.Fields) is { IsEmpty: false } fields) refused.Add(Texts.Fill(words.BeyondFields, string.Join(", ", SetWords.Of(fields, texts))));
        if (scope.DataTypes.Without(terms.DataTypes) is { IsEmpty: false } data) refused.Add(Texts.Fill(words.BeyondData, string.Join(", ", SetWords.Of(data, texts))));
        if (Periods is < 1 or > ushort.MaxValue) refused.Add(words.BadPeriods);
        if (refused.Count > 0) return (null, refused);
        return LicenseState.Quote(terms, (ushort)Periods, now, offer.Sold, 0) switch
        {
            QuoteOutcome.Offered offered => (offered, []),
            QuoteOutcome.Refused { Reason: SaleRefusal.TooFar } => (null, [words.TooFar]),
            _ => (null, [words.BadPeriods]),
        };
    }

    private static string? Words(IEnumerable<string?> values, Func<string, string> read)
    {
        List<string> known = [];
        foreach (string? word in values.Take(ModelDeed.Licensing.Territories.Count))
        {
            if (word is not { Length: > 0 and <= 40 }) continue;
            try
            {
                known.Add(read(word));
            }
            catch (FormatException)
            {
                // Not on the list: as if it weren't there.
            }
        }
        return known.Count == 0 ? null : string.Join(',', known.Distinct(StringComparer.Ordinal));
    }
}
