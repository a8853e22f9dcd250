namespace ModelDeed.Licensing;

/// <summary>A named way to write terms.</summary>
/// <param name="Name">As <c>deed terms templates</c> lists it.</param>
/// <param name="Summary">For whom and what it is, in a line.</param>
/// <param name="Make">Terms for a currency (zero: the native one) and a price in its smallest units, sealed with their legal text.</param>
public sealed record TermsTemplate(string Name, string Summary, Func<Address, TokenAmount, LicenseTerms> Make);

/// <summary>Five templates with defaults that most owners want. Whoever changes a member afterwards seals the terms anew with <see cref="LegalText.Seal"/>.</summary>
public static class TermsTemplates
{
    /// <summary>30 days in seconds.</summary>
    public const uint Month = 30 * 86_400;

    /// <summary>Three days in seconds.</summary>
    public const uint ThreeDays = 3 * 86_400;

    /// <summary>Fields that the EU AI Act prohibits or calls high-risk (Articles 5 and 6, Annex III), and defence: none of the commercial templates includes them.</summary>
    public static FieldsOfUse SensitiveFields { get; } = FieldsOfUse.Parse(
        "defence,surveillance,biometrics,critical-infrastructure,employment,essential-services,law-enforcement,migration,justice,elections");

    /// <summary>Data of special categories (GDPR, Articles 9 and 10), of minors, and classified information: only named research gets some of them.</summary>
    public static DataTypes SensitiveData { get; } = DataTypes.Parse(
        "biometric,medical-images,health-records,genomic,minors,criminal-records,beliefs,sexual-life,classified");

    /// <summary>All five.</summary>
    public static IReadOnlyList<TermsTemplate> All { get; } =
    [
        new("academic-research", "Research and teaching, not commercial; derivatives under the same terms; the asset named.", AcademicResearch),
        new("evaluation", "A trial of 30 days, one for each account, not commercial.", Evaluation),
        new("commercial", "Commercial use without end, paid once; no derivatives.", Commercial),
        new("commercial-derivatives", "Commercial use and derivatives that owe a royalty of 5 %.", (currency, price) => CommercialDerivatives(currency, price)),
        new("subscription", "Commercial use by periods of 30 days; three days to renew without a gap.", (currency, price) => Subscription(currency, price)),
    ];

    /// <summary>The template of a name.</summary>
    /// <exception cref="FormatException">No such template: lists those there are.</exception>
    public static TermsTemplate Find(string name) => All.FirstOrDefault(template => template.Name == name)
        ?? throw new FormatException($"\"{name}\" is no template; there are {string.Join(", ", All.Select(template => template.Name))}.");

    /// <summary>Research and teaching, not commercial, worldwide, without end; derivatives under share-alike; attribution. Free at the price 0.</summary>
    public static LicenseTerms AcademicResearch(Address currency, TokenAmount price) => Once(currency, price, new LicenseTerms
    {
        Payment = PaymentModel.Free,
        Rights = Rights.Derivatives | Rights.ShareAlike | Rights.Attribution,
        Territories = Territories.Worldwide,
        Fields = FieldsOfUse.Parse("research,education"),
        DataTypes = DataTypes.Parse("all,-minors,-criminal-records,-beliefs,-sexual-life,-classified"),
    });

    /// <summary>A trial of 30 days, one for each account, not commercial, on data that aren't about people. Free at the price 0.</summary>
    public static LicenseTerms Evaluation(Address currency, TokenAmount price) => Once(currency, price, new LicenseTerms
    {
        Payment = PaymentModel.Free,
        Period = Month,
        PerAccount = 1,
        Territories = Territories.Worldwide,
        Fields = FieldsOfUse.Parse("evaluation"),
        DataTypes = DataTypes.Parse("non-personal"),
    });

    /// <summary>Commercial use worldwide, without end, outside <see cref="SensitiveFields"/> and <see cref="SensitiveData"/>; no derivatives.</summary>
    public static LicenseTerms Commercial(Address currency, TokenAmount price) => Once(currency, price, new LicenseTerms
    {
        Payment = PaymentModel.OneTime,
        Rights = Rights.Commercial,
        Territories = Territories.Worldwide,
        Fields = FieldsOfUse.All.Without(SensitiveFields),
        DataTypes = DataTypes.All.Without(SensitiveData),
    });

    /// <summary>As <see cref="Commercial"/>, with derivatives that name the asset and owe a royalty.</summary>
    /// <param name="royalty">Parts per 10,000 of a derivative's income.</param>
    public static LicenseTerms CommercialDerivatives(Address currency, TokenAmount price, ushort royalty = 500) => LegalText.Seal(Commercial(currency, price) with
    {
        Rights = Rights.Commercial | Rights.Derivatives | Rights.Attribution,
        Royalty = royalty,
    });

    /// <summary>As <see cref="Commercial"/>, by periods.</summary>
    /// <param name="price">Of one period.</param>
    /// <param name="period">Seconds, 1 or more.</param>
    /// <param name="grace">Seconds after expiry in which a renewal joins on.</param>
    public static LicenseTerms Subscription(Address currency, TokenAmount price, uint period = Month, uint grace = ThreeDays) => LegalText.Seal(Commercial(currency, price) with
    {
        Currency = currency,
        Payment = PaymentModel.Subscription,
        Period = period,
        Grace = grace,
    });

    /// <summary>Paid once, or free: then no currency is named.</summary>
    private static LicenseTerms Once(Address currency, TokenAmount price, LicenseTerms terms) => LegalText.Seal(price.Units.IsZero
        ? terms with { Payment = PaymentModel.Free, Currency = Address.Zero }
        : terms with { Payment = PaymentModel.OneTime, Currency = currency, Price = price });
}
