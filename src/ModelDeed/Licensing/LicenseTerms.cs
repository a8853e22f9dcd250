using ModelDeed.Ethereum;

namespace ModelDeed.Licensing;

/// <summary>A published offer of licenses, member by member as on chain (<c>ILicensing.Terms</c>). It may hold what the contract refuses:
/// <see cref="TermsProblems.Of"/> tells.</summary>
public sealed record LicenseTerms
{
    /// <summary>Bytes of the ABI encoding: all 19 members are words.</summary>
    public const int EncodedSize = 19 * 32;

    /// <summary>The EIP-712 type, whose order the ABI tuple has too.</summary>
    public const string Type = "Terms(address currency,uint128 price,uint8 payment,uint32 period,uint32 grace,uint128 unitPrice,bytes32 unit,uint32 supply,uint32 perAccount,"
        + "uint40 saleStart,uint40 saleEnd,uint8 rights,uint16 royalty,uint256 territories,uint48 fields,uint24 dataTypes,address issuer,bytes32 claim,bytes32 legalText)";

    /// <summary>Zero for the chain's native currency, else an ERC-20.</summary>
    public Address Currency { get; init; }

    /// <summary>Below 2^128 smallest units: per license (one-time), per period (subscription), on opening (metered); 0 when free.</summary>
    public TokenAmount Price { get; init; }

    /// <summary>How it is paid.</summary>
    public required PaymentModel Payment { get; init; }

    /// <summary>Seconds: of a subscription's period, else of the license's duration, 0 for perpetual.</summary>
    public uint Period { get; init; }

    /// <summary>Seconds after expiry in which a renewal still joins on. Subscriptions only.</summary>
    public uint Grace { get; init; }

    /// <summary>Below 2^128 smallest units for each unit used. Metered only.</summary>
    public TokenAmount UnitPrice { get; init; }

    /// <summary>The unit's name, see <see cref="UnitName"/>. Metered only.</summary>
    public Hash32 Unit { get; init; }

    /// <summary>Licenses in all; 0 = unlimited.</summary>
    public uint Supply { get; init; }

    /// <summary>Licenses for each receiving account; 0 = unlimited.</summary>
    public uint PerAccount { get; init; }

    /// <summary>First second of the sale, since 1970; 0 = open. 40 bits.</summary>
    public ulong SaleStart { get; init; }

    /// <summary>The second in which the sale is over, since 1970; 0 = open. 40 bits.</summary>
    public ulong SaleEnd { get; init; }

    /// <summary>What else is allowed or demanded.</summary>
    public Rights Rights { get; init; }

    /// <summary>Parts per 10,000 of a derivative's income. Only with derivatives.</summary>
    public ushort Royalty { get; init; }

    /// <summary>Where.</summary>
    public required Territories Territories { get; init; }

    /// <summary>What for.</summary>
    public required FieldsOfUse Fields { get; init; }

    /// <summary>On which data.</summary>
    public required DataTypes DataTypes { get; init; }

    /// <summary>Who must have signed the buyer's credential; zero for none.</summary>
    public Address Issuer { get; init; }

    /// <summary>What it must state, see <see cref="Credential.ClaimOf"/>; zero for none.</summary>
    public Hash32 Claim { get; init; }

    /// <summary>SHA-256 of the legal text in UTF-8: <see cref="Licensing.LegalText.Seal"/> sets it.</summary>
    public Hash32 LegalText { get; init; }

    /// <summary>True when a credential is needed to buy.</summary>
    public bool NeedsCredential => !Issuer.IsZero;

    /// <summary>The identity on chain: the EIP-712 hash of the struct, which is <c>keccak256(abi.encode(typeHash, terms))</c>.</summary>
    /// <exception cref="OverflowException">A member is over its width on chain.</exception>
    public Hash32 TermsId() => Keccak256.Hash([.. Keccak256.HashUtf8(Type).Bytes, .. Encode()]);

    /// <summary>True when they have the right.</summary>
    public bool Allows(Rights right) => (Rights & right) == right;

