using System.Collections.Immutable;
using ModelDeed.Anchors;
using ModelDeed.Ethereum;

namespace ModelDeed.Market;

/// <summary>An order with its maker's signature: what an <c>.order.json</c> file holds.</summary>
/// <param name="Domain">Where it counts.</param>
/// <param name="Order">What is signed.</param>
/// <param name="Terms">The terms by which <see cref="Market.Order.State"/> was computed. Not signed: others don't give that state.</param>
/// <param name="Signature">65 bytes (r, s, v), or what a contract account takes (EIP-1271).</param>
public sealed record SignedOrder(MarketDomain Domain, Order Order, ImmutableArray<Hash32> Terms, ImmutableArray<byte> Signature)
{
    /// <summary>The digest that is signed.</summary>
    public Hash32 Digest => Domain.Digest(Order.StructHash);

    /// <summary>Signs an order.</summary>
    /// <exception cref="ArgumentException">The key isn't the maker's.</exception>
    /// <exception cref="OverflowException">Amount, price or a time is over what its type holds.</exception>
    public static SignedOrder Sign(MarketDomain domain, Order order, ImmutableArray<Hash32> terms, PrivateKey key) => key.Address == order.Maker
        ? new SignedOrder(domain, order, terms, [.. key.Sign(domain.Digest(order.StructHash)).ToArray()])
        : throw new ArgumentException($"The maker is {order.Maker}, but the key is {key.Address}'s.", nameof(key));

    /// <summary>Whether the maker signed it.</summary>
    public StepOutcome CheckSignature() => Domain.Check(Order.StructHash, Order.Maker, Signature.AsSpan());
}
