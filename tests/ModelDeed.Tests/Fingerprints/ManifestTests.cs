using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ModelDeed.Fingerprints;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Fingerprints;

public sealed class ManifestTests
{
    private static readonly string[] Documents =
        [.. VectorFile.Load("fingerprint-manifests.json").GetProperty("manifests").EnumerateArray().Select(vector => vector.GetProperty("manifest").GetString()!)];

    [Fact]
    public void Vectors_are_read_and_written_byte_for_byte()
    {
        foreach (JsonElement vector in VectorFile.Load("fingerprint-manifests.json").GetProperty("manifests").EnumerateArray())
        {
            var manifest = Manifest.Parse(Encoding.UTF8.GetBytes(vector.GetProperty("manifest").GetString()!));
            Assert.Equal(vector.GetProperty("manifest").GetString(), Encoding.UTF8.GetString(manifest.ToJson()));
            Assert.Equal(vector.Hash("fingerprint"), manifest.Fingerprint);
            Assert.Equal(vector.Hash("tensorRoot"), manifest.TensorRoot);
            Assert.Equal(vector.Hash("manifestDigest"), manifest.Digest());
            Assert.Equal(vector.GetProperty("cid").GetString(), ContentId.Of(manifest.Digest()));
            Assert.Equal("ipfs://" + vector.GetProperty("cid").GetString(), ContentId.Uri(manifest.Digest()));
        }
    }

