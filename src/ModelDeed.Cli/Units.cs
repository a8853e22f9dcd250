using System.Globalization;

namespace ModelDeed.Cli;

/// <summary>Quantities as people read them.</summary>
internal static class Units
{
    private static readonly string[] Decimal = ["B", "kB", "MB", "GB", "TB", "PB"];

    /// <summary>Bytes in powers of 1000, three digits: <c>2.33 MB</c>.</summary>
    public static string Bytes(long bytes)
    {
        double value = bytes;
        int unit = 0;
        for (; value >= 999.5 && unit < Decimal.Length - 1; unit++) value /= 1000;
        string format = unit == 0 || value >= 99.95 ? "0" : value >= 9.995 ? "0.#" : "0.##";
        return value.ToString(format, CultureInfo.InvariantCulture) + " " + Decimal[unit];
    }

    /// <summary>A span in its two largest units: <c>3 days 4 h</c>, <c>2 min 5 s</c>, <c>0.4 s</c>.</summary>
    public static string Duration(TimeSpan span) => span switch
    {
        { TotalDays: >= 1 } => Two((int)span.TotalDays, (int)span.TotalDays == 1 ? "day" : "days", span.Hours, "h"),
        { TotalHours: >= 1 } => Two((int)span.TotalHours, "h", span.Minutes, "min"),
        { TotalMinutes: >= 1 } => Two(span.Minutes, "min", span.Seconds, "s"),
        { TotalSeconds: >= 10 } => $"{span.TotalSeconds:0} s",
        _ => $"{span.TotalSeconds:0.#} s",
    };

    /// <summary>A moment in UTC to the second: <c>2026-11-21 03:04:41 UTC</c>.</summary>
    public static string Moment(ulong unixSeconds) => unixSeconds > 253_402_300_799 ? $"second {unixSeconds}, beyond the year 9999" :
        DateTimeOffset.FromUnixTimeSeconds((long)unixSeconds).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Two(int major, string majorUnit, int minor, string minorUnit) =>
        minor == 0 ? $"{major} {majorUnit}" : $"{major} {majorUnit} {minor} {minorUnit}";
}
