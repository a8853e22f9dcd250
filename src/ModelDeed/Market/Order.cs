using System.Numerics;
using ModelDeed.Ethereum;

namespace ModelDeed.Market;

/// <summary>What an order's maker wants. The numbers are the contract's.</summary>
public enum OrderSide : byte
{
    /// <summary>The maker sells.</summary>
    Sell,

    /// <summary>The maker offers to buy.</summary>
    Buy,
}

/// <summary>A sale or an offer that its maker signs (EIP-712, <c>contracts/src/Market/IMarket.sol</c>).</summary>
public sealed record Order
{
    /// <summary>The EIP-712 type.</summary>
    public const string Type = "Order(uint8 side,address maker,address taker,address asset,uint256 titleId,uint96 amount,address currency,uint128 price,uint16 maxRoyalty,"
        + "uint64 epoch,bytes32 state,uint40 start,uint40 deadline,uint256 nonce,uint256 counter)";

    private const int AmountBits = 96, PriceBits = 128, TimeBits = 40;

    /// <summary>Sale or offer.</summary>
    public required OrderSide Side { get; init; }

    /// <summary>Who signs.</summary>
    public required Address Maker { get; init; }

    /// <summary>Who alone may fill it; zero for anybody.</summary>
    public Address Taker { get; init; }

    /// <summary><c>Titles</c>, or the token of the divided title.</summary>
    public required Address Asset { get; init; }

    /// <summary>The title, for shares too.</summary>
    public required UInt256 TitleId { get; init; }

    /// <summary>Shares, below 2^96; 1 for the title itself.</summary>
    public required BigInteger Amount { get; init; }

    /// <summary>Zero for the chain's native currency (sales only), else an ERC-20.</summary>
    public Address Currency { get; init; }

    /// <summary>For all of <see cref="Amount"/>, in the currency's smallest units, below 2^128.</summary>
    public required TokenAmount Price { get; init; }

    /// <summary>Resale royalty agreed at most.</summary>
    public required BasisPoints MaxRoyalty { get; init; }

    /// <summary>The title's epoch: the order dies when the title is taken over.</summary>
    public required ulong Epoch { get; init; }

    /// <summary>Zero, or the state of the title in which alone it can be filled (<see cref="TitleBurden"/>).</summary>
    public Hash32 State { get; init; }

    /// <summary>The first second in which it counts, since 1970, below 2^40.</summary>
    public ulong Start { get; init; }

    /// <summary>The last second in which it counts, below 2^40.</summary>
    public required ulong Deadline { get; init; }

    /// <summary>Orders of a maker's with the same nonce die together.</summary>
    public required UInt256 Nonce { get; init; }

    /// <summary>The maker's counter in the contract.</summary>
    public required UInt256 Counter { get; init; }

    /// <summary>The EIP-712 hash of the struct, by which the contract knows the order.</summary>
    /// <exception cref="OverflowException">Amount, price or a time is over what its type holds.</exception>
    public Hash32 StructHash => new StructHash(Type)
        .Add((ulong)Side).Add(Maker).Add(Taker).Add(Asset).Add(TitleId).Add(Bounded(Amount, AmountBits, "amount")).Add(Currency).Add(Bounded(Price.Units, PriceBits, "price"))
        .Add((ulong)MaxRoyalty.Value).Add(Epoch).Add(State).Add(Bounded(Start, TimeBits, "start")).Add(Bounded(Deadline, TimeBits, "deadline")).Add(Nonce).Add(Counter).Compute();

    /// <summary>What a part of it costs, in the currency's smallest units: pro rata, rounded in the maker's favor (up to sell, down to buy).</summary>
    /// <param name="amount">1 to <see cref="Amount"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">None of it, or more than there is.</exception>
    public TokenAmount PriceOf(BigInteger amount)
    {
        if (amount.Sign <= 0 || amount > Amount) throw new ArgumentOutOfRangeException(nameof(amount), amount, $"The order is for {Amount}.");
        BigInteger product = Price.Units * amount;
        return new TokenAmount(Side == OrderSide.Buy ? product / Amount : (product + Amount - 1) / Amount);
    }

    private static UInt256 Bounded(BigInteger value, int bits, string name) => value.Sign >= 0 && value.GetBitLength() <= bits
        ? (UInt256)value : throw new OverflowException($"The {name} is {value}; it must be below 2^{bits}.");
}
