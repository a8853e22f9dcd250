using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Fingerprints;
using Spectre.Console;

namespace ModelDeed.Cli;

/// <summary><c>deed diff A B</c>: what changed between two assets, by tensor where both can be read, else by file.</summary>
internal static class DiffCommand
{
    public static Command Build(Shell shell)
    {
        Argument<string> left = new("A") { Description = "A file or folder." };
        Argument<string> right = new("B") { Description = "Another." };
        ContentOptions content = new(shell);
        ExampleCommand command = new("diff", "Compare two assets by tensor name and content. Exit 0: the same tensors (or files); 1: not.",
            "deed diff model-v1.safetensors model-v2.gguf")
        {
            left, right,
        };
        content.AddTo(command);
        shell.On(command, async (parsed, ct) =>
        {
            Manifest a = (await content.Fingerprint(parsed, parsed.GetValue(left)!, ct)).Manifest;
            Manifest b = (await content.Fingerprint(parsed, parsed.GetValue(right)!, ct)).Manifest;
            return Answer(a, b, ManifestDiff.Of(a, b));
        });
        return command;
    }

    private static Answer Answer(Manifest a, Manifest b, ManifestDiff diff)
    {
        bool byTensor = !a.Tensors.IsEmpty || !b.Tensors.IsEmpty;
        bool same = byTensor ? diff.SameTensors : diff.SameFiles;
        List<Change> tensors = [.. diff.Tensors.Select(Change.Of)], files = [.. diff.Files.Select(Change.Of)];
        JsonObject json = new()
        {
            ["same"] = same,
            ["sameContent"] = a.Fingerprint == b.Fingerprint,
            ["fingerprints"] = new JsonArray(a.Fingerprint.ToString(), b.Fingerprint.ToString()),
            ["tensorRoots"] = new JsonArray(a.TensorRoot.ToString(), b.TensorRoot.ToString()),
            ["tensors"] = new JsonArray([.. tensors.Select(change => change.Json())]),
            ["files"] = new JsonArray([.. files.Select(change => change.Json())]),
        };
        return new Answer(json, console => Show(console, a.Fingerprint == b.Fingerprint, byTensor ? "tensors" : "files", byTensor ? tensors : files), same ? Exit.Done : Exit.AnswerIsNo);
    }

    private static void Show(IAnsiConsole console, bool identical, string what, List<Change> changes)
    {
        if (identical) console.WriteLine("The same content, byte for byte.");
        Table table = new Table().Border(TableBorder.Simple).AddColumns("", what, "A", "B");
        foreach (Change change in changes.Where(change => change.Kind != "equal"))
            table.AddRow(change.Kind, Printable.Escape(change.Name), Printable.Escape(change.Left), Printable.Escape(change.Right));
        if (table.Rows.Count > 0) console.Write(table);
        IEnumerable<string> counts = changes.GroupBy(change => change.Kind, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{group.Count():N0} {group.Key}");
        console.WriteLine($"{what}: {(changes.Count == 0 ? "none" : string.Join(", ", counts))}");
    }

    private sealed record Change(string Kind, string Name, string Left, string Right)
    {
        public JsonObject Json() => new() { ["change"] = Kind, ["name"] = Name, ["a"] = Left.Length == 0 ? null : Left, ["b"] = Right.Length == 0 ? null : Right };

        public static Change Of(TensorChange change) => change switch
        {
            TensorChange.Equal(var tensor) => new("equal", tensor.Name, Text(tensor), Text(tensor)),
            TensorChange.Changed(var left, var right) => new("changed", left.Name, Text(left), Text(right)),
            TensorChange.Renamed(var left, var right) => new("renamed", left.Name, Text(left), $"{right.Name} {Text(right)}"),
            TensorChange.OnlyLeft(var tensor) => new("only in A", tensor.Name, Text(tensor), ""),
            TensorChange.OnlyRight(var tensor) => new("only in B", tensor.Name, "", Text(tensor)),
            _ => throw new InvalidOperationException($"Unknown change {change}."),
        };

        public static Change Of(FileChange change) => change switch
        {
            FileChange.Equal(var file) => new("equal", Named(file), Text(file), Text(file)),
            FileChange.Changed(var left, var right) => new("changed", Named(left), Text(left), Text(right)),
            FileChange.Renamed(var left, var right) => new("renamed", Named(left), Text(left), $"{Named(right)} {Text(right)}"),
            FileChange.OnlyLeft(var file) => new("only in A", Named(file), Text(file), ""),
            FileChange.OnlyRight(var file) => new("only in B", Named(file), "", Text(file)),
            _ => throw new InvalidOperationException($"Unknown change {change}."),
        };

        private static string Text(ManifestTensor tensor) => $"{tensor.DType}{Shapes.Text(tensor.Shape)} {tensor.Blake3.ToString()[..12]}";

        private static string Text(ManifestFile file) => $"{Units.Bytes((long)file.Size)} {file.Blake3.ToString()[..12]}";

        private static string Named(ManifestFile file) => file.Path.Length == 0 ? "(the file)" : file.Path;
    }
}
