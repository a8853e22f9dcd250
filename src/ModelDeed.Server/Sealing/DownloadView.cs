using ModelDeed.Licensing;

namespace ModelDeed.Server.Ui;

/// <summary>One use: where, what for, on what.</summary>
/// <param name="Territory">Index of the territory; null where none is chosen.</param>
/// <param name="Field">Index of the field of use; null where none is chosen.</param>
/// <param name="Data">Index of the type of data; null where none is chosen.</param>
public sealed record UseChoice(int? Territory, int? Field, int? Data)
{
    /// <summary>Nothing chosen.</summary>
    public static UseChoice None { get; } = new(null, null, null);

    /// <summary>The first use in a license's scope.</summary>
    public static UseChoice Of(LicenseScope scope) => new(First(scope.Territories.Indices), First(scope.Fields.Indices), First(scope.DataTypes.Indices));

    /// <summary>Reads an address; what is on no list is as if it weren't there.</summary>
    internal static UseChoice Read(IQueryCollection query) => new(
        Index(Territories.Count, Territories.CodeOf, query["territory"]), Index(FieldsOfUse.Count, FieldsOfUse.WordOf, query["field"]), Index(DataTypes.Count, DataTypes.WordOf, query["data"]));

    /// <summary>This choice, and the other's where nothing is chosen.</summary>
    public UseChoice Or(UseChoice other) => new(Territory ?? other.Territory, Field ?? other.Field, Data ?? other.Data);

    private static int? Index(int count, Func<int, string> wordOf, string? word) => word is null ? null : Enumerable.Range(0, count).Where(i => wordOf(i).Equals(word, StringComparison.OrdinalIgnoreCase)).Select(i => (int?)i).FirstOrDefault();

    private static int? First(IReadOnlyList<int> indices) => indices.Count > 0 ? indices[0] : null;
}

/// <summary>A custodian, for people.</summary>
/// <param name="Account">Its account; null for a key that is nobody's in the directory.</param>
/// <param name="Key">Its public key.</param>
/// <param name="Url">Where it answers; null for nowhere that a program may call.</param>
/// <param name="Places">For which territories it releases.</param>
/// <param name="Bond">What it loses when it is proven to tell two stories.</param>
/// <param name="Joined">Seconds since 1970.</param>
/// <param name="Left">Seconds since 1970; null while it serves.</param>
/// <param name="IsConvicted">Whether it was proven to have told two stories.</param>
/// <param name="Up">Whether it answered this server; null where it wasn't asked.</param>
public sealed record CustodianLine(Address? Account, Hash32 Key, string? Url, Territories Places, Money Bond, ulong Joined, ulong? Left, bool IsConvicted, bool? Up);

/// <summary>Why a browser can't open a package; the command line can in all cases but the first.</summary>
public enum BrowserLimit
{
    /// <summary>It can.</summary>
    None,

    /// <summary>The header's blocks aren't kept by this server, so the page can't know whom to ask.</summary>
    NotHere,

    /// <summary>No license opens it.</summary>
    NamedOnly,

    /// <summary>More than <see cref="DownloadView.MostBytes"/>.</summary>
    TooLarge,

    /// <summary>More custodians than a page's policy should name.</summary>
    TooMany,
}

/// <summary>Everything on the page of a download.</summary>
public sealed record DownloadView
{
    /// <summary>Bytes of a payload that a browser opens, at most: 2 GB.</summary>
    public const long MostBytes = 2_000_000_000;

    /// <summary>Origins that the page may call, at most.</summary>
    public const int MostOrigins = 24;

    public required Hash32 TitleId { get; init; }

    public required string Name { get; init; }

    public required Hash32 Fingerprint { get; init; }

    public required long Number { get; init; }

    public required Hash32 Manifest { get; init; }

    public required Hash32 Header { get; init; }

    public required string Cid { get; init; }

    public required Hash32 Root { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required ulong Published { get; init; }

    public required bool IsPending { get; init; }

    /// <summary>Of the payload; null where it isn't known.</summary>
    public long? Bytes { get; init; }

    public int Threshold { get; init; }

    /// <summary>In the header's order.</summary>
    public IReadOnlyList<CustodianLine> Custodians { get; init; } = [];

    /// <summary>Gateways that its holder names, without <c>/ipfs</c>.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    public BrowserLimit Limit { get; init; }

    public required UseChoice Use { get; init; }

    /// <summary>Where this site is, for the command line; null where it doesn't know.</summary>
    public string? Site { get; init; }

    /// <summary>Origins that the page calls beside its own.</summary>
    public IReadOnlyList<string> Origins => [.. Custodians.Select(custodian => custodian.Url).OfType<string>().Concat(Sources).Select(url => Origin(new Uri(url))).Distinct(StringComparer.Ordinal)];

    /// <summary>Scheme, host and port, in letters that no policy takes for its own.</summary>
    public static string Origin(Uri url) => $"{url.Scheme}://{(url.HostNameType == UriHostNameType.IPv6 ? url.Host : url.IdnHost)}{(url.IsDefaultPort ? "" : $":{url.Port}")}";
}