    /// <summary>The ABI encoding, 608 bytes.</summary>
    /// <exception cref="OverflowException">A member is over its width on chain.</exception>
    public byte[] Encode()
    {
        AbiWriter writer = new([], EncodedSize);
        writer.Write(Currency);
        writer.Write(Fit(Price, nameof(Price)));
        writer.Write((ulong)Payment);
        writer.Write((ulong)Period);
        writer.Write((ulong)Grace);
        writer.Write(Fit(UnitPrice, nameof(UnitPrice)));
        writer.Write(Unit);
        writer.Write((ulong)Supply);
        writer.Write((ulong)PerAccount);
        writer.Write(Fit(SaleStart, nameof(SaleStart)));
        writer.Write(Fit(SaleEnd, nameof(SaleEnd)));
        writer.Write((ulong)Rights);
        writer.Write((ulong)Royalty);
        writer.Write(Territories.Bits);
        writer.Write(Fields.Bits);
        writer.Write((ulong)DataTypes.Bits);
        writer.Write(Issuer);
        writer.Write(Claim);
        writer.Write(LegalText);
        return writer.ToArray();
    }

    /// <summary>Reads the ABI encoding.</summary>
    /// <exception cref="MalformedDataException">Not 608 bytes, or a word over its member's width.</exception>
    public static LicenseTerms Decode(ReadOnlySpan<byte> data)
    {
        if (data.Length != EncodedSize) throw new MalformedDataException($"Terms have {EncodedSize} bytes, not {data.Length}.");
        AbiReader reader = new(data);
        return new LicenseTerms
        {
            Currency = reader.ReadAddress(),
            Price = new TokenAmount(reader.ReadUInt(128)),
            Payment = (PaymentModel)reader.ReadUInt64(8),
            Period = (uint)reader.ReadUInt64(32),
            Grace = (uint)reader.ReadUInt64(32),
            UnitPrice = new TokenAmount(reader.ReadUInt(128)),
            Unit = reader.ReadBytes32(),
            Supply = (uint)reader.ReadUInt64(32),
            PerAccount = (uint)reader.ReadUInt64(32),
            SaleStart = reader.ReadUInt64(40),
            SaleEnd = reader.ReadUInt64(40),
            Rights = (Rights)reader.ReadUInt64(8),
            Royalty = (ushort)reader.ReadUInt64(16),
            Territories = new Territories(reader.ReadUInt256()),
            Fields = new FieldsOfUse(reader.ReadUInt64(48)),
            DataTypes = new DataTypes((uint)reader.ReadUInt64(24)),
            Issuer = reader.ReadAddress(),
            Claim = reader.ReadBytes32(),
            LegalText = reader.ReadBytes32(),
        };
    }

    /// <summary>The terms as the contract's binding has them.</summary>
    public static LicenseTerms Of(OffersContract.Terms terms)
    {
        AbiWriter writer = new([], EncodedSize);
        terms.Write(writer);
        return Decode(writer.ToArray());
    }

    /// <summary>The terms for the contract's binding.</summary>
    /// <exception cref="OverflowException">A member is over its width on chain.</exception>
    public OffersContract.Terms ForContract()
    {
        AbiReader reader = new(Encode());
        return OffersContract.Terms.Read(ref reader);
    }

    private static UInt256 Fit(TokenAmount amount, string member) => amount.Units.GetBitLength() <= 128
        ? (UInt256)amount.Units : throw new OverflowException($"{member} is {amount.Units}, over 2^128 - 1.");

    private static ulong Fit(ulong seconds, string member) => seconds <= Seconds.Most
        ? seconds : throw new OverflowException($"{member} is {seconds}, over 2^40 - 1.");
}

/// <summary>Times on chain: whole seconds since 1970 in 40 bits.</summary>
public static class Seconds
{
    /// <summary>2^40 - 1, in the year 36812.</summary>
    public const ulong Most = (1ul << 40) - 1;

    /// <summary>The expiry of a license that has none: <see cref="Most"/>.</summary>
    public const ulong Perpetual = Most;
}
