using ModelDeed.Cli;

namespace ModelDeed.Tests.Cli;

public sealed class UnitsTests
{
    [Theory]
    [InlineData(0, "0 B")]
    [InlineData(999, "999 B")]
    [InlineData(1000, "1 kB")]
    [InlineData(2_327_524, "2.33 MB")]
    [InlineData(10_822_323, "10.8 MB")]
    [InlineData(999_499, "999 kB")]
    [InlineData(999_500, "1 MB")]
    [InlineData(123_456_789_012, "123 GB")]
    [InlineData(long.MaxValue, "9223 PB")]
    public void Bytes_have_three_digits(long bytes, string text) => Assert.Equal(text, Units.Bytes(bytes));

    [Theory]
    [InlineData(0.44, "0.4 s")]
    [InlineData(9, "9 s")]
    [InlineData(59, "59 s")]
    [InlineData(60, "1 min")]
    [InlineData(125, "2 min 5 s")]
    [InlineData(3600, "1 h")]
    [InlineData(5400, "1 h 30 min")]
    [InlineData(86_400, "1 day")]
    [InlineData(604_800, "7 days")]
    [InlineData(273_600, "3 days 4 h")]
    public void Durations_have_their_two_largest_units(double seconds, string text) => Assert.Equal(text, Units.Duration(TimeSpan.FromSeconds(seconds)));

    [Fact]
    public void Moments_are_in_UTC() => Assert.Equal("2026-11-21 03:04:41 UTC", Units.Moment(1_795_230_281));
}
