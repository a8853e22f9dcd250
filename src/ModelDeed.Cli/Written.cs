using System.Globalization;

namespace ModelDeed.Cli;

/// <summary>Times and spans as people write them on the command line.</summary>
internal static class Written
{
    private static readonly (string Unit, uint Seconds)[] Units = [("min", 60), ("s", 1), ("h", 3600), ("d", 86_400)];

    private static readonly string[] Forms = ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm'Z'", "yyyy-MM-dd'T'HH:mm:ss'Z'"];

    /// <summary>Seconds since 1970 of <c>2027-01-01</c> (its first second, UTC), <c>2027-01-01T12:00:00Z</c>, or plain seconds.</summary>
    public static ulong Moment(string text, string option)
    {
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong seconds) && seconds < Licensing.Seconds.Perpetual) return seconds;
        return DateTimeOffset.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset moment) && moment.ToUnixTimeSeconds() >= 0
            ? (ulong)moment.ToUnixTimeSeconds()
            : throw Refusal.Usage($"{option}: \"{Printable.Clean(text)}\" is no time.", "Write a day as in 2027-01-01, a moment as in 2027-01-01T12:00:00Z, or seconds since 1970.");
    }

    /// <summary>Seconds of <c>30d</c>, <c>12h</c>, <c>45min</c>, <c>90s</c>.</summary>
    public static uint Span(string text, string option)
    {
        foreach ((string unit, uint each) in Units)
            if (text.EndsWith(unit, StringComparison.Ordinal) && ulong.TryParse(text[..^unit.Length], NumberStyles.None, CultureInfo.InvariantCulture, out ulong count) && count <= uint.MaxValue / each)
                return (uint)(count * each);
        throw Refusal.Usage($"{option}: \"{Printable.Clean(text)}\" is no span of time.", "Write a number and its unit: 30d, 12h, 45min or 90s; 136 years at most.");
    }
}
