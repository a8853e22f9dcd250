using System.Text;
using ModelDeed.Market;

namespace ModelDeed.Tests.Market;

public sealed class CardTests
{
    private const string Canonical = """{"card":"# Model\n\nTrained on *leaves*.","description":"Größe ✓","format":"modeldeed-card-1","framework":"onnx","languages":["de","zh-Hant"],"license":"Free for research.","tags":["vision","c++"],"task":"image-classification"}""";

    [Fact]
    public void A_card_is_written_canonically_however_it_was_read()
    {
        Card card = Card.Read(Encoding.UTF8.GetBytes("""
            { "task": "image-classification", "format": "modeldeed-card-1", "tags": ["vision", "c++"], "license": "Free for research.",
              "languages": ["de", "zh-Hant"], "framework": "onnx", "description": "Gr\u00f6\u00dfe \u2713", "card": "# Model\n\nTrained on *leaves*." }
            """));
        Assert.Equal(Canonical, Encoding.UTF8.GetString(card.Write()));
        Assert.Equal("0x" + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(Canonical))), card.Digest.ToString());
    }

    [Fact]
    public void What_is_empty_is_not_written() =>
        Assert.Equal("""{"description":"x","format":"modeldeed-card-1"}""", Encoding.UTF8.GetString(new Card { Description = "x" }.Write()));

    [Theory]
    [InlineData("""{"format":"modeldeed-card-1"}""", "description: is missing")]
    [InlineData("""{"format":"modeldeed-card-2","description":"x"}""", "format: expected")]
    [InlineData("""{"format":"modeldeed-card-1","description":""}""", "description: is empty")]
    [InlineData("""{"format":"modeldeed-card-1","description":"x","script":"y"}""", "script: no such field")]
    [InlineData("""{"format":"modeldeed-card-1","description":"x","description":"y"}""", "not JSON")]
    [InlineData("""{"format":"modeldeed-card-1","description":"x","tags":["Vision"]}""", "tags[0]: a tag is")]
    [InlineData("""{"format":"modeldeed-card-1","description":"x","tags":["a","b","a"]}""", "tags[2]: \"a\" stands there twice")]
    [InlineData("""{"format":"modeldeed-card-1","description":"x","tags":"a"}""", "tags: expected an array")]
    [InlineData("""{"format":"modeldeed-card-1","description":"x","languages":["d"]}""", "languages[0]: expected a language")]
    [InlineData("""{"format":"modeldeed-card-1","description":"x","task":"a\nb"}""", "task: has the control character U+000A")]
    [InlineData("""{"format":"modeldeed-card-1","description":"x","card":"a\r\nb"}""", "card: has the control character U+000D")]
    [InlineData("""{"format":"modeldeed-card-1","description":"x","card":7}""", "card: expected a text")]
    [InlineData("""{"format":"modeldeed-card-1","description":"\ud800"}""", "description: half of a surrogate pair, or broken UTF-8")]
    [InlineData("[]", "the document: expected an object")]
    public void A_broken_card_is_refused_by_the_name_of_its_member(string json, string reason) =>
        Assert.StartsWith(reason, Assert.Throws<FormatException>(() => Card.Read(Encoding.UTF8.GetBytes(json))).Message, StringComparison.Ordinal);

    [Fact]
    public void Limits_hold_to_the_byte()
    {
        int frame = new Card { Description = "x", Markdown = "y" }.Write().Length - 1;
        Card largest = new() { Description = "x", Markdown = new string('y', Card.MostBytes - frame) };
        Assert.Equal(Card.MostBytes, largest.Write().Length);
        Assert.Equal(largest.Markdown, Card.Read(largest.Write()).Markdown);
        Assert.Throws<FormatException>(() => (largest with { Markdown = largest.Markdown + "y" }).Write());
        Assert.Throws<FormatException>(() => Card.Read(new byte[Card.MostBytes + 1]));
        Assert.Throws<FormatException>(() => new Card { Description = new string('x', 4097) }.Write());
        Assert.Throws<FormatException>(() => new Card { Description = "x", Tags = [.. Enumerable.Range(0, 21).Select(i => $"t{i}")] }.Write());
        Assert.NotEmpty(new Card { Description = "x", Tags = [.. Enumerable.Range(0, 20).Select(i => $"t{i}")] }.Write());
    }
}
