using System.Globalization;

namespace ModelDeed.Licensing;

/// <summary>Quantities and lists in the words of legal texts: exact, and different for different values.</summary>
internal static class LegalWords
{
    private const ulong Minute = 60, Hour = 3600, Day = 86_400, LastOfYear9999 = 253_402_300_799;

    /// <summary><c>0.05 (50000000000000000 smallest units)</c> of a native currency, <c>49000000 smallest units</c> of a token.</summary>
    internal static string Amount(TokenAmount amount, Address currency)
    {
        string units = $"{amount.Units.ToString(CultureInfo.InvariantCulture)} {(amount.Units.IsOne ? "smallest unit" : "smallest units")}";
        return currency.IsZero ? $"{amount.Format(18)} ({units})" : units;
    }

    /// <summary><c>30 days (2592000 seconds)</c>.</summary>
    internal static string Duration(ulong seconds)
    {
        string parts = string.Join(" ", Parts(seconds));
        string whole = Count(seconds, "second");
        return parts == whole ? whole : $"{parts} ({whole})";
    }

    /// <summary><c>2027-01-01 00:00:00 UTC (second 1798761600 since 1970)</c>.</summary>
    internal static string Moment(ulong second) => second > LastOfYear9999 ? $"second {second} since 1970"
        : $"{DateTimeOffset.FromUnixTimeSeconds((long)second).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)} UTC (second {second} since 1970)";

    /// <summary>Parts per 10,000 as <c>2.5 % (250 parts per 10,000)</c>.</summary>
    internal static string Share(ushort parts) => $"{(parts / 100m).ToString("0.##", CultureInfo.InvariantCulture)} % ({Count(parts, "part")} per 10,000)";

    /// <summary><c>1 License</c>, <c>5 Licenses</c>.</summary>
    internal static string Count(ulong count, string noun) => $"{count.ToString(CultureInfo.InvariantCulture)} {noun}{(count == 1 ? "" : "s")}";

    /// <summary><c>France (FR), Germany (DE)</c>.</summary>
    internal static string List(Territories territories) => string.Join(", ", territories.Indices.Select(i => $"{Territories.NameOf(i)} ({Territories.CodeOf(i)})"));

    /// <summary><c>education; research</c>.</summary>
    internal static string List(FieldsOfUse fields) => string.Join("; ", fields.Indices.Select(FieldsOfUse.NameOf));

    /// <summary><c>personal data; voices</c>.</summary>
    internal static string List(DataTypes types) => string.Join("; ", types.Indices.Select(DataTypes.NameOf));

    private static IEnumerable<string> Parts(ulong seconds)
    {
        if (seconds >= Day) yield return Count(seconds / Day, "day");
        if (seconds % Day >= Hour) yield return Count(seconds % Day / Hour, "hour");
        if (seconds % Hour >= Minute) yield return Count(seconds % Hour / Minute, "minute");
        if (seconds % Minute != 0) yield return Count(seconds % Minute, "second");
    }
}
