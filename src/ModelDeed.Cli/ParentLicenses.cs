using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Titles;

namespace ModelDeed.Cli;

/// <summary>A license that allows a derivative now.</summary>
/// <param name="Id">The license.</param>
/// <param name="Royalty">What its terms ask of the derivative's income.</param>
/// <param name="ShareAlike">Whether the derivative's terms must lie within it.</param>
internal sealed record DerivativeLicense(UInt256 Id, BasisPoints Royalty, bool ShareAlike);

/// <summary>Finds the licenses by which an account may register a derivative.</summary>
internal sealed class ParentLicenses(ChainSession session, Address account)
{
    /// <summary>The account's best license of a parent: with the lowest royalty, and of these without share-alike. Null for none.</summary>
    public async Task<DerivativeLicense?> Find(UInt256 parent, CancellationToken ct)
    {
        List<DerivativeLicense> usable = [];
        foreach (UInt256 id in await Ask(session.Contracts.Licensing, new LicensingContract.LicensesOfCall(parent, account), ct))
            if (await Judge(parent, id, ct) is (var license, _) && license is not null) usable.Add(license);
        return usable.OrderBy(license => license.Royalty.Value).ThenBy(license => license.ShareAlike).FirstOrDefault();
    }

    /// <summary>A license that the user names.</summary>
    /// <returns>It, and the title that it is of.</returns>
    /// <exception cref="Refusal">It isn't one, or doesn't allow the derivative.</exception>
    public async Task<(UInt256 Parent, DerivativeLicense License)> Require(UInt256 id, CancellationToken ct)
    {
        LicensingContract.License record;
        try
        {
            record = await Ask(session.Contracts.Licensing, new LicensingContract.LicenseOfCall(id), ct);
        }
        catch (RpcException refused) when (refused.Fault == RpcFault.Application)
        {
            throw new Refusal(Exit.AnswerIsNo, "no-license", $"There is no license {id.ToHash()} on {session.Profile.Name}.", "Check its id.");
        }
        (DerivativeLicense? license, string? problem) = await Judge(record.TitleId, id, ct);
        return license is not null ? (record.TitleId, license) : throw new Refusal(Exit.AnswerIsNo, "not-licensed", $"License {id.ToHash()} doesn't allow this: {problem}.", "Buy one whose terms allow derivatives, or register without --license: the lineage is then declared only.");
    }

    private async Task<(DerivativeLicense? License, string? Problem)> Judge(UInt256 parent, UInt256 id, CancellationToken ct)
    {
        LicensingContract.BondOfResult bond = await Ask(session.Contracts.Licensing, new LicensingContract.BondOfCall(id), ct);
        TitlesContract.RightsInResult rights = await session.Reader.Call(new TitlesContract.RightsInCall(parent.ToHash()), ct);
        if (bond.Licensee != account) return (null, $"it is held by {bond.Licensee}, not by {account}");
        if (!bond.Current) return (null, "it has expired");
        if (bond.Epoch != rights.Epoch) return (null, "the title was taken over since it was granted");
        if (rights.Disputed) return (null, "its title is disputed until the arbitrator decides");
        LicensingContract.License record = await Ask(session.Contracts.Licensing, new LicensingContract.LicenseOfCall(id), ct);
        OffersContract.Terms terms = await Ask(session.Contracts.Offers, new OffersContract.TermsOfCall(record.TitleId, record.TermsId), ct);
        Rights allowed = (Rights)terms.Rights;
        return allowed.HasFlag(Rights.Derivatives) ? (new DerivativeLicense(id, new BasisPoints(terms.Royalty), allowed.HasFlag(Rights.ShareAlike)), null) : (null, "its terms don't allow derivatives");
    }

    private async Task<T> Ask<T>(Address contract, IContractCall<T> call, CancellationToken ct) =>
        call.DecodeResult(await session.Node.Call(new CallRequest { To = contract, Data = call.Encode() }, BlockTag.Latest, ct));
}
