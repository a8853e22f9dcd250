using System.Text;
using ModelDeed.Fingerprints;

namespace ModelDeed.Tests.Fingerprints.Formats;

public sealed class NfcTests
{
    [Theory] // From NormalizationTest.txt of the Unicode Character Database: source and NFC.
    [InlineData("0041 030A", "00C5")]
    [InlineData("212B", "00C5")] // Angstrom sign: a singleton
    [InlineData("1E0A 0323", "1E0C 0307")]
    [InlineData("0044 0307 0323", "1E0C 0307")]
    [InlineData("1E9B 0323", "1E9B 0323")]
    [InlineData("0958", "0915 093C")] // excluded from composition
    [InlineData("2ADC", "2ADD 0338")]
    [InlineData("0344", "0308 0301")]
    [InlineData("1100 1161", "AC00")]
    [InlineData("AC00 11A8", "AC01")]
    [InlineData("1100 1161 11A8", "AC01")]
    [InlineData("AC01 11A8", "AC01 11A8")]
    [InlineData("1100 AC00 11A8", "1100 AC01")]
    [InlineData("0061 0315 0300 05AE 0062", "00E0 05AE 0315 0062")]
    [InlineData("0061 05AE 0300 0315 0062", "00E0 05AE 0315 0062")]
    [InlineData("0061 0301 0301", "00E1 0301")]
    [InlineData("0301 0061", "0301 0061")]
    [InlineData("0061 0302 0301", "1EA5")]
    [InlineData("1D15E", "1D157 1D165")]
    [InlineData("2F800", "4E3D")]
    [InlineData("11099 110BA", "1109A")]
    [InlineData("0DD9 0DCF 0DCA", "0DDD")]
    [InlineData("FB1D", "05D9 05B4")]
    [InlineData("FB01", "FB01")] // a ligature is no canonical equivalent
    public void Published_cases(string source, string expected) => Assert.Equal(Text(expected), Nfc.Normalize(Text(source)));

    [Fact]
    public void Normal_text_stays_as_it_is()
    {
        string text = "layers.0.größe/ñ 日本語 한국어 🙂";
        Assert.Equal(text, Nfc.Normalize(text));
        Assert.Equal("", Nfc.Normalize(""));
    }

    [Fact]
    public void Every_character_is_stable_once_normalised()
    {
        for (int code = 0; code <= 0x10FFFF; code++)
        {
            if (!Rune.IsValid(code)) continue;
            string once = Nfc.Normalize(new Rune(code).ToString());
            Assert.Equal(once, Nfc.Normalize(once));
        }
    }

    [Fact]
    public void A_surrogate_alone_is_an_error() => Assert.Throws<ArgumentException>(() => Nfc.Normalize("a\ud800b\u0301"));

    [Fact]
    public void A_long_run_of_marks_takes_no_square_of_its_length()
    {
        string marks = string.Concat(Enumerable.Repeat("\u0315\u0300\u05ae", 100_000));
        Assert.Equal(300_000, Nfc.Normalize(marks).Length);
    }

    private static string Text(string codes) => string.Concat(codes.Split(' ').Select(code => new Rune(Convert.ToInt32(code, 16)).ToString()));
}
