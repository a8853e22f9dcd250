using ModelDeed.Ethereum;
using ModelDeed.Licensing;

namespace ModelDeed.Sealing;

/// <summary>A custodian as the directory has it.</summary>
/// <param name="Account">Its account.</param>
/// <param name="Key">What shares are sealed to.</param>
/// <param name="Url">Where its service answers; null when the address is none that a program may call.</param>
/// <param name="Serves">Territories that it releases for.</param>
/// <param name="Bond">Wei that it loses when it is proven to tell two stories.</param>
/// <param name="JoinedAt">Seconds since 1970.</param>
/// <param name="LeftAt">When it left; null while it serves.</param>
public sealed record Custodian(Address Account, X25519Recipient Key, Uri? Url, Territories Serves, UInt256 Bond, ulong JoinedAt, ulong? LeftAt);

/// <summary>Reads the directory of custodians.</summary>
/// <param name="node">The node.</param>
/// <param name="custodians">The <c>Custodians</c> contract.</param>
/// <param name="firstBlock">No log lies before this block.</param>
/// <param name="allowLocal">Whether custodians may answer on this machine, without TLS: on the embedded chain.</param>
public sealed class CustodianDirectory(EthereumNode node, Address custodians, ulong firstBlock, bool allowLocal)
{
    /// <summary>All that ever joined, oldest first.</summary>
    /// <exception cref="RpcException">The node failed.</exception>
    public async Task<IReadOnlyList<Custodian>> List(CancellationToken ct)
    {
        var accounts = new List<Address>();
        foreach (Log log in await LogSearch.Run(node, new LogFilter([custodians], [[CustodiansContract.Joined.Topic0]]), firstBlock, ct))
            accounts.Add(new AbiReader(log.Topics.Bytes[Hash32.Size..]).ReadAddress()); // what else a stranger logged is read from the record, one by one
        List<Custodian> all = [];
        foreach (Address account in accounts)
            if (await Find(account, ct) is { } custodian) all.Add(custodian);
        return all;
    }

    /// <summary>The custodian of an account; null for none, and for one whose record is no text.</summary>
    /// <exception cref="RpcException">The node failed.</exception>
    public async Task<Custodian?> Find(Address account, CancellationToken ct)
    {
        CustodiansContract.Custodian found;
        try
        {
            found = await Call(new CustodiansContract.CustodianOfCall(account), ct);
        }
        catch (MalformedDataException)
        {
            return null; // an address that is no text: nobody can call it
        }
        return found.Key.IsZero ? null : new Custodian(account, new X25519Recipient(found.Key.Bytes), Address(found.Url), new Territories(found.Territories), found.Bond, found.JoinedAt, found.LeftAt == 0 ? null : found.LeftAt);
    }

    /// <summary>The custodian to whom a key belongs; null for none.</summary>
    /// <exception cref="RpcException">The node failed.</exception>
    public async Task<Custodian?> Find(X25519Recipient key, CancellationToken ct) =>
        await Call(new CustodiansContract.AccountOfCall(new Hash32(key.Key)), ct) is { IsZero: false } account ? await Find(account, ct) : null;

    // A stranger wrote it: no address of this machine's or its network's own services, and nothing unencrypted.
    private Uri? Address(string text) =>
        Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out Uri? url) && url.UserInfo.Length == 0
        && (url.Scheme == Uri.UriSchemeHttps && !url.IsLoopback || allowLocal && url.Scheme == Uri.UriSchemeHttp && url.IsLoopback) ? url : null;

    private async Task<T> Call<T>(IContractCall<T> call, CancellationToken ct) =>
        call.DecodeResult(await node.Call(new CallRequest { To = custodians, Data = call.Encode() }, BlockTag.Latest, ct));
}
