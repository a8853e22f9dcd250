using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using ModelDeed.Ethereum;
using ModelDeed.Market;
using ModelDeed.Server.Api;
using ModelDeed.Server.Licensing;
using ModelDeed.Server.Transactions;
using ModelDeed.Shares;
using ModelDeed.Titles;

namespace ModelDeed.Server.Market;

/// <summary>Drafts orders and prepares what fills them, by what the chain says now.</summary>
internal sealed class MarketDesk(Preparation preparation, OrderStanding standing, OrderBook book, LicensingRecords licensing, EthereumNode node)
{
    private const ulong UsualLife = 30 * 86_400;

    // The contract digests as many as it is given; a document names no more.
    private const int MostTerms = OrderJson.MostTerms;

    /// <summary>An order to sign, with the approvals that it needs.</summary>
    /// <exception cref="ProblemException">It couldn't be filled, or the maker hasn't what he promises.</exception>
    public async Task<DraftView> Draft(OrderRequest asked, OrderSide side, CancellationToken ct)
    {
        (Address asset, UInt256 amount) = await Asset(asked.TitleId, asked.Shares, ct);
        bool binds = asked.Binds ?? side == OrderSide.Buy;
        UInt256 title = UInt256.FromHash(asked.TitleId);
        Hash32[] terms = binds ? await Terms(asked.TitleId, ct) : [];
        UInt256 price = MarketPlans.Below(asked.Price, 128, "price");
        Order order = new()
        {
            Side = side,
            Maker = asked.From,
            Taker = asked.Taker ?? Address.Zero,
            Asset = asset,
            TitleId = title,
            Amount = amount,
            Currency = asked.Currency ?? Address.Zero,
            Price = new TokenAmount(price),
            MaxRoyalty = asked.MaxRoyalty is { } most ? Royalty(most) : await ResaleRoyalty(title, ct),
            Epoch = await preparation.Ask(preparation.Contracts.Titles, new TitlesContract.EpochOfCall(title), ct),
            State = binds ? await State(title, terms, ct) : Hash32.Zero,
            Start = Time(asked.Start ?? 0, "start"),
            Deadline = Time(asked.Deadline ?? await standing.Now(ct) + UsualLife, "deadline"),
            Nonce = new UInt256(RandomNumberGenerator.GetBytes(UInt256.Size)),
            Counter = await standing.Reader.Call(new MarketContract.CounterOfCall(asked.From), ct),
        };
        SignedOrder draft = new(standing.Domain, order, [.. terms], []);
        OrderProblems.RequireAlive(await standing.Judge(draft, null, anew: true, ct));
        IReadOnlyList<PlannedCall> approvals = side == OrderSide.Sell ? await Approvals(asked.From, asset, title, amount, ct) : await preparation.Allowance(asked.From, order.Currency, price, preparation.Contracts.Market, ct);
        return new DraftView(order.StructHash, OrderTypedData.Of(order, draft.Domain), OrderTypedData.Unsigned(draft), await preparation.Prepare(asked.From, approvals, await Warnings(order, ct), ct));
    }

