using System.Collections.Immutable;
using ModelDeed.Anchors;
using ModelDeed.Ethereum;

namespace ModelDeed.Licensing;

/// <summary>A license negotiated off chain, which the title's holder signs and the licensee redeems (EIP-712).</summary>
public sealed record Voucher
{
    /// <summary>The EIP-712 type.</summary>
    public const string Type = "Voucher(uint256 titleId,bytes32 termsId,address holder,address licensee,uint256 territories,uint48 fields,uint24 dataTypes,uint16 periods,address currency,"
        + "uint256 price,uint128 renewalPrice,uint256 nonce,uint256 deadline)";

    /// <summary>The title licensed.</summary>
    public required UInt256 TitleId { get; init; }

    /// <summary>The terms that hold but for the price.</summary>
    public required Hash32 TermsId { get; init; }

    /// <summary>Who holds the title: the voucher counts while they do. Named, so that a key that signs for several holders (EIP-1271) signs for one.</summary>
    public required Address Holder { get; init; }

    /// <summary>Who receives the license.</summary>
    public required Address Licensee { get; init; }

    /// <summary>What is granted.</summary>
    public required LicenseScope Scope { get; init; }

    /// <summary>Periods granted; 1 where no subscription is sold.</summary>
    public required ushort Periods { get; init; }

    /// <summary>Zero for the chain's native currency, else an ERC-20.</summary>
    public Address Currency { get; init; }

    /// <summary>In all, in the currency's smallest units.</summary>
    public TokenAmount Price { get; init; }

    /// <summary>Of one further period, in the currency's smallest units, below 2^128.</summary>
    public TokenAmount RenewalPrice { get; init; }

    /// <summary>Makes it usable once.</summary>
    public required UInt256 Nonce { get; init; }

    /// <summary>The last second in which it can be redeemed, since 1970.</summary>
    public required UInt256 Deadline { get; init; }

    /// <summary>The EIP-712 hash of the struct.</summary>
    /// <exception cref="OverflowException">The renewal price is over 2^128 - 1.</exception>
    public Hash32 StructHash => new StructHash(Type)
        .Add(TitleId).Add(TermsId).Add(Holder).Add(Licensee).Add(Scope.Territories.Bits).Add(Scope.Fields.Bits).Add((ulong)Scope.DataTypes.Bits).Add((ulong)Periods)
        .Add(Currency).Add((UInt256)Price.Units).Add(Renewal).Add(Nonce).Add(Deadline).Compute();

    private UInt256 Renewal => RenewalPrice.Units.GetBitLength() <= 128
        ? (UInt256)RenewalPrice.Units : throw new OverflowException($"The renewal price is {RenewalPrice.Units}, over 2^128 - 1.");
}

/// <summary>A voucher with the signature of the title's holder: what a <c>.voucher.json</c> file holds.</summary>
/// <param name="Domain">Where it counts.</param>
/// <param name="Signer">Who is said to have signed it: the holder, or whose key signs for the contract that is the holder.</param>
/// <param name="Voucher">The license promised.</param>
/// <param name="Signature">65 bytes (r, s, v), or what a contract account takes (EIP-1271).</param>
public sealed record SignedVoucher(LicensingDomain Domain, Address Signer, Voucher Voucher, ImmutableArray<byte> Signature)
{
    /// <summary>The digest that is signed.</summary>
    public Hash32 Digest => Domain.Digest(Voucher.StructHash);

    /// <summary>Signs a voucher.</summary>
    /// <exception cref="OverflowException">The renewal price is over 2^128 - 1.</exception>
    public static SignedVoucher Sign(LicensingDomain domain, Voucher voucher, PrivateKey key) =>
        new(domain, key.Address, voucher, [.. key.Sign(domain.Digest(voucher.StructHash)).ToArray()]);

    /// <summary>Whether the signer signed it.</summary>
    public StepOutcome CheckSignature() => Domain.Check(Voucher.StructHash, Signer, Signature.AsSpan());
}
