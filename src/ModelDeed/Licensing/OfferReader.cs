using ModelDeed.Ethereum;

namespace ModelDeed.Licensing;

/// <summary>Reads offers straight from a node, without an index.</summary>
/// <param name="node">The node.</param>
/// <param name="offers">The <c>Offers</c> contract.</param>
/// <param name="licensing">The <c>Licensing</c> contract.</param>
/// <param name="firstBlock">The block in which they were created, or 0: nothing before is searched.</param>
public sealed class OfferReader(EthereumNode node, Address offers, Address licensing, ulong firstBlock)
{
    /// <summary>Every offer that a title ever made, as it stands, in the order of their first publication.</summary>
    /// <exception cref="RpcException">The node failed.</exception>
    public async Task<IReadOnlyList<Offer>> Read(UInt256 titleId, CancellationToken ct)
    {
        List<Offer> found = [];
        foreach (Log log in await History(titleId, ct))
        {
            Hash32 termsId = log.Topics[2];
            int known = found.FindIndex(offer => offer.TermsId == termsId);
            if (Offer.Apply(known < 0 ? null : found[known], in log) is not { } next) continue;
            if (known < 0) found.Add(next);
            else found[known] = next;
        }
        for (int i = 0; i < found.Count; i++) found[i] = await Counted(found[i], ct);
        return found;
    }

    // The logs don't tell how many were sold, nor that a take-over voided the offer.
    private async Task<Offer> Counted(Offer offer, CancellationToken ct)
    {
        OffersContract.OfferOfResult now = await Call(new OffersContract.OfferOfCall(offer.TitleId, offer.TermsId), ct);
        return offer with { State = (OfferState)now.State, Sold = now.Sold };
    }

    private async Task<T> Call<T>(IContractCall<T> call, CancellationToken ct) =>
        call.DecodeResult(await node.Call(new CallRequest { To = offers, Data = call.Encode() }, BlockTag.Latest, ct));

    private async Task<List<Log>> History(UInt256 titleId, CancellationToken ct)
    {
        LogFilter filter = new([offers, licensing],
            [[OffersContract.TermsOffered.Topic0, OffersContract.OfferChanged.Topic0, LicensingContract.RenewalsEnded.Topic0], [titleId.ToHash()]]);
        return await LogSearch.Run(node, filter, firstBlock, ct);
    }
}
