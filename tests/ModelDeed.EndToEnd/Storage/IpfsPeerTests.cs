using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelDeed.EndToEnd.Fingerprints;
using ModelDeed.Storage;

namespace ModelDeed.EndToEnd.Storage;

/// <summary>What npm ipfs-unixfs-importer, ipfs-unixfs-exporter and @ipld/car make of the same content.</summary>
public sealed class IpfsPeerTests : IDisposable
{
    private const long MiB = 1 << 20;

    private readonly string _folder = Directory.CreateTempSubdirectory("modeldeed-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Files_have_the_importers_CIDs_at_every_edge_of_the_profile()
    {
        long[] lengths = [0, 1, MiB - 1, MiB, MiB + 1, 2 * MiB, 1024 * MiB, 1024 * MiB + 1];
        JsonElement[] theirs = await Ask(lengths.Select(length => new JsonObject { ["job"] = "file", ["length"] = length }));
        foreach ((long length, JsonElement their) in lengths.Zip(theirs))
        {
            using Pattern source = new(length);
            DagEntry ours = await new DagBuilder(null, Environment.ProcessorCount, null).AddFile(source, default);
            Assert.Equal((length, their.GetProperty("cid").GetString(), their.GetProperty("size").GetUInt64()), (length, ours.Cid.ToString(), ours.TotalSize));
        }
    }

    [Fact]
    public async Task Trees_of_every_shape_are_the_importers()
    {
        (int Length, int Chunk, int Links)[] shapes = [.. Enumerable.Range(0, 130).Select(length => (length, 3, 3)), .. Enumerable.Range(1, 60).Select(n => (n * 37, n % 7 + 1, n % 5 + 2))];
        JsonElement[] theirs = await Ask(shapes.Select(shape => new JsonObject { ["job"] = "tiny", ["length"] = shape.Length, ["chunk"] = shape.Chunk, ["links"] = shape.Links }));
        foreach (((int length, int chunk, int links), JsonElement their) in shapes.Zip(theirs))
        {
            byte[] bytes = [.. Enumerable.Range(0, length).Select(i => (byte)(i % 251))];
            DagEntry ours = await new DagBuilder(null, 3, null, new DagProfile(chunk, links, 1000)).AddFile(new MemorySource(bytes), default);
            Assert.Equal((length, chunk, links, their.GetProperty("cid").GetString(), their.GetProperty("size").GetUInt64()), (length, chunk, links, ours.Cid.ToString(), ours.TotalSize));
        }
    }

    [Fact]
    public async Task Folders_have_the_importers_CIDs_and_names_are_in_its_order()
    {
        (string Path, string Text)[] files = [("header", "h"), ("payload", new string('p', 3000)), ("Z", ""), ("a", "1"), ("ä", "2"), ("a.b", "3"), ("😀", "4"), ("\ufb01", "5"), ("sub/deeper/file", "6"), ("sub/x", "7")];
        string root = Directory.CreateDirectory(Path.Join(_folder, "root")).FullName;
        foreach ((string path, string text) in files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Join(root, path))!);
            await File.WriteAllTextAsync(Path.Join(root, path), text);
        }
        JsonElement their = (await Ask([new JsonObject
        {
            ["job"] = "folder",
            ["files"] = new JsonArray([.. files.Select(file => (JsonNode)new JsonObject { ["path"] = file.Path, ["text"] = file.Text })]),
            ["folders"] = new JsonArray(),
        }]))[0];
        DagEntry ours = await new DagBuilder(null, 2, null).Add(root, default);
        Assert.Equal((their.GetProperty("cid").GetString(), their.GetProperty("size").GetUInt64()), (ours.Cid.ToString(), ours.TotalSize));
    }

    [Fact]
    public async Task A_CAR_of_ours_is_read_by_others_block_by_block_and_file_by_file()
    {
        Directory.CreateDirectory(Path.Join(_folder, "package"));
        byte[] header = RandomNumberGenerator.GetBytes(700), payload = RandomNumberGenerator.GetBytes(5 * (int)MiB + 9);
        await File.WriteAllBytesAsync(Path.Join(_folder, "package", "header"), header);
        await File.WriteAllBytesAsync(Path.Join(_folder, "package", "payload"), payload);
        using LocalStore store = new(Path.Join(_folder, "store"));
        DagEntry root = await new DagBuilder(store, 2, null).Add(Path.Join(_folder, "package"), default);
        string car = Path.Join(_folder, "package.car");
        await using (FileStream file = File.Create(car)) await CarWriter.Write(store, root.Cid, file, 4, null, default);
        JsonElement their = (await Ask([new JsonObject { ["job"] = "readCar", ["car"] = car }]))[0];
        Assert.Equal(root.Cid.ToString(), their.GetProperty("root").GetString());
        Assert.Equal(9, their.GetProperty("blocks").GetInt32()); // folder, header, payload's node and its six chunks
        Assert.Equal(root.Cid.ToString(), their.GetProperty("order")[0].GetString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(header)), their.GetProperty("files").GetProperty("/header").GetString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(payload)), their.GetProperty("files").GetProperty("/payload").GetString());
    }

    [Fact]
    public async Task A_CAR_of_others_is_imported_and_gives_the_file()
    {
        string file = Path.Join(_folder, "file"), car = Path.Join(_folder, "file.car");
        byte[] bytes = RandomNumberGenerator.GetBytes(3 * (int)MiB + 1);
        await File.WriteAllBytesAsync(file, bytes);
        string root = (await Ask([new JsonObject { ["job"] = "writeCar", ["path"] = file, ["car"] = car }]))[0].GetProperty("cid").GetString()!;
        using LocalStore store = new(Path.Join(_folder, "store"));
        await using FileStream from = File.OpenRead(car);
        CarContent content = await CarReader.Read(from, store, 4, null, default);
        Assert.Equal([root], content.Roots.Select(cid => cid.ToString()));
        DownloadResult result = await Download.Run(store, content.Roots[0], Path.Join(_folder, "out"), 4, null, default);
        Assert.Equal(bytes.Length, result.Bytes);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Join(_folder, "out", "file")));
    }

    private static async Task<JsonElement[]> Ask(IEnumerable<JsonObject> jobs)
    {
        string input = string.Concat(jobs.Select(job => job.ToJsonString() + "\n"));
        string answers = await Peer.Run("node", await PeerServer.Script("unixfs.mjs"), Path.Join(Peer.Root, "tests", "peers"), System.Text.Encoding.UTF8.GetBytes(input));
        return [.. answers.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
    }

    /// <summary>As in unixfs.mjs: chunk i is its number, 8 bytes little-endian, over and over.</summary>
    private sealed class Pattern(long length) : ByteSource
    {
        public override long Length => length;

        public override ValueTask ReadAsync(long offset, Memory<byte> into, CancellationToken ct)
        {
            CheckRange(offset, into.Length);
            Assert.Equal(0, offset % MiB);
            byte[] number = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(number, offset / MiB);
            Span<byte> left = into.Span;
            for (int filled = Math.Min(8, left.Length), at = 0; at < left.Length; at += filled)
            {
                if (at == 0) number.AsSpan(0, filled).CopyTo(left);
                else left[..Math.Min(filled = at, left.Length - at)].CopyTo(left[at..]);
            }
            return ValueTask.CompletedTask;
        }
    }
}
