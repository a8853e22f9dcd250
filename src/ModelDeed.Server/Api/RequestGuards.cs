using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace ModelDeed.Server.Api;

/// <summary>What every request to the API passes before an endpoint sees it.</summary>
internal sealed class RequestGuards(RequestDelegate next, IOptions<ApiOptions> options)
{
    public const string SessionCookie = "deed-session";

    public const string SecureSessionCookie = "__Host-deed-session";

    private readonly ApiOptions _options = options.Value;

    public async Task Invoke(HttpContext http)
    {
        if (ApiPath.Has(http.Request.Path)) AddHeaders(http.Response.Headers);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
            size.MaxRequestBodySize = ApiPath.IsDocument(http.Request.Path) ? _options.MostDocument : _options.MostBody;
        if (Refusal(http.Request) is { } problem) await problem.Result().ExecuteAsync(http);
        else await next(http);
    }

    private void AddHeaders(IHeaderDictionary headers)
    {
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers["Cross-Origin-Resource-Policy"] = _options.AllowedOrigins.Length > 0 ? "cross-origin" : "same-origin";
    }

    /// <summary>Why a request that changes something doesn't come from where it must; null when it does. Browsers say the origin of every such
    /// request themselves (Fetch standard), whatever the page wants; programs that aren't browsers send none, and have no user's cookies.</summary>
    private Problem? Refusal(HttpRequest request)
    {
        if (HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method)) return null;
        bool session = request.Cookies.ContainsKey(SessionCookie) || request.Cookies.ContainsKey(SecureSessionCookie);
        StringValues origin = request.Headers.Origin;
        bool signsIn = request.Path.StartsWithSegments("/api/v1/session", StringComparison.OrdinalIgnoreCase);
        if (origin.Count == 0 && request.Headers["Sec-Fetch-Site"] is { Count: 0 } or ["same-origin"] && !session) return null;
        if (origin.Count == 1 && SiteOrigin.Of(request, _options) == origin[0]) return null;
        // Another site's page may send what needs no session, where the configuration lets it; never sign in or out.
        if (origin.Count == 1 && !session && !signsIn && (_options.AllowedOrigins.Contains(origin[0], StringComparer.Ordinal) || _options.AllowedOrigins.Contains("*", StringComparer.Ordinal))) return null;
        return Problem.Of("cross-site", session && origin.Count == 0
            ? "A request with a session must say its Origin, as browsers do."
            : "Another site's page may not change anything here in a user's name.");
    }
}

/// <summary>Under which origin people reach this site.</summary>
internal static class SiteOrigin
{
    /// <summary>The configured origin; without one, the request's own if it is of this machine; else null. A Host header proves nothing, but a browser
    /// that shows localhost talks to this machine.</summary>
    public static string? Of(HttpRequest request, ApiOptions options) =>
        options.Origin is { } configured ? configured.TrimEnd('/')
        : request.Host.Host is "localhost" or "127.0.0.1" or "[::1]" ? $"{request.Scheme}://{request.Host.Value}" : null;
}
