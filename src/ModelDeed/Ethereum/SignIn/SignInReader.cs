using System.Globalization;
using System.Text.RegularExpressions;

namespace ModelDeed.Ethereum;

/// <summary>Reads <see cref="SignInMessage"/>s by the grammar of EIP-4361: one line after another, each once, in order.</summary>
public sealed partial class SignInReader
{
    /// <summary>The most characters of a message: 4,096. Wallets show some hundreds.</summary>
    public const int MostCharacters = 4_096;

    internal const string Asks = " wants you to sign in with your Ethereum account:";

    private readonly string[] _lines;
    private int _at;

    private SignInReader(string[] lines) => _lines = lines;

    /// <summary>Reads a message.</summary>
    /// <exception cref="MalformedDataException">It breaks the grammar; the message says in which line and how.</exception>
    public static SignInMessage Read(string text)
    {
        if (text.Length > MostCharacters) throw new MalformedDataException($"The sign-in message has {text.Length:N0} characters; {MostCharacters:N0} at most are possible.");
        return new SignInReader(text.Split('\n')).Message();
    }

    private SignInMessage Message()
    {
        (string? scheme, string domain) = Asker();
        Address account = Account();
        Empty("a blank line after the account");
        string? statement = Statement();
        string uri = Uri(Field("URI"));
        if (Field("Version") != "1") throw Wrong("the version must be 1");
        var message = new SignInMessage
        {
            Scheme = scheme,
            Domain = domain,
            Account = account,
            Statement = statement,
            Uri = uri,
            ChainId = ChainId(Field("Chain ID")),
            Nonce = Matching(Field("Nonce"), Nonces(), "a nonce has 8 ASCII letters and digits or more"),
            IssuedAt = Moment(Field("Issued At")),
            ExpiresAt = Optional("Expiration Time") is { } end ? Moment(end) : null,
            NotBefore = Optional("Not Before") is { } start ? Moment(start) : null,
            RequestId = Optional("Request ID") is { } request ? Matching(request, RequestIds(), "a request id has the characters of a URI's path segment") : null,
            Resources = Resources(),
        };
        return _at == _lines.Length ? message : throw Wrong("nothing may follow here: fields stand in the order of EIP-4361, each once");
    }

    private (string? Scheme, string Domain) Asker()
    {
        string line = Next("who asks");
        if (!line.EndsWith(Asks, StringComparison.Ordinal)) throw Wrong($"expected a domain and \"{Asks}\"");
        string domain = line[..^Asks.Length];
        int scheme = domain.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0) return (null, Matching(domain, Authorities(), "the domain must be an authority of RFC 3986"));
        return (Matching(domain[..scheme], Schemes(), "the scheme before the domain isn't one of RFC 3986"), Matching(domain[(scheme + 3)..], Authorities(), "the domain must be an authority of RFC 3986"));
    }

    private Address Account()
    {
        string line = Next("the account");
        return Address.TryParse(line, out Address account) && account.ToString() == line ? account : throw Wrong("expected an address with its EIP-55 checksum");
    }

    // After the account: a blank line; then the statement and a blank line, or only a blank line.
    private string? Statement()
    {
        string line = Next("a statement or a blank line");
        if (line.Length == 0) return null;
        Matching(line, Statements(), "a statement has the characters of a URI, and spaces");
        Empty("a blank line after the statement");
        return line;
    }

    private List<string>? Resources()
    {
        if (_at == _lines.Length || _lines[_at] != "Resources:") return null;
        _at++;
        List<string> all = [];
        while (_at < _lines.Length && _lines[_at].StartsWith("- ", StringComparison.Ordinal)) all.Add(Uri(_lines[_at++][2..]));
        return all;
    }

    private ulong ChainId(string text) =>
        text.Length <= 20 && text.All(char.IsAsciiDigit) && (text.Length == 1 || text[0] != '0') && ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong id)
            ? id : throw Wrong("the chain id must be a whole number without leading zeros");

    // RFC 3339. .NET knows no leap second, so 23:59:60 is refused; fractions beyond 100 ns are cut.
    private DateTimeOffset Moment(string text)
    {
        Match match = Moments().Match(text);
        string fraction = match.Groups["fraction"].Value;
        string kept = fraction.Length > 7 ? fraction[..7] : fraction;
        string offset = match.Groups["offset"].Value is "Z" or "z" ? "+00:00" : match.Groups["offset"].Value;
        string normal = $"{match.Groups["date"].Value}T{match.Groups["time"].Value}.{kept.PadRight(7, '0')}{offset}";
        return match.Success && DateTimeOffset.TryParseExact(normal, "yyyy-MM-dd'T'HH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset time)
            ? time : throw Wrong("expected a time by RFC 3339, like 2030-01-31T12:00:00Z");
    }

    private string Uri(string text) => Matching(text, Uris(), "expected a URI by RFC 3986");

    private string Matching(string text, Regex form, string problem) => form.IsMatch(text) ? text : throw Wrong(problem);

    private string Field(string name) => Optional(name) ?? throw new MalformedDataException($"The sign-in message, line {_at + 1}: expected \"{name}: \" here.");

    private string? Optional(string name)
    {
        if (_at == _lines.Length || !_lines[_at].StartsWith(name + ": ", StringComparison.Ordinal)) return null;
        return _lines[_at++][(name.Length + 2)..];
    }

    private void Empty(string what)
    {
        if (Next(what).Length > 0) throw Wrong($"expected {what}");
    }

    private string Next(string what) => _at < _lines.Length ? _lines[_at++] : throw new MalformedDataException($"The sign-in message ends where {what} is expected.");

    private MalformedDataException Wrong(string problem) => new($"The sign-in message, line {Math.Max(1, _at)}: {problem}.");

    // \z, not $: the latter would let a line feed follow. CR is in none of these sets, so CRLF is refused everywhere.
    [GeneratedRegex(@"\A[A-Za-z0-9]{8,}\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Nonces();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9+.-]*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Schemes();

    [GeneratedRegex(@"\A(?:(?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*@)?(?:\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})+)(?::[0-9]*)?\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Authorities();

    [GeneratedRegex(@"\A[A-Za-z0-9._~:/?#@!$&'()*+,;= \[\]-]+\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Statements();

    [GeneratedRegex(@"\A(?:[A-Za-z0-9._~!$&'()*+,;=:@-]|%[0-9A-Fa-f]{2})*\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex RequestIds();

    [GeneratedRegex(@"\A[A-Za-z][A-Za-z0-9+.-]*:(?://(?:(?:[A-Za-z0-9._~!$&'()*+,;=:-]|%[0-9A-Fa-f]{2})*@)?(?:\[[0-9A-Fa-f:.]+\]|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)(?::[0-9]*)?(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)?|(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})+)(?:\?(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?(?:#(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*)?\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Uris();

    [GeneratedRegex(@"\A(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt](?<time>[0-9]{2}:[0-9]{2}:[0-9]{2})(?:\.(?<fraction>[0-9]+))?(?<offset>[Zz]|[+-][0-9]{2}:[0-9]{2})\z", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Moments();
}
