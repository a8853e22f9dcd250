namespace ModelDeed.Licensing;

/// <summary>The clauses about what is allowed.</summary>
internal static class LegalScope
{
    internal static void Scope(LegalDocument text, LicenseTerms terms)
    {
        text.Section("Scope");
        text.Clause($"**Territories.** {Where(terms.Territories)}");
        text.Clause("Use takes place where the Asset is run and where its results are relied on. Each must be in one of these territories.");
        text.Clause($"**Fields of use.** The Asset may be used in these fields: {LegalWords.List(terms.Fields)}.");
        text.Clause($"**Data.** The Asset may be applied to: {LegalWords.List(terms.DataTypes)}. Data of several types need all of them.");
        text.Clause("A License records the territories, fields of use and types of data that were chosen when it was granted. Where these are fewer, they are its scope.");
    }

    internal static void Prohibited(LegalDocument text, LicenseTerms terms)
    {
        FieldsOfUse fields = FieldsOfUse.All.Without(terms.Fields);
        DataTypes types = DataTypes.All.Without(terms.DataTypes);
        text.Section("Prohibited uses");
        text.Clause("Use outside the scope is prohibited, and so is Use that breaks the law of the place where it happens.");
        text.Clause(fields.IsEmpty ? "The Terms exclude no field of use." : $"Prohibited fields of use: {LegalWords.List(fields)}.");
        text.Clause(types.IsEmpty ? "The Terms exclude no type of data." : $"Prohibited data: {LegalWords.List(types)}.");
        text.Clause("The Licensee may not hand the Asset on, nor publish it, nor remove or defeat marks by which it or its source is recognized.");
    }

    internal static void Commercial(LegalDocument text, LicenseTerms terms)
    {
        text.Section("Commercial use");
        text.Clause(terms.Allows(Rights.Commercial) ? "Commercial Use is allowed." : "Commercial Use is prohibited.");
    }

    internal static void Derivatives(LegalDocument text, LicenseTerms terms)
    {
        text.Section("Derivatives");
        if (!terms.Allows(Rights.Derivatives))
        {
            text.Clause("The Licensee may not make Derivatives. No royalty and no share-alike arise.");
            return;
        }
        text.Clause("The Licensee may make Derivatives while the License lasts, register them under titles of their own that name the Title as a parent, and use and license them also afterwards. To hand on or publish a Derivative doesn't breach clause 4.4.");
        text.Clause(terms.Royalty == 0 ? "No royalty is owed on the income of a Derivative."
            : $"Of all income of a Derivative, a royalty of {LegalWords.Share(terms.Royalty)} is owed to the Title. Registration on the Chain records it, and the contract `Royalties` pays it from each income.");
        text.Clause(terms.Allows(Rights.ShareAlike)
            ? "Share-alike: a Derivative may only be licensed under terms that lie within these: no further territories, fields of use or types of data, Commercial Use only if it is allowed here, for no longer than licenses (or periods) last here, with subscriptions only if licenses are sold so or for ever here, with the credential and the attribution demanded here, and, where its own Derivatives are allowed, with share-alike and no lower a royalty."
            : "Whoever holds the title of a Derivative chooses its terms (no share-alike).");
    }

    internal static void Attribution(LegalDocument text, LicenseTerms terms)
    {
        text.Section("Attribution");
        text.Clause(terms.Allows(Rights.Attribution)
            ? "Whoever publishes results of the Asset, a product or service that contains it, or a Derivative must name the Asset and its Title's number, where readers will find it."
            : "The Asset need not be named.");
    }

    private static string Where(Territories territories)
    {
        Territories rest = Territories.Worldwide.Without(territories);
        if (rest.IsEmpty) return $"Use is allowed worldwide: in all {Territories.Count} territories of ISO 3166-1.";
        return territories.Size <= rest.Size ? $"Use is allowed in these territories of ISO 3166-1 ({territories.Size} of {Territories.Count}), and nowhere else: {LegalWords.List(territories)}."
            : $"Use is allowed in {territories.Size} of the {Territories.Count} territories of ISO 3166-1: in all except {LegalWords.List(rest)}.";
    }
}
