using System.Numerics;
using ModelDeed.Deployment;
using ModelDeed.Ethereum;
using ModelDeed.Market;
using ModelDeed.Royalties;
using ModelDeed.Server.Transactions;
using ModelDeed.Shares;

namespace ModelDeed.Server.Market;

/// <summary>Requests of the market and of income as calls of the contracts: pure functions.</summary>
internal static class MarketPlans
{
    public static PlannedCall Cancel(CancelOrdersRequest asked, ContractSet contracts) => asked.Nonces.Count is 0 or > 100 ? throw new FormatException("nonces: 1 to 100.")
        : Free(contracts.Market, new MarketContract.CancelCall([.. asked.Nonces]), $"Cancel your orders with {(asked.Nonces.Count == 1 ? $"the nonce {asked.Nonces[0]}" : $"{asked.Nonces.Count} nonces")}: nobody can fill them any more.");

    public static PlannedCall CancelAll(ContractSet contracts) =>
        Free(contracts.Market, new MarketContract.CancelAllCall(), "Cancel all orders that you have signed so far: nobody can fill them any more.");

    public static PlannedCall Fill(SignedOrder signed, BigInteger amount, BigInteger price, IReadOnlyList<Hash32> terms, Hash32 expected, ContractSet contracts, UInt256 value)
    {
        Order o = signed.Order;
        MarketContract.Order order = new(
            (byte)o.Side, o.Maker, o.Taker, o.Asset, o.TitleId, (UInt256)o.Amount, o.Currency, (UInt256)o.Price.Units, (ushort)o.MaxRoyalty.Value, o.Epoch, o.State, o.Start, o.Deadline, o.Nonce, o.Counter);
        bool sale = o.Side == OrderSide.Sell;
        return new PlannedCall(contracts.Market, new MarketContract.FillCall(order, [.. signed.Signature], (UInt256)amount, [.. terms], expected), value,
            $"{(sale ? "Buy" : "Sell")} {What(o.Asset, o.TitleId, amount, contracts)} {(sale ? "from" : "to")} {o.Maker} for {price} smallest units of {Named(o.Currency)}{(o.Asset == contracts.Titles ? $"; up to {o.MaxRoyalty.Value} of 10,000 of that are resale royalty" : "")}.");
    }

    public static PlannedCall StartAuction(StartAuctionRequest asked, Address asset, UInt256 amount, ContractSet contracts) => Free(
        contracts.Market,
        new MarketContract.StartAuctionCall(asset, UInt256.FromHash(asked.TitleId), amount, asked.Currency ?? Address.Zero, Below(asked.Reserve, 128, "reserve"), asked.Step, asked.Duration, asked.Extension),
        $"Put {What(asset, UInt256.FromHash(asked.TitleId), amount, contracts)} up for auction for {asked.Duration} seconds: at least {asked.Reserve} smallest units of {Named(asked.Currency ?? Address.Zero)}. It leaves your account until the auction is over.");

    public static PlannedCall Bid(BidRequest asked, MarketContract.Auction auction, ContractSet contracts, UInt256 value) => new(
        contracts.Market, new MarketContract.BidCall(asked.AuctionId, Below(asked.Amount, 128, "amount")), value,
        $"Bid {asked.Amount} smallest units of {Named(auction.Currency)} for {What(auction.Asset, auction.TitleId, auction.Amount, contracts)} in auction {asked.AuctionId}. The money is yours again as soon as somebody bids more.");

    // A title that a dispute has kept in its lot is given back by a call of its own.
    public static PlannedCall Settle(AuctionRequest asked, MarketContract.Auction auction, ContractSet contracts) => auction.State == (byte)AuctionStage.Void
        ? Free(contracts.Market, new MarketContract.ReturnLotCall(asked.AuctionId), $"Give the lot of auction {asked.AuctionId} back to its seller.")
        : Free(contracts.Market, new MarketContract.SettleCall(asked.AuctionId), $"End auction {asked.AuctionId}, whose time is over: the highest bidder gets the lot, its seller the money.");

    public static PlannedCall CancelAuction(AuctionRequest asked, ContractSet contracts) =>
        Free(contracts.Market, new MarketContract.CancelAuctionCall(asked.AuctionId), $"End auction {asked.AuctionId}, in which nobody has bid: the lot is yours again.");

    public static PlannedCall Refund(RefundRequest asked, ContractSet contracts) => Free(
        contracts.Market, new MarketContract.WithdrawToCall(asked.Currency ?? Address.Zero, NotZero(asked.To ?? asked.From)),
        $"Take all that the market owes {asked.From} in {Named(asked.Currency ?? Address.Zero)} to {asked.To ?? asked.From}.");

    public static PlannedCall Describe(DescribeRequest asked, ContractSet contracts) => Free(
        contracts.Market, new MarketContract.DescribeCall(UInt256.FromHash(asked.TitleId), asked.Digest, asked.Uri),
        asked.Digest.IsZero ? $"Take the description of {asked.TitleId} back." : $"Describe {asked.TitleId} by the card with the SHA-256 {asked.Digest}.");

    public static PlannedCall Claim(ClaimRequest asked, Address share) => Free(
        share, new ShareContract.ClaimCall(asked.Currency ?? Address.Zero, NotZero(asked.To ?? asked.From)),
        $"Claim all that your shares of {asked.TitleId} have earned in {Named(asked.Currency ?? Address.Zero)} to {asked.To ?? asked.From}.");

    public static PlannedCall WithdrawFrom(WithdrawFromRequest asked, ContractSet contracts) => Free(
        contracts.Royalties, new RoyaltiesContract.WithdrawFromCall(UInt256.FromHash(asked.TitleId), asked.Payee, asked.Currency ?? Address.Zero, NotZero(asked.To ?? asked.From)),
        $"Withdraw all that {asked.TitleId} has earned under the key {asked.Payee} in {Named(asked.Currency ?? Address.Zero)} to {asked.To ?? asked.From}.");

    public static PlannedCall Collect(CollectRequest asked, ContractSet contracts) => Free(
        contracts.Royalties, new RoyaltiesContract.CollectCall(UInt256.FromHash(asked.TitleId), asked.Currency ?? Address.Zero),
        $"Credit the resale royalties of {asked.TitleId} in {Named(asked.Currency ?? Address.Zero)} to its registrant and its ancestors.");

    public static PlannedCall SettleIncome(SettleIncomeRequest asked, ContractSet contracts) => Free(
        contracts.Royalties, new RoyaltiesContract.SettleCall(UInt256.FromHash(asked.TitleId), asked.Payee, asked.Currency ?? Address.Zero),
        $"Distribute what {asked.TitleId} has kept for {asked.Payee} in {Named(asked.Currency ?? Address.Zero)} among it and its ancestors.");

    /// <summary>A number that the contract holds in fewer bits.</summary>
    /// <exception cref="FormatException">It is larger.</exception>
    public static UInt256 Below(UInt256 value, int bits, string name) =>
        ((BigInteger)value).GetBitLength() <= bits ? value : throw new FormatException($"{name}: must be below 2^{bits}.");

    private static PlannedCall Free(Address to, IContractCall call, string summary) => new(to, call, UInt256.Zero, summary);

    private static string What(Address asset, UInt256 title, BigInteger amount, ContractSet contracts) =>
        asset == contracts.Titles ? $"the title {title.ToHash()}" : $"{amount} shares of the title {title.ToHash()}";

    private static string Named(Address currency) => currency.IsZero ? "native money" : $"the token {currency}";

    private static Address NotZero(Address account) => !account.IsZero ? account : throw new FormatException("to: what goes to the zero address is lost.");
}
