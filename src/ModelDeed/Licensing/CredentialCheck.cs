namespace ModelDeed.Licensing;

/// <summary>Whether a credential lets an account buy. Refusals come in the order of the check.</summary>
public abstract record CredentialOutcome
{
    private CredentialOutcome() { }

    /// <summary>The terms ask for none.</summary>
    public sealed record NotNeeded : CredentialOutcome;

    /// <summary>It does.</summary>
    public sealed record Accepted : CredentialOutcome;

    /// <summary>There is none.</summary>
    /// <param name="Issuer">Who could sign one.</param>
    /// <param name="Claim">What it must state.</param>
    public sealed record Missing(Address Issuer, Hash32 Claim) : CredentialOutcome;

    /// <summary>It is about somebody else.</summary>
    public sealed record WrongAccount(Address Stated, Address Receiver) : CredentialOutcome;

    /// <summary>It is signed by somebody whom the terms don't name.</summary>
    public sealed record WrongIssuer(Address Signer, Address Named) : CredentialOutcome;

    /// <summary>It states something else.</summary>
    public sealed record WrongClaim(Hash32 Stated, Hash32 Named) : CredentialOutcome;

    /// <summary>It counts no more.</summary>
    /// <param name="Expiry">The second since which, since 1970.</param>
    public sealed record Expired(ulong Expiry) : CredentialOutcome;

    /// <summary>It states one country, and what is bought isn't for exactly that one.</summary>
    /// <param name="Country">Position in <see cref="Territories"/>; beyond the list it is no country at all.</param>
    /// <param name="Bought">What was chosen.</param>
    public sealed record WrongCountry(ushort Country, Territories Bought) : CredentialOutcome;

    /// <summary>It states sectors, and fields chosen aren't among them.</summary>
    /// <param name="Uncovered">Those fields.</param>
    public sealed record WrongSector(FieldsOfUse Uncovered) : CredentialOutcome;

    /// <summary>Its issuer took it back.</summary>
    public sealed record Revoked(Hash32 Serial) : CredentialOutcome;

    /// <summary>The reason in words; empty when nothing stands against it.</summary>
    public string Reason => this switch
    {
        Missing it => $"the terms need a credential of {it.Issuer} that states the claim {it.Claim}",
        WrongAccount it => $"the credential is for {it.Stated}, not for {it.Receiver}",
        WrongIssuer it => $"the credential is signed by {it.Signer}, but the terms name {it.Named}",
        WrongClaim it => $"the credential states the claim {it.Stated}, but the terms need {it.Named}",
        Expired it => $"the credential expired at second {it.Expiry}",
        WrongCountry it => $"the credential is for {(it.Country < Territories.Count ? Territories.CodeOf(it.Country) : "no territory of the list")}, but {it.Bought} was chosen",
        WrongSector it => $"the credential's sectors don't cover {it.Uncovered}",
        Revoked => "the issuer revoked the credential",
        _ => "",
    };
}

/// <summary>The contract's decision about credentials, as a pure function.</summary>
public static class CredentialCheck
{
    /// <summary>Decides about a credential whose signature was found good.</summary>
    /// <param name="credential">None when the buyer shows none.</param>
    /// <param name="signer">Who signed it.</param>
    /// <param name="revoked">Whether the signer revoked its serial.</param>
    /// <param name="receiver">Who would receive the license.</param>
    /// <param name="chosen">What would be bought.</param>
    /// <param name="now">Seconds since 1970.</param>
    public static CredentialOutcome Decide(Credential? credential, Address signer, bool revoked, LicenseTerms terms, Address receiver, LicenseScope chosen, ulong now)
    {
        if (!terms.NeedsCredential) return new CredentialOutcome.NotNeeded();
        if (credential is null) return new CredentialOutcome.Missing(terms.Issuer, terms.Claim);
        if (credential.Account != receiver) return new CredentialOutcome.WrongAccount(credential.Account, receiver);
        if (signer != terms.Issuer) return new CredentialOutcome.WrongIssuer(signer, terms.Issuer);
        if (credential.Claim != terms.Claim) return new CredentialOutcome.WrongClaim(credential.Claim, terms.Claim);
        if (now >= credential.Expiry) return new CredentialOutcome.Expired(credential.Expiry);
        if (!IsFor(credential.Country, chosen.Territories)) return new CredentialOutcome.WrongCountry(credential.Country, chosen.Territories);
        if (!credential.Sectors.IsEmpty && !chosen.Fields.IsWithin(credential.Sectors)) return new CredentialOutcome.WrongSector(chosen.Fields.Without(credential.Sectors));
        return revoked ? new CredentialOutcome.Revoked(credential.Serial) : new CredentialOutcome.Accepted();
    }

    private static bool IsFor(ushort country, Territories chosen) =>
        country == Territories.NotStated || (country < Territories.Count && chosen == Territories.Of(country));
}
