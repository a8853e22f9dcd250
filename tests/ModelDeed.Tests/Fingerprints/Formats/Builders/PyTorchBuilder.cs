using System.Globalization;

namespace ModelDeed.Tests.Fingerprints.Formats;

/// <summary>Writes checkpoints as torch.save does.</summary>
internal static class PyTorchBuilder
{
    public static byte[] Build(params Weight[] weights) => Build(deflate: false, big: false, weights);

    public static byte[] Build(bool deflate, bool big, params Weight[] weights)
    {
        PickleWriter pickle = new PickleWriter().Protocol().OrderedDict().Op('(');
        var records = new List<ZipItem>();
        foreach (Weight weight in weights)
        {
            string key = records.Count.ToString(CultureInfo.InvariantCulture);
            long count = weight.Shape.Aggregate(1L, (product, dim) => product * (long)dim);
            pickle.Text(weight.Name).View(StorageType(weight.DType), key, count, 0, [.. weight.Shape.Select(dim => (long)dim)], Strides(weight.Shape));
            records.Add(new ZipItem("archive/data/" + key, big ? Swap(weight, count) : weight.Bytes) { Deflate = deflate, Later = !deflate });
        }
        return Archive(pickle.Op('u').Bytes, [.. records, new ZipItem("archive/byteorder", big ? "big"u8.ToArray() : "little"u8.ToArray())]);
    }

    public static byte[] Archive(byte[] pickle, params ZipItem[] records) =>
        ZipBuilder.Build([new ZipItem("archive/data.pkl", pickle) { Later = true }, .. records, new ZipItem("archive/version", "3\n"u8.ToArray()) { Later = true }]);

    public static long[] Strides(ulong[] shape)
    {
        var strides = new long[shape.Length];
        long step = 1;
        for (int i = shape.Length - 1; i >= 0; i--)
        {
            strides[i] = step;
            step *= (long)shape[i];
        }
        return strides;
    }

    private static string StorageType(string dtype) => dtype switch
    {
        "F64" => "DoubleStorage",
        "F32" => "FloatStorage",
        "F16" => "HalfStorage",
        "BF16" => "BFloat16Storage",
        "I64" => "LongStorage",
        "I32" => "IntStorage",
        "I16" => "ShortStorage",
        "I8" => "CharStorage",
        "U8" => "ByteStorage",
        "BOOL" => "BoolStorage",
        _ => throw new ArgumentOutOfRangeException(nameof(dtype), dtype, null),
    };

    private static byte[] Swap(Weight weight, long count) =>
        [.. weight.Bytes.Chunk((int)(weight.Bytes.Length / count)).SelectMany(word => word.AsEnumerable().Reverse())];
}
