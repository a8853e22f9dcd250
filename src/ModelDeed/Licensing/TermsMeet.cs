namespace ModelDeed.Licensing;

/// <summary>A member by which a child's terms can leave its parent's, in the order of the check.</summary>
public enum ScopeMember
{
    /// <summary>A territory that the parent lacks.</summary>
    Territories,

    /// <summary>A field of use that the parent lacks.</summary>
    Fields,

    /// <summary>A type of data that the parent lacks.</summary>
    DataTypes,

    /// <summary>Commercial use that the parent doesn't allow.</summary>
    Commercial,

    /// <summary>Derivatives that the parent doesn't allow.</summary>
    Derivatives,

    /// <summary>Derivatives are allowed, but the parent's share-alike isn't kept.</summary>
    ShareAlike,

    /// <summary>The parent's attribution isn't kept.</summary>
    Attribution,

    /// <summary>Derivatives are allowed for a lower royalty than the parent asks.</summary>
    Royalty,

    /// <summary>Licenses, or periods of a subscription, last longer than the parent's.</summary>
    Period,

    /// <summary>Subscriptions, which can be renewed, though the parent's licenses last for a time only.</summary>
    Renewal,

    /// <summary>The credential that the parent asks for isn't asked for.</summary>
    Credential,
}

/// <summary>Whether a child's terms lie within those of its parents.</summary>
public abstract record MeetOutcome
{
    private MeetOutcome() { }

    /// <summary>They do.</summary>
    public sealed record Within : MeetOutcome;

    /// <summary>They don't.</summary>
    /// <param name="Parent">Position of the first parent whose terms are left.</param>
    /// <param name="Member">The first member that leaves them.</param>
    public sealed record Outside(int Parent, ScopeMember Member) : MeetOutcome;
}

/// <summary>Share-alike: a child's terms must lie within the meet of its parents' terms, which is within each of them.</summary>
public static class TermsMeet
{
    /// <summary>Checks a child's terms against each parent's.</summary>
    public static MeetOutcome Check(LicenseTerms child, params ReadOnlySpan<LicenseTerms> parents)
    {
        for (int i = 0; i < parents.Length; i++)
            if (FirstOutside(child, parents[i]) is { } member) return new MeetOutcome.Outside(i, member);
        return new MeetOutcome.Within();
    }

    private static ScopeMember? FirstOutside(LicenseTerms child, LicenseTerms parent)
    {
        if (!child.Territories.IsWithin(parent.Territories)) return ScopeMember.Territories;
        if (!child.Fields.IsWithin(parent.Fields)) return ScopeMember.Fields;
        if (!child.DataTypes.IsWithin(parent.DataTypes)) return ScopeMember.DataTypes;
        Rights more = child.Rights & ~parent.Rights, fewer = parent.Rights & ~child.Rights;
        if (more.HasFlag(Rights.Commercial)) return ScopeMember.Commercial;
        if (more.HasFlag(Rights.Derivatives)) return ScopeMember.Derivatives;
        if (child.Allows(Rights.Derivatives) && fewer.HasFlag(Rights.ShareAlike)) return ScopeMember.ShareAlike;
        if (fewer.HasFlag(Rights.Attribution)) return ScopeMember.Attribution;
        if (child.Allows(Rights.Derivatives) && child.Royalty < parent.Royalty) return ScopeMember.Royalty;
        if (FirstLonger(child, parent) is { } member) return member;
        return parent.NeedsCredential && (child.Issuer != parent.Issuer || child.Claim != parent.Claim) ? ScopeMember.Credential : null;
    }

    // What a parent gives for a time isn't passed on for longer, nor renewed where the parent's can't be.
    private static ScopeMember? FirstLonger(LicenseTerms child, LicenseTerms parent)
    {
        if (parent.Period == 0) return null;
        if (child.Period == 0 || child.Period > parent.Period) return ScopeMember.Period;
        return child.Payment == PaymentModel.Subscription && parent.Payment != PaymentModel.Subscription ? ScopeMember.Renewal : null;
    }
}
