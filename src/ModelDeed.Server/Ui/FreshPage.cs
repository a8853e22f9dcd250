using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.HttpResults;
using ModelDeed.Server.Api;

namespace ModelDeed.Server.Ui;

/// <summary>A page with an <c>ETag</c>: who comes back to a page that hasn't changed gets 304 and no body, whatever block the chain is at.</summary>
/// <typeparam name="TPage">The page.</typeparam>
/// <param name="values">Its parameters by name.</param>
internal sealed class FreshPage<TPage>(object values) : IResult where TPage : IComponent
{
    private const string Html = "text/html; charset=utf-8";

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using MemoryStream made = new();
        IHttpResponseBodyFeature outside = httpContext.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        httpContext.Features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(made));
        try
        {
            await new RazorComponentResult<TPage>(values) { ContentType = Html }.ExecuteAsync(httpContext);
            await httpContext.Response.BodyWriter.FlushAsync(httpContext.RequestAborted);
        }
        finally
        {
            httpContext.Features.Set(outside);
        }
        // Language and colors come from these two, so it is its reader's alone.
        httpContext.Response.Headers.Append("Vary", "Accept-Language, Cookie");
        await Fresh.Write(httpContext, made.GetBuffer().AsMemory(0, (int)made.Length), Html, cache: "private, no-cache");
    }
}
