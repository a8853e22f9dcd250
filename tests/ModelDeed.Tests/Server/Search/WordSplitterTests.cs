using ModelDeed.Server.Search;

namespace ModelDeed.Tests.Server.Search;

public sealed class WordSplitterTests
{
    [Theory]
    [InlineData("GPT-2", "gpt|2")]
    [InlineData("gpt2", "gpt|2")]
    [InlineData("Llama-3.1-8B", "llama|3|1|8|b")]
    [InlineData("Größe Ångström ŁÓDŹ", "grosse|angstrom|lodz")]
    [InlineData("e\u0301cole ÉCOLE", "ecole|ecole")]
    [InlineData("大模型 ひら", "大|模|型|ひ|ら")]
    [InlineData("Модель ΣΙΓΜΑ", "модель|σιγμα")]
    [InlineData("a\0b\ud800c", "a|b|c")]
    [InlineData("'); DROP TABLE titles; --", "drop|table|titles")]
    [InlineData("0x00000000000000000000000000000000000000D0.", "0x00000000000000000000000000000000000000d0")]
    [InlineData("see 0x00000000000000000000000000000000000000D0", "see|0x00000000000000000000000000000000000000d0")]
    [InlineData("0x12ab", "0|x|12|ab")]
    [InlineData("  ", "")]
    public void Text_becomes_words(string text, string words) => Assert.Equal(words, string.Join('|', WordSplitter.Words(text)));

    [Fact]
    public void A_long_word_is_cut_alike_wherever_it_stands() =>
        Assert.Equal(WordSplitter.Words(new string('a', 5000)), WordSplitter.Words("A" + new string('a', 99)));

    [Theory]
    [InlineData("bert", "bert", 0)]
    [InlineData("bret", "bert", 1)]
    [InlineData("bet", "bert", 1)]
    [InlineData("bertt", "bert", 1)]
    [InlineData("gert", "bert", 1)]
    [InlineData("mistrlas", "mistrals", 1)]
    [InlineData("kitten", "sitting", 3)]
    public void Distances_count_changes(string a, string b, int distance)
    {
        Assert.Equal(distance, NearWords.Distance(a, b, 5));
        Assert.Equal(distance, NearWords.Distance(b, a, 5));
        if (distance > 0) Assert.Equal(distance, NearWords.Distance(a, b, distance - 1));
    }
}