    /// <summary>What buys what a sale offers, or sells to an offer.</summary>
    /// <exception cref="ProblemException">It can't be filled now, isn't of this side, or isn't signed.</exception>
    public async Task<PreparedView> Fill(FillRequest asked, OrderSide side, CancellationToken ct)
    {
        SignedOrder signed = await Order(asked, ct);
        Order order = signed.Order;
        if (order.Side != side) throw new ProblemException(Problem.Of("order-wrong-side", order.Side == OrderSide.Sell ? "The order is a sale: fill it." : "The order is an offer: accept it."));
        if (order.Maker == asked.From || (!order.Taker.IsZero && order.Taker != asked.From)) throw new ProblemException(Problem.OfError("Market_NotTaker", 422, ErrorWords.Of("Market_NotTaker")!));
        OrderOutcome.Open open = OrderProblems.RequireOpen(await standing.Judge(signed, asked.From, anew: true, ct));
        BigInteger amount = asked.Shares ?? open.Left;
        if (amount.IsZero || amount > open.Left) throw new ProblemException(Problem.OfError("Market_BadAmount", 422, $"{open.Left} are left of the order, and {amount} were asked."));
        BigInteger price = order.PriceOf(amount).Units;
        // What binds the order is checked by its own terms; what a buyer is shown, by all that the title has offered.
        bool bound = !order.State.IsZero;
        Hash32[] terms = bound ? [.. signed.Terms] : side == OrderSide.Sell ? await Terms(order.TitleId.ToHash(), ct) : [];
        Hash32 expected = bound ? order.State : side == OrderSide.Sell ? await State(order.TitleId, terms, ct) : Hash32.Zero;
        PlannedCall Call(UInt256 value) => MarketPlans.Fill(signed, amount, price, terms, expected, preparation.Contracts, value);
        IReadOnlyList<PlannedCall> calls = side == OrderSide.Sell
            ? await preparation.Paid(asked.From, order.Currency, (UInt256)price, preparation.Contracts.Market, Call, ct)
            : [.. await Approvals(asked.From, order.Asset, order.TitleId, (UInt256)amount, ct), Call(UInt256.Zero)];
        return await preparation.Prepare(asked.From, calls, side == OrderSide.Sell ? await Warnings(order, ct) : [], ct);
    }

    /// <summary>An auction's start, with the approval ahead of it.</summary>
    public async Task<PreparedView> StartAuction(StartAuctionRequest asked, CancellationToken ct)
    {
        (Address asset, UInt256 amount) = await Asset(asked.TitleId, asked.Shares, ct);
        IReadOnlyList<PlannedCall> approvals = await Approvals(asked.From, asset, UInt256.FromHash(asked.TitleId), amount, ct);
        return await preparation.Prepare(asked.From, [.. approvals, MarketPlans.StartAuction(asked, asset, amount, preparation.Contracts)], [], ct);
    }

    /// <summary>A bid, with the allowance ahead of it.</summary>
    /// <exception cref="ProblemException">There is no such auction, or the bid is too low.</exception>
    public async Task<PreparedView> Bid(BidRequest asked, CancellationToken ct)
    {
        MarketContract.Auction auction = await Auction(asked.AuctionId, ct);
        if (auction.State != (byte)AuctionStage.Open) throw new ProblemException(Problem.OfError("Market_NotAuctioned", 422, ErrorWords.Of("Market_NotAuctioned")!));
        UInt256 least = await standing.Reader.Call(new MarketContract.LeastBidCall(asked.AuctionId), ct);
        if (asked.Amount < least) throw new ProblemException(Problem.OfError("Market_BidTooLow", 422, $"The bid is {asked.Amount} smallest units; {least} are needed at least."));
        IReadOnlyList<PlannedCall> calls = await preparation.Paid(asked.From, auction.Currency, asked.Amount, preparation.Contracts.Market, value => MarketPlans.Bid(asked, auction, preparation.Contracts, value), ct);
        return await preparation.Prepare(asked.From, calls, await Burdens(auction.TitleId, ct), ct);
    }

    /// <summary>An auction as the contract has it.</summary>
    /// <exception cref="ProblemException">There is none of this number.</exception>
    public async Task<MarketContract.Auction> Auction(UInt256 id, CancellationToken ct) =>
        await standing.Reader.Call(new MarketContract.AuctionOfCall(id), ct) is var auction && auction.State != (byte)AuctionStage.None ? auction
            : throw new ProblemException(Problem.OfError("Market_NotAuctioned", StatusCodes.Status404NotFound, $"There is no auction {id}."));

    /// <summary>The token of a title's shares: the one that is named, or that holds the title now.</summary>
    /// <exception cref="ProblemException">It isn't one of this title's.</exception>
    public async Task<Address> Share(Hash32 titleId, Address? named, CancellationToken ct)
    {
        Address share = named ?? (await preparation.Ask(preparation.Contracts.Titles, new TitlesContract.RightsInCall(titleId), ct)).Holder;
        SharesContract.DivisionOfResult division = await preparation.Ask(preparation.Contracts.Shares, new SharesContract.DivisionOfCall(share), ct);
        return !division.TitleId.IsZero && division.TitleId == UInt256.FromHash(titleId) ? share
            : throw new ProblemException(Problem.OfError("Shares_NotDivided", 422, named is null ? $"The title {titleId} isn't divided now: name the token of its former shares." : $"{share} isn't the token of shares of {titleId}."));
    }

