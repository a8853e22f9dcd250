using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using ModelDeed.Ethereum;

namespace ModelDeed.Server.Api;

/// <summary>Turns what was thrown into a problem document. Details of our own failures stay in the log.</summary>
internal sealed partial class ProblemAnswers(ILogger<ProblemAnswers> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested) return true;
        // Who looks at a page gets one (ErrorPages); our scripts and other programs ask for JSON.
        if (!httpContext.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal) && httpContext.Request.Headers.Accept.ToString().Contains("text/html", StringComparison.Ordinal)) return false;
        Problem problem = Of(exception);
        if (problem.Code == "internal") Failed(httpContext.Request.Method, httpContext.Request.Path, exception);
        httpContext.Response.StatusCode = problem.Status;
        await problem.Result().ExecuteAsync(httpContext);
        return true;
    }

    private static Problem Of(Exception exception) => exception switch
    {
        ProblemException refused => refused.Problem,
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => Problem.Of("too-large", "The request's body is larger than this operation takes."),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } => Problem.Of("unsupported-media-type", "Send application/json."),
        BadHttpRequestException { InnerException: JsonException broken } => Problem.Of("malformed-request", Said(broken)),
        BadHttpRequestException bad => Problem.Of("malformed-request", bad.Message),
        JsonException broken => Problem.Of("malformed-request", Said(broken)),
        FormatException wrong => Problem.Of("malformed-request", wrong.Message),
        RpcException { RevertData: { } data } => Problem.OfRevert(RevertReason.Decode(data, Deployment.ContractSet.Errors)),
        RpcException down => Problem.Of("node-unavailable", down.Message),
        _ => Problem.Of("internal", "The server failed. Nothing was changed; trying again may help."),
    };

    private static string Said(JsonException broken) => broken.Path is { Length: > 0 } path ? $"{path}: {broken.Message}" : broken.Message;

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private partial void Failed(string method, PathString path, Exception exception);
}
