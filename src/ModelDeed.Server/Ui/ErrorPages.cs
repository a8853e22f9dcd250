using Microsoft.AspNetCore.Diagnostics;
using ModelDeed.Server.Api;

namespace ModelDeed.Server.Ui;

/// <summary>What a visitor sees when there is nothing to see. Details of a fault go to the log, not to the page.</summary>
internal static class ErrorPages
{
    internal static IResult BadRequest(Visit visit) => Of(visit, visit.T.Error.BadRequest, visit.T.Error.BadRequestWhy, StatusCodes.Status400BadRequest);

    internal static IResult NoAsset(Visit visit) => Of(visit, visit.T.Error.AssetNotFound, visit.T.Error.AssetNotFoundWhy, StatusCodes.Status404NotFound);

    internal static IResult NoLicense(Visit visit) => Of(visit, visit.T.Act.Buy.NoLicense, visit.T.Act.Buy.NoLicenseWhy, StatusCodes.Status404NotFound);

    /// <summary>Pages for faults and for addresses where nothing is; the API has its own answers.</summary>
    internal static void UseErrorPages(this WebApplication app)
    {
        app.UseWhen(context => !ApiPath.Has(context.Request.Path), pages =>
        {
            pages.UseExceptionHandler(fault => fault.Run(Broken));
            pages.UseStatusCodePages(status => status.HttpContext.Response.StatusCode == StatusCodes.Status404NotFound ? Missing(status.HttpContext) : Task.CompletedTask);
        });
    }

    private static Task Missing(HttpContext context)
    {
        Visit visit = Visit.Of(context.Request);
        return Of(visit, visit.T.Error.NotFound, visit.T.Error.NotFoundWhy, StatusCodes.Status404NotFound).ExecuteAsync(context);
    }

    private static Task Broken(HttpContext context)
    {
        Visit visit = Visit.Of(context.Request);
        bool refused = context.Features.Get<IExceptionHandlerFeature>()?.Error is BadHttpRequestException;
        return (refused ? BadRequest(visit) : Of(visit, visit.T.Error.Broken, visit.T.Error.BrokenWhy, StatusCodes.Status500InternalServerError, System.Diagnostics.Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier)).ExecuteAsync(context);
    }

    private static IResult Of(Visit visit, string title, string why, int status, string? reference = null) =>
        WebPages.Page<ErrorPage>(new { V = visit, Title = title, Why = why, Reference = reference }, status);
}
