using FsCheck;
using FsCheck.Fluent;
using ModelDeed.Cli;

namespace ModelDeed.Tests.Cli;

public sealed class PrintableTests
{
    [Theory]
    [InlineData("Ré­sumé", "Ré\\u{ad}sumé")]
    [InlineData("a\u001b[2Jb", "a\\u{1b}[2Jb")]
    [InlineData("safe\u202eexe.onnx", "safe\\u{202e}exe.onnx")]
    [InlineData("two\nlines\u2028three", "two\\u{a}lines\\u{2028}three")]
    [InlineData("模型 🧠", "模型 🧠")]
    public void What_a_terminal_would_obey_is_shown_instead(string text, string shown) => Assert.Equal(shown, Printable.Clean(text));

    [Fact]
    public void No_text_leaves_a_control_character_or_breaks_the_markup() => Prop.ForAll((string? text) =>
    {
        string clean = Printable.Clean(text ?? "");
        return !clean.Any(char.IsControl) && "|" + clean == Spectre.Console.Markup.Remove("|" + Printable.Escape(text ?? "")); // Remove makes white space alone empty
    }).QuickCheckThrowOnFailure();
}
