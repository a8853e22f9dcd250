namespace ModelDeed.Server.Sealing;

/// <summary>Addresses that strangers wrote on the chain, as far as a program may call them.</summary>
internal static class CustodianUrl
{
    /// <summary>An address with a slash at its end; null where it isn't https, or names a user, or this machine (which custodians of the embedded chain may, without TLS).</summary>
    /// <param name="text">What stands in the directory.</param>
    /// <param name="allowLocal">Whether this is the embedded chain.</param>
    public static Uri? Of(string text, bool allowLocal) =>
        text.Length <= 256 && Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out Uri? url) && url.UserInfo.Length == 0 && url.Query.Length + url.Fragment.Length == 0
        && (url.Scheme == Uri.UriSchemeHttps && !url.IsLoopback || allowLocal && url.Scheme == Uri.UriSchemeHttp && url.IsLoopback) ? url : null;
}
