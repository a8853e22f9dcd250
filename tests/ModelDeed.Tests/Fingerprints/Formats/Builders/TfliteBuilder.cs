namespace ModelDeed.Tests.Fingerprints.Formats;

/// <summary>Writes TFLite models: one subgraph or more of constant tensors, and one tensor that is computed.</summary>
internal static class TfliteBuilder
{
    private static readonly string[] Types =
    [
        "F32", "F16", "I32", "U8", "I64", "STRING", "BOOL", "I16", "C64", "I8", "F64", "C128", "U64", "", "", "U32", "U16", "I4", "BF16", "I2", "U4", "F8_E4M3", "F8_E5M2",
    ];

    public static byte[] Build(params Weight[] weights) => Build(outside: false, weights);

    /// <summary>With <paramref name="outside"/>, buffers stand behind the flatbuffer, as in models of over 2 GB.</summary>
    public static byte[] Build(bool outside, params Weight[] weights) => Build(outside, [weights]);

    public static byte[] Build(bool outside, Weight[][] subgraphs, Action<FlatWriter, int[]>? change = null, bool hasQuantization = false)
    {
        var flat = new FlatWriter();
        flat.Raw([.. "TFL3"u8]);
        int[] model = flat.Table(4, 4, 4, 4, 4);
        flat.To(0, model[^1]).Set32(model[0], 3).Here(model[3]).Text("made by a test");
        int[] graphs = flat.Here(model[2]).Offsets(subgraphs.Length);
        uint buffer = 1;
        for (int i = 0; i < graphs.Length; i++)
        {
            int[] graph = flat.Table(4);
            flat.To(graphs[i], graph[^1]);
            int[] tensors = flat.Here(graph[0]).Offsets(subgraphs[i].Length + 1);
            for (int t = 0; t < subgraphs[i].Length; t++) Tensor(flat, tensors[t], subgraphs[i][t], buffer++, change, hasQuantization);
            Tensor(flat, tensors[^1], new Weight("computed", "F32", [1, 4], []), 0, null, false);
        }
        Buffers(flat.Here(model[4]), outside, [.. subgraphs.SelectMany(weights => weights)]);
        return flat.Bytes;
    }

    private static void Tensor(FlatWriter flat, int at, Weight weight, uint buffer, Action<FlatWriter, int[]>? change, bool hasQuantization)
    {
        int[] tensor = flat.Table(4, 1, 4, 4, hasQuantization ? 4 : 0, 0, change is null || hasQuantization ? 0 : 4);
        flat.To(at, tensor[^1]).Set8(tensor[1], (byte)Array.IndexOf(Types, weight.DType)).Set32(tensor[2], buffer);
        flat.Here(tensor[0]).Vector([.. weight.Shape.SelectMany(dim => BitConverter.GetBytes((uint)dim))], weight.Shape.Length);
        flat.Here(tensor[3]).Text(weight.Name);
        change?.Invoke(flat, tensor);
    }

    private static void Buffers(FlatWriter flat, bool outside, Weight[] weights)
    {
        int[] buffers = flat.Offsets(weights.Length + 1);
        flat.To(buffers[0], flat.Table()[^1]);
        var places = new List<int[]>();
        for (int i = 0; i < weights.Length; i++)
        {
            int[] table = outside ? flat.Table(0, 8, 8) : flat.Table(4);
            flat.To(buffers[i + 1], table[^1]);
            if (outside) places.Add(table);
            else flat.Here(table[0]).Vector(weights[i].Bytes, weights[i].Bytes.Length);
        }
        for (int i = 0; i < places.Count; i++)
        {
            flat.Align(16).Set64(places[i][1], (ulong)flat.Length).Set64(places[i][2], (ulong)weights[i].Bytes.Length);
            flat.Raw(weights[i].Bytes);
        }
    }
}
