using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using ModelDeed.Fingerprints;
using ModelDeed.Primitives;

namespace ModelDeed.EndToEnd.Cli;

/// <summary>Whose model a file really is: from the registration to evidence under a revealed seed.</summary>
public sealed class HeritageTests : DeedFixture
{
    [Fact]
    public async Task A_disguised_copy_is_found_before_it_is_registered_and_proven_by_a_secret_seed()
    {
        await Done("deploy", "--yes");
        string parent = Model("parent.safetensors", 1, 0), child = Model("child.safetensors", 1, 0.3f), stranger = Model("stranger.safetensors", 9, 0);
        // A registration that nobody sends leaves a manifest and seeds, to which no title commits.
        await Done("register", parent, "--name", "Draft", "--kind", "model", "--sign-only", "--out", Path.Combine(Work, "draft.json"));
        JsonElement title = await Done("register", parent, "--name", "Parent", "--kind", "model", "--yes");
        Manifest manifest = Manifest.Parse(await File.ReadAllBytesAsync(title.Text("manifestFile")));
        Assert.Equal(4, manifest.Heritage!.Commitments.Length);
        Assert.Empty(title.At("nearTitles").EnumerateArray());

        JsonElement asked = await Done("register", child, "--name", "Mine", "--kind", "model", "--account", "demo-2", "--dry-run");
        Assert.Contains("100 % of this is \"Parent\"", Assert.Single(asked.At("details").EnumerateArray()).GetString(), StringComparison.Ordinal);
        Assert.Equal(2, Directory.GetFiles(Path.Combine(Home, "manifests")).Length); // what is only tried leaves nothing behind
        Assert.Empty((await Done("register", child, "--name", "Mine", "--kind", "model", "--account", "demo-2", "--yes", "--parent", title.Text("title"), "--secret-seeds", "0")).At("nearTitles").EnumerateArray());

        string report = Path.Combine(Work, "report.json");
        JsonElement found = await Done("heritage", child, "--against", title.Text("title"), "--reveal", "4", "--report", report);
        JsonElement model = Assert.Single(found.At("models").EnumerateArray());
        Assert.Equal(("derived", 1), (model.Text("verdict"), model.GetProperty("inheritedShare").GetDouble()));
        JsonElement[] readings = [.. found.At("readings").EnumerateArray()];
        Assert.Equal(["public", "committed", "committed", "committed", "committed"], readings.Select(reading => reading.Text("source")));
        Assert.All(readings[1..], reading => Assert.Contains(Hash32.Parse(reading.Text("commitment")), manifest.Heritage.Commitments));
        JsonElement check = await Done("heritage", "--check", report);
        Assert.Equal(("derived", manifest.Digest().ToString()), (check.Text("verdict"), check.Text("otherManifest")));

        string text = await File.ReadAllTextAsync(report), edited = Write("edited.json", text.Replace("\"shareOfOther\":\"1\"", "\"shareOfOther\":\"0\"", StringComparison.Ordinal));
        await Refused(1, "report-wrong", "heritage", "--check", edited);
        DeedRun none = await Deed("heritage", stranger, "--against", parent, "--json");
        Assert.Equal((1, "unrelated"), (none.Exit, none.Json.At("models")[0].Text("verdict")));
        await Refused(1, "no-seeds", "heritage", child, "--against", title.Text("title"), "--reveal", "5");
        await Refused(1, "no-seeds", "heritage", stranger, "--against", parent, "--reveal", "9");
        await Refused(1, "no-seeds", "heritage", stranger, "--against", title.Text("title"), "--reveal", "1"); // all four were spent on another suspect
        await Refused(2, "usage", "heritage", child, "--against", title.Text("title"), "--reveal", "0");
        await Refused(1, "no-print", "heritage", stranger, "--against", $"{Keccak256.HashUtf8("nobody's")}");
        await Refused(4, "unreadable", "heritage", Write("notes.txt", "no weights"), "--against", parent);
        await Refused(2, "usage", "heritage", child, "--against", title.Text("title"), "--seed-block", $"{Keccak256.HashUtf8("block")}");
        Assert.Equal("block", (await Done("heritage", child, "--against", parent, "--seed-block", $"{Keccak256.HashUtf8("block")}")).At("readings")[1].Text("source"));
    }

    // Three matrices of weights that follow from a seed, with noise of its own where asked.
    private string Model(string name, ulong seed, float noise)
    {
        const int Side = 120, Tensors = 3;
        string header = $"{{{string.Join(',', Enumerable.Range(0, Tensors).Select(i => $"\"layers.{i}.weight\":{{\"dtype\":\"F32\",\"shape\":[{Side},{Side}],\"data_offsets\":[{4 * Side * Side * i},{4 * Side * Side * (i + 1)}]}}"))}}}";
        header += new string(' ', (8 - header.Length % 8) % 8);
        var file = new byte[8 + header.Length + 4 * Side * Side * Tensors];
        BinaryPrimitives.WriteUInt64LittleEndian(file, (ulong)header.Length);
        Encoding.UTF8.GetBytes(header, file.AsSpan(8));
        ulong state = seed, other = seed + 77;
        for (int at = 8 + header.Length; at < file.Length; at += 4)
            BinaryPrimitives.WriteSingleLittleEndian(file.AsSpan(at), Next(ref state) + (noise == 0 ? 0 : noise * Next(ref other)));
        string path = Path.Combine(Work, name);
        File.WriteAllBytes(path, file);
        return path;
    }

    // SplitMix64; the sum of its four 16-bit parts is nearly normal.
    private static float Next(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        return ((z & 0xFFFF) + (z >> 16 & 0xFFFF) + (z >> 32 & 0xFFFF) + (z >> 48)) / 65536f - 2;
    }
}
