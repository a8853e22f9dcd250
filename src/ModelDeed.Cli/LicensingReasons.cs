using System.Numerics;
using System.Text;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;

namespace ModelDeed.Cli;

/// <summary>The errors of <c>Offers</c> and <c>Licensing</c> in plain words, with what to do; null for others.</summary>
internal static class LicensingReasons
{
    public static string? Words(string error, IReadOnlyList<AbiValue> with) => error.StartsWith("Offers_", StringComparison.Ordinal) ? OfOffers(error, with) : OfLicensing(error, with);

    private static string? OfOffers(string error, IReadOnlyList<AbiValue> with) => error switch
    {
        "Offers_BadTerms" => $"the terms' member {Field(with[0])} contradicts the others or is out of range: correct it and publish again",
        "Offers_NotHolder" => $"{with[1]} doesn't hold title {Id(with[0])}: only its holder sets terms, so sign with the holder's account",
        "Offers_BeyondParents" => Beyond(Field(with[1])),
        "Offers_Disputed" => $"title {Id(with[0])} is disputed: until its arbitrator decides, nothing new is offered, sold or derived from it; licenses that were granted stand and can be renewed",
        "Offers_AncestorUnpaid" => Unpaid(with),
        "Offers_NoOffer" => $"title {Id(with[0])} doesn't offer the terms {with[1]}: see deed terms list",
        "Offers_LicensesMismatch" => $"{with[0]} parents are named, but {with[1]} licenses: each parent needs its entry",
        "Offers_NotLicensed" => $"license {Id(with[1])} isn't one of yours for the parent {Id(with[0])} that counts now: buy or renew one",
        "Offers_NoDerivatives" => $"license {Id(with[1])} of {Id(with[0])} doesn't allow derivatives: buy one on terms that do",
        "Offers_RoyaltyTooLow" => $"the license of {Id(with[0])} asks {with[1]} parts per 10,000 of a derivative's income, but {with[2]} are stated: state at least as much",
        "Offers_NotAllowed" => $"{with[0]} may not call this: only the contract Licensing does",
        "Offers_NotOpen" => $"the terms {with[1]} were withdrawn from sale: the holder can still grant a license by voucher",
        "Offers_SoldOut" => $"all {with[0]} licenses of these terms are sold: choose other terms (deed terms list)",
        "Offers_AccountLimit" => $"{with[0]} has had the {with[1]} licenses that these terms give one account: choose other terms, or another receiver",
        "Offers_NotOnSale" => Sale(Number(with[0]), Number(with[1])),
        _ => null,
    };

    private static string? OfLicensing(string error, IReadOnlyList<AbiValue> with) => error switch
    {
        "Licensing_BeyondTerms" => $"what was chosen of {Field(with[0])} is nothing, or goes beyond the terms: see deed terms show",
        "Licensing_BadPeriods" => $"{with[0]} periods can't be had: a subscription takes 1 to 65,535, other licenses exactly 1",
        "Licensing_TooDear" => $"the price is {with[0]} smallest units, over the most that was named, {with[1]}: look at the terms again, or raise --max-price",
        "Licensing_TooLong" => "the license would end after the year 36,812: take fewer periods",
        "Licensing_WrongValue" => $"{with[1]} smallest units of native money came along, but {with[0]} are due",
        "Licensing_TooManyGifts" => $"others can't get {with[1]} this license of title {Id(with[0])}: the terms limit how many an account may have; it must buy with its own account",
        "Licensing_WrongHolder" => $"the voucher is of {with[1]}, but {with[0]} holds the title now: ask the holder for another",
        "Licensing_Disputed" => $"title {Id(with[0])} is disputed: wait until its arbitrator decides",
        "Licensing_NotAllowed" => $"{with[0]} may not call this: only the contract Offers does",
        "Licensing_VoucherExpired" => $"the voucher counted until {Moment(with[0])}: ask the title's holder for another",
        "Licensing_WrongCurrency" => $"the voucher is in {Currency(with[1])}, but its terms are in {Currency(with[0])}: ask the title's holder for another",
        "Licensing_NonceUsed" => "the voucher was used already, or its signer took it back: ask for another",
        "Licensing_BadSignature" => $"the voucher isn't signed by {with[0]}, who holds the title now, or it was changed: ask the holder for another",
        "Licensing_NotRenewable" => $"license {Id(with[0])} can't be renewed: {Text(with[1])}",
        "Licensing_NotHolder" => $"{with[1]} doesn't hold title {Id(with[0])}: sign with the holder's account",
        "Licensing_NoCredential" => $"the terms need a credential of the issuer {with[0]} that states the claim {with[1]} about {with[2]}: ask the issuer, and give it with --credential",
        "Licensing_CredentialExpired" => $"the credential expired at {Moment(with[0])}: ask its issuer for a newer one",
        "Licensing_CredentialRevoked" => "the credential was revoked by its issuer: ask for a newer one",
        "Licensing_WrongCountry" => Country(Number(with[0]), Number(with[1])),
        "Licensing_WrongSector" => Sector(Number(with[0]), Number(with[1])),
        "Licensing_Soulbound" => $"license {Id(with[0])} can't be transferred: its terms don't allow it, or a derivative was registered on it",
        "Licensing_TooManyReceived" => $"{with[1]} has received as many licenses of title {Id(with[0])} from others as it may: it must buy, or bring its voucher, with its own account",
        "Licensing_NoLicense" => $"there is no license {Id(with[0])}, or it isn't yours: see deed license show",
        _ => null,
    };

