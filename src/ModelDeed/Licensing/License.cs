namespace ModelDeed.Licensing;

/// <summary>What was chosen when a license was granted: sets within those of the terms.</summary>
/// <param name="Territories">Where.</param>
/// <param name="Fields">What for.</param>
/// <param name="DataTypes">On which data.</param>
public readonly record struct LicenseScope(Territories Territories, FieldsOfUse Fields, DataTypes DataTypes)
{
    /// <summary>All that terms offer.</summary>
    public static LicenseScope Of(LicenseTerms terms) => new(terms.Territories, terms.Fields, terms.DataTypes);

    /// <summary>True when every member is within that of <paramref name="other"/>.</summary>
    public bool IsWithin(LicenseScope other) =>
        Territories.IsWithin(other.Territories) && Fields.IsWithin(other.Fields) && DataTypes.IsWithin(other.DataTypes);
}

/// <summary>A license as the contract keeps it.</summary>
/// <param name="Scope">What was chosen.</param>
/// <param name="Since">The first second in which it holds, since 1970.</param>
/// <param name="Expiry">The first second in which it holds no more; <see cref="Seconds.Perpetual"/> for never.</param>
/// <param name="RenewalPrice">What a further period costs as agreed when it was granted, in the currency of the terms' (or the voucher's) smallest units.</param>
public sealed record License(LicenseScope Scope, ulong Since, ulong Expiry, TokenAmount RenewalPrice)
{
    /// <summary>When it held before it lapsed and was renewed, in the order of time; each ends before the next begins, the last before <see cref="Since"/>.</summary>
    public IReadOnlyList<LicenseSpan> Past { get; init; } = [];

    /// <summary>Whether it holds at a time, exact to the second, in the past too.</summary>
    /// <param name="time">Seconds since 1970.</param>
    public bool HoldsAt(ulong time) =>
        time >= Since ? time < Expiry || Expiry == Seconds.Perpetual : Past.Any(span => span.Since <= time && time < span.Expiry);

    /// <summary>The license after a renewal: what held before a gap is kept.</summary>
    public License After(RenewalOutcome.Renewed renewal) => this with
    {
        Since = renewal.Since,
        Expiry = renewal.Expiry,
        Past = renewal.Since == Since ? Past : [.. Past, new LicenseSpan(Since, Expiry)],
    };
}

/// <summary>A time in which a license held, before it lapsed.</summary>
/// <param name="Since">The first second, since 1970.</param>
/// <param name="Expiry">The first second after it.</param>
public readonly record struct LicenseSpan(ulong Since, ulong Expiry);
