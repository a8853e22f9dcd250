using System.CommandLine;
using System.Text.Json.Nodes;
using ModelDeed.Fingerprints;
using ModelDeed.Primitives;
using Spectre.Console;

namespace ModelDeed.Cli;

/// <summary><c>deed fingerprint PATH</c>.</summary>
internal static class FingerprintCommand
{
    public static Command Build(Shell shell)
    {
        Argument<string> path = new("PATH") { Description = "A model file, or a folder." };
        Option<bool> tensors = new("--tensors") { Description = "List every tensor." };
        Option<string?> save = new("--manifest") { Description = "Write the manifest (canonical JSON) to this file.", HelpName = "FILE" };
        ContentOptions content = new(shell);
        ExampleCommand command = new("fingerprint", "Identify the exact content of a file or folder, down to its tensors.", "deed fingerprint model.safetensors --tensors")
        {
            path, tensors, save,
        };
        content.AddTo(command);
        shell.On(command, async (parsed, ct) =>
        {
            FingerprintResult result = await content.Fingerprint(parsed, parsed.GetValue(path)!, ct);
            if (parsed.GetValue(save) is { } file) await Files.WriteWhole(file, result.Manifest.ToJson(), ct);
            return Answer(result, parsed.GetValue(tensors));
        });
        return command;
    }

    private static Answer Answer(FingerprintResult result, bool withTensors)
    {
        Manifest manifest = result.Manifest;
        Hash32 digest = manifest.Digest();
        JsonObject json = new()
        {
            ["scheme"] = Manifest.Scheme,
            ["fingerprint"] = manifest.Fingerprint.ToString(),
            ["tensorRoot"] = manifest.TensorRoot.ToString(),
            ["manifestDigest"] = digest.ToString(),
            ["uri"] = ContentId.Uri(digest),
            ["format"] = manifest.Format,
            ["bytes"] = manifest.Bytes,
            ["bytesRead"] = result.BytesRead,
            ["tensorCount"] = manifest.Tensors.Length,
            ["files"] = new JsonArray([.. manifest.Files.Select(Json)]),
            ["excluded"] = new JsonArray([.. manifest.Excluded.Select(Json)]),
            ["metadata"] = new JsonObject(manifest.Metadata.Select(fact => KeyValuePair.Create(fact.Key, (JsonNode?)fact.Value))),
            ["cacheProblem"] = result.CacheProblem,
        };
        if (withTensors) json["tensors"] = new JsonArray([.. manifest.Tensors.Select(Json)]);
        return new Answer(json, console => Show(console, result, digest, withTensors));
    }

    private static JsonObject Json(ManifestFile file) => new() { ["path"] = file.Path, ["size"] = file.Size, ["blake3"] = file.Blake3.ToString() };

    private static JsonObject Json(Excluded excluded) => new() { ["path"] = excluded.Path, ["reason"] = excluded.Reason };

    private static JsonObject Json(ManifestTensor tensor) => new()
    {
        ["name"] = tensor.Name,
        ["dtype"] = tensor.DType,
        ["shape"] = new JsonArray([.. tensor.Shape.Select(dimension => (JsonNode)dimension)]),
        ["blake3"] = tensor.Blake3.ToString(),
    };

    private static void Show(IAnsiConsole console, FingerprintResult result, Hash32 digest, bool withTensors)
    {
        Manifest manifest = result.Manifest;
        string files = manifest.Files.Length == 1 ? "1 file" : $"{manifest.Files.Length:N0} files";
        string read = result.BytesRead < manifest.Bytes ? $", {Units.Bytes((long)result.BytesRead)} of it read: the rest is unchanged since last time" : "";
        Facts facts = new();
        facts.Add("fingerprint", manifest.Fingerprint.ToString());
        facts.Add("tensor root", manifest.Tensors.IsEmpty ? "none (opaque bytes)" : $"{manifest.TensorRoot} ({manifest.Tensors.Length:N0} tensors)");
        facts.Add("manifest", $"{digest}");
        facts.Add("format", manifest.Format);
        facts.Add("size", $"{Units.Bytes((long)manifest.Bytes)} in {files}{read}");
        foreach ((string name, string value) in manifest.Metadata) facts.Add(name, value);
        foreach (Excluded excluded in manifest.Excluded) facts.Add("left out", $"{excluded.Path} ({excluded.Reason})");
        if (result.CacheProblem is { } problem) facts.Add("cache", problem);
        facts.Show(console);
        if (withTensors) ShowTensors(console, manifest);
    }

    private static void ShowTensors(IAnsiConsole console, Manifest manifest)
    {
        Table table = new Table().Border(TableBorder.Simple).AddColumns("tensor", "type", "shape", "blake3");
        foreach (ManifestTensor tensor in manifest.Tensors)
            table.AddRow(Printable.Escape(tensor.Name), tensor.DType, Shapes.Text(tensor.Shape).EscapeMarkup(), tensor.Blake3.ToString());
        console.Write(table);
    }
}
