using System.Buffers.Binary;
using System.Text;

namespace ModelDeed.Bench;

/// <summary>The inputs: made once, the same on every machine.</summary>
internal sealed class FingerprintData(string folder)
{
    private const long LargeBytes = 2L << 30;
    private const int SmallFiles = 5000, SmallFolders = 50;

    private ulong _state = 0x9e3779b97f4a7c15;

    /// <summary>2 GiB of noise.</summary>
    public string Large => Path.Join(folder, "large.bin");

    /// <summary>5,000 files of 256 bytes to 128 KiB, evenly spread on a logarithmic scale, in 50 folders.</summary>
    public string Small => Path.Join(folder, "small");

    /// <summary>2 GiB as a safetensors file of a 7-layer transformer's 64 tensors of 32 MiB.</summary>
    public string Model => Path.Join(folder, "model.safetensors");

    public void Make()
    {
        Directory.CreateDirectory(folder);
        if (!File.Exists(Large)) MakeWhole(Large, file => Fill(file, LargeBytes));
        if (!File.Exists(Model)) MakeWhole(Model, WriteModel);
        if (Directory.Exists(Small)) return;
        string beside = Small + ".part";
        for (int i = 0; i < SmallFiles; i++)
        {
            string path = Path.Join(beside, $"{i % SmallFolders:00}", $"{i:0000}.bin");
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using FileStream file = File.Create(path);
            Fill(file, (long)Math.Pow(2, 8 + 9 * (Next() % 10_000) / 10_000.0));
        }
        Directory.Move(beside, Small);
    }

    private static void MakeWhole(string path, Action<Stream> write)
    {
        using (FileStream file = File.Create(path + ".part")) write(file);
        File.Move(path + ".part", path);
    }

    private void WriteModel(Stream file)
    {
        const long Tensors = 64, Each = LargeBytes / Tensors;
        string header = "{" + string.Join(',', Enumerable.Range(0, (int)Tensors).Select(i =>
            $"\"model.layers.{i / 9}.w{i % 9}.weight\":{{\"dtype\":\"F16\",\"shape\":[4096,4096],\"data_offsets\":[{i * Each},{(i + 1) * Each}]}}")) + "}";
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        file.Write(length);
        file.Write(Encoding.ASCII.GetBytes(header));
        Fill(file, LargeBytes);
    }

    private void Fill(Stream file, long bytes)
    {
        var buffer = new byte[1 << 20];
        for (; bytes > 0; bytes -= buffer.Length)
        {
            Span<byte> part = buffer.AsSpan(0, (int)Math.Min(bytes, buffer.Length));
            for (int i = 0; i + 8 <= part.Length; i += 8) BinaryPrimitives.WriteUInt64LittleEndian(part[i..], Next());
            file.Write(part);
        }
    }

    /// <summary>xorshift64 (Marsaglia, 2003).</summary>
    private ulong Next()
    {
        _state ^= _state << 13;
        _state ^= _state >> 7;
        _state ^= _state << 17;
        return _state;
    }
}
