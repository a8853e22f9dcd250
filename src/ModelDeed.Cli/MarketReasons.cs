using ModelDeed.Ethereum;

namespace ModelDeed.Cli;

/// <summary>Why the market refuses, in plain words.</summary>
internal static class MarketReasons
{
    public static string? Words(string error, IReadOnlyList<AbiValue> with) => error switch
    {
        "Market_NotOpen" => $"the order counts from {Moment(with[0])} until {Moment(with[1])} only",
        "Market_NotTaker" => "the order is for another account, or your own: only whom it names can fill it, and nobody his own",
        "Market_NonceUsed" => $"the order of {with[0]} was filled or canceled",
        "Market_CounterPassed" => $"{with[0]} has canceled all orders signed before",
        "Market_BadSignature" => $"it isn't signed by {with[0]}, or was changed since",
        "Market_BadAmount" => $"{with[0]} are asked, {with[1]} are possible; a title is sold whole",
        "Market_BadCurrency" => "that can't be paid in: an offer needs an ERC-20 token (wrap native money first), and titles are no money",
        "Market_NotForSale" => $"{with[0]} isn't the token that holds title {Id(with[1])}: the shares were bought out, or the title awarded to another",
        "Market_NotHolder" => $"{with[1]} doesn't hold title {Id(with[0])}, but {with[2]} does",
        "Market_EpochPassed" => $"title {Id(with[0])} was taken over by an earlier priority since the order was signed",
        "Market_StateChanged" => $"title {Id(with[0])} isn't as it was shown: a version was published, or a license sold. Look again: deed market show",
        "Market_RoyaltyTooHigh" => $"the resale royalty is {with[0]} smallest units, over the {with[1]} agreed at most",
        "Market_WrongValue" => $"{with[0]} wei are due, but {with[1]} were sent",
        "Market_WrongAmount" => $"of {with[1]} smallest units only {with[2]} would arrive: the token {with[0]} takes a fee on the way, and can't be used",
        _ => OfAuctions(error, with),
    };

    private static string? OfAuctions(string error, IReadOnlyList<AbiValue> with) => error switch
    {
        "Market_NotAuctioned" => $"auction {with[0]} isn't in a state for that: deed market show --auction {with[0]} says in which",
        "Market_BadAuction" => "the auction's terms are out of range: a reserve above zero, a step of 100% at most, 1 minute to 90 days, an extension of a day at most",
        "Market_BidTooLow" => $"the bid is {with[0]} smallest units; {with[1]} are needed at least",
        "Market_WrongTime" => $"auction {with[0]} ends at {Moment(with[1])}: bids come before, the settlement after",
        "Market_NotCancelable" => $"only its seller can cancel auction {with[0]}, and only before the first bid",
        "Market_NothingThere" => $"nothing is there for {with[0]}",
        "Market_NotAuthor" => $"{with[1]} may not describe title {Id(with[0])}: only its holder, whom he has approved, or the steward of its shares",
        "Market_UriTooLong" => $"the address has {with[0]} bytes; 2,048 at most are possible",
        "Lot_NotAllowed" => $"{with[0]} may not do this: only who sold the lot",
        _ => null,
    };

    private static string Id(AbiValue value) => value is AbiValue.Number number ? ((UInt256)number.Value).ToHash().ToString() : value.ToString()!;

    private static string Moment(AbiValue value) => value is AbiValue.Number number && number.Value < 253_402_300_800 ? Units.Moment((ulong)number.Value) : $"second {value}";
}
