using ModelDeed.Fingerprints;

namespace ModelDeed.Tests.Fingerprints.Formats;

/// <summary>Asserts that a model is refused with words that name the file and what is wrong.</summary>
internal static class Broken
{
    public static void File(string path, byte[] bytes, string expected)
    {
        using ModelFolder folder = new ModelFolder().With(path, bytes);
        Folder(folder, path, expected);
    }

    public static void Folder(ModelFolder folder, string path, string expected)
    {
        ModelFormatException error = Assert.Throws<ModelFormatException>(() => Drain(folder));
        Assert.Equal(Path.Combine(folder.Root, path), error.File);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(error.File + ": ", error.Message, StringComparison.Ordinal);
        // A last sentence says what to do.
        Assert.Matches("(Fetch|Fingerprint|Update|Convert|Quantise|Wait|Load)|fingerprint the folder", error.Message);
    }

    /// <summary>Reads the table and all bytes, as the hasher would.</summary>
    public static void Drain(ModelFolder folder)
    {
        foreach (Tensor tensor in folder.Read()?.Tensors ?? []) folder.Bytes(tensor.Data);
    }
}
