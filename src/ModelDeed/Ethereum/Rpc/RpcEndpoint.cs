using System.Net.Http.Headers;
using System.Text;

namespace ModelDeed.Ethereum;

/// <summary>One node's HTTP address. It may hold an API key, so it is shown by its host only.</summary>
public sealed class RpcEndpoint
{
    // Shorter parts of a path ("v3", "rpc", "ext") are words, not keys.
    private const int ShortestSecret = 12;

    private readonly string[] _secrets;

    /// <summary>Takes an absolute http or https URL; <c>user:password@</c> is sent as basic authorization.</summary>
    /// <exception cref="FormatException">Not such a URL. The message does not repeat it.</exception>
    public RpcEndpoint(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || uri.Scheme is not ("http" or "https"))
            throw new FormatException("An RPC URL starts with http:// or https:// and names a host.");
        Authorization = uri.UserInfo.Length == 0 ? null
            : new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(Uri.UnescapeDataString(uri.UserInfo))));
        Url = uri.UserInfo.Length == 0 ? uri : new UriBuilder(uri) { UserName = "", Password = "" }.Uri;
        Host = uri.Authority;
        IsLoopback = uri.IsLoopback;
        _secrets = [.. Secrets(uri).Distinct().OrderByDescending(secret => secret.Length)];
    }

    /// <summary>Host and port: what may be shown.</summary>
    public string Host { get; }

    /// <summary>True for 127.0.0.0/8, ::1 and localhost.</summary>
    public bool IsLoopback { get; }

    internal Uri Url { get; }

    internal AuthenticationHeaderValue? Authorization { get; }

    /// <summary>The host: never the path, query or password.</summary>
    public override string ToString() => Host;

    /// <summary>Takes keys out of a text that a node sent (some repeat the URL in their errors).</summary>
    internal string Redact(string text)
    {
        foreach (string secret in _secrets) text = text.Replace(secret, "***", StringComparison.OrdinalIgnoreCase);
        return text;
    }

    private static IEnumerable<string> Secrets(Uri uri)
    {
        foreach (string part in uri.UserInfo.Split(':', StringSplitOptions.RemoveEmptyEntries)) yield return Uri.UnescapeDataString(part);
        if (uri.Query.Length > 1) yield return uri.Query[1..];
        foreach (string pair in uri.Query.TrimStart('?').Split('&'))
            if (pair.IndexOf('=', StringComparison.Ordinal) is int at and >= 0 && at + 1 < pair.Length) yield return pair[(at + 1)..];
        foreach (string part in uri.AbsolutePath.Split('/'))
            if (part.Length >= ShortestSecret) yield return part;
    }
}
