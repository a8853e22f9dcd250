using ModelDeed.Server.Api;

namespace ModelDeed.Server.Accounts;

/// <summary>The cookie that holds a session's token: for this host alone, out of scripts' reach, never sent from another site.</summary>
internal static class SessionCookie
{
    /// <summary>The token that came along; null for none. On https only the <c>__Host-</c> name counts, which no subdomain can set (RFC 6265bis).</summary>
    public static string? Token(HttpRequest request) => request.Cookies[NameFor(request)] is { Length: > 0 and <= 64 } token ? token : null;

    /// <summary>Sets it.</summary>
    public static void Set(HttpResponse response, string token, DateTimeOffset expires) =>
        response.Cookies.Append(NameFor(response.HttpContext.Request), token, Options(response.HttpContext.Request, expires));

    /// <summary>Takes it away.</summary>
    public static void Clear(HttpResponse response) => response.Cookies.Delete(NameFor(response.HttpContext.Request), Options(response.HttpContext.Request, null));

    private static string NameFor(HttpRequest request) => request.IsHttps ? RequestGuards.SecureSessionCookie : RequestGuards.SessionCookie;

    private static CookieOptions Options(HttpRequest request, DateTimeOffset? expires) => new()
    {
        HttpOnly = true,
        Secure = request.IsHttps,
        SameSite = SameSiteMode.Strict,
        Path = "/",
        Expires = expires,
        IsEssential = true,
    };
}
