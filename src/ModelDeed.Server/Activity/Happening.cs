using ModelDeed.Ethereum;

namespace ModelDeed.Server.Activity;

/// <summary>A row of the activity, before it has its place.</summary>
internal readonly record struct Happening(string Kind)
{
    public UInt256? Title { get; init; }

    public Address? Actor { get; init; }

    public Address? Other { get; init; }

    public Hash32? Subject { get; init; }

    public Address? Currency { get; init; }

    public UInt256? Amount { get; init; }
}

/// <summary>The contracts whose logs are activity.</summary>
internal sealed record ActivitySources(Address Anchors, Address Titles, Address Royalties, Address Offers, Address Licensing, Address Shares, Address Market);
