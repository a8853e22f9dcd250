using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace ModelDeed.Bench.Heritage;

/// <summary>Networks kept between runs: name, shape and values of every tensor.</summary>
internal static class NetFile
{
    public static Net? Read(string path)
    {
        if (!File.Exists(path)) return null;
        using var reader = new BinaryReader(File.OpenRead(path));
        var tensors = ImmutableArray.CreateBuilder<NetTensor>();
        for (int count = reader.ReadInt32(); count > 0; count--)
        {
            string name = reader.ReadString();
            var shape = new int[reader.ReadInt32()];
            for (int i = 0; i < shape.Length; i++) shape[i] = reader.ReadInt32();
            var values = new float[shape.Aggregate(1, (product, length) => product * length)];
            reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            tensors.Add(new NetTensor(name, [.. shape], values));
        }
        return new Net("", tensors.ToImmutable());
    }

    public static void Write(string path, Net net)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using (var writer = new BinaryWriter(File.Create(path + ".part")))
        {
            writer.Write(net.Tensors.Length);
            foreach (NetTensor tensor in net.Tensors)
            {
                writer.Write(tensor.Name);
                writer.Write(tensor.Shape.Length);
                foreach (int length in tensor.Shape) writer.Write(length);
                writer.Write(MemoryMarshal.AsBytes(tensor.Values.AsSpan()));
            }
        }
        File.Move(path + ".part", path, overwrite: true);
    }
}
