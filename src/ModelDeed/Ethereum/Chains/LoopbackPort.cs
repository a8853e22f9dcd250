using System.Net;
using System.Net.Sockets;

namespace ModelDeed.Ethereum;

/// <summary>Ports on 127.0.0.1.</summary>
internal static class LoopbackPort
{
    /// <summary>The port preferred, when nothing listens there; otherwise one that the system finds free.</summary>
    public static int Free(int? preferred)
    {
        if (preferred is { } port && IsFree(port)) return port;
        using var any = new TcpListener(IPAddress.Loopback, 0);
        any.Start();
        return ((IPEndPoint)any.LocalEndpoint).Port;
    }

    /// <summary>Any free port but one.</summary>
    public static int FreeBut(int reserved)
    {
        int port;
        do port = Free(null);
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
