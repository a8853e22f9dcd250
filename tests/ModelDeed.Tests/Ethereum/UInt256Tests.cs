using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using ModelDeed.Ethereum;

namespace ModelDeed.Tests.Ethereum;

public sealed class UInt256Tests
{
    private static readonly Gen<BigInteger> Numbers =
        from bytes in Gen.ArrayOf(ArbMap.Default.GeneratorFor<byte>(), 32)
        from size in Gen.Choose(0, 32)
        select new BigInteger(bytes.AsSpan(0, size), isUnsigned: true);

    [Fact]
    public void It_agrees_with_BigInteger() =>
        Prop.ForAll(Gen.Zip(Numbers, Numbers).ToArbitrary(), pair =>
        {
            var (a, b) = ((UInt256)pair.Item1, (UInt256)pair.Item2);
            return (BigInteger)a == pair.Item1
                && a.ToString() == pair.Item1.ToString()
                && UInt256.Parse(a.ToString()) == a
                && UInt256.Parse("0x" + pair.Item1.ToString("x")) == a
                && UInt256.FromHash(a.ToHash()) == a
                && a.BitLength == pair.Item1.GetBitLength()
                && a.FitsUInt64 == (pair.Item1 <= ulong.MaxValue)
                && Math.Sign(a.CompareTo(b)) == Math.Sign(pair.Item1.CompareTo(pair.Item2))
                && a == b == (pair.Item1 == pair.Item2);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("0x")]
    [InlineData(" 1")]
    [InlineData("1.0")]
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639936")] // 2^256
    [InlineData("0x10000000000000000000000000000000000000000000000000000000000000000")]
    public void What_is_not_a_256_bit_number_is_refused(string text) => Assert.Throws<FormatException>(() => UInt256.Parse(text));

    [Fact]
    public void Narrowing_never_wraps()
    {
        Assert.Throws<OverflowException>(() => (UInt256)BigInteger.MinusOne);
        Assert.Throws<OverflowException>(() => (UInt256)(BigInteger.One << 256));
        Assert.Throws<OverflowException>(() => (ulong)UInt256.MaxValue);
        Assert.Equal(ulong.MaxValue, (ulong)new UInt256(ulong.MaxValue));
    }
}
