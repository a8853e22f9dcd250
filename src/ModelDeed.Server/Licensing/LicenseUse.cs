using ModelDeed.Licensing;

namespace ModelDeed.Server.Licensing;

/// <summary>Whether licenses cover a use, as a pure function.</summary>
internal static class LicenseUse
{
    /// <summary>The first license that covers the use, or of each why it doesn't.</summary>
    /// <param name="use">One territory, field and type of data.</param>
    public static CheckView Check(IReadOnlyList<HeldLicense> held, LicenseScope use, DateTimeOffset at)
    {
        ulong time = (ulong)Math.Max(0, at.ToUnixTimeSeconds());
        List<CheckReason> reasons = [];
        foreach (HeldLicense license in held)
        {
            if (license.GapFor(use, time) is not { } gap) return new CheckView(true, license.Id.ToHash(), [], (long)time);
            reasons.Add(Reason(license.Id.ToHash(), gap));
        }
        if (reasons.Count == 0) reasons.Add(new CheckReason(null, "no-license", "The account holds no license of this asset."));
        return new CheckView(false, null, reasons, (long)time);
    }

    private static CheckReason Reason(Hash32 license, LicenseGap gap) => gap switch
    {
        LicenseGap.Void => new CheckReason(license, "void", "An earlier priority took the title over, and its holder hasn't honored the license."),
        LicenseGap.Territories it => new CheckReason(license, "territories", $"It is for {it.Had}, not for {it.Asked}."),
        LicenseGap.Fields it => new CheckReason(license, "fields", $"It is for {it.Had}, not for {it.Asked}."),
        LicenseGap.Data it => new CheckReason(license, "data-types", $"It is for {it.Had}, not for {it.Asked}."),
        LicenseGap.NotYet it => new CheckReason(license, "not-yet", $"It begins at second {it.Since}."),
        LicenseGap.Expired it => new CheckReason(license, "expired", $"It was over at second {it.Expiry}."),
        _ => throw new ArgumentOutOfRangeException(nameof(gap), gap, "Not a reason."),
    };
}
