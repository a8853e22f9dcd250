using System.CommandLine;
using System.Globalization;

namespace ModelDeed.Cli;

/// <summary>Which times a statement is about.</summary>
/// <param name="From">The first second, since 1970.</param>
/// <param name="To">The second before which it ends; null for no end.</param>
internal readonly record struct TimeRange(ulong From, ulong? To)
{
    public static readonly SharedOption<string?> FromOption = new("--from") { Description = "Only from this time on, in UTC: 2026-01-01, or 2026-01-01T12:30:00.", HelpName = "TIME" };

    public static readonly SharedOption<string?> ToOption = new("--to") { Description = "Only up to this time, in UTC; a day is meant with its whole length.", HelpName = "TIME" };

    public static TimeRange Of(ParseResult parsed)
    {
        ulong from = parsed.GetValue(FromOption) is { } first ? Read(first, "--from", wholeDay: false) : 0;
        ulong? to = parsed.GetValue(ToOption) is { } last ? Read(last, "--to", wholeDay: true) : null;
        return to < from ? throw Refusal.Usage("--to lies before --from.", "Exchange the two.") : new TimeRange(from, to);
    }

    public bool Contains(ulong time) => time >= From && (To is not { } end || time < end);

    private static ulong Read(string text, string option, bool wholeDay)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, Utc, out DateTimeOffset day)) return Seconds(wholeDay ? day.AddDays(1) : day, option);
        string[] moments = ["yyyy-MM-ddTHH:mm:ss", "yyyy-MM-ddTHH:mm:ssZ", "yyyy-MM-ddTHH:mm"];
        return DateTimeOffset.TryParseExact(text, moments, CultureInfo.InvariantCulture, Utc, out DateTimeOffset moment) ? Seconds(moment, option)
            : throw Refusal.Usage($"{option}: \"{Printable.Clean(text)}\" is no time.", "Write 2026-01-01, or 2026-01-01T12:30:00, in UTC.");
    }

    private static ulong Seconds(DateTimeOffset time, string option) => time.ToUnixTimeSeconds() is >= 0 and var seconds ? (ulong)seconds : throw Refusal.Usage($"{option}: times begin in 1970.");
}
