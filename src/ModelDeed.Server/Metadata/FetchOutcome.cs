namespace ModelDeed.Server.Metadata;

/// <summary>What came of fetching a stranger's link.</summary>
internal abstract record FetchOutcome
{
    private FetchOutcome() { }

    /// <summary>The document, whose SHA-256 is the one asked for.</summary>
    internal sealed record Fetched(byte[] Bytes) : FetchOutcome;

    /// <summary>Not asked for at all, or stopped on the way: the link or an address that it leads to isn't allowed.</summary>
    internal sealed record Refused(string Why) : FetchOutcome;

    /// <summary>The other side failed: no answer, an error, too slow. Worth another try later.</summary>
    internal sealed record Failed(string Why) : FetchOutcome;

    /// <summary>It is larger than the limit.</summary>
    internal sealed record TooLarge(long Limit) : FetchOutcome;

    /// <summary>It isn't the document that the chain names.</summary>
    internal sealed record WrongDigest(Hash32 Actual) : FetchOutcome;
}
