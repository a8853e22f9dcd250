using ModelDeed.Ethereum;
using ModelDeed.Titles;

namespace ModelDeed.Licensing;

/// <summary>Reads licenses straight from a node, without an index.</summary>
/// <param name="node">The node.</param>
/// <param name="licensing">The <c>Licensing</c> contract.</param>
/// <param name="titles">The <c>Titles</c> contract.</param>
/// <param name="firstBlock">The block in which they were created, or 0: nothing before is searched.</param>
public sealed class LicenseReader(EthereumNode node, Address licensing, Address titles, ulong firstBlock)
{
    /// <summary>Calls a view of <c>Licensing</c> at the latest block.</summary>
    /// <exception cref="RpcException">The node failed, or the contract reverted.</exception>
    public Task<T> Call<T>(IContractCall<T> call, CancellationToken ct) => Call(licensing, call, ct);

    /// <summary>A license as it stands; null where there is none.</summary>
    public async Task<HeldLicense?> Read(UInt256 id, CancellationToken ct)
    {
        LicensingContract.License found;
        try
        {
            found = await Call(new LicensingContract.LicenseOfCall(id), ct);
        }
        catch (RpcException refused) when (LicensingContract.LicensingNoLicenseError.TryDecode(refused.RevertData, out _))
        {
            return null;
        }
        ulong epoch = await Call(titles, new TitlesContract.EpochOfCall(found.TitleId), ct);
        LicenseScope scope = new(new Territories(found.Scope.Territories), new FieldsOfUse(found.Scope.Fields), new DataTypes(found.Scope.DataTypes));
        IReadOnlyList<LicensingContract.Span> spans = await Call(new LicensingContract.SpansOfCall(id), ct);
        License license = new(scope, found.Since, found.Expires, new TokenAmount(found.RenewalPrice)) { Past = [.. spans.Select(span => new LicenseSpan(span.Since, span.Expires))] };
        return new HeldLicense(id, found.TitleId, found.TermsId, found.Licensee, license, found.Epoch == epoch);
    }

    /// <summary>The licenses of a title that an account holds: those that <c>isLicensed</c> asks.</summary>
    public async Task<IReadOnlyList<HeldLicense>> Of(UInt256 titleId, Address account, CancellationToken ct) =>
        await ReadAll(await Call(new LicensingContract.LicensesOfCall(titleId, account), ct), ct);

    /// <summary>Every license of a title, in the order in which they were granted.</summary>
    public async Task<IReadOnlyList<HeldLicense>> OfTitle(UInt256 titleId, CancellationToken ct) =>
        await ReadAll(await Granted([[LicensingContract.LicenseGranted.Topic0], [], [titleId.ToHash()]], ct), ct);

    /// <summary>Every license that an account holds, of any title.</summary>
    public async Task<IReadOnlyList<HeldLicense>> OfAccount(Address account, CancellationToken ct)
    {
        // Also what was transferred to it; a grant is a transfer from nobody.
        LogFilter filter = new([licensing], [[LicensingContract.Transfer.Topic0], [], [Topic(account)]]);
        List<Log> received = await LogSearch.Run(node, filter, firstBlock, ct);
        IEnumerable<UInt256> ids = received.Select(log => UInt256.FromHash(log.Topics[3])).Distinct();
        return [.. (await ReadAll(ids, ct)).Where(license => license.Licensee == account)];
    }

    /// <summary>The id of the license that a transaction granted; null if it granted none.</summary>
    public static UInt256? GrantedBy(Receipt receipt)
    {
        foreach (Log log in receipt.Logs)
            if (LicensingContract.LicenseGranted.TryDecode(in log, out LicensingContract.LicenseGranted granted)) return granted.LicenseId;
        return null;
    }

    private async Task<IEnumerable<UInt256>> Granted(IReadOnlyList<IReadOnlyList<Hash32>> topics, CancellationToken ct) =>
        (await LogSearch.Run(node, new LogFilter([licensing], topics), firstBlock, ct)).Select(log => UInt256.FromHash(log.Topics[1]));

    private async Task<IReadOnlyList<HeldLicense>> ReadAll(IEnumerable<UInt256> ids, CancellationToken ct)
    {
        List<HeldLicense> licenses = [];
        foreach (UInt256 id in ids)
            if (await Read(id, ct) is { } license) licenses.Add(license);
        return licenses;
    }

    private async Task<T> Call<T>(Address contract, IContractCall<T> call, CancellationToken ct) =>
        call.DecodeResult(await node.Call(new CallRequest { To = contract, Data = call.Encode() }, BlockTag.Latest, ct));

    private static Hash32 Topic(Address account)
    {
        Span<byte> word = stackalloc byte[Hash32.Size];
        word.Clear();
        account.Bytes.CopyTo(word[12..]);
        return new Hash32(word);
    }
}
