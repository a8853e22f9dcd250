using System.Security.Cryptography;
using System.Text;

namespace ModelDeed.Licensing;

/// <summary>Terms in words: Markdown with numbered clauses, the same text for the same terms, another for any other (docs/formats.md).</summary>
public static class LegalText
{
    /// <summary>The text of terms; <see cref="LicenseTerms.LegalText"/> itself plays no part in it.</summary>
    /// <exception cref="ArgumentException">The terms aren't valid: no words would be true of them.</exception>
    public static string Write(LicenseTerms terms)
    {
        foreach (TermsProblem problem in TermsProblems.Of(terms))
            if (problem.Fault != TermsFault.LegalTextMissing) throw new ArgumentException($"The terms have no text: {problem}.", nameof(terms));
        LegalDocument text = new("License terms",
            "This text says in words what terms published on a blockchain say in code. It was generated from them (text version 1), and its SHA-256 digest is a part of them: "
            + "neither can change without the other.");
        LegalFrame.Definitions(text);
        LegalFrame.Grant(text);
        LegalScope.Scope(text, terms);
        LegalScope.Prohibited(text, terms);
        LegalScope.Commercial(text, terms);
        LegalScope.Derivatives(text, terms);
        LegalScope.Attribution(text, terms);
        LegalPayment.Payment(text, terms);
        LegalPayment.Term(text, terms);
        LegalPayment.Sale(text, terms);
        LegalPayment.Transfer(text, terms);
        LegalPayment.Credential(text, terms);
        LegalFrame.Warranty(text);
        LegalFrame.Evidence(text);
        return text.ToString();
    }

    /// <summary>SHA-256 of the text in UTF-8.</summary>
    /// <exception cref="ArgumentException">The terms aren't valid.</exception>
    public static Hash32 Digest(LicenseTerms terms) => new(SHA256.HashData(Encoding.UTF8.GetBytes(Write(terms))));

    /// <summary>The terms with the digest of their text.</summary>
    /// <exception cref="ArgumentException">The terms aren't valid.</exception>
    public static LicenseTerms Seal(LicenseTerms terms) => terms with { LegalText = Digest(terms) };

    /// <summary>True when the terms bear the digest of their text.</summary>
    /// <exception cref="ArgumentException">The terms aren't valid.</exception>
    public static bool Matches(LicenseTerms terms) => Digest(terms) == terms.LegalText;
}
