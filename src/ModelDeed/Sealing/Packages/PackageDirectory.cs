using ModelDeed.Ethereum;
using ModelDeed.Licensing;

namespace ModelDeed.Sealing;

/// <summary>Reads which packages the chain names.</summary>
/// <param name="node">The node.</param>
/// <param name="packages">The <c>Packages</c> contract.</param>
/// <param name="firstBlock">No log lies before this block.</param>
public sealed class PackageDirectory(EthereumNode node, Address packages, ulong firstBlock)
{
    /// <summary>The package of a version; null for none.</summary>
    /// <exception cref="RpcException">The node failed.</exception>
    public async Task<PackagesContract.Package?> Find(Hash32 version, CancellationToken ct)
    {
        var call = new PackagesContract.PackageOfCall(version);
        PackagesContract.Package named = call.DecodeResult(await node.Call(new CallRequest { To = packages, Data = call.Encode() }, BlockTag.Latest, ct));
        return named.Header.IsZero ? null : named;
    }

    /// <summary>Where the version's newest package can be fetched, as its owner said: lines of addresses, of which nothing is to be trusted; empty for none.</summary>
    /// <exception cref="RpcException">The node failed.</exception>
    public async Task<string> Sources(Hash32 title, Hash32 version, CancellationToken ct)
    {
        string sources = "";
        foreach (Log log in await LogSearch.Run(node, new LogFilter([packages], [[PackagesContract.Published.Topic0], [title], [version]]), firstBlock, ct))
            if (PackagesContract.Published.TryDecode(log, out PackagesContract.Published published)) sources = published.Sources;
        return sources;
    }
}
