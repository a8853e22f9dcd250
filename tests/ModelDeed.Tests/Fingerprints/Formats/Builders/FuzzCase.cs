using ModelDeed.Fingerprints;

namespace ModelDeed.Tests.Fingerprints.Formats;

/// <summary>Reads a set of files as the product would: all that may come of it is a table, whose bytes can be read, or a <see cref="ModelFormatException"/>.</summary>
internal static class FuzzCase
{
    // Of what a tensor yields; the rest of a long one is more of the same.
    private const int MostDrained = 256 * 1024;

    /// <summary>True for a table, false for a refusal; anything else is thrown.</summary>
    public static bool Run(string folder, IReadOnlyDictionary<string, byte[]> contents, CancellationToken ct)
    {
        List<ModelFile> files = [.. contents.Select(content => Write(folder, content.Key, content.Value))];
        try
        {
            TensorTable? table = ModelFormats.Read(files, FormatPolicy.Refuse, ct);
            int left = MostDrained;
            foreach (Tensor tensor in table?.Tensors ?? []) Check(tensor, files, ref left);
            return table is not null;
        }
        catch (ModelFormatException)
        {
            return false;
        }
    }

    private static ModelFile Write(string folder, string path, byte[] bytes)
    {
        string full = Path.Combine(folder, path);
        File.WriteAllBytes(full, bytes);
        return new ModelFile(path, (ulong)bytes.Length, full);
    }

    private static void Check(Tensor tensor, List<ModelFile> files, ref int left)
    {
        if (tensor.Data is TensorData.Range range)
        {
            ulong size = files.First(file => file.Path == range.Path).Size;
            if (range.Offset > size || range.Length > size - range.Offset) throw new InvalidOperationException($"{tensor.Name}: the range {range} reaches past {size} bytes.");
        }
        else if (tensor.Data is TensorData.Computed computed && left > 0)
        {
            left -= Drain(tensor.Name, computed, left);
        }
    }

    private static int Drain(string name, TensorData.Computed computed, int left)
    {
        using Stream stream = computed.Open();
        var buffer = new byte[4096];
        int drained = 0, read;
        while (drained < left && (read = stream.Read(buffer)) > 0) drained += read;
        if (drained < left && (ulong)drained != computed.Length) throw new InvalidOperationException($"{name}: {drained} bytes instead of {computed.Length}.");
        return drained;
    }
}
