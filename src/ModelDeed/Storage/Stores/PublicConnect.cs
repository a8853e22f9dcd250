using System.Net;
using System.Net.Sockets;

namespace ModelDeed.Storage;

/// <summary>Connections to places that strangers named: their names are resolved once, and only public addresses are connected to, so that no name leads into
/// the caller's own network, not even one that changes its mind.</summary>
/// <param name="resolve">Resolves a name; null for the system's way.</param>
public sealed class PublicConnect(Func<string, CancellationToken, Task<IPAddress[]>>? resolve)
{
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve = resolve ?? ((host, ct) => Dns.GetHostAddressesAsync(host, ct));

    /// <summary>Guards a handler's connections. A proxy that the user set is the user's: what it resolves is its affair.</summary>
    /// <param name="handler">Whose; returned.</param>
    /// <param name="exempt">Hosts that the user named as addresses of his own: these are connected to wherever they lead.</param>
    public SocketsHttpHandler Guard(SocketsHttpHandler handler, Func<string, bool> exempt)
    {
        handler.ConnectCallback = (context, ct) =>
        {
            DnsEndPoint to = context.DnsEndPoint;
            bool isProxy = context.InitialRequestMessage.RequestUri is { } asked && (Plain(asked.Host) != Plain(to.Host) || asked.Port != to.Port);
            return Connect(to, isProxy || exempt(Plain(to.Host)), ct);
        };
        return handler;
    }

    /// <summary>True for a host that is written as an address, or as this machine: whoever wrote it meant it.</summary>
    public static bool IsExplicit(string host) => IPAddress.TryParse(Plain(host), out _) || host.Equals("localhost", StringComparison.OrdinalIgnoreCase);

    /// <summary>True for this machine.</summary>
    public static bool IsLoopback(string host) => host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.TryParse(Plain(host), out IPAddress? address) && IPAddress.IsLoopback(address);

    /// <summary>The addresses of a host that may be connected to.</summary>
    /// <exception cref="IOException">One of them isn't public.</exception>
    internal async Task<IPAddress[]> Resolve(string host, CancellationToken ct)
    {
        IPAddress[] found = IPAddress.TryParse(Plain(host), out IPAddress? literal) ? [literal] : await _resolve(host, ct);
        // One private address among public ones condemns the name: no honest server has both.
        return Array.Find(found, address => !PublicAddress.IsPublic(address)) is { } refused
            ? throw new IOException($"{host} leads to {refused}, which isn't a public address: a name that strangers chose mustn't lead into your own network.") : found;
    }

    private async ValueTask<Stream> Connect(DnsEndPoint to, bool anywhere, CancellationToken ct)
    {
        IPAddress[] found = !anywhere ? await Resolve(to.Host, ct)
            : IPAddress.TryParse(Plain(to.Host), out IPAddress? literal) ? [literal] : await _resolve(to.Host, ct);
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(found, to.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static string Plain(string host) => host.Trim('[', ']');
}
