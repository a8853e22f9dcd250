using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ModelDeed.EndToEnd.Fingerprints;
using ModelDeed.Sealing;
using ModelDeed.Storage;

namespace ModelDeed.EndToEnd.Sealing;

/// <summary>Debian's age on what we seal, we on what it seals, and the age project's own test files (npm cctv-age).</summary>
public sealed class AgePeerTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("modeldeed-").FullName;
    private readonly X25519Identity _identity = X25519Identity.New();

    public void Dispose()
    {
        _identity.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65_536)]
    [InlineData(1_000_000)]
    public async Task Age_opens_what_we_seal_custodians_or_not(int length)
    {
        byte[] plain = RandomNumberGenerator.GetBytes(length);
        using X25519Identity first = X25519Identity.New(), second = X25519Identity.New();
        var binding = new PackageBinding { ChainId = 1, Contract = default, TitleId = default, Version = 0, ContentRoot = default, ManifestDigest = default };
        foreach (CustodianTerms? terms in new[] { null, new CustodianTerms(binding, [first.Recipient, second.Recipient]) })
        {
            using var key = FileKey.New();
            var header = PackageHeader.Seal(key, [first.Recipient, _identity.Recipient], terms);
            await File.WriteAllBytesAsync(Path.Join(_folder, "sealed.age"), [.. header.Bytes, .. Payload(key, plain)]);
            await File.WriteAllTextAsync(Path.Join(_folder, "key"), _identity.Reveal());
            await Peer.Run("age", ["-d", "-i", "key", "-o", "opened", "sealed.age"], _folder);
            string opened = Path.Join(_folder, "opened"); // age 1.1 makes no file for an empty text
            Assert.Equal(plain, File.Exists(opened) ? await File.ReadAllBytesAsync(opened) : []);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65_536)]
    [InlineData(1_000_000)]
    public async Task We_open_what_age_seals(int length)
    {
        byte[] plain = RandomNumberGenerator.GetBytes(length);
        string secret = await Peer.Run("age-keygen", [], _folder);
        using X25519Identity theirs = X25519Identity.Parse(secret.Split('\n').Single(line => line.StartsWith("AGE-", StringComparison.Ordinal)));
        Assert.Contains(theirs.Recipient.ToString(), secret, StringComparison.Ordinal); // its comment names the public key
        await File.WriteAllBytesAsync(Path.Join(_folder, "plain"), plain);
        await Peer.Run("age", ["-r", theirs.Recipient.ToString(), "-r", _identity.Recipient.ToString(), "-o", "sealed.age", "plain"], _folder);
        byte[] file = await File.ReadAllBytesAsync(Path.Join(_folder, "sealed.age"));
        foreach (X25519Identity identity in new[] { theirs, _identity })
            Assert.Equal(("success", Convert.ToHexStringLower(SHA256.HashData(plain))), await Open(file, [identity]));
    }

    [Fact]
    public async Task Every_test_file_of_the_age_project_ends_as_it_says()
    {
        const string Script = """
            import * as vectors from "cctv-age";
            console.log(JSON.stringify(Object.fromEntries(Object.entries(vectors).map(([name, bytes]) => [name, Buffer.from(bytes).toString("base64")]))));
            """;
        string json = await Peer.Run("node", ["--input-type=module", "--eval", Script], Path.Join(Peer.Root, "tests", "peers"));
        int judged = 0;
        List<string> wrong = [];
        foreach (JsonProperty vector in JsonDocument.Parse(json).RootElement.EnumerateObject())
        {
            byte[] bytes = vector.Value.GetBytesFromBase64();
            int end = bytes.AsSpan().IndexOf("\n\n"u8);
            ILookup<string, string> facts = Encoding.UTF8.GetString(bytes, 0, end).Split('\n').Select(line => line.Split(": ", 2)).ToLookup(pair => pair[0], pair => pair[1]);
            // Passwords, armor, compression and other kinds of keys aren't ours.
            string[] texts = [.. facts["identity"]];
            if (facts.Contains("passphrase") || facts.Contains("armored") || facts.Contains("compressed") || texts.Any(text => !text.StartsWith("AGE-SECRET-KEY-1", StringComparison.Ordinal))) continue;
            X25519Identity[] identities = [.. texts.Select(text => X25519Identity.Parse(text))];
            (string outcome, string digest) = await Open(bytes[(end + 2)..], identities);
            judged++;
            string expected = facts["expect"].Single();
            if (outcome != expected) wrong.Add($"{vector.Name}: {outcome}, not {expected}");
            else if (outcome == "success" && digest != facts["payload"].Single()) wrong.Add($"{vector.Name}: another payload");
        }
        Assert.Empty(wrong);
        Assert.Equal(48, judged); // of the pinned package
    }

    [Fact]
    public async Task Nodes_cryptography_opens_the_custodian_stanza_as_the_format_is_described()
    {
        string vector = Path.Join(Peer.Root, "vectors", "sealing.json");
        JsonElement expected = JsonDocument.Parse(await File.ReadAllTextAsync(vector)).RootElement;
        JsonElement theirs = JsonDocument.Parse(await Peer.Run("node", [Path.Join(Peer.Root, "tests", "ModelDeed.EndToEnd", "Sealing", "custodians.mjs"), vector], _folder)).RootElement;
        Assert.Equal((2, 31337, 3), (theirs.GetProperty("threshold").GetInt32(), theirs.GetProperty("chainId").GetInt32(), theirs.GetProperty("version").GetInt32()));
        Assert.Equal(Enumerable.Repeat(expected.GetProperty("fileKey").GetString(), 3), theirs.GetProperty("keys").EnumerateArray().Select(key => key.GetString()));
        Assert.Equal(expected.GetProperty("bindingDigest").GetString(), theirs.GetProperty("binding").GetString());
        Assert.Equal(expected.GetProperty("headerDigest").GetString(), theirs.GetProperty("digest").GetString());
        Assert.True(theirs.GetProperty("mac").GetBoolean() && theirs.GetProperty("body").GetBoolean());
    }

    [Fact]
    public async Task Viem_reads_requests_receipts_and_heads_as_the_format_is_described()
    {
        string vector = Path.Join(Peer.Root, "vectors", "release.json");
        JsonElement expected = JsonDocument.Parse(await File.ReadAllTextAsync(vector)).RootElement;
        JsonElement theirs = JsonDocument.Parse(await Peer.Run("node", [Path.Join(Peer.Root, "tests", "ModelDeed.EndToEnd", "Sealing", "release.mjs"), Peer.Root, vector], _folder)).RootElement;
        Assert.Equal(expected.GetProperty("requests").EnumerateArray().Select(one => (one.GetProperty("digest").GetString(), one.GetProperty("signature").GetString(), true)),
            theirs.GetProperty("requests").EnumerateArray().Select(one => (one.GetProperty("digest").GetString(), one.GetProperty("signature").GetString(), one.GetProperty("by").GetBoolean())));
        Assert.Equal(2, theirs.GetProperty("logs").GetArrayLength());
        Assert.All(theirs.GetProperty("logs").EnumerateArray(), log => Assert.All(log.EnumerateObject(), one => Assert.True(one.Value.GetBoolean(), one.Name)));
        Assert.True(theirs.GetProperty("join").GetBoolean() && theirs.GetProperty("commitment").GetBoolean());
    }

    private static byte[] Payload(FileKey key, byte[] plain)
    {
        var layout = new PayloadLayout(plain.Length);
        byte[] nonce = RandomNumberGenerator.GetBytes(PayloadLayout.NonceSize), payload = new byte[layout.PayloadLength];
        nonce.CopyTo(payload, 0);
        using var cipher = new PayloadCipher(key, nonce, layout);
        cipher.Seal(0, plain, payload.AsSpan(nonce.Length));
        return payload;
    }

    /// <summary>The outcome in the words of the test files, and SHA-256 of what came out.</summary>
    private static async Task<(string Outcome, string Digest)> Open(byte[] file, X25519Identity[] identities)
    {
        FileKey? key = null;
        int length;
        try
        {
            AgeHeader parsed = AgeHeader.Parse(file, out length);
            var header = PackageHeader.Parse(parsed.ToBytes());
            foreach (X25519Identity identity in identities)
            {
                UnlockOutcome outcome = header.Unlock(identity);
                if (outcome is UnlockOutcome.HeaderAltered) return ("HMAC failure", "");
                if (outcome is UnlockOutcome.Unlocked unlocked) key = unlocked.Key;
            }
        }
        catch (SealedDataException)
        {
            return ("header failure", "");
        }
        if (key is null) return ("no match", "");
        if (file.Length - length < PayloadLayout.NonceSize) return ("header failure", ""); // theirs counts the nonce to the header
        try
        {
            using var source = new MemorySource(file.AsMemory(length));
            using OpenedSource opened = await OpenedSource.Open(source, key, CancellationToken.None);
            var plain = new byte[opened.Length];
            await opened.ReadAsync(0, plain, CancellationToken.None);
            return ("success", Convert.ToHexStringLower(SHA256.HashData(plain)));
        }
        catch (SealedDataException)
        {
            return ("payload failure", "");
        }
    }
}
