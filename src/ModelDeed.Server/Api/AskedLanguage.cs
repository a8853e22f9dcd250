using ModelDeed.Server.Ui;

namespace ModelDeed.Server.Api;

/// <summary>The language of the request that is being answered, for words that are made deep inside: as pages choose it (<c>?lang=</c>, the cookie, <c>Accept-Language</c>).</summary>
internal static class AskedLanguage
{
    private static readonly AsyncLocal<string?> Now = new();

    /// <summary>ISO 639-1; English outside of a request.</summary>
    public static string Code => Now.Value ?? Texts.All[0].Code;

    /// <summary>Hears it at the start of every request. Not async: what is set must last while the rest of the pipeline runs.</summary>
    public static Task Hear(HttpContext http, RequestDelegate next)
    {
        Now.Value = Visit.Of(http.Request).T.Code;
        return next(http);
    }

    /// <summary>What a problem's code means, in that language; in English where it has no words for it.</summary>
    public static string? Meaning(string code) => (Code == "de" ? GermanProblems.Of(code) : null) ?? Problem.All.GetValueOrDefault(code);
}
