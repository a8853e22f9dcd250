using System.Numerics;

namespace ModelDeed.Market;

/// <summary>What the chain says about an order, its title and its two sides at one moment.</summary>
public sealed record OrderFacts
{
    /// <summary>Whether nonce and counter still count: the nonce's bit isn't set, the counter is the maker's.</summary>
    public required bool NonceUsed { get; init; }

    /// <summary>The maker's counter.</summary>
    public required Ethereum.UInt256 Counter { get; init; }

    /// <summary>Shares of it that were sold.</summary>
    public BigInteger Filled { get; init; }

    /// <summary>Who holds the title: for shares the token, while it is divided.</summary>
    public required Address Holder { get; init; }

    /// <summary>The title's epoch.</summary>
    public required ulong Epoch { get; init; }

    /// <summary>The second from which the title is final.</summary>
    public required ulong FinalAt { get; init; }

    /// <summary>Whether its arbitrator holds it disputed.</summary>
    public required bool Disputed { get; init; }

    /// <summary>What the title's resale royalty is of the whole price.</summary>
    public BigInteger Royalty { get; init; }

    /// <summary>The state as the contract digests it for the order's terms.</summary>
    public Hash32 State { get; init; }
}

/// <summary>Whether an order can be filled.</summary>
public abstract record OrderOutcome
{
    private OrderOutcome() { }

    /// <summary>It can, if both sides have and allow what is asked of them.</summary>
    /// <param name="Left">Shares that are left; 1 for a title.</param>
    public sealed record Open(BigInteger Left) : OrderOutcome;

    /// <summary>It can't yet.</summary>
    /// <param name="From">Seconds since 1970.</param>
    /// <param name="Provisional">Because the title is provisional until then; else because the order starts then.</param>
    public sealed record Waits(ulong From, bool Provisional) : OrderOutcome;

    /// <summary>It can't while the title is disputed.</summary>
    public sealed record Disputed : OrderOutcome;

    /// <summary>It can't any more, or never could.</summary>
    public sealed record Dead(OrderEnd Why) : OrderOutcome;

    /// <summary>Judges an order by the contract's rules.</summary>
    /// <param name="titles">The <c>Titles</c> contract.</param>
    /// <param name="seller">Who would sell: the maker, or whoever takes the offer.</param>
    /// <param name="now">Seconds since 1970.</param>
    public static OrderOutcome Judge(Order order, OrderFacts facts, Address titles, Address seller, ulong now) => End(order, facts, titles, seller, now) is { } why ? new Dead(why)
        : now < order.Start ? new Waits(order.Start, Provisional: false)
        : order.Asset == titles && facts.Disputed ? new Disputed()
        : order.Asset == titles && now < facts.FinalAt ? new Waits(facts.FinalAt, Provisional: true)
        : new Open(order.Amount - facts.Filled);

    private static OrderEnd? End(Order order, OrderFacts facts, Address titles, Address seller, ulong now) =>
        now > order.Deadline ? OrderEnd.Expired
        : facts.NonceUsed ? OrderEnd.Used
        : order.Counter != facts.Counter ? OrderEnd.Canceled
        : order.Side == OrderSide.Buy && order.Currency.IsZero ? OrderEnd.NativeOffer
        : order.Epoch != facts.Epoch ? OrderEnd.TakenOver
        : order.Amount.IsZero || (order.Asset == titles && !order.Amount.IsOne) ? OrderEnd.BadAmount
        : facts.Holder != (order.Asset == titles ? seller : order.Asset) ? OrderEnd.NotHeld
        : !order.State.IsZero && order.State != facts.State ? OrderEnd.StateChanged
        : order.Asset == titles && facts.Royalty > order.Price.Units * order.MaxRoyalty.Value / BasisPoints.Whole ? OrderEnd.RoyaltyTooHigh
        : null;
}

/// <summary>Why an order can't be filled any more.</summary>
public enum OrderEnd
{
    /// <summary>Its deadline has passed.</summary>
    Expired,

    /// <summary>It was filled whole, or its nonce canceled.</summary>
    Used,

    /// <summary>Its maker has canceled all orders.</summary>
    Canceled,

    /// <summary>An offer in native currency, which nobody could take from its owner.</summary>
    NativeOffer,

    /// <summary>The title was taken over by an earlier priority.</summary>
    TakenOver,

    /// <summary>For nothing, or for more than one of a title.</summary>
    BadAmount,

    /// <summary>The seller doesn't hold the title, or the shares' token doesn't.</summary>
    NotHeld,

    /// <summary>A version was published, or a license sold, since it was signed.</summary>
    StateChanged,

    /// <summary>The title's resale royalty is over what was agreed.</summary>
    RoyaltyTooHigh,
}
