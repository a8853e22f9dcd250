using System.Text;

namespace ModelDeed.Tests.Licensing;

/// <summary>A committed file that the code must write to the byte. MODELDEED_WRITE_VECTORS=1 writes it anew.</summary>
internal static class GoldenFile
{
    public static void Check(string[] path, string written)
    {
        string file = Repository.PathOf(path);
        if (Environment.GetEnvironmentVariable("MODELDEED_WRITE_VECTORS") is "1") File.WriteAllText(file, written, new UTF8Encoding(false));
        Assert.Equal(File.ReadAllText(file, Encoding.UTF8), written);
    }
}
