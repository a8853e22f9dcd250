using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace ModelDeed.Ethereum;

/// <summary>Ports on 127.0.0.1.</summary>
internal static class LoopbackPort
{
    // Below the range from which systems take ports for outgoing connections: a client that retries a port in that range
    // while nobody listens there may end up connected to itself, and then nobody can.
    private const int Lowest = 20_000;
    private const int Highest = 32_000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Waits some seconds for whoever holds the port to let go; false when nobody does.</summary>
    public static async Task<bool> BecomesFree(int port, TimeProvider clock, CancellationToken ct)
    {
        long start = clock.GetTimestamp();
        while (!IsFree(port))
        {
            if (clock.GetElapsedTime(start) > Patience) return false;
            await Task.Delay(TimeSpan.FromMilliseconds(20), clock, ct);
        }
        return true;
    }

    /// <summary>A free port at random.</summary>
    public static int Any()
    {
        while (true)
        {
            int port = RandomNumberGenerator.GetInt32(Lowest, Highest);
            if (IsFree(port)) return port;
        }
    }

    /// <summary>Any free port but one.</summary>
    public static int AnyBut(int reserved)
    {
        int port;
        do port = Any();
        while (port == reserved);
        return port;
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, port);
            probe.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
