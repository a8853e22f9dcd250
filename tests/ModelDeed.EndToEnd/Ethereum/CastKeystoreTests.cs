using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.EndToEnd.Ethereum;

/// <summary>Keystores between this program and <c>cast wallet</c>, both ways.</summary>
public sealed class CastKeystoreTests : IDisposable
{
    private const string Password = "correct horse / bättery";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("modeldeed-keystores-");

    [Fact]
    public async Task Cast_opens_what_we_seal()
    {
        using PrivateKey key = PrivateKey.Generate();
        await File.WriteAllBytesAsync(Path.Combine(_folder.FullName, "ours"), Keystore.Seal(key, Password));
        string printed = await Tools.RunAsync(Tools.Cast, ["wallet", "decrypt-keystore", "--keystore-dir", _folder.FullName, "--unsafe-password", Password, "ours"]);
        string secret = printed[(printed.LastIndexOf("0x", StringComparison.Ordinal))..][..66];
        using PrivateKey opened = PrivateKey.Parse(secret);
        Assert.Equal(key.Address, opened.Address);
    }

    [Fact]
    public async Task We_open_what_cast_seals()
    {
        using PrivateKey key = PrivateKey.Generate();
        var secret = new byte[PrivateKey.Size];
        key.CopyTo(secret);
        await Tools.RunAsync(Tools.Cast, ["wallet", "import", "--keystore-dir", _folder.FullName, "--unsafe-password", Password, "--private-key", Hex.Encode(secret), "theirs"]);
        byte[] file = await ReadAsync(Path.Combine(_folder.FullName, "theirs"));
        using PrivateKey opened = Assert.IsType<KeystoreOutcome.Opened>(Keystore.Open(file, Password)).Key;
        Assert.Equal(key.Address, opened.Address);
        Assert.IsType<KeystoreOutcome.WrongPassword>(Keystore.Open(file, "another"));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<byte[]> ReadAsync(string path)
    {
        using FileStream file = File.OpenRead(path);
        using var memory = new MemoryStream();
        await file.CopyToAsync(memory);
        return memory.ToArray();
    }
}
