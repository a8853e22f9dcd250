using System.Net;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Sealing;

namespace ModelDeed.Server.Custodian;

/// <summary>What a custodian's service was started with.</summary>
/// <param name="Folder">Where its keys and its log are kept.</param>
/// <param name="Chain">The chain that it heeds, by a node of its own.</param>
/// <param name="Home">Where <c>deed</c> keeps things: the embedded chain is there.</param>
/// <param name="Urls">Where it answers.</param>
/// <param name="Serves">Territories that it releases for; null: those of the directory, and all until it has joined.</param>
internal sealed record CustodianOptions(CustodianFolder Folder, ChainProfile Chain, string Home, string Urls, Territories? Serves)
{
    /// <summary>Addresses whose <c>X-Forwarded-For</c> is believed; none by default.</summary>
    public IReadOnlyList<IPAddress> Proxies { get; init; } = [];

    /// <summary>Reads options and environment.</summary>
    /// <exception cref="FormatException">A territory that there isn't, or a proxy that is no IP address.</exception>
    /// <exception cref="ChainProfileException">There is no such chain.</exception>
    public static CustodianOptions Read(Func<string, string?> option, Func<string, string?> environment)
    {
        ServerOptions shared = ServerOptions.Read(option, environment);
        string folder = option("folder") is { Length: > 0 } own ? own : Path.Combine(shared.Home, "custodian");
        return new CustodianOptions(new CustodianFolder(folder), shared.Chain, shared.Home, option("urls") ?? "http://127.0.0.1:5090", option("territories") is { Length: > 0 } some ? Territories.Parse(some) : null)
        {
            Proxies = [.. (option("proxies") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Proxy)],
        };
    }

    /// <summary>The territories to release for: the directory's word is what owners chose the custodian by.</summary>
    /// <param name="asked">Those that the service was started with; null for none.</param>
    /// <param name="entered">The custodian in the directory; null before it has joined.</param>
    /// <exception cref="FormatException">They differ.</exception>
    public static Territories Agreed(Territories? asked, ModelDeed.Sealing.Custodian? entered)
    {
        if (entered is null) return asked ?? Territories.Worldwide;
        if (asked is not { } own || own == entered.Serves) return entered.Serves;
        throw new FormatException($"The directory says that this custodian ({entered.Account}) releases for {entered.Serves}; the service was started for {own}. "
            + "Start it without --territories, or change the directory first: deed custodian change --territories CODES");
    }

    private static IPAddress Proxy(string text) => IPAddress.TryParse(text, out IPAddress? address) ? address : throw new FormatException($"--proxies: \"{text}\" is no IP address. Give the addresses of your own proxies, as in 10.0.0.2,fd00::2.");
}
