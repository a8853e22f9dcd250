using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace ModelDeed.Fingerprints;

/// <summary>The parts of one model whose files are numbered, as llama.cpp and Hugging Face's libraries name them.</summary>
internal sealed partial class NumberedParts(string whole, uint count)
{
    private BigInteger? _tensors;

    /// <summary>Path of the model without the numbers.</summary>
    public string Whole => whole;

    public SortedDictionary<uint, ModelFile> Found { get; } = [];

    /// <summary>What a path says about its part, or null.</summary>
    public static (string Whole, uint Number, uint Count)? Match(string path)
    {
        Match match = Pattern().Match(path);
        if (!match.Success) return null;
        uint number = uint.Parse(match.Groups["number"].ValueSpan, CultureInfo.InvariantCulture), count = uint.Parse(match.Groups["count"].ValueSpan, CultureInfo.InvariantCulture);
        return number >= 1 && number <= count ? (match.Groups["name"].Value + match.Groups["extension"].Value, number, count) : null;
    }

    public void CheckComplete()
    {
        for (uint number = 1; number <= count; number++)
        {
            if (!Found.ContainsKey(number)) throw Broken(Found.Values.First(), $"part {number} of {count} isn't in the folder");
        }
    }

    /// <summary>What a GGUF part says of itself must agree with its name.</summary>
    public void CheckSplit(FileBytes file, uint number, GgufMetadata metadata)
    {
        if (metadata.Split("split.no") is BigInteger no && no != number - 1) throw Broken(file.File, $"by its name this is part {number}, by its metadata part {no + 1}");
        if (metadata.Split("split.count") is BigInteger parts && parts != count) throw Broken(file.File, $"by its name there are {count} parts, by its metadata {parts}");
        _tensors ??= metadata.Split("split.tensors.count");
    }

    public void CheckTotal(int tensors)
    {
        if (_tensors is BigInteger claimed && claimed != tensors) throw Broken(Found.Values.First(), $"the metadata speak of {claimed} tensors, but the parts have {tensors}");
    }

    private static ModelFormatException Broken(ModelFile file, string problem) =>
        new(file.FullPath, problem + ". Fetch all parts again from one place, or fingerprint them as opaque bytes.");

    [GeneratedRegex(@"^(?<name>.+)-(?<number>[0-9]{5})-of-(?<count>[0-9]{5})(?<extension>\.(gguf|safetensors))$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.Singleline, 1000)]
    private static partial Regex Pattern();
}
