using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Metadata;

namespace ModelDeed.Server.Api;

/// <summary>An answer in JSON with an <c>ETag</c>: the digest of its bytes, so it changes exactly when the answer does, whatever the chain did
/// meanwhile (a reorganization to the same rows included). Who has it already gets 304 and no body (RFC 9110, 13.1.2).</summary>
/// <typeparam name="T">The document.</typeparam>
/// <param name="Value">What is answered.</param>
internal sealed record FreshJson<T>(T Value) : IResult, IEndpointMetadataProvider
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        JsonSerializerOptions options = httpContext.RequestServices.GetRequiredService<Microsoft.Extensions.Options.IOptions<Microsoft.AspNetCore.Http.Json.JsonOptions>>().Value.SerializerOptions;
        await Fresh.Write(httpContext, JsonSerializer.SerializeToUtf8Bytes(Value, options), "application/json; charset=utf-8");
    }

    public static void PopulateMetadata(MethodInfo method, EndpointBuilder builder) =>
        builder.Metadata.Add(new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(T), ["application/json"]));
}

/// <summary>Conditional answers.</summary>
internal static class Fresh
{
    // Read again each time, but kept: the conditional request costs no body.
    private const string Kept = "no-cache";

    /// <summary>An answer in JSON.</summary>
    public static FreshJson<T> Json<T>(T value) => new(value);

    /// <summary>Writes bytes with their ETag, or 304.</summary>
    public static async Task Write(HttpContext http, ReadOnlyMemory<byte> body, string contentType, string cache = Kept)
    {
        string tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(body.Span)[..16])}\"";
        Head(http, tag, cache);
        if (Matches(http.Request.Headers.IfNoneMatch, tag))
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }
        http.Response.ContentType = contentType;
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }

    /// <summary>The head of a fresh answer, with a body or without.</summary>
    public static void Head(HttpContext http, string tag, string cache = Kept) => (http.Response.Headers.ETag, http.Response.Headers.CacheControl) = (tag, cache);

    /// <summary>Whether a request has the answer of a tag. Weak comparison: W/ counts for nothing (RFC 9110, 8.8.3.2).</summary>
    public static bool Matches(Microsoft.Extensions.Primitives.StringValues asked, string tag) => asked
        .SelectMany(line => (line ?? "").Split(','))
        .Select(one => one.Trim())
        .Any(one => one == "*" || one == tag || one == "W/" + tag);
}
