namespace ModelDeed.Storage;

/// <summary>How long a store on the network may take.</summary>
public sealed record RemoteLimits
{
    /// <summary>Until a connection stands. Default 10 s.</summary>
    public TimeSpan Connect { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>For one block, there and back. Default 60 s: 2 MiB at 35 kB/s.</summary>
    public TimeSpan Request { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often a broken connection, or an answer that says "later", is tried in all, 1 or more. Default 3, after 0.1 and 0.4 s.</summary>
    public int Attempts { get; init; } = 3;

    /// <summary>Connections to one store at once, 1 or more. Default 16.</summary>
    public int Connections { get; init; } = 16;

    /// <summary>Whether the name of a gateway may lead to an address that isn't public. Default no; an address written as one (127.0.0.1) may always be what it is.</summary>
    public bool AllowPrivate { get; init; }
}
