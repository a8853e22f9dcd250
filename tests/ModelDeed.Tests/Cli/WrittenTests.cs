using ModelDeed.Cli;

namespace ModelDeed.Tests.Cli;

public sealed class WrittenTests
{
    [Theory]
    [InlineData("2027-01-01", 1_798_761_600ul)]
    [InlineData("2027-01-01T12:00Z", 1_798_804_800ul)]
    [InlineData("2027-01-01T12:00:01Z", 1_798_804_801ul)]
    [InlineData("1798761600", 1_798_761_600ul)]
    public void Moments_are_read_in_utc(string text, ulong seconds) => Assert.Equal(seconds, Written.Moment(text, "--at"));

    [Theory]
    [InlineData("tomorrow")]
    [InlineData("2027-02-30")]
    [InlineData("1969-12-31")]
    [InlineData("1099511627775")]
    [InlineData("01.02.2027")]
    [InlineData("")]
    public void What_is_no_moment_is_refused_by_its_option(string text) =>
        Assert.StartsWith("--at: ", Assert.Throws<Refusal>(() => Written.Moment(text, "--at")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("30d", 2_592_000u)]
    [InlineData("12h", 43_200u)]
    [InlineData("45min", 2_700u)]
    [InlineData("90s", 90u)]
    public void Spans_have_a_unit(string text, uint seconds) => Assert.Equal(seconds, Written.Span(text, "--period"));

    [Theory]
    [InlineData("30")]
    [InlineData("d")]
    [InlineData("-1d")]
    [InlineData("1.5d")]
    [InlineData("49711d")]
    [InlineData("1m")]
    public void What_is_no_span_is_refused(string text) => Assert.Equal("usage", Assert.Throws<Refusal>(() => Written.Span(text, "--period")).Code);

    [Theory]
    [InlineData("2.5%", 250)]
    [InlineData("100", 10_000)]
    [InlineData("0.01 %", 1)]
    public void Shares_are_exact(string text, int parts) => Assert.Equal(parts, Percents.Parse(text, "--royalty").Value);

    [Theory]
    [InlineData("2.555%")]
    [InlineData("101")]
    [InlineData("-1")]
    [InlineData("all")]
    public void What_is_no_share_is_refused(string text) => Assert.Throws<Refusal>(() => Percents.Parse(text, "--royalty"));
}
