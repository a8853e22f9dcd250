using ModelDeed.Ethereum;

namespace ModelDeed.Licensing;

/// <summary>A license of a title as the chain has it.</summary>
/// <param name="Id">The token.</param>
/// <param name="TitleId">The title.</param>
/// <param name="TermsId">The terms.</param>
/// <param name="Licensee">Who holds it.</param>
/// <param name="License">What it allows, and when.</param>
/// <param name="Counts">Whether it counts in the title's epoch: false once an earlier priority took the title over, until the new holder honors it.</param>
public sealed record HeldLicense(UInt256 Id, UInt256 TitleId, Hash32 TermsId, Address Licensee, License License, bool Counts)
{
    /// <summary>How it stands at a time.</summary>
    /// <param name="time">Seconds since 1970.</param>
    public LicenseStanding At(ulong time) => !Counts ? LicenseStanding.Void
        : License.HoldsAt(time) ? LicenseStanding.Valid
        : time >= License.Since ? LicenseStanding.Expired
        : License.Past.Count > 0 && time >= License.Past[0].Since ? LicenseStanding.Lapsed : LicenseStanding.NotYet;

    /// <summary>Why it doesn't cover a use at a time; null when it does. The first reason in the order void, territory, field, data, time.</summary>
    /// <param name="use">One territory, field and type of data.</param>
    public LicenseGap? GapFor(LicenseScope use, ulong time) =>
        !Counts ? new LicenseGap.Void()
        : !use.Territories.IsWithin(License.Scope.Territories) ? new LicenseGap.Territories(use.Territories, License.Scope.Territories)
        : !use.Fields.IsWithin(License.Scope.Fields) ? new LicenseGap.Fields(use.Fields, License.Scope.Fields)
        : !use.DataTypes.IsWithin(License.Scope.DataTypes) ? new LicenseGap.Data(use.DataTypes, License.Scope.DataTypes)
        : At(time) switch
        {
            LicenseStanding.NotYet => new LicenseGap.NotYet(License.Since),
            LicenseStanding.Expired => new LicenseGap.Expired(License.Expiry),
            LicenseStanding.Lapsed => new LicenseGap.Expired(License.Past.Last(span => span.Since <= time).Expiry),
            _ => null,
        };
}

/// <summary>How a license stands at a time.</summary>
public enum LicenseStanding
{
    /// <summary>It counts.</summary>
    Valid,

    /// <summary>It begins later.</summary>
    NotYet,

    /// <summary>It is over.</summary>
    Expired,

    /// <summary>It was over, and renewed later.</summary>
    Lapsed,

    /// <summary>An earlier priority took the title over, and its holder hasn't honored the license.</summary>
    Void,
}

/// <summary>Why a license doesn't cover a use.</summary>
public abstract record LicenseGap
{
    private LicenseGap() { }

    /// <summary>The place isn't in it.</summary>
    public sealed record Territories(Licensing.Territories Asked, Licensing.Territories Had) : LicenseGap;

    /// <summary>The field isn't in it.</summary>
    public sealed record Fields(FieldsOfUse Asked, FieldsOfUse Had) : LicenseGap;

    /// <summary>The type of data isn't in it.</summary>
    public sealed record Data(DataTypes Asked, DataTypes Had) : LicenseGap;

    /// <summary>It begins later.</summary>
    /// <param name="Since">Its first second, since 1970.</param>
    public sealed record NotYet(ulong Since) : LicenseGap;

    /// <summary>It is over.</summary>
    /// <param name="Expiry">The first second in which it held no more, since 1970.</param>
    public sealed record Expired(ulong Expiry) : LicenseGap;

    /// <summary>The title was taken over since.</summary>
    public sealed record Void : LicenseGap;
}
