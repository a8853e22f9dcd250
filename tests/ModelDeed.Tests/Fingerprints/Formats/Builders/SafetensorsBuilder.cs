using System.Buffers.Binary;
using System.Text;
using System.Text.Json;

namespace ModelDeed.Tests.Fingerprints.Formats;

internal static class SafetensorsBuilder
{
    public static byte[] Build(params Weight[] weights)
    {
        var header = new StringBuilder("{\"__metadata__\":{\"format\":\"pt\"}");
        int at = 0;
        foreach (Weight weight in weights)
        {
            header.Append($",{JsonSerializer.Serialize(weight.Name)}:{Entry(weight.DType, weight.Shape, at, at + weight.Bytes.Length)}");
            at += weight.Bytes.Length;
        }
        return Raw(header.Append('}').ToString(), [.. weights.SelectMany(weight => weight.Bytes)]);
    }

    public static string Entry(string dtype, ulong[] shape, long begin, long end) =>
        $"{{\"dtype\":\"{dtype}\",\"shape\":[{string.Join(',', shape)}],\"data_offsets\":[{begin},{end}]}}";

    /// <summary>A file of any header, padded as the reference implementation does.</summary>
    public static byte[] Raw(string header, byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        return Raw([.. json, .. Enumerable.Repeat((byte)' ', (8 - json.Length % 8) % 8)], data);
    }

    public static byte[] Raw(byte[] header, byte[] data)
    {
        var length = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        return [.. length, .. header, .. data];
    }

    /// <summary>The same weights over several shards, with their index.</summary>
    public static Dictionary<string, byte[]> Sharded(int shards, params Weight[] weights)
    {
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var map = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (int shard = 0; shard < shards; shard++)
        {
            string path = $"model-{shard + 1:d5}-of-{shards:d5}.safetensors";
            Weight[] here = [.. weights.Where((_, i) => i % shards == shard)];
            foreach (Weight weight in here) map.Add(weight.Name, path);
            files.Add(path, Build(here));
        }
        files.Add("model.safetensors.index.json", Index(map));
        return files;
    }

    public static byte[] Index(IDictionary<string, string> map) =>
        JsonSerializer.SerializeToUtf8Bytes(new { metadata = new { total_size = 1 }, weight_map = map });
}
