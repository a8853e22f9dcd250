using System.Globalization;
using ModelDeed.Fingerprints;

namespace ModelDeed.Tests.Fingerprints.Formats;

/// <summary>A folder on disk with model files, removed with its owner.</summary>
internal sealed class ModelFolder : IDisposable
{
    private readonly SortedDictionary<string, int> _sizes = new(StringComparer.Ordinal);

    public string Root { get; } = Directory.CreateTempSubdirectory("modeldeed-formats-").FullName;

    public ModelFolder With(string path, byte[] bytes)
    {
        string full = Path.Combine(Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllBytes(full, bytes);
        _sizes[path] = bytes.Length;
        return this;
    }

    public ModelFolder With(IEnumerable<KeyValuePair<string, byte[]>> files)
    {
        foreach ((string path, byte[] bytes) in files) With(path, bytes);
        return this;
    }

    public List<ModelFile> Files() => [.. _sizes.Select(file => new ModelFile(file.Key, (ulong)file.Value, Path.Combine(Root, file.Key)))];

    public TensorTable? Read(FormatPolicy policy = FormatPolicy.Refuse) => ModelFormats.Read(Files(), policy, CancellationToken.None);

    /// <summary>Reads one file of the folder as an asset of its own.</summary>
    public TensorTable? ReadSingle(string path, FormatPolicy policy = FormatPolicy.Refuse) =>
        ModelFormats.Read([new ModelFile("", (ulong)_sizes[path], Path.Combine(Root, path))], policy, CancellationToken.None);

    /// <summary>The table of what must be a model.</summary>
    public TensorTable Table() => Read() ?? throw new InvalidOperationException("No model was found.");

    /// <summary>Name, type, shape and bytes of every tensor, in ordinal order of name.</summary>
    public List<string> Leaves(TensorTable table) => [.. table.Tensors.Select(Leaf).Order(StringComparer.Ordinal)];

    public List<string> Leaves() => Leaves(Table());

    public string Leaf(Tensor tensor) => Text(tensor.Name, tensor.DType, [.. tensor.Shape], Bytes(tensor.Data));

    public static List<string> Leaves(IEnumerable<Weight> weights) =>
        [.. weights.Select(weight => Text(weight.Name, weight.DType, weight.Shape, weight.Bytes)).Order(StringComparer.Ordinal)];

    /// <summary>The canonical bytes, read as the hasher does.</summary>
    public byte[] Bytes(TensorData data)
    {
        switch (data)
        {
            case TensorData.Range range:
                {
                    using FileStream file = File.OpenRead(range.Path.Length == 0 ? Root : Path.Combine(Root, range.Path));
                    Assert.True(range.Offset + range.Length <= (ulong)file.Length, "A range reaches past its file.");
                    file.Position = (long)range.Offset;
                    var bytes = new byte[(int)range.Length];
                    file.ReadExactly(bytes);
                    return bytes;
                }
            case TensorData.Computed computed:
                {
                    using Stream stream = computed.Open();
                    using var copy = new MemoryStream();
                    stream.CopyTo(copy);
                    Assert.Equal(computed.Length, (ulong)copy.Length);
                    return copy.ToArray();
                }
            default: throw new InvalidOperationException(data.ToString());
        }
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);

    private static string Text(string name, string dtype, ulong[] shape, byte[] bytes) =>
        string.Create(CultureInfo.InvariantCulture, $"{name} {dtype} [{string.Join(',', shape)}] {Convert.ToHexStringLower(bytes)}");
}