    [Fact]
    public void What_is_written_is_read_back()
    {
        Gen<string> name = Gen.Elements('a', '"', '\\', '\n', '\u0001', '\u000b', '\u001f', '\u00e9', '\u2028', '\uffff', 'z').ArrayOf().Select(units => new string(units));
        Gen<string[]> names = name.Where(text => text.Length > 0).ArrayOf().Select(all => all.Distinct().Order(Utf8Order.Instance).ToArray());
        Prop.ForAll(names.Where(all => all.Length > 0).ToArbitrary(), names.ToArbitrary(), name.ToArbitrary(), (paths, tensors, text) =>
        {
            Manifest manifest = Sample(
                [.. paths.Select((path, i) => new ManifestFile(path, (ulong)i << 40, Blake3.Hash(Encoding.UTF8.GetBytes(path))))],
                [.. tensors.Select((tensor, i) => new ManifestTensor(tensor, text, [.. Enumerable.Range(0, i % 5).Select(d => (ulong)d << 48)], Blake3.Hash([(byte)i])))])
                with
            { Name = text, Kind = "model", Metadata = tensors.ToImmutableSortedDictionary(key => key, _ => text, StringComparer.Ordinal) };
            Assert.Equal(manifest, Manifest.Parse(manifest.ToJson()));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_document_is_token_metadata()
    {
        JsonElement json = JsonDocument.Parse((Sample() with { Name = "N", Description = "D" }).ToJson()).RootElement;
        Assert.Equal("N", json.GetProperty("name").GetString());
        Assert.Equal("D", json.GetProperty("description").GetString());
    }

    [Theory]
    [InlineData("{\"bytes\":16", "{ \"bytes\":16", "canonical")]
    [InlineData("\"bytes\":16", "\"bytes\":17", "canonical")]
    [InlineData("\"bytes\":16", "\"bytes\":1.6e1", "whole number")]
    [InlineData("\"bytes\":16", "\"bytes\":-16", "whole number")]
    [InlineData("\"bytes\":16,", "\"bytes\":16,\"bytes\":16,", "canonical")]
    [InlineData("\"bytes\":16,", "", "canonical")]
    [InlineData("\"bytes\":16,", "\"bytes\":16,\"extra\":1,", "doesn't know")]
    [InlineData("\"excluded\":[],", "", "\"excluded\" is missing")]
    [InlineData("\"excluded\":[]", "\"excluded\":{}", "StartArray is expected")]
    [InlineData("\"excluded\":[]", "\"excluded\":[{\"path\":\"x\"}]", "\"reason\" is missing")]
    [InlineData("\"excluded\":[]", "\"excluded\":[{\"path\":\"../x\",\"reason\":\"r\"}]", "relative path")]
    [InlineData("\"format\":\"opaque\"", "\"format\":\"op\\u0061que\"", "canonical")]
    [InlineData("\"format\":\"opaque\"", "\"format\":null", "String is expected")]
    [InlineData("\"format\":\"opaque\"", "\"format\":\"\\ud800\"", "surrogate")]
    [InlineData("\"format\":\"opaque\"", "\"format\":\"opaque\",\"kind\":\"car\"", "no kind \"car\"")]
    [InlineData("modeldeed-1", "modeldeed-2", "scheme")]
    [InlineData("\"path\":\"README.md\"", "\"path\":\"/README.md\"", "relative path")]
    [InlineData("\"path\":\"weights/a.bin\"", "\"path\":\"weights//a.bin\"", "relative path")]
    [InlineData("\"path\":\"weights/a.bin\"", "\"path\":\"weights/../a.bin\"", "relative path")]
    [InlineData("\"path\":\"README.md\"", "\"path\":\"zzz\"", "out of order")]
    [InlineData("\"path\":\"empty\"", "\"path\":\"README.md\"", "out of order or there twice")]
    [InlineData("\"path\":\"empty\"", "\"path\":\"e\u0301\"", "Normalization")]
    [InlineData("\"size\":6", "\"size\":9007199254740992", "2^53")]
    [InlineData("\"size\":6", "\"size\":7", "canonical")]
    [InlineData("0x8e4c", "0X8e4c", "canonical")]
    [InlineData("0x8e4c", "8e4c", "canonical")]
    [InlineData("0x8e4c", "0x8E4c", "canonical")]
    [InlineData("0x8e4c", "0x8e4d", "fingerprint isn't the root")]
    [InlineData("0x8e4c", "0x8e4", "64 hexadecimal digits")]
    [InlineData("0x3854", "0x3855", "fingerprint isn't the root")]
    [InlineData("\"tensorRoot\":\"0x00", "\"tensorRoot\":\"0x01", "tensorRoot isn't the root")]
    [InlineData("\"tensors\":[]}", "\"tensors\":[]}}", "JSON")]
    [InlineData("\"tensors\":[]}", "\"tensors\":[]} ", "canonical")]
    [InlineData("\"tensors\":[]", "\"tensors\":[[[[[[]]]]]]", "StartObject is expected")]
    [InlineData("\"metadata\":{}", "\"metadata\":{\"a\":{\"b\":{\"c\":{}}}}", "String is expected")]
    [InlineData("\"metadata\":{}", "\"metadata\":{\"b\":\"1\",\"a\":\"2\"}", "canonical")]
    [InlineData("\"metadata\":{}", "\"metadata\":{\"a\":\"1\",\"a\":\"2\"}", "canonical")]
    public void Anything_else_is_refused(string original, string altered, string why)
    {
        string document = Documents[0].Replace(original, altered, StringComparison.Ordinal);
        Assert.NotEqual(Documents[0], document);
        ManifestException error = Assert.Throws<ManifestException>(() => Manifest.Parse(Encoding.UTF8.GetBytes(document)));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void No_single_byte_can_be_changed_unseen_in_what_the_roots_cover()
    {
        // Free text (name, description, kind, format, reasons, metadata) is covered by the digest, not by the roots: there another letter is another manifest.
        foreach (string document in Documents)
        {
            byte[] good = Encoding.UTF8.GetBytes(document);
            Hash32 digest = Manifest.Parse(good).Digest();
            for (int i = 0; i < good.Length; i++)
            {
                byte[] bad = [.. good];
                bad[i] ^= 1;
                if (TryParse(bad) is { } other) Assert.NotEqual(digest, other.Digest());
            }
        }
    }

    [Fact]
    public void A_truncated_document_is_refused()
    {
        foreach (string document in Documents)
        {
            byte[] good = Encoding.UTF8.GetBytes(document);
            for (int length = 0; length < good.Length; length++) Assert.Null(TryParse(good[..length]));
        }
    }

    [Fact]
    public void Deep_nesting_is_refused() =>
        Assert.Throws<ManifestException>(() => Manifest.Parse(Encoding.UTF8.GetBytes("{\"files\":" + new string('[', 1_000_000))));

    [Fact]
    public void A_document_over_the_limit_is_refused() =>
        Assert.Contains("more than", Assert.Throws<ManifestException>(() => Manifest.Parse(new byte[ManifestReader.MostBytes + 1])).Message, StringComparison.Ordinal);

    [Fact]
    public void Random_bytes_are_refused() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), (byte[] bytes) => Assert.Null(TryParse(bytes))).QuickCheckThrowOnFailure();

    [Fact]
    public void What_JSON_can_not_hold_is_not_written()
    {
        Assert.Throws<ManifestException>(() => (Sample() with { Name = "\ud800" }).ToJson());
        Assert.Throws<ManifestException>(() => (Sample() with { Name = "\udc00\ud800" }).Digest());
        Assert.Throws<ManifestException>(() => Sample([new ManifestFile("a", 1ul << 53, Hash32.Zero)], []).ToJson());
        Assert.Throws<ManifestException>(() => Sample([new ManifestFile("a", ulong.MaxValue, Hash32.Zero), new ManifestFile("b", 1, Hash32.Zero)], []).ToJson());
        Assert.Throws<ManifestException>(() => Sample([], [new ManifestTensor("a", "U8", [1ul << 53], Hash32.Zero)]).ToJson());
    }

    private static Manifest? TryParse(byte[] document)
    {
        try
        {
            return Manifest.Parse(document);
        }
        catch (ManifestException)
        {
            return null;
        }
    }

    private static Manifest Sample() => Sample([new ManifestFile("", 1, Hash32.Zero)], []);

    private static Manifest Sample(ImmutableArray<ManifestFile> files, ImmutableArray<ManifestTensor> tensors) => new()
    {
        Format = "test",
        Fingerprint = files.IsEmpty ? Hash32.Zero : ContentRoot.Of(files, 1),
        TensorRoot = ContentRoot.Of(tensors, 1),
        Files = files,
        Tensors = tensors,
        Excluded = [],
        Metadata = ImmutableSortedDictionary<string, string>.Empty,
    };
}
