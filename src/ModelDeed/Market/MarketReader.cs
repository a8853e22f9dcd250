using System.Numerics;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Titles;

namespace ModelDeed.Market;

/// <summary>Reads orders' standing and auctions straight from a node, without an index.</summary>
/// <param name="node">The node.</param>
/// <param name="market">The <c>Market</c> contract.</param>
/// <param name="titles">The <c>Titles</c> contract.</param>
/// <param name="firstBlock">The block in which they were created, or 0: nothing before is searched.</param>
public sealed class MarketReader(EthereumNode node, Address market, Address titles, ulong firstBlock)
{
    /// <summary>Calls a view of <c>Market</c> at the latest block.</summary>
    /// <exception cref="RpcException">The node failed, or the contract reverted.</exception>
    public Task<T> Call<T>(IContractCall<T> call, CancellationToken ct) => Call(market, call, ct);

    /// <summary>Every auction there ever was, by number; of one title if it is given.</summary>
    /// <exception cref="RpcException">The node failed.</exception>
    /// <exception cref="MalformedDataException">A log breaks its format.</exception>
    public async Task<IReadOnlyList<AuctionState>> Auctions(UInt256? titleId, CancellationToken ct)
    {
        LogFilter filter = new([market], [[MarketContract.AuctionStarted.Topic0, MarketContract.BidPlaced.Topic0, MarketContract.AuctionSold.Topic0, MarketContract.AuctionVoided.Topic0]]);
        List<AuctionState> auctions = [];
        foreach (Log log in await LogSearch.Run(node, filter, firstBlock, ct))
        {
            if (AuctionState.Begin(in log) is { } begun) auctions.Add(begun);
            else
                for (int i = 0; i < auctions.Count; i++) auctions[i] = auctions[i].Apply(in log);
        }
        return [.. auctions.Where(auction => titleId is null || auction.TitleId == titleId)];
    }

    /// <summary>A title's latest description; null for none, or for one that was taken back.</summary>
    /// <exception cref="RpcException">The node failed.</exception>
    public async Task<MarketContract.Described?> Description(UInt256 titleId, CancellationToken ct)
    {
        MarketContract.Described? latest = null;
        foreach (Log log in await LogSearch.Run(node, new LogFilter([market], [[MarketContract.Described.Topic0], [titleId.ToHash()]]), firstBlock, ct))
        {
            Log mended = TitleText.Mend(in log, 1, out _); // the address is a stranger's text
            if (MarketContract.Described.TryDecode(in mended, out MarketContract.Described described)) latest = described;
        }
        return latest is { Digest.IsZero: false } ? latest : null;
    }

    /// <summary>A title with what its buyer takes on.</summary>
    /// <param name="offers">Everything that it ever offered.</param>
    public async Task<TitleBurden> Standing(UInt256 titleId, IReadOnlyList<Offer> offers, CancellationToken ct)
    {
        TitlesContract.LatestOfResult latest = await Call(titles, new TitlesContract.LatestOfCall(titleId), ct);
        return new TitleBurden(latest.Fingerprint, latest.Number, [.. offers]);
    }

    /// <summary>What the chain says about an order now.</summary>
    /// <exception cref="RpcException">The node failed, or the title is none.</exception>
    public async Task<OrderFacts> Facts(SignedOrder signed, CancellationToken ct)
    {
        Order order = signed.Order;
        TitlesContract.RightsInResult rights = await Call(titles, new TitlesContract.RightsInCall(order.TitleId.ToHash()), ct);
        TitlesContract.TitleRecord record = await Call(titles, new TitlesContract.RecordOfCall(order.TitleId), ct);
        TitlesContract.RoyaltyInfoResult royalty = await Call(titles, new TitlesContract.RoyaltyInfoCall(order.TitleId, (UInt256)order.Price.Units), ct);
        return new OrderFacts
        {
            NonceUsed = await Call(new MarketContract.IsUsedCall(order.Maker, order.Nonce), ct),
            Counter = await Call(new MarketContract.CounterOfCall(order.Maker), ct),
            Filled = (BigInteger)await Call(new MarketContract.FilledOfCall(order.StructHash), ct),
            Holder = rights.Holder,
            Epoch = rights.Epoch,
            FinalAt = (ulong)await Call(titles, new TitlesContract.FinalAtCall(order.TitleId.ToHash()), ct),
            Disputed = record.Disputed,
            Royalty = royalty.Amount,
            State = order.State.IsZero ? Hash32.Zero : await Call(new MarketContract.StateOfCall(order.TitleId, [.. signed.Terms]), ct),
        };
    }

    private async Task<T> Call<T>(Address contract, IContractCall<T> call, CancellationToken ct) =>
        call.DecodeResult(await node.Call(new CallRequest { To = contract, Data = call.Encode() }, BlockTag.Latest, ct));
}
