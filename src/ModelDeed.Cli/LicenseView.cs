using System.Globalization;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;

namespace ModelDeed.Cli;

/// <summary>A license as commands show it.</summary>
internal static class LicenseView
{
    public static JsonObject Json(HeldLicense license, ulong now) => new()
    {
        ["license"] = license.Id.ToHash().ToString(),
        ["title"] = license.TitleId.ToHash().ToString(),
        ["termsId"] = license.TermsId.ToString(),
        ["licensee"] = license.Licensee.ToString(),
        ["state"] = Word(license.At(now)),
        ["since"] = license.License.Since,
        ["expires"] = license.License.Expiry == Seconds.Perpetual ? null : license.License.Expiry,
        ["territories"] = Words(license.License.Scope.Territories.ToWords()),
        ["fields"] = Words(license.License.Scope.Fields.ToWords()),
        ["dataTypes"] = Words(license.License.Scope.DataTypes.ToWords()),
        ["renewalPrice"] = license.License.RenewalPrice.Units.ToString(CultureInfo.InvariantCulture),
    };

    public static void AddTo(Facts facts, HeldLicense license, ulong now)
    {
        facts.Add("license", license.Id.ToHash().ToString());
        facts.Add("title", license.TitleId.ToHash().ToString());
        facts.Add("terms", license.TermsId.ToString());
        facts.Add("licensee", license.Licensee.ToString());
        foreach (string line in TermsView.Scope(license.License.Scope)) facts.Add("", line);
        facts.Add("since", Units.Moment(license.License.Since));
        facts.Add("state", license.At(now) switch
        {
            LicenseStanding.Void => "void: an earlier priority took the title over, and its holder hasn't honored the license",
            LicenseStanding.Expired => $"expired at {Units.Moment(license.License.Expiry)}",
            LicenseStanding.Lapsed => $"lapsed; renewed at {Units.Moment(license.License.Since)}",
            LicenseStanding.NotYet => $"begins at {Units.Moment(license.License.Since)}",
            _ => license.License.Expiry == Seconds.Perpetual ? "valid, without end" : $"valid until {Units.Moment(license.License.Expiry)}",
        });
    }

    /// <summary>Why a license doesn't cover a use, for a sentence after its id.</summary>
    public static string Words(LicenseGap gap) => gap switch
    {
        LicenseGap.Territories it => $"is for {it.Had}, not for {it.Asked}",
        LicenseGap.Fields it => $"is for the fields {it.Had}, not for {it.Asked}",
        LicenseGap.Data it => $"is for the data {it.Had}, not for {it.Asked}",
        LicenseGap.NotYet it => $"begins at {Units.Moment(it.Since)}",
        LicenseGap.Expired it => $"expired at {Units.Moment(it.Expiry)}",
        _ => "is void: the title was taken over since, and its holder hasn't honored it",
    };

    /// <summary>Reads a license's id: 0x and 64 hexadecimal digits, or the token's number.</summary>
    public static UInt256 Id(string text) => Primitives.Hash32.TryParse(text, out Primitives.Hash32 hash) && text.StartsWith("0x", StringComparison.Ordinal) ? UInt256.FromHash(hash)
        : UInt256.TryParse(text, out UInt256 id) ? id : throw Refusal.Usage($"\"{Printable.Clean(text)}\" is no license's id.", "Give 0x and 64 hexadecimal digits: see deed license show --account.");

    public static string Word(LicenseStanding standing) => standing switch
    {
        LicenseStanding.Valid => "valid",
        LicenseStanding.NotYet => "not-yet",
        LicenseStanding.Expired => "expired",
        LicenseStanding.Lapsed => "lapsed",
        _ => "void",
    };

    /// <summary>A license that was granted or changed just now.</summary>
    public static Answer Done(Spending spending, HeldLicense license, Coin coin, Primitives.TokenAmount? paid, ulong now, Receipt receipt, bool final)
    {
        JsonObject json = Json(license, now);
        json["paid"] = paid?.Units.ToString(CultureInfo.InvariantCulture);
        json["currency"] = coin.ToString();
        json["transaction"] = Spending.Json(receipt, final);
        return new Answer(json, console =>
        {
            Facts facts = new();
            AddTo(facts, license, now);
            if (paid is { } price) facts.Add("paid", coin.Format(price));
            spending.AddTo(facts, receipt, final);
            facts.Show(console);
        });
    }

    private static JsonArray Words(IReadOnlyList<string> words) => new([.. words.Select(word => JsonValue.Create(word))]);
}