    private static string Beyond(string member) => member switch
    {
        "royalty" => "the terms ask less of derivatives than the share-alike licenses of this title's parents do: raise --royalty",
        "period" => "licenses would last longer than the share-alike licenses of this title's parents: shorten --period",
        "payment" => "the share-alike licenses of this title's parents end for good, so subscriptions of it can't be sold: sell licenses for a time instead",
        "issuer" => "the share-alike licenses of this title's parents ask for a credential: ask for the same (--issuer, --claim); where two parents ask for different ones, nothing can be offered",
        _ => $"the terms' {member} go beyond what the share-alike licenses of this title's parents allow: narrow them",
    };

    private static string Unpaid(IReadOnlyList<AbiValue> with)
    {
        // Parts per 10^12, 10^10 of which are a percent.
        static string Percent(BigInteger parts) => ((decimal)parts / 10_000_000_000m).ToString("0.##########", System.Globalization.CultureInfo.InvariantCulture) + " %";
        return $"your title {Id(with[0])} owes its ancestor {Id(with[1])} {Percent(Number(with[2]))} of its income, but this child would owe it {Percent(Number(with[3]))}: name that ancestor as a parent too, with its royalty, or pass all (10,000) on to your title";
    }

    /// <summary>Why a credential doesn't fit the country of a purchase.</summary>
    public static string Country(BigInteger country, BigInteger bought)
    {
        string places = new Territories((UInt256)bought).ToString();
        return country < Territories.Count
            ? $"bought for {places}, but the credential says {Territories.CodeOf((int)country)}: buy for that territory alone (--territory {Territories.CodeOf((int)country)})"
            : $"bought for {places}, but the credential's country ({country}) is none of the list: ask its issuer for another";
    }

    private static string Sector(BigInteger sectors, BigInteger fields)
    {
        FieldsOfUse covered = new((ulong)sectors), asked = new((ulong)fields);
        return $"bought for {asked}, but the credential covers {covered} only: leave out {asked.Without(covered)}";
    }

    private static string Sale(BigInteger start, BigInteger end) => (start.IsZero, end.IsZero) switch
    {
        (true, _) => $"the sale ended at {Units.Moment((ulong)end)}: choose other terms (deed terms list)",
        (_, true) => $"the sale begins at {Units.Moment((ulong)start)}: wait until then",
        _ => $"it is on sale from {Units.Moment((ulong)start)} until {Units.Moment((ulong)end)} only",
    };

    private static string Field(AbiValue value) => value is AbiValue.Data { Value: var bytes } ? Encoding.ASCII.GetString(bytes.Span.TrimEnd((byte)0)) : value.ToString()!;

    private static string Text(AbiValue value) => value is AbiValue.Text { Value: var text } ? text : value.ToString()!;

    private static string Currency(AbiValue value) => value is AbiValue.Account { Value.IsZero: true } ? "native money" : value.ToString()!;

    private static BigInteger Number(AbiValue value) => ((AbiValue.Number)value).Value;

    private static string Id(AbiValue value) => ((UInt256)Number(value)).ToHash().ToString();

    private static string Moment(AbiValue value) => Number(value) < 253_402_300_800 ? Units.Moment((ulong)Number(value)) : $"second {Number(value)}";
}
