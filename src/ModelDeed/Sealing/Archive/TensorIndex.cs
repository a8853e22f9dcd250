using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using ModelDeed.Fingerprints;

namespace ModelDeed.Sealing;

/// <summary>Where a tensor's canonical bytes stand in a file of the package.</summary>
/// <param name="Name">The tensor.</param>
/// <param name="Path">The file, as the manifest has it.</param>
/// <param name="Offset">First byte in the file.</param>
/// <param name="Length">Bytes.</param>
public sealed record TensorPlace(string Name, string Path, long Offset, long Length);

/// <summary>The archive's second entry: places of all tensors that stand in a file as they are, ordered by the UTF-8 bytes of their names.
/// It only says where to look: what is read there is held against the manifest's BLAKE3.</summary>
internal static class TensorIndex
{
    public static ImmutableArray<TensorPlace> Of(TensorTable? table, Manifest manifest)
    {
        if (table is null) return [];
        var known = manifest.Tensors.Select(tensor => tensor.Name).ToHashSet(StringComparer.Ordinal);
        return [.. table.Tensors.Where(tensor => known.Contains(tensor.Name))
            .Select(tensor => (tensor.Name, Range: tensor.Data as TensorData.Range)).Where(tensor => tensor.Range is not null)
            .Select(tensor => new TensorPlace(tensor.Name, tensor.Range!.Path, (long)tensor.Range.Offset, (long)tensor.Range.Length))
            .OrderBy(place => place.Name, Utf8Order.Instance)];
    }

    /// <summary><c>[["NAME","PATH",OFFSET,LENGTH],…]</c>, canonical as the manifest.</summary>
    public static byte[] Write(ImmutableArray<TensorPlace> places)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartArray();
            foreach (TensorPlace place in places)
            {
                json.WriteStartArray();
                json.WriteStringValue(place.Name);
                json.WriteStringValue(place.Path);
                json.WriteNumberValue(place.Offset);
                json.WriteNumberValue(place.Length);
                json.WriteEndArray();
            }
            json.WriteEndArray();
        }
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads an index; it must be what a writer writes.</summary>
    /// <exception cref="SealedDataException">It isn't.</exception>
    public static ImmutableArray<TensorPlace> Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes.ToArray());
            ImmutableArray<TensorPlace> places = [.. document.RootElement.EnumerateArray().Select(Place)];
            return Write(places).AsSpan().SequenceEqual(bytes) ? places : throw Broken(null);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw Broken(e);
        }
    }

    private static TensorPlace Place(JsonElement place) => place.GetArrayLength() == 4
        ? new TensorPlace(place[0].GetString()!, place[1].GetString()!, place[2].GetInt64(), place[3].GetInt64()) : throw Broken(null);

    private static SealedDataException Broken(Exception? inner) => new("The package's index of tensors is broken. Tell the owner, and unpack the whole package instead.", inner);
}
