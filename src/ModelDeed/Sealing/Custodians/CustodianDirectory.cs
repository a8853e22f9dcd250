using System.Net;
using System.Numerics;
using System.Text;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Storage;

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
    private const int MostUrl = 256;

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
        return found.Key.IsZero ? null : new Custodian(account, new X25519Recipient(found.Key.Bytes), Usable(found.Url, allowLocal), new Territories(found.Territories), found.Bond, found.JoinedAt, found.LeftAt == 0 ? null : found.LeftAt);
    }

    /// <summary>The custodian to whom a key belongs; null for none.</summary>
    /// <exception cref="RpcException">The node failed.</exception>
    public async Task<Custodian?> Find(X25519Recipient key, CancellationToken ct) =>
        await Call(new CustodiansContract.AccountOfCall(new Hash32(key.Key)), ct) is { IsZero: false } account ? await Find(account, ct) : null;

    /// <summary>Where custodians answer, by the keys that a package's header names, in the header's order.</summary>
    /// <exception cref="RpcException">The node failed.</exception>
    public async Task<IReadOnlyList<CustodianAddress>> Addresses(IEnumerable<X25519Recipient> keys, CancellationToken ct)
    {
        List<CustodianAddress> addresses = [];
        foreach (X25519Recipient key in keys)
        {
            Custodian? found = await Find(key, ct);
            addresses.Add(new CustodianAddress(key, found?.Url, found?.Account ?? default, custodians));
        }
        return addresses;
    }

    /// <summary>Whether a key was reserved for an account, and the next block has come, so that it can be entered.</summary>
    /// <exception cref="RpcException">The node failed.</exception>
    public async Task<bool> IsReserved(Hash32 commitment, CancellationToken ct) =>
        await Call(new CustodiansContract.ReservedInCall(commitment), ct) is { IsZero: false } block && (BigInteger)block < await node.BlockNumber(ct) + 1;

    /// <summary>What is reserved of a key before it is shown: keccak256(account in 32 bytes ‖ key).</summary>
    public static Hash32 Commitment(Address account, X25519Recipient key) => Keccak256.Hash([.. new byte[Hash32.Size - Primitives.Address.Size], .. account.Bytes, .. key.Key]);

    /// <summary>A service's address as a program may call it: https and a name or public address that isn't this machine's, or on the embedded chain http on this machine; no name or password in
    /// it, 256 bytes at most. Null for anything else: a stranger wrote it.</summary>
    /// <param name="text">As it is entered.</param>
    /// <param name="allowLocal">Whether it is the embedded chain's.</param>
    public static Uri? Usable(string text, bool allowLocal) =>
        Encoding.UTF8.GetByteCount(text) is > 0 and <= MostUrl && Uri.TryCreate(text.EndsWith('/') ? text : text + "/", UriKind.Absolute, out Uri? url) && url.UserInfo.Length == 0
        && (url.Scheme == Uri.UriSchemeHttps && !url.IsLoopback || allowLocal && url.Scheme == Uri.UriSchemeHttp && url.IsLoopback) && HasPlainHost(url) ? url : null;

    // Letters beyond ASCII may stand for others ("；" for ";", "１" for 1), or for nothing, and not to every program for the same: an international name is written as xn--.
    private static bool HasPlainHost(Uri url) => url.HostNameType switch
    {
        UriHostNameType.IPv4 or UriHostNameType.IPv6 => url.IsLoopback || PublicAddress.IsPublic(IPAddress.Parse(url.DnsSafeHost)),
        UriHostNameType.Dns => url.Host.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_'),
        _ => false,
    };

    private async Task<T> Call<T>(IContractCall<T> call, CancellationToken ct) =>
        call.DecodeResult(await node.Call(new CallRequest { To = custodians, Data = call.Encode() }, BlockTag.Latest, ct));
}
