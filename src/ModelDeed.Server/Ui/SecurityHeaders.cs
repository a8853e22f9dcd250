namespace ModelDeed.Server.Ui;

/// <summary>What every answer tells the browser to refuse (OWASP ASVS 3.4.1 to 3.4.7).</summary>
internal static class SecurityHeaders
{
    /// <summary>Nothing but our own files: no inline script or style, no frames around us, no plug-ins, no form to elsewhere.</summary>
    internal const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>The workers that hash files and open packages run WebAssembly. They are the only place that may, and they can talk to nobody.</summary>
    internal const string WorkerPolicy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'";

    // What is in them computes, and gets and gives all through the page that started it.
    private static readonly string[] WorkerFolders = ["/verify", "/sealed"];

    /// <summary>The policy of a page that also asks these origins: nothing else of it is weaker.</summary>
    /// <param name="origins">Scheme, host and port, of characters that no policy takes for its own.</param>
    internal static string With(IEnumerable<string> origins) => Policy.Replace("connect-src 'self'", $"connect-src {string.Join(' ', ["'self'", .. origins])}", StringComparison.Ordinal);

    /// <summary>Sets the headers of every answer, static files and errors included; the API's answers have their own.</summary>
    internal static void UseSecurityHeaders(this IApplicationBuilder app) => app.Use(next => context =>
    {
        if (Api.ApiPath.Has(context.Request.Path)) return next(context);
        IHeaderDictionary headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Array.Exists(WorkerFolders, folder => context.Request.Path.StartsWithSegments(folder, StringComparison.Ordinal)) ? WorkerPolicy : Policy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        if (context.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
        return next(context);
    });
}
