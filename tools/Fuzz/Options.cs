using System.Globalization;

namespace ModelDeed.Fuzz;

/// <summary>What the command line asks for.</summary>
/// <param name="Format">A format, <c>models</c>, <c>sealing</c> or <c>all</c>.</param>
/// <param name="Cases">Mutated inputs to read.</param>
/// <param name="Seed">Number of the first case; case i of seed s is case 0 of seed s+i.</param>
/// <param name="Out">Folder in which failing inputs are kept.</param>
internal sealed record Options(string Format, ulong Cases, ulong Seed, string Out)
{
    public const string Usage = """
        Reads mutated models, headers of packages and the like until one crashes, hangs, floods the memory, or is taken for what it isn't.

          dotnet run -c Release --project tools/Fuzz -- --format gguf --cases 1000000 --seed 1 [--out fuzz-failures]

        --format  safetensors, gguf, onnx, pytorch, pickle, tfjs, tflite; header, stanza, release, index, archive, dag;
                  models (the first seven), sealing (the others) or all (default)
        --cases   how many to read (default 1000000)
        --seed    number of the first case (default 1): --cases 1 --seed N runs case N again
        --out     where failing inputs are kept (default fuzz-failures)
        """;

    /// <summary>The options, or null when they make no sense.</summary>
    public static Options? Parse(string[] args)
    {
        var options = new Options("all", 1_000_000, 1, "fuzz-failures");
        for (int i = 0; i + 1 < args.Length; i += 2)
        {
            bool number = ulong.TryParse(args[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out ulong value);
            switch (args[i])
            {
                case "--format": options = options with { Format = args[i + 1] }; break;
                case "--out": options = options with { Out = args[i + 1] }; break;
                case "--cases" when number: options = options with { Cases = value }; break;
                case "--seed" when number: options = options with { Seed = value }; break;
                default: return null;
            }
        }
        return args.Length % 2 == 0 ? options : null;
    }
}
