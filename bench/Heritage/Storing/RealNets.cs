using System.Collections.Immutable;
using ModelDeed.Fingerprints;
using ModelDeed.Heritage;
using ValueType = ModelDeed.Heritage.ValueType;

namespace ModelDeed.Bench.Heritage;

/// <summary>Reads the models of examples/models (examples/fetch) by the product's own readers.</summary>
internal static class RealNets
{
    /// <summary>Every model there, in the order of the paths.</summary>
    /// <param name="folder">examples/models.</param>
    public static ImmutableArray<(string Path, Net Net)> Read(string folder) =>
        [.. Paths(folder).Order(StringComparer.Ordinal).Select(path => (path, Read(Path.GetRelativePath(folder, path), path)))];

    private static IEnumerable<string> Paths(string folder) =>
        Directory.EnumerateFiles(folder, "*.onnx", SearchOption.AllDirectories)
            .Concat(Directory.EnumerateFiles(folder, "*.tflite", SearchOption.AllDirectories))
            .Concat(Directory.EnumerateFiles(folder, "*-weights_manifest.json", SearchOption.AllDirectories).Select(path => Path.GetDirectoryName(path)!));

    private static Net Read(string name, string path)
    {
        ModelFile[] files = File.Exists(path)
            ? [new ModelFile("", (ulong)new FileInfo(path).Length, path)]
            : [.. Directory.EnumerateFiles(path).Order(StringComparer.Ordinal).Select(file => new ModelFile(Path.GetFileName(file), (ulong)new FileInfo(file).Length, file))];
        TensorTable table = ModelFormats.Read(files, FormatPolicy.Refuse, CancellationToken.None) ?? throw new InvalidOperationException($"{path}: no model.");
        Dictionary<string, ModelFile> byPath = files.ToDictionary(file => file.Path);
        var affines = new AffineNames(table.Tensors, tensor => ValueType.Open(tensor, byPath));
        return new Net(name, [.. table.Tensors.Where(tensor => ValueType.Find(tensor.DType) is not null && Count(tensor) is > 0 and < 1 << 26).Select(tensor => Read(tensor, byPath, affines))]);
    }

    private static long Count(Tensor tensor) => tensor.Shape.Aggregate(1L, (product, length) => product * (long)length);

    private static NetTensor Read(Tensor tensor, Dictionary<string, ModelFile> files, AffineNames affines)
    {
        ValueType type = ValueType.Find(tensor.DType)!;
        var values = new float[Count(tensor)];
        var bytes = new byte[values.Length / type.Elements * type.Bytes];
        using Stream stream = ValueType.Open(tensor, files);
        stream.ReadExactly(bytes);
        type.Read(bytes, values);
        AffineValues.Of(tensor, affines.Find(tensor))?.Apply(values, 0);
        return new NetTensor(tensor.Name, [.. tensor.Shape.Select(length => (int)length)], values);
    }
}
