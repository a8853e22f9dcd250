using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Licensing;

/// <summary>Terms to test with: fixed ones, and any that are valid.</summary>
internal static class SampleTerms
{
    public static readonly Address Usdc = Address.Parse("0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48");
    public static readonly Address Alice = Address.Parse("0x00000000000000000000000000000000000a11ce");
    public static readonly Address Bob = Address.Parse("0x0000000000000000000000000000000000000b0b");

    /// <summary>What the vectors are made with: 49 USDC.</summary>
    public static readonly TokenAmount Price = TokenAmount.Parse("49", 6);

    public static Gen<LicenseTerms> Valid { get; } =
        from shape in Gen.Elements(Enum.GetValues<PaymentModel>())
        from words in Gen.ArrayOf(Bits(256), 6)
        from small in Gen.ArrayOf(Gen.Choose(0, int.MaxValue), 8)
        from unit in Gen.Elements("token", "1000 tokens", "image", "minute of audio", "Zeichen ß")
        select LegalText.Seal(Build(shape, words, small, unit));

    /// <summary>Numbers below 2^n, sparse, dense and in between.</summary>
    public static Gen<BigInteger> Bits(int count) =>
        from bytes in Gen.ArrayOf(Gen.Choose(0, 255), 32)
        from mask in Gen.ArrayOf(Gen.Choose(0, 255), 32)
        from way in Gen.Choose(0, 2)
        let number = new BigInteger(bytes.Select((b, i) => (byte)(way == 0 ? b : way == 1 ? b & mask[i] : b | mask[i])).ToArray(), isUnsigned: true)
        select number & ((BigInteger.One << count) - 1);

    private static LicenseTerms Build(PaymentModel payment, BigInteger[] words, int[] small, string unit)
    {
        bool metered = payment == PaymentModel.Metered, subscription = payment == PaymentModel.Subscription, derivatives = small[0] % 2 == 0, credential = small[1] % 3 == 0;
        BigInteger mask128 = (BigInteger.One << 128) - 1;
        return new LicenseTerms
        {
            Currency = small[2] % 4 == 0 ? Address.Zero : Usdc,
            Price = new TokenAmount(payment == PaymentModel.Free ? 0 : words[0] & mask128),
            Payment = payment,
            Period = subscription ? (uint)small[3] + 1 : (uint)small[3] % 3 * 86_400,
            Grace = subscription ? (uint)small[4] : 0,
            UnitPrice = new TokenAmount(metered ? (words[1] & mask128) | 1 : 0),
            Unit = metered ? UnitName.Encode(unit) : Hash32.Zero,
            Supply = (uint)small[5] % 3,
            PerAccount = (uint)small[6] % 3,
            SaleStart = (ulong)small[7] % 3 * 1_000_000,
            SaleEnd = small[7] % 2 == 0 ? 0 : 2_000_001 + (ulong)small[6],
            Rights = (Rights)(small[6] & (derivatives ? 31 : 25) & (credential ? 15 : 31)) | (derivatives ? Rights.Derivatives : Rights.None),
            Royalty = (ushort)(derivatives ? small[5] % 10_001 : 0),
            Territories = new Territories((UInt256)((words[2] & ((BigInteger.One << 249) - 1)) | 1)),
            Fields = new FieldsOfUse((ulong)(words[3] & ((BigInteger.One << 40) - 1)) | 2),
            DataTypes = new DataTypes((uint)(words[4] & ((BigInteger.One << 20) - 1)) | 4),
            Issuer = credential ? Alice : Address.Zero,
            Claim = credential ? Credential.ClaimOf("accredited-hospital") : Hash32.Zero,
        };
    }
}
