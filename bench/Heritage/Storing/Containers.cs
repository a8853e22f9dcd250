using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace ModelDeed.Bench.Heritage;

/// <summary>Writes releases as files that the product's readers read.</summary>
internal static class Containers
{
    /// <summary>Writes a release.</summary>
    /// <param name="release">What.</param>
    /// <param name="folder">An empty folder.</param>
    /// <returns>The path to give to the product.</returns>
    public static string Write(Release release, string folder)
    {
        switch (release.Container)
        {
            case Container.Gguf: return To("model.gguf", file => Gguf(release.Tensors, file));
            case Container.Onnx: return To("model.onnx", file => Onnx(release.Tensors, file));
            case Container.Safetensors: return To("model.safetensors", file => Safetensors(release.Tensors, file));
        }
        for (int shard = 0; shard < 3; shard++)
        {
            int part = shard;
            To($"model-{shard + 1:d5}-of-00003.safetensors", file => Safetensors([.. release.Tensors.Where((_, i) => i % 3 == part)], file));
        }
        return folder;

        string To(string name, Action<Stream> write)
        {
            string path = Path.Join(folder, name);
            using FileStream file = File.Create(path);
            write(file);
            return path;
        }
    }

    private static void Safetensors(ImmutableArray<StoredTensor> tensors, Stream file)
    {
        long at = 0;
        List<string> entries = [];
        foreach (StoredTensor tensor in tensors)
            entries.Add($"{JsonSerializer.Serialize(tensor.Name)}:{{\"dtype\":\"{tensor.DType}\",\"shape\":[{string.Join(',', tensor.Shape)}],\"data_offsets\":[{at},{at += tensor.Bytes.Length}]}}");
        byte[] header = Encoding.UTF8.GetBytes("{" + string.Join(',', entries) + "}");
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, header.Length);
        file.Write(length);
        file.Write(header);
        foreach (StoredTensor tensor in tensors) file.Write(tensor.Bytes);
    }

    private static void Gguf(ImmutableArray<StoredTensor> tensors, Stream file)
    {
        const int Alignment = 32;
        using var writer = new BinaryWriter(file, Encoding.UTF8, leaveOpen: true);
        writer.Write("GGUF"u8);
        writer.Write(3u);
        writer.Write((ulong)tensors.Length);
        writer.Write(1ul);
        Text("general.architecture");
        writer.Write(8u);
        Text("evaluation");
        ulong at = 0;
        foreach (StoredTensor tensor in tensors)
        {
            Text(tensor.Name);
            writer.Write((uint)tensor.Shape.Length);
            foreach (int length in tensor.Shape.Reverse()) writer.Write((ulong)length);
            writer.Write(Number(tensor.DType));
            writer.Write(at);
            at = Aligned(at + (ulong)tensor.Bytes.Length);
        }
        Pad();
        foreach (StoredTensor tensor in tensors)
        {
            writer.Write(tensor.Bytes);
            Pad();
        }

        void Text(string text)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(text);
            writer.Write((ulong)utf8.Length);
            writer.Write(utf8);
        }
        void Pad()
        {
            writer.Flush();
            writer.Write(new byte[(Alignment - file.Position % Alignment) % Alignment]);
        }
        static ulong Aligned(ulong offset) => (offset + Alignment - 1) / Alignment * Alignment;
    }

    private static uint Number(string dtype) => dtype switch
    {
        "F32" => 0,
        "F16" => 1,
        "I8" => 24,
        "BF16" => 30,
        _ => GgmlBlock.All.First(block => block.Name == dtype).Number,
    };

    /// <summary>A model of nothing but initializers (onnx.proto: ModelProto 1 ir_version, 7 graph, 8 opset; GraphProto 5 initializer; TensorProto 1 dims, 2 data_type, 8 name, 9 raw_data).</summary>
    private static void Onnx(ImmutableArray<StoredTensor> tensors, Stream file)
    {
        using var graph = new MemoryStream();
        foreach (StoredTensor tensor in tensors.SelectMany(tensor => tensor.Parts))
        {
            using var proto = new MemoryStream();
            foreach (int length in tensor.Shape) Number(proto, 1, (ulong)length);
            Number(proto, 2, tensor.DType switch { "F32" => 1, "U8" => 2, "I8" => 3, "F16" => 10, "BF16" => 16, _ => throw new NotSupportedException(tensor.DType) });
            Bytes(proto, 8, Encoding.UTF8.GetBytes(tensor.Name));
            Bytes(proto, 9, tensor.Bytes);
            Bytes(graph, 5, proto.ToArray());
        }
        Number(file, 1, 8);
        Bytes(file, 7, graph.ToArray());
        Bytes(file, 8, [0x0A, 0, 0x10, 17]);

        static void Number(Stream into, int field, ulong value)
        {
            Varint(into, (ulong)field << 3);
            Varint(into, value);
        }
        static void Bytes(Stream into, int field, byte[] bytes)
        {
            Varint(into, (ulong)field << 3 | 2);
            Varint(into, (ulong)bytes.Length);
            into.Write(bytes);
        }
        static void Varint(Stream into, ulong value)
        {
            for (; value >= 0x80; value >>= 7) into.WriteByte((byte)(value | 0x80));
            into.WriteByte((byte)value);
        }
    }
}
