using System.Globalization;
using System.Text;

namespace ModelDeed.Ethereum;

/// <summary>A Sign-In with Ethereum message (EIP-4361, version 1): the text that a wallet shows and signs as a <see cref="PersonalMessage"/>.</summary>
/// <remarks>Read by the standard's grammar and nothing else (<see cref="SignInReader"/>): lines end in LF, fields stand in the standard's
/// order, none twice. A message that reads well proves nothing yet: <see cref="SignInCheck"/> compares it with what was asked for.</remarks>
public sealed record SignInMessage
{
    /// <summary>The scheme before the domain (<c>https</c>), or null when the message has none.</summary>
    public string? Scheme { get; init; }

    /// <summary>Who asks: an authority by RFC 3986, with its port if that isn't the scheme's.</summary>
    public required string Domain { get; init; }

    /// <summary>Who signs in.</summary>
    public required Address Account { get; init; }

    /// <summary>What a person reads before signing: one line of printable ASCII, or null.</summary>
    public string? Statement { get; init; }

    /// <summary>What the sign-in is for, by RFC 3986.</summary>
    public required string Uri { get; init; }

    /// <summary>The chain to which the session is bound (EIP-155).</summary>
    public required ulong ChainId { get; init; }

    /// <summary>8 letters and digits or more, given out once.</summary>
    public required string Nonce { get; init; }

    /// <summary>When it was written.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>From when on it no longer counts, or null.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>From when on it counts, or null.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>The asking system's own number for the request, or null. May be empty.</summary>
    public string? RequestId { get; init; }

    /// <summary>What the person also agrees to have looked up, by RFC 3986; null when the message has no such list.</summary>
    public IReadOnlyList<string>? Resources { get; init; }

    /// <summary>Writes the message as the standard's grammar has it; times in UTC with milliseconds.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        if (Scheme is not null) text.Append(Scheme).Append("://");
        text.Append(Domain).Append(SignInReader.Asks).Append('\n').Append(Account).Append("\n\n");
        if (Statement is not null) text.Append(Statement).Append('\n');
        text.Append("\nURI: ").Append(Uri).Append("\nVersion: 1\nChain ID: ").Append(CultureInfo.InvariantCulture, $"{ChainId}");
        text.Append("\nNonce: ").Append(Nonce).Append("\nIssued At: ").Append(Moment(IssuedAt));
        if (ExpiresAt is { } end) text.Append("\nExpiration Time: ").Append(Moment(end));
        if (NotBefore is { } start) text.Append("\nNot Before: ").Append(Moment(start));
        if (RequestId is not null) text.Append("\nRequest ID: ").Append(RequestId);
        if (Resources is not null) text.Append("\nResources:").AppendJoin("", Resources.Select(resource => "\n- " + resource));
        return text.ToString();
    }

    private static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
