using System.Globalization;
using ModelDeed.Heritage;
using ModelDeed.Primitives;
using Spectre.Console;

namespace ModelDeed.Cli;

/// <summary>A certificate in words.</summary>
internal static class QuantWords
{
    // Longer lists are in the file and in --json.
    private const int Shown = 20;

    /// <summary>What was found, in a sentence.</summary>
    public static string Sentence(QuantCertificate found, Hash32 title, string? name)
    {
        string parent = title.IsZero ? found.Parent.Fingerprint.ToString() : $"title {(name is null ? "" : $"\"{Printable.Clean(name)}\" ")}{title}";
        bool isRounded = found.Tensors.Any(tensor => tensor.Origin == TensorOrigin.Rounded);
        string what = isRounded ? $"a {found.Types()} rounding of" : "copies or exact casts of";
        return found.IsFaithful ? $"100 % faithful: {found.Faithful:N0} of {found.Weights:N0} weights are {what} {parent}"
            : $"Not faithful: {found.Faithful:N0} of {found.Weights:N0} weights ({Share(found)} %) are {what} {parent}; {found.Tensors.Count(tensor => !tensor.IsFaithful):N0} of {found.Tensors.Length:N0} tensors aren't wholly so";
    }

    /// <summary>Fingerprints, figures, and what is at fault.</summary>
    public static void Show(IAnsiConsole console, QuantCertificate found, string sentence)
    {
        console.MarkupLine($"[{(found.IsFaithful ? "green" : "red")}]{Printable.Escape(sentence)}[/]");
        Facts facts = new();
        facts.Add("parent", $"{found.Parent.Fingerprint} ({found.Parent.Format})");
        facts.Add("release", $"{found.Child.Fingerprint} ({found.Child.Format})");
        foreach (IGrouping<string, TensorVerdict> kind in found.Tensors.GroupBy(Kind, StringComparer.Ordinal).OrderByDescending(kind => kind.Sum(tensor => tensor.Elements)))
            facts.Add(kind.Key, $"{kind.Count():N0} tensors, {kind.Sum(tensor => tensor.Elements):N0} weights{Worst(kind)}");
        long stretched = found.Tensors.Sum(tensor => tensor.Stretched);
        if (stretched > 0) facts.Add("stretched", $"{stretched:N0} blocks: only very uneven importance weights explain how far some of their values are from the parent's");
        long vanished = found.Tensors.Sum(tensor => tensor.Vanished);
        if (vanished > 0) facts.Add("too small", $"{vanished:N0} blocks: the scale of some of their values is smaller than the type can hold, so these stand as 0, as their minimum, or near it. Steps don't measure that: \"steps off\" leaves them out");
        if (found.UnusedParents > 0) facts.Add("not in it", $"{found.UnusedParents:N0} of the parent's {found.ParentTensors:N0} tensors");
        facts.Show(console);
        Table table = new Table().Border(TableBorder.Simple).AddColumns("tensor", "type", "at fault", "first block", "why");
        foreach (TensorVerdict tensor in found.Tensors.Where(tensor => !tensor.IsFaithful).Take(Shown))
        {
            string first = tensor.Faults is [var fault, ..] ? $"{fault.Block:N0} (value {fault.Element:N0})" : "";
            table.AddRow(Printable.Escape(tensor.Name), tensor.Type, tensor.Blocks > 0 ? $"{tensor.Faulty:N0} of {tensor.Blocks:N0} blocks" : "all", first, Why(tensor));
        }
        if (table.Rows.Count > 0) console.Write(table);
        int more = found.Tensors.Count(tensor => !tensor.IsFaithful) - Shown;
        if (more > 0) console.WriteLine($"and {more:N0} more: --json lists them all");
    }

    private static string Share(QuantCertificate found) => (Math.Floor(found.Faithful * 1e6 / Math.Max(1, found.Weights)) / 1e4).ToString(CultureInfo.InvariantCulture);

    private static string Kind(TensorVerdict tensor) => tensor.Origin switch
    {
        TensorOrigin.Copy => $"{tensor.Type} copies",
        TensorOrigin.Rounded => $"{tensor.Type} of {tensor.ParentType}{(tensor.Through == Through.Nothing ? "" : $" by way of {tensor.Through}")}",
        TensorOrigin.Cast => $"{tensor.Type} cast of {tensor.ParentType}{(tensor.Through == Through.Nothing ? "" : $" by way of {tensor.Through}")}",
        TensorOrigin.Truncated => $"{tensor.Type} cut off from {tensor.ParentType}",
        TensorOrigin.Missing => $"{tensor.Type} without counterpart",
        _ => $"{tensor.Type} not covered",
    };

    private static string Worst(IEnumerable<TensorVerdict> tensors) =>
        tensors.Max(tensor => tensor.WorstMillisteps) is > 0 and var worst ? $", {(worst / 1000.0).ToString("0.000", CultureInfo.InvariantCulture)} steps off at most" : "";

    private static string Why(TensorVerdict tensor) => tensor.Origin switch
    {
        TensorOrigin.Missing => "the parent has no such tensor",
        TensorOrigin.Uncovered => "this type isn't judged",
        _ => tensor.Faults is [var first, ..] ? first.Fault switch
        {
            BlockFault.NotFinite => "a NaN or an infinity",
            BlockFault.Code => $"a value isn't what the parent's rounds to: {(first.Millisteps / 1000.0).ToString("0.0", CultureInfo.InvariantCulture)} steps off",
            BlockFault.Scale => "a scale that the parent's values don't call for",
            BlockFault.Clipped => "a value is cut off further than a quantiser does",
            BlockFault.Unlike => "made in another way than the tensor's other blocks",
            _ => "a value isn't the parent's",
        } : "",
    };
}
