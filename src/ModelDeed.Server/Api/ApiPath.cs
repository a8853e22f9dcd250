namespace ModelDeed.Server.Api;

/// <summary>Which addresses are the API's, judged as the routes do: <c>/API/v1</c> leads to the same operations, so it must pass the same guards.</summary>
internal static class ApiPath
{
    /// <summary>Whether a path is the API's.</summary>
    public static bool Has(PathString path) => path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it is a document's: those may be larger than other bodies.</summary>
    public static bool IsDocument(PathString path) => path.StartsWithSegments("/api/v1/documents", StringComparison.OrdinalIgnoreCase);
}
