using System.Security.Cryptography;
using System.Text;
using ModelDeed.Primitives;
using ModelDeed.Sealing;
using ModelDeed.Tests.Fingerprints;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace ModelDeed.Tests.Sealing;

/// <summary>The log of releases: RFC 6962 trees, tlog tiles, crashes.</summary>
public sealed class ReceiptLogTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The entries and roots of Certificate Transparency's own tests.</summary>
    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")]
    [InlineData(6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef")]
    [InlineData(7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void Roots_are_those_of_certificate_transparency(int size, string root)
    {
        string[] entries = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
        var log = new MerkleLog();
        foreach (string entry in entries) log.Append(Convert.FromHexString(entry));
        Assert.Equal(root, Convert.ToHexStringLower(log.Root(size).Bytes));
    }

    [Fact]
    public void Tiles_and_bundles_rebuild_the_root()
    {
        using var log = ReceiptLog.Open(_folder.Path);
        for (int i = 0; i < 600; i++) Assert.Equal(i, log.Append(Encoding.ASCII.GetBytes($"entry {i}")));
        var rebuilt = new MerkleLog();
        foreach ((int index, int width) in ((int, int)[])[(0, 256), (1, 256), (2, 88)])
            foreach (byte[] entry in Entries(log.Bundle(index, width)!)) rebuilt.Append(entry);
        Assert.Equal((600L, rebuilt.Root(600)), log.Head());
        Assert.Equal(MerkleLog.LeafOf("entry 511"u8).ToArray(), log.Tile(0, 1, 256)![^32..]);
        Assert.Equal(rebuilt.Root(256).ToArray(), log.Tile(1, 0, 2)![..32]);
        Assert.Null(log.Tile(0, 2, 89));
        Assert.Null(log.Tile(1, 0, 3));
        Assert.Null(log.Bundle(2, 89));
        Assert.Null(log.Bundle(-1, 1));
        Assert.Null(log.Tile(6, 0, 1));
    }

    [Fact]
    public void What_a_crash_cut_goes_and_the_rest_stays_at_every_length()
    {
        Hash32 root;
        using (var log = ReceiptLog.Open(_folder.Path))
        {
            log.Append("first"u8);
            root = log.Head().Root;
        }
        byte[] head = _folder.Read("head"); // the second entry's comes after it
        using (var log = ReceiptLog.Open(_folder.Path)) log.Append("second"u8);
        byte[] bytes = _folder.Read("entries");
        for (int length = 7; length < bytes.Length; length++)
        {
            File.WriteAllBytes(_folder["entries"], bytes[..length]);
            File.WriteAllBytes(_folder["head"], head);
            using var log = ReceiptLog.Open(_folder.Path);
            Assert.Equal((1L, root), log.Head());
            log.Append("second"u8);
            Assert.Equal(bytes, log.Bundle(0, 2));
        }
    }

    [Fact]
    public void Damage_in_the_middle_is_told_and_cuts_nothing()
    {
        using (var log = ReceiptLog.Open(_folder.Path))
            for (int i = 0; i < 3; i++) log.Append(new byte[60_000]);
        byte[] bytes = _folder.Read("entries");
        bytes[0] = bytes[1] = 0; // the first entry's length
        File.WriteAllBytes(_folder["entries"], bytes);
        Assert.Contains("damaged at byte 0", Assert.Throws<IOException>(() => ReceiptLog.Open(_folder.Path)).Message, StringComparison.Ordinal);
        Assert.Equal(bytes, _folder.Read("entries"));
    }

    [Fact]
    public void A_log_that_does_not_extend_the_last_head_is_not_served()
    {
        using (var log = ReceiptLog.Open(_folder.Path)) log.Append("first"u8);
        byte[] older = _folder.Read("entries");
        using (var log = ReceiptLog.Open(_folder.Path)) log.Append("second"u8);
        byte[] newer = _folder.Read("entries"), head = _folder.Read("head"), altered = (byte[])newer.Clone();
        altered[^1] ^= 1;
        foreach (byte[] other in (byte[][])[[], older, altered])
        {
            File.WriteAllBytes(_folder["entries"], other);
            Assert.Contains("doesn't extend the head of 2 entries", Assert.Throws<IOException>(() => ReceiptLog.Open(_folder.Path)).Message, StringComparison.Ordinal);
            Assert.Equal(other, _folder.Read("entries"));
        }
        File.WriteAllBytes(_folder["entries"], newer);
        File.Delete(_folder["head"]);
        Assert.Contains("there is no head", Assert.Throws<IOException>(() => ReceiptLog.Open(_folder.Path)).Message, StringComparison.Ordinal);
        File.WriteAllBytes(_folder["head"], head);
        using var restored = ReceiptLog.Open(_folder.Path);
        Assert.Equal(2, restored.Size);
    }

    [Fact]
    public void A_head_cut_by_a_crash_leaves_the_one_before()
    {
        using (var log = ReceiptLog.Open(_folder.Path))
            for (int i = 0; i < 4; i++) log.Append([(byte)i]);
        byte[] head = _folder.Read("head");
        const int Slot = 72;
        for (int at = 0; at < Slot; at++) // the slot of 4 entries is the first
        {
            byte[] torn = (byte[])head.Clone();
            torn[at] ^= 0xff;
            File.WriteAllBytes(_folder["head"], torn);
            using var log = ReceiptLog.Open(_folder.Path);
            Assert.Equal(4, log.Size);
        }
        head[^1] ^= 1; // both
        head[0] ^= 1;
        File.WriteAllBytes(_folder["head"], head);
        Assert.Throws<IOException>(() => ReceiptLog.Open(_folder.Path));
    }

    [Fact]
    public void Two_processes_do_not_write_one_log()
    {
        using var log = ReceiptLog.Open(_folder.Path);
        Assert.Throws<IOException>(() => ReceiptLog.Open(_folder.Path));
    }

    [Fact]
    public void A_checkpoint_is_a_signed_note()
    {
        using X25519Identity identity = Keys.Identity(4);
        var signer = new LogSigner("custodian.example/log", identity);
        string[] lines = signer.Checkpoint(5, Keys.Binding.ContentRoot).Split('\n');
        Assert.Equal(["custodian.example/log", "5", Convert.ToBase64String(Keys.Binding.ContentRoot.Bytes), ""], lines[..4]);
        byte[] signed = Convert.FromBase64String(lines[4]["— custodian.example/log ".Length..]);
        string[] verifier = signer.VerifierKey.Split('+', 3);
        byte[] key = Convert.FromBase64String(verifier[2]);
        Assert.Equal(Convert.FromHexString(verifier[1]), signed[..4]);
        Assert.Equal(SHA256.HashData([.. Encoding.UTF8.GetBytes(verifier[0]), (byte)'\n', .. key])[..4], signed[..4]);
        byte[] text = Encoding.UTF8.GetBytes(string.Join('\n', lines[..3]) + "\n");
        Assert.True(Ed25519.Verify(signed, 4, key, 1, text, 0, text.Length));
        text[0] ^= 1;
        Assert.False(Ed25519.Verify(signed, 4, key, 1, text, 0, text.Length));
        Assert.Throws<ArgumentException>(() => new LogSigner("a b", identity));
        signer.Dispose();
        Assert.Throws<ObjectDisposedException>(() => signer.Checkpoint(5, Keys.Binding.ContentRoot));
    }

    private static IEnumerable<byte[]> Entries(byte[] bundle)
    {
        for (int at = 0; at < bundle.Length;)
        {
            int length = bundle[at] << 8 | bundle[at + 1];
            yield return bundle[(at + 2)..(at + 2 + length)];
            at += 2 + length;
        }
    }
}