    /// <summary>An order document as it was sent.</summary>
    /// <exception cref="FormatException">Not one.</exception>
    public static SignedOrder Read(JsonElement document) => OrderJson.Read(JsonMarshal.GetRawUtf8Value(document).ToArray());

    private async Task<SignedOrder> Order(FillRequest asked, CancellationToken ct)
    {
        if (asked.Hash is null == asked.Order is null) throw new FormatException("hash, order: give one of the two.");
        if (asked.Hash is { } hash) return await book.Find(hash, ct) is { Hidden: false } posted ? posted.Signed : throw new ProblemException(Problem.Of("order-unknown", $"There is no order {hash} in the book."));
        SignedOrder sent = Read(asked.Order!.Value);
        await OrderProblems.RequireSigned(sent, standing.Domain, node, ct);
        return sent;
    }

    private async Task<(Address Asset, UInt256 Amount)> Asset(Hash32 titleId, UInt256? shares, CancellationToken ct) =>
        shares is { } count ? (await Share(titleId, null, ct), MarketPlans.Below(count, 96, "shares")) : (preparation.Contracts.Titles, UInt256.One);

    // What lets the market take what is sold; none where it may already.
    private async Task<IReadOnlyList<PlannedCall>> Approvals(Address owner, Address asset, UInt256 title, UInt256 amount, CancellationToken ct)
    {
        Address market = preparation.Contracts.Market, titles = preparation.Contracts.Titles;
        if (asset != titles) return await preparation.Allowance(owner, asset, amount, market, ct);
        if (await preparation.Ask(titles, new TitlesContract.IsApprovedForAllCall(owner, market), ct) || await preparation.Ask(titles, new TitlesContract.GetApprovedCall(title), ct) == market) return [];
        return [new PlannedCall(titles, new TitlesContract.ApproveCall(market, title), UInt256.Zero, $"Allow the market {market} to take the title {title.ToHash()} when it is sold.")];
    }

    private async Task<Hash32[]> Terms(Hash32 titleId, CancellationToken ct) => [.. (await licensing.Offers(titleId, ct)).Select(offer => offer.Terms.Id).Take(MostTerms)];

    private Task<Hash32> State(UInt256 title, Hash32[] terms, CancellationToken ct) => standing.Reader.Call(new MarketContract.StateOfCall(title, terms), ct);

    private Task<IReadOnlyList<string>> Warnings(Order order, CancellationToken ct) => Burdens(order.TitleId, ct);

    // What goes with a title to its buyer.
    private async Task<IReadOnlyList<string>> Burdens(UInt256 title, CancellationToken ct)
    {
        long sold = (await licensing.Offers(title.ToHash(), ct)).Sum(offer => offer.Sold);
        TitlesContract.TitleRecord record = await preparation.Ask(preparation.Contracts.Titles, new TitlesContract.RecordOfCall(title), ct);
        List<string> warnings = [];
        if (sold > 0) warnings.Add($"{sold} licenses of it were granted up to the indexed block; they stand whoever holds the title.");
        if (!record.Arbitrator.IsZero) warnings.Add($"Its arbitrator {record.Arbitrator} can award it to anybody.");
        return warnings;
    }

    private async Task<BasisPoints> ResaleRoyalty(UInt256 title, CancellationToken ct) =>
        new((int)(ulong)(await preparation.Ask(preparation.Contracts.Titles, new TitlesContract.RoyaltyInfoCall(title, BasisPoints.Whole), ct)).Amount);

    private static BasisPoints Royalty(ushort parts) => parts <= BasisPoints.Whole ? new BasisPoints(parts) : throw new FormatException($"maxRoyalty: at most {BasisPoints.Whole} parts per 10,000.");

    private static ulong Time(ulong seconds, string name) => seconds < 1ul << 40 ? seconds : throw new FormatException($"{name}: must be below 2^40 seconds since 1970.");
}
