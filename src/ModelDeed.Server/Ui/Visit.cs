using System.Globalization;

namespace ModelDeed.Server.Ui;

/// <summary>How a visitor wants the pages: language and colors. It says nothing about who he is.</summary>
/// <param name="T">The texts in his language.</param>
/// <param name="Theme"><c>light</c>, <c>dark</c>, or empty: as the system has it.</param>
/// <param name="Here">Path and query of the page, for links that come back to it.</param>
public sealed record Visit(Texts T, string Theme, string Here)
{
    /// <summary>Names of accounts that everybody may know.</summary>
    public AccountNames Names { get; init; } = AccountNames.None;

    internal const string LanguageCookie = "language", ThemeCookie = "theme";

    private static readonly string[] Themes = ["light", "dark"];

    /// <summary>Reads a request: <c>?lang=</c> before the cookie before <c>Accept-Language</c>.</summary>
    internal static Visit Of(HttpRequest request) => new(
        Language(request.Query["lang"]) ?? Language(request.Cookies[LanguageCookie]) ?? Accepted(request.Headers.AcceptLanguage) ?? Texts.All[0],
        ThemeOf(request.Cookies[ThemeCookie]), request.Path + request.QueryString)
    { Names = request.HttpContext.RequestServices?.GetService<AccountNames>() ?? AccountNames.None };

    /// <summary>The texts of a code; null when there are none.</summary>
    internal static Texts? Language(string? code) => Texts.All.FirstOrDefault(texts => texts.Code.Equals(code, StringComparison.OrdinalIgnoreCase));

    /// <summary>A known theme, or empty.</summary>
    internal static string ThemeOf(string? theme) => Array.Find(Themes, known => known == theme) ?? "";

    /// <summary>The wanted language that we have and that has the greatest weight, the first of equals (RFC 9110, section 12.5.4).</summary>
    internal static Texts? Accepted(string? header) => (header ?? "").Split(',', 50)
        .Select(range => range.Split(';'))
        .Select(parts => (Texts: Language(parts[0].Trim().Split('-')[0]), Weight: Weight(parts)))
        .Where(wish => wish is { Texts: not null, Weight: > 0 })
        .OrderByDescending(wish => wish.Weight)
        .FirstOrDefault().Texts;

    /// <summary>Where a link may lead back to: a path of ours, or the start page.</summary>
    internal static string LocalPath(string? path) =>
        path is ['/', ..] && !path.StartsWith("//", StringComparison.Ordinal) && !path.StartsWith("/\\", StringComparison.Ordinal) && !path.Any(char.IsControl) ? path : "/";

    private static double Weight(string[] parts)
    {
        string? given = Array.Find(parts, part => part.Trim().StartsWith("q=", StringComparison.Ordinal));
        if (given is null) return 1;
        return double.TryParse(given.Trim()[2..], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double weight) ? weight : 0;
    }
}
