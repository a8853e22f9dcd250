using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Ethereum.Abi;

/// <summary>A list of random parameters with values that suit them.</summary>
internal sealed record AbiCase(AbiParameter[] Parameters, AbiValue[] Values)
{
    public override string ToString() => $"{AbiParameter.Signature(Parameters)} = {new AbiValue.List(Values)}";
}

/// <summary>Random types of every kind, nested up to three deep, and random values for them.</summary>
internal static class AbiCases
{
    public static Gen<AbiCase> Cases { get; } =
        from count in Gen.Choose(0, 4)
        from types in Gen.ArrayOf(Types(3), count)
        from values in Gen.CollectToArray(types, Values)
        select new AbiCase([.. types.Select((t, i) => new AbiParameter($"p{i}", t, false))], values);

    public static Gen<AbiType> Types(int depth) => depth == 0 ? Elementary : Gen.Frequency(
        (4, Elementary),
        (1, Types(depth - 1).Select(t => AbiType.Array(t, null))),
        (1, from t in Types(depth - 1) from n in Gen.Choose(1, 3) select AbiType.Array(t, n)),
        (1, from n in Gen.Choose(1, 3)
            from members in Gen.ArrayOf(Types(depth - 1), n)
            select AbiType.Tuple([.. members.Select((m, i) => new AbiParameter($"m{i}", m, false))], null)));

    public static Gen<AbiType> Elementary { get; } = Gen.OneOf(
        Gen.Choose(1, 32).Select(n => AbiType.UInt(8 * n)),
        Gen.Choose(1, 32).Select(n => AbiType.Int(8 * n)),
        Gen.Choose(1, 32).Select(AbiType.FixedBytes),
        Gen.Elements(AbiType.Bool, AbiType.Address, AbiType.Bytes, AbiType.String));

    public static Gen<AbiValue> Values(AbiType type) => type.Kind switch
    {
        AbiKind.UInt => Number(0, type.Size),
        AbiKind.Int => Number(-(BigInteger.One << (type.Size - 1)), type.Size),
        AbiKind.Bool => Gen.Elements(true, false).Select(AbiValue (b) => new AbiValue.Truth(b)),
        AbiKind.Address => Bytes(20).Select(AbiValue (b) => new AbiValue.Account(new Address(b))),
        AbiKind.FixedBytes => Bytes(type.Size).Select(AbiValue (b) => new AbiValue.Data(b)),
        AbiKind.Bytes => Length.SelectMany(Bytes).Select(AbiValue (b) => new AbiValue.Data(b)),
        AbiKind.String => Length.SelectMany(n => Gen.ArrayOf(Letters, n)).Select(AbiValue (s) => new AbiValue.Text(string.Concat(s))),
        AbiKind.Array => (type.Size < 0 ? Gen.Choose(0, 3) : Gen.Constant(type.Size))
            .SelectMany(n => Gen.ArrayOf(Values(type.Element!), n)).Select(AbiValue (items) => new AbiValue.List(items)),
        _ => Gen.CollectToArray(type.Components, c => Values(c.Type)).Select(AbiValue (items) => new AbiValue.List(items)),
    };

    // Around the borders of words.
    private static Gen<int> Length => Gen.OneOf(Gen.Choose(0, 3), Gen.Choose(31, 33), Gen.Choose(60, 70));

    private static Gen<string> Letters => Gen.Elements("a", "Z", "0", " ", "ß", "世", "\U0001F3E0", "é");

    private static Gen<byte[]> Bytes(int length) => Gen.ArrayOf(Gen.Choose(0, 255).Select(i => (byte)i), length);

    /// <summary>The borders of the range as often as numbers inside.</summary>
    private static Gen<AbiValue> Number(BigInteger least, int bits)
    {
        BigInteger greatest = least + (BigInteger.One << bits) - 1;
        return Gen.OneOf(
            Gen.Elements(least, greatest, BigInteger.Zero, BigInteger.One, least + 1),
            Bytes(32).Select(b => least + new BigInteger(b, isUnsigned: true) % (greatest - least + 1)))
            .Select(AbiValue (n) => new AbiValue.Number(n));
    }
}
