using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelDeed.Ethereum;

/// <summary>What a node means when it refuses a range of logs: nodes agree neither on the code nor on the words.</summary>
internal static partial class RangeLimit
{
    private static readonly string[] Words =
    [
        "range", "too many results", "too many logs", "too many blocks", "more than", "max results", "maximum results", "response size", "response is too big",
        "limit exceeded", "exceeds limit", "exceeds the limit", "result set", "too large", "too wide", "timeout", "timed out", "deadline exceeded", "took too long",
    ];

    /// <summary>How many blocks to ask for instead of <paramref name="asked"/>: fewer, at least 1; null when the error is about something else.</summary>
    /// <param name="e">The refusal.</param>
    /// <param name="first">The first block asked for.</param>
    /// <param name="asked">How many blocks were asked for.</param>
    public static ulong? Smaller(RpcException e, ulong first, ulong asked)
    {
        if (e.Fault is RpcFault.TooLarge or RpcFault.Timeout) return asked > 1 ? asked / 2 : 1;
        if (e.Fault != RpcFault.Application || !Words.Any(word => e.Problem.Contains(word, StringComparison.OrdinalIgnoreCase))) return null;
        ulong advised = Suggested(e.Problem, first) ?? Stated(e.Problem, asked) ?? asked / 2;
        return Math.Max(1, advised < asked ? advised : asked / 2);
    }

    // Infura, Alchemy, zkSync: "… this block range should work: [0x10, 0x1f]".
    private static ulong? Suggested(string text, ulong first) =>
        Bracket().Match(text) is { Success: true } match
        && Hexadecimal(match.Groups["from"].Value) is { } from && Hexadecimal(match.Groups["to"].Value) is { } to
        && from <= first && to >= first ? to - first + 1 : null;

    // "maximum is set to 2048", "limited to a 10,000 range", "up to a 2K block range": the largest number below what was asked.
    private static ulong? Stated(string text, ulong asked)
    {
        ulong? best = null;
        foreach (Match match in Number().Matches(text))
        {
            if (!ulong.TryParse(match.Groups["number"].Value.Replace(",", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out ulong number)) continue;
            if (match.Groups["kilo"].Success) number = number <= 1_000_000 ? number * 1_000 : asked;
            if (number > 0 && number < asked && number > (best ?? 0)) best = number;
        }
        return best;
    }

    private static ulong? Hexadecimal(string digits) =>
        ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value) ? value : null;

    [GeneratedRegex(@"\[0x(?<from>[0-9a-f]{1,16}),\s*0x(?<to>[0-9a-f]{1,16})\]", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Bracket();

    // Not counts of logs, times or sizes, and no part of a longer word or number.
    [GeneratedRegex(@"(?<![\w.,-])(?<number>\d{1,3}(?:,\d{3})+|\d+)(?<kilo>k)?(?![\w.]*\d)(?!\s*(?:results|logs|ms\b|s\b|sec|mb\b|kb\b|bytes))\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Number();
}
