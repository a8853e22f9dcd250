using System.ComponentModel.DataAnnotations;

namespace ModelDeed.Server.Api;

/// <summary>Settings of the API, from the section <c>Api</c> of the configuration (<c>Api__Origin=…</c> in the environment).</summary>
internal sealed class ApiOptions
{
    /// <summary>Scheme, host and port under which people reach the site: <c>https://deeds.example</c>. Sign-ins are bound to it. Default: none,
    /// and then the site is for this machine only: requests under another name than <c>localhost</c>, <c>127.0.0.1</c> or <c>[::1]</c> can't sign in.</summary>
    public string? Origin { get; init; }

    /// <summary>Other sites whose pages may read this API and send what needs no session: <c>https://tools.example</c>. Default: none. <c>*</c> for all.</summary>
    public string[] AllowedOrigins { get; init; } = [];

    /// <summary>Addresses of the proxies whose <c>X-Forwarded-For</c> and <c>-Proto</c> are believed. Default: none.</summary>
    public string[] Proxies { get; init; } = [];

    /// <summary>Requests that an address may send at once: to the API, and as many to the pages. Default 240.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; init; } = 240;

    /// <summary>Requests for each second that an address gets back. Default 40.</summary>
    [Range(1, 1_000_000)]
    public int PerSecond { get; init; } = 40;

    /// <summary>The most bytes of a request's body, documents apart. Default 262,144.</summary>
    [Range(1_024, 16 << 20)]
    public int MostBody { get; init; } = 256 << 10;

    /// <summary>The most bytes of a document (a manifest or a card). Default 8 MiB.</summary>
    [Range(1_024, 256 << 20)]
    public int MostDocument { get; init; } = 8 << 20;

    /// <summary>Seconds that a client has for its request's head, and for its body to begin. Default 10.</summary>
    [Range(2, 600)]
    public int HeadSeconds { get; init; } = 10;

    /// <summary>Bytes each second below which a client that sends a body or takes an answer is cut off, some grace apart: what is written for it at once, 64 KiB or so,
    /// it may take that much time for. Default 1,024.</summary>
    [Range(1, 16 << 20)]
    public int LeastRate { get; init; } = 1_024;

    /// <summary>Seconds that a session lasts. Default 43,200: twelve hours.</summary>
    [Range(60, 30 * 86_400)]
    public int SessionSeconds { get; init; } = 12 * 3_600;

    /// <summary>Streams of activity open at once. Default 1,000.</summary>
    [Range(1, 100_000)]
    public int Streams { get; init; } = 1_000;

    /// <summary>Of these, the most that one address may have. Default 50.</summary>
    [Range(1, 100_000)]
    public int StreamsEach { get; init; } = 50;

    /// <summary>Searches for heritage that run at once, of the API and of pages; each uses all processors. Default 2.</summary>
    [Range(1, 1_000)]
    public int HeritageSearches { get; init; } = 2;

    /// <summary>Searches for heritage that may wait for their turn; further ones are refused. Default 32.</summary>
    [Range(0, 10_000)]
    public int HeritageWaiting { get; init; } = 32;

    /// <summary>Connections open at once, streams included; more are closed at once. Each takes a file descriptor of the process. Default 5,000.</summary>
    [Range(10, 1_000_000)]
    public int Connections { get; init; } = 5_000;
}
