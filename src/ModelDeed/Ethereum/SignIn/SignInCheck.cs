namespace ModelDeed.Ethereum;

/// <summary>What a site asked to be signed: a message that says anything else is refused.</summary>
/// <param name="Origin">Scheme, host and port as a browser writes them: <c>https://deeds.example</c>, <c>http://localhost:5000</c>.</param>
/// <param name="ChainId">The site's chain.</param>
public sealed record SignInExpectation(string Origin, ulong ChainId)
{
    /// <summary>How far clocks may differ: 60 seconds.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <summary>How long after its writing a message counts, and a nonce is kept: 10 minutes.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    /// <summary>Host and port of the origin: the message's domain.</summary>
    public string Domain => Origin[(Origin.IndexOf("://", StringComparison.Ordinal) + 3)..];
}

/// <summary>Why a sign-in was refused. The names are part of the interface: problem codes are made of them.</summary>
public enum SignInRefusal
{
    /// <summary>The message is for another site: somebody may be passing on what was signed there.</summary>
    WrongDomain,

    /// <summary>The message's URI or scheme is another site's.</summary>
    WrongUri,

    /// <summary>Another chain.</summary>
    WrongChain,

    /// <summary>The nonce was never given out here, was used, or is too old.</summary>
    UnknownNonce,

    /// <summary>Issued in the future.</summary>
    IssuedInFuture,

    /// <summary>Issued too long ago.</summary>
    TooOld,

    /// <summary>Past its expiration time.</summary>
    Expired,

    /// <summary>Before its not-before time.</summary>
    NotYetValid,

    /// <summary>The signature isn't the account's over this text.</summary>
    BadSignature,
}

/// <summary>Compares a sign-in message with what was asked for. The signature and the nonce's first use are the caller's to check too.</summary>
public static class SignInCheck
{
    /// <summary>Why the message doesn't count now; null when it does.</summary>
    public static SignInRefusal? Refusal(SignInMessage message, SignInExpectation expected, DateTimeOffset now) => message switch
    {
        _ when message.Domain != expected.Domain => SignInRefusal.WrongDomain,
        _ when message.Scheme is { } scheme && $"{scheme}://{message.Domain}" != expected.Origin => SignInRefusal.WrongUri,
        _ when !IsOf(message.Uri, expected.Origin) => SignInRefusal.WrongUri,
        _ when message.ChainId != expected.ChainId => SignInRefusal.WrongChain,
        _ when message.IssuedAt > now + SignInExpectation.Skew => SignInRefusal.IssuedInFuture,
        _ when message.IssuedAt <= now - SignInExpectation.Lifetime => SignInRefusal.TooOld,
        { ExpiresAt: { } end } when end <= now => SignInRefusal.Expired,
        { NotBefore: { } start } when start > now => SignInRefusal.NotYetValid,
        _ => null,
    };

    // By text: no parser's idea of where the host ends ("https://deeds.example@elsewhere/", "https://deeds.example.elsewhere/").
    private static bool IsOf(string uri, string origin) => uri.StartsWith(origin, StringComparison.Ordinal)
        && (uri.Length == origin.Length || uri[origin.Length] is '/' or '?' or '#');
}
