using System.Text.Json;
using ModelDeed.Cli;
using ModelDeed.Tests.Fingerprints;
using ModelDeed.Tests.Fingerprints.Formats;
using ModelDeed.Tests.Heritage;

namespace ModelDeed.Tests.Cli;

public sealed class CertifyQuantTests : IDisposable
{
    private readonly QuantRelease _release = new(21);
    private readonly TempFolder _home = new();

    public void Dispose()
    {
        _release.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task An_honest_release_is_certified_and_the_certificate_checks()
    {
        _release.Write("Q4_K");
        string file = _home["model.quant.json"];
        (int exit, string text, string error) = await Run("certify-quant", _release.Parent, _release.Child, "--certificate", file, "--account", "demo-1");
        Assert.True(exit == Exit.Done, error);
        Assert.Contains("100 % faithful: 733,696 of 733,696 weights are a Q4_K rounding of 0x", text, StringComparison.Ordinal);
        Assert.Equal(Exit.Done, (await Run("certify-quant", "--check", file)).Exit);
        (exit, string json, _) = await Run("certify-quant", _release.Parent, _release.Child, "--check", file, "--json");
        Assert.Equal(Exit.Done, exit);
        using JsonDocument answer = JsonDocument.Parse(json);
        Assert.True(answer.RootElement.GetProperty("recomputed").GetBoolean());
        // The certificate is of this release, not of one edited since.
        _release.Write("Q4_K", edit: (name, bytes) => bytes[50] ^= (byte)(name == "output.weight" ? 0x70 : 0));
        (exit, text, _) = await Run("certify-quant", _release.Parent, _release.Child, "--check", file);
        Assert.Equal(Exit.AnswerIsNo, exit);
        Assert.Contains("DOESN'T HOLD", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edited_release_is_answered_with_no_and_the_block_named()
    {
        _release.Write("Q8_0", edit: (name, bytes) => bytes[34 * 9 + 8] += (byte)(name == "output.weight" ? 3 : 0));
        (int exit, string text, _) = await Run("certify-quant", _release.Parent, _release.Child);
        Assert.Equal(Exit.AnswerIsNo, exit);
        Assert.Contains("Not faithful: 733,664 of 733,696 weights", text, StringComparison.Ordinal);
        Assert.Contains("output.weight", text, StringComparison.Ordinal);
        Assert.Contains("9 (value 294)", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_that_was_edited_is_refused()
    {
        _release.Write("Q4_0");
        string file = _home["edited.json"];
        await Run("certify-quant", _release.Parent, _release.Child, "--certificate", file, "--account", "demo-1");
        _home.With("edited.json", System.Text.Encoding.UTF8.GetString(_home.Read("edited.json")).Replace("\"headRows\":64", "\"headRows\":32", StringComparison.Ordinal));
        Assert.Equal(Exit.AnswerIsNo, (await Run("certify-quant", "--check", file)).Exit);
        _home.With("edited.json", "{}");
        (int exit, _, string error) = await Run("certify-quant", "--check", file);
        Assert.Equal(Exit.AnswerIsNo, exit);
        Assert.Contains("not valid", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_model_alone_and_files_without_tensors_are_refused()
    {
        Assert.Equal(Exit.Usage, (await Run("certify-quant", _release.Parent)).Exit);
        Assert.Equal(Exit.Usage, (await Run("certify-quant")).Exit);
        _home.With("notes.txt", "no model");
        (int exit, _, string error) = await Run("certify-quant", _release.Parent, _home["notes.txt"]);
        Assert.Equal(Exit.Unreadable, exit);
        Assert.Contains("no tensors were found", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Q8_0", 8, 1e-7)]
    [InlineData("Q8_0", 8, 3e-5)]
    [InlineData("Q4_0", 2, 1e-7)]
    [InlineData("Q4_1", 3, 1e-7)]
    [InlineData("Q4_K", 12, 1e-7)]
    [InlineData("Q6_K", 14, 1e-7)]
    public async Task Values_too_small_for_a_scale_are_said_to_be_so_and_not_steps_off(string type, uint number, double size)
    {
        float[] large = SampleWeights.BrainFloats(new SampleWeights(4).Of("normal", 16 * 256)), small = SampleWeights.BrainFloats([.. large.Reverse().Select(value => (float)(size * value))]);
        _home.With("parent.safetensors", SafetensorsBuilder.Build(new Weight("large.weight", "BF16", [16, 256], QuantRelease.Bytes("BF16", large)), new Weight("small.weight", "BF16", [16, 256], QuantRelease.Bytes("BF16", small))));
        GgufBuilder gguf = new();
        foreach ((string name, float[] values) in (ReadOnlySpan<(string, float[])>)[("large.weight", large), ("small.weight", small)])
            gguf.Tensor(name, number, [16, 256], [.. values.Chunk(256).SelectMany(row => GgmlQuantiser.Row(type, row))]);
        _home.With("child.gguf", gguf.Build());
        (int exit, string text, string error) = await Run("certify-quant", _home["parent.safetensors"], _home["child.gguf"]);
        Assert.True(exit == Exit.Done, text + error);
        string worst = text[..text.IndexOf(" steps off at most", StringComparison.Ordinal)].Split(' ')[^1];
        Assert.InRange(double.Parse(worst, System.Globalization.CultureInfo.InvariantCulture), 0.4, 2);
        Assert.Contains($"{16 * 256 / (type.EndsWith('K') ? 256 : 32)} blocks: the scale of some of their values is smaller than the type can hold", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_argument_is_named()
    {
        (int exit, _, string error) = await Run("certify-quant", _release.Parent, "");
        Assert.Equal(Exit.Usage, exit);
        Assert.Contains("CHILD is empty", error, StringComparison.Ordinal);
        Assert.Contains("PARENT is empty", (await Run("certify-quant", "", _release.Child)).Error, StringComparison.Ordinal);
    }

    private async Task<(int Exit, string Out, string Error)> Run(params string[] args)
    {
        using StringWriter output = new(), error = new();
        Shell shell = new()
        {
            Out = output,
            Error = error,
            In = TextReader.Null,
            Interactive = false,
            ErrorIsTerminal = false,
            OutIsTerminal = false,
            Clock = TimeProvider.System,
            Environment = name => name == "MODELDEED_HOME" ? _home.Path : null,
        };
        return (await DeedCommand.Run(shell, args, CancellationToken.None), output.ToString(), error.ToString());
    }
}
