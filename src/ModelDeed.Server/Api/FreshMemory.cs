using System.Collections.Concurrent;
using ModelDeed.Server.Indexing;

namespace ModelDeed.Server.Api;

/// <summary>Remembers which ETag an address had at which state of the index, so that a conditional request for what follows from the index alone costs
/// one small query instead of the whole answer.</summary>
/// <remarks>The state is the index's place in the chain: block, its hash, and what is final. The rows are in the same transaction, so the same place has the same rows.</remarks>
internal sealed class FreshMemory(Database index)
{
    // A tag and an address are 700 bytes at most: 7 MB. Longer addresses, which anybody can make up, aren't remembered.
    private const int Most = 10_000, Longest = 256;

    private readonly ConcurrentDictionary<string, (string State, string Tag)> _known = new(StringComparer.Ordinal);

    /// <summary>Answers of these operations follow from the index alone: no clock, no node, no document.</summary>
    public static TBuilder Use<TBuilder>(TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.AddEndpointFilter(async (context, next) =>
        {
            HttpContext http = context.HttpContext;
            FreshMemory memory = http.RequestServices.GetRequiredService<FreshMemory>();
            string? state = await memory.State(http.RequestAborted);
            string address = $"{http.Request.Path}{http.Request.QueryString}";
            if (state is null || address.Length > Longest) return await next(context);
            if (http.Request.Headers.IfNoneMatch.Count > 0 && memory._known.TryGetValue(address, out (string State, string Tag) known) && known.State == state && Fresh.Matches(http.Request.Headers.IfNoneMatch, known.Tag))
                return new NotModified(known.Tag);
            object? answer = await next(context);
            // Only when nothing was committed meanwhile: the answer is of that state.
            if (answer is IResult result && await memory.State(http.RequestAborted) == state) http.Response.OnStarting(() => memory.Keep(http, address, state));
            return answer;
        });

    private Task Keep(HttpContext http, string address, string state)
    {
        if (http.Response.Headers.ETag.ToString() is not { Length: > 0 } tag || http.Response.StatusCode is not (StatusCodes.Status200OK or StatusCodes.Status304NotModified)) return Task.CompletedTask;
        if (_known.Count >= Most) _known.Clear();
        _known[address] = (state, tag);
        return Task.CompletedTask;
    }

    /// <summary>Answers remembered.</summary>
    internal int Count => _known.Count;

    // Null while there is no index.
    private async Task<string?> State(CancellationToken ct)
    {
        List<string> facts = await index.Rows("SELECT name, value FROM index_state WHERE name IN ('applied_block', 'final_block', 'stored_hash') ORDER BY name", [], row => $"{row.Text("name")}={row.Text("value")}", ct);
        return facts.Count == 3 ? string.Join(' ', facts) : null;
    }

    private sealed record NotModified(string Tag) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            Fresh.Head(httpContext, Tag);
            httpContext.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
    }
}
