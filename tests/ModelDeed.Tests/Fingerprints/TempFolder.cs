using ModelDeed.Fingerprints;

namespace ModelDeed.Tests.Fingerprints;

/// <summary>A folder of its own for one test, removed afterwards.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("modeldeed-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>Full path of something in it.</summary>
    public string this[string path] => System.IO.Path.Join(Path, path);

    /// <summary>Writes a file, and the folders above it.</summary>
    public TempFolder With(string path, byte[] bytes)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(this[path])!);
        File.WriteAllBytes(this[path], bytes);
        return this;
    }

    public TempFolder With(string path, string text) => With(path, System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>All bytes of a file in it.</summary>
    public byte[] Read(string path)
    {
        using FileStream file = File.OpenRead(this[path]);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    public FingerprintResult Fingerprint(FingerprintOptions? options = null) => Fingerprinter.Run(Path, options ?? new(), null, default);

    /// <summary>The error that a fingerprint of the folder ends in.</summary>
    public ContentException Refused() => Assert.Throws<ContentException>(() => Fingerprint());
}

/// <summary>Bytes that look random and are the same on every run.</summary>
internal static class Noise
{
    public static byte[] Bytes(int length, ulong seed)
    {
        var bytes = new byte[length];
        ulong state = seed * 0x9e3779b97f4a7c15 + 1;
        for (int i = 0; i < length; i++)
        {
            // xorshift64 (Marsaglia, 2003).
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            bytes[i] = (byte)(state >> 32);
        }
        return bytes;
    }
}
