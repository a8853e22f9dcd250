using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Ethereum.Keystores;

public sealed class KeystoreTests
{
    private static readonly JsonElement Published = Vectors.Load("ethereum-keystores.json");
    private static readonly JsonElement Cheap = Published.GetProperty("keystores").GetProperty("cases")[2].GetProperty("file");

    [Fact]
    public void Scrypt_is_that_of_RFC_7914()
    {
        foreach (JsonElement vector in Published.GetProperty("scrypt").GetProperty("cases").EnumerateArray())
        {
            var key = new byte[64];
            Scrypt.DeriveKey(Encoding.UTF8.GetBytes(vector.Text("password")), Encoding.UTF8.GetBytes(vector.Text("salt")),
                vector.GetProperty("n").GetInt32(), vector.GetProperty("r").GetInt32(), vector.GetProperty("p").GetInt32(), key);
            Assert.Equal(vector.Text("key"), Hex.Encode(key));
        }
    }

    [Theory]
    [InlineData(2, 1, 1)]
    [InlineData(64, 3, 2)]
    [InlineData(512, 16, 5)]
    public void Scrypt_agrees_with_BouncyCastle(int n, int r, int p)
    {
        var key = new byte[40];
        Scrypt.DeriveKey("secret"u8, "salty"u8, n, r, p, key);
        Assert.Equal(Org.BouncyCastle.Crypto.Generators.SCrypt.Generate("secret"u8.ToArray(), "salty"u8.ToArray(), n, r, p, 40), key);
    }

    [Fact]
    public void Published_keystores_open()
    {
        foreach (JsonElement vector in Published.GetProperty("keystores").GetProperty("cases").EnumerateArray())
        {
            using PrivateKey expected = PrivateKey.Parse(vector.Text("key"));
            KeystoreOutcome outcome = Keystore.Open(Utf8(vector.GetProperty("file")), vector.Text("password"));
            using PrivateKey opened = Assert.IsType<KeystoreOutcome.Opened>(outcome).Key;
            Assert.Equal(expected.Address, opened.Address);
        }
    }

    [Fact]
    public void Another_password_is_an_answer_and_not_a_crash()
    {
        Assert.IsType<KeystoreOutcome.WrongPassword>(Keystore.Open(Utf8(Cheap), "bar"));
        Assert.IsType<KeystoreOutcome.WrongPassword>(Keystore.Open(Utf8(Cheap), ""));
    }

    [Fact]
    public void A_sealed_key_opens_and_costs_what_geth_asks()
    {
        using PrivateKey key = PrivateKey.Generate();
        byte[] file = Keystore.Seal(key, "pässword");
        JsonElement json = JsonDocument.Parse(file).RootElement, kdf = json.GetProperty("crypto").GetProperty("kdfparams");
        Assert.Equal((262144, 8, 1), (kdf.GetProperty("n").GetInt32(), kdf.GetProperty("r").GetInt32(), kdf.GetProperty("p").GetInt32()));
        Assert.Equal(key.Address.ToString()[2..].ToLowerInvariant(), json.Text("address"));
        Assert.Equal('4', json.Text("id")[14]);
        using PrivateKey opened = Assert.IsType<KeystoreOutcome.Opened>(Keystore.Open(file, "pässword")).Key;
        Assert.Equal(key.Address, opened.Address);
    }

    [Fact]
    public void Two_seals_of_one_key_share_nothing()
    {
        using PrivateKey key = PrivateKey.Generate();
        JsonElement one = Crypto(CheapSeal(key)), other = Crypto(CheapSeal(key));
        Assert.NotEqual(one.Text("ciphertext"), other.Text("ciphertext"));
    }

    [Fact]
    public void An_old_file_with_a_capital_opens()
    {
        string file = Encoding.UTF8.GetString(Utf8(Cheap)).Replace("\"crypto\"", "\"Crypto\"");
        Assert.IsType<KeystoreOutcome.Opened>(Keystore.Open(Encoding.UTF8.GetBytes(file), "foo"));
    }

