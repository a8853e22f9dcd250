using System.Net;
using Microsoft.AspNetCore.Connections;
using ModelDeed.Server.Api;

namespace ModelDeed.Server.Custodian;

/// <summary>So many connections from one address at once, and no more: one address can't take all that there are, idle, before it asks anything. Of IPv6 a /64 counts as one address.</summary>
/// <param name="most">Connections of an address.</param>
/// <param name="proxies">Addresses that many clients come from: these aren't counted.</param>
internal sealed class ConnectionPlaces(int most, IReadOnlyList<IPAddress> proxies)
{
    private readonly Dictionary<string, int> _open = [];
    private readonly Lock _lock = new();

    /// <summary>Lets a connection in while its address has a place, else closes it.</summary>
    public ConnectionDelegate Hold(ConnectionDelegate next) => async connection =>
    {
        if (connection.RemoteEndPoint is not IPEndPoint { Address: var address } || proxies.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address))
        {
            await next(connection);
            return;
        }
        string client = RateLimit.Client(address);
        if (!Enter(client)) return;
        try
        {
            await next(connection);
        }
        finally
        {
            Leave(client);
        }
    };

    private bool Enter(string client)
    {
        lock (_lock)
        {
            int open = _open.GetValueOrDefault(client);
            if (open >= most) return false;
            _open[client] = open + 1;
            return true;
        }
    }

    private void Leave(string client)
    {
        lock (_lock)
        {
            if (--_open[client] == 0) _open.Remove(client);
        }
    }
}
