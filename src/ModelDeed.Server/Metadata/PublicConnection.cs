using System.Net;
using System.Net.Sockets;

namespace ModelDeed.Server.Metadata;

/// <summary>Connections to where strangers' links lead: never to this machine, nor to its network's own services.</summary>
internal static class PublicConnection
{
    /// <summary>Connects.</summary>
    /// <param name="host">A name or an address.</param>
    /// <param name="port">Its port.</param>
    /// <param name="trusted">Whether it was chosen by who runs this server, and may be anywhere.</param>
    /// <param name="resolve">The name service.</param>
    /// <param name="ct">Ends the attempt.</param>
    /// <exception cref="AddressRefusedException">It leads to an address that isn't public.</exception>
    /// <exception cref="SocketException">Nothing answers.</exception>
    public static async ValueTask<Stream> Open(string host, int port, bool trusted, DocumentFetcher.Resolver resolve, CancellationToken ct)
    {
        IPAddress[] found = IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? literal) ? [literal] : await resolve(host, ct);
        // One private address among public ones condemns the name: no honest server has both.
        if (!trusted && Array.Find(found, address => !PublicAddress.IsPublic(address)) is { } refused)
            throw new AddressRefusedException($"{host} leads to {refused}, which isn't a public address.");
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(found, port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}

/// <summary>A link leads to an address that isn't public.</summary>
internal sealed class AddressRefusedException(string message) : IOException(message);
