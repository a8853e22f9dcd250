using System.Globalization;

namespace ModelDeed.Server.Ui;

/// <summary>How a language writes numbers, amounts and times. No culture data of the machine: every machine shows the same.</summary>
public sealed class Numbers(string point, string group, string[] months, string dayFormat)
{
    /// <summary>Decimal places of an amount that are shown; the exact amount stands in the tooltip.</summary>
    internal const int Places = 6;

    private static readonly string[] Units = ["B", "kB", "MB", "GB", "TB", "PB", "EB"];

    private readonly NumberFormatInfo _format = new() { NumberDecimalSeparator = point, NumberGroupSeparator = group, PercentDecimalSeparator = point };

    /// <summary>1,234,567.</summary>
    internal string Count(long value) => value.ToString("#,0", _format);

    /// <summary>Basis points as percent: 2.5 %.</summary>
    internal string Percent(BasisPoints share) => $"{(share.Value / 100m).ToString("0.##", _format)} %";

    /// <summary>A share from 0 to 1 as percent: 81.3 %.</summary>
    internal string Share(double share) => $"{(100 * share).ToString("0.#", _format)} %";

    /// <summary>Bytes in units of a thousand: 1.6 GB.</summary>
    internal string Bytes(ulong bytes)
    {
        double value = bytes;
        int unit = 0;
        for (; value >= 999.5 && unit < Units.Length - 1; unit++) value /= 1000;
        return $"{value.ToString(unit == 0 || value >= 100 ? "0" : "0.#", _format)} {Units[unit]}";
    }

    /// <summary>Parameters of a model: 124 M, 7.2 B.</summary>
    internal string Parameters(ulong count) => count switch
    {
        < 10_000 => Count((long)count),
        < 999_950 => $"{(count / 1e3).ToString("0.#", _format)} k",
        < 999_950_000 => $"{(count / 1e6).ToString("0.#", _format)} M",
        _ => $"{(count / 1e9).ToString("#,0.#", _format)} B",
    };

    /// <summary>An amount with at most <see cref="Places"/> decimal places, cut off, never rounded up. What was cut shows as "≈", and an amount too small to show as "&lt;".</summary>
    /// <param name="decimals">The currency's, 0 to 77.</param>
    internal string Amount(TokenAmount amount, int decimals, string symbol)
    {
        string exact = amount.Format(decimals);
        int dot = exact.IndexOf('.', StringComparison.Ordinal);
        string whole = Grouped(dot < 0 ? exact : exact[..dot]);
        string fraction = dot < 0 ? "" : exact[(dot + 1)..];
        bool cut = fraction.Length > Places;
        string shown = (cut ? fraction[..Places] : fraction).TrimEnd('0');
        if (cut && shown.Length == 0 && whole == "0") return $"< 0{point}{new string('0', Places - 1)}1 {symbol}";
        return $"{(cut ? "≈ " : "")}{whole}{(shown.Length == 0 ? "" : point + shown)} {symbol}";
    }

    /// <summary>Whole shares of a title: they have no decimal places (Share.sol).</summary>
    internal string Shares(TokenAmount shares) => Grouped(shares.Format(0));

    /// <summary>A day in UTC: 21 Nov 2026.</summary>
    internal string Day(ulong seconds)
    {
        if (!IsShowable(seconds)) return seconds.ToString(CultureInfo.InvariantCulture);
        DateTimeOffset time = DateTimeOffset.FromUnixTimeSeconds((long)seconds);
        return string.Format(CultureInfo.InvariantCulture, dayFormat, time.Day, months[time.Month - 1], time.Year);
    }

    /// <summary>A minute in UTC: 21 Nov 2026, 09:23 UTC.</summary>
    internal string Minute(ulong seconds) => IsShowable(seconds)
        ? $"{Day(seconds)}, {DateTimeOffset.FromUnixTimeSeconds((long)seconds):HH:mm} UTC" : Day(seconds);

    /// <summary>The form that machines read (<c>datetime</c> of a <c>time</c> element); empty beyond the year 9999.</summary>
    internal static string Machine(ulong seconds) => IsShowable(seconds) ? DateTimeOffset.FromUnixTimeSeconds((long)seconds).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) : "";

    /// <summary>The first months of the year's names, for the axis of a chart.</summary>
    internal string Month(int month) => months[month - 1];

    private static bool IsShowable(ulong seconds) => seconds <= 253_402_300_799; // the last second of 9999

    private string Grouped(string digits)
    {
        int first = digits.Length % 3;
        List<string> parts = first > 0 ? [digits[..first]] : [];
        for (int i = first; i < digits.Length; i += 3) parts.Add(digits.Substring(i, 3));
        return string.Join(group, parts);
    }
}