    [Theory]
    [InlineData("n", 1099511627776)]   // 2^40: a memory bomb
    [InlineData("n", 4194304)]         // 4 GiB
    [InlineData("n", 3)]
    [InlineData("n", 1)]
    [InlineData("n", 0)]
    [InlineData("n", -2)]
    [InlineData("r", 0)]
    [InlineData("r", 1073741824)]
    [InlineData("r", 9223372036854775807)]
    [InlineData("p", 0)]
    [InlineData("p", 1073741824)]
    [InlineData("dklen", 16)]
    public void Hostile_costs_are_refused_before_anything_is_allocated(string name, long value)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Unreadable(json => json["crypto"]!["kdfparams"]![name] = value);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 1 << 20);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2_000_000_000)]
    public void Hostile_rounds_are_refused(long rounds) => Unreadable(json =>
    {
        json["crypto"]!["kdf"] = "pbkdf2";
        json["crypto"]!["kdfparams"] = new JsonObject { ["c"] = rounds, ["dklen"] = 32, ["prf"] = "hmac-sha256", ["salt"] = "00" };
    });

    [Fact]
    public void Broken_files_say_what_is_wrong()
    {
        Assert.Contains("version", Unreadable(json => json["version"] = 1), StringComparison.Ordinal);
        Assert.Contains("aes-256", Unreadable(json => json["crypto"]!["cipher"] = "aes-256-ctr"), StringComparison.Ordinal);
        Assert.Contains("iv", Unreadable(json => json["crypto"]!["cipherparams"]!["iv"] = "00"), StringComparison.Ordinal);
        Assert.Contains("mac", Unreadable(json => json["crypto"]!["mac"] = new string('z', 64)), StringComparison.Ordinal);
        Assert.Contains("ciphertext", Unreadable(json => json["crypto"]!.AsObject().Remove("ciphertext")), StringComparison.Ordinal);
        Assert.Contains("ciphertext", Unreadable(json => json["crypto"]!["ciphertext"] = new string('0', 66)), StringComparison.Ordinal);
        Assert.Contains("argon2", Unreadable(json => json["crypto"]!["kdf"] = "argon2"), StringComparison.Ordinal);
        Assert.Contains("address", Unreadable(json => json["address"] = new string('0', 40)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"crypto\":1,\"version\":3}")]
    [InlineData("{\"crypto\":{},\"crypto\":{},\"version\":3}")]
    public void What_is_no_keystore_is_unreadable(string json) =>
        Assert.IsType<KeystoreOutcome.Unreadable>(Keystore.Open(Encoding.UTF8.GetBytes(json), "foo"));

    [Fact]
    public void Every_truncation_and_every_changed_byte_is_an_answer()
    {
        byte[] file = Utf8(Cheap);
        for (int i = 0; i < file.Length; i++)
        {
            Assert.IsType<KeystoreOutcome.Unreadable>(Keystore.Open(file.AsSpan(0, i), "foo"));
            byte[] changed = [.. file];
            changed[i] ^= 0x15;
            if (Keystore.Open(changed, "foo") is KeystoreOutcome.Opened opened) opened.Key.Dispose();
        }
    }

    private static byte[] CheapSeal(PrivateKey key) => Keystore.Seal(key, "x",
        new KeyDerivation.Scrypted(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32), 2, 8, 1),
        System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));

    private static JsonElement Crypto(byte[] file) => JsonDocument.Parse(file).RootElement.GetProperty("crypto");

    private static byte[] Utf8(JsonElement json) => Encoding.UTF8.GetBytes(json.GetRawText());

    private static string Unreadable(Action<JsonNode> change)
    {
        JsonNode json = JsonNode.Parse(Cheap.GetRawText())!;
        change(json);
        return Assert.IsType<KeystoreOutcome.Unreadable>(Keystore.Open(Encoding.UTF8.GetBytes(json.ToJsonString()), "foo")).Reason;
    }
}
