using System.Formats.Tar;
using ModelDeed.Fingerprints;
using ModelDeed.Sealing;
using ModelDeed.Storage;
using ModelDeed.Tests.Fingerprints;
using ModelDeed.Tests.Fingerprints.Formats;

namespace ModelDeed.Tests.Sealing;

/// <summary>Assets into packages, and out again.</summary>
public sealed class PackageTests : IDisposable
{
    private const int MiB = 1 << 20;

    private readonly TempFolder _folder = new();
    private readonly X25519Identity _owner = Keys.Identity(1);

    public void Dispose()
    {
        _owner.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_folder_comes_out_as_it_went_in(int threads)
    {
        string longName = string.Join('/', Enumerable.Repeat("a folder with a long name", 8)) + "/weights.bin";
        Asset("empty", 0);
        Asset(longName, 3 * MiB + 511);
        Asset("模型/gewichte-ä.bin", 512);
        Asset("z/one-chunk.bin", 1024);
        Asset("z/two.bin", 2 * MiB);
        SealedPackage package = Seal(options => options with { Threads = threads });

        using PackageReader reader = await Open(package);
        reader.Unpack(_folder["out"], threads, null, default);

        Assert.Equal(Asset().Fingerprint, Fingerprinter.Run(_folder["out"], new(), null, default).Manifest.Fingerprint);
        Assert.Equal(Asset(), reader.Manifest);
        Assert.Equal(["asset", "out", "package"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_single_file_comes_out_as_a_file()
    {
        byte[] bytes = Noise.Bytes(MiB + 3, 5);
        _folder.With("asset", bytes);
        using PackageReader reader = await Open(Seal());
        reader.Unpack(_folder["out"], 2, null, default);
        Assert.Equal(bytes, _folder.Read("out"));
    }

    [Fact]
    public async Task What_is_sealed_is_a_tar_that_others_read()
    {
        string longName = string.Join('/', Enumerable.Repeat("names beyond a hundred characters", 5)) + "/ü.bin";
        Asset(longName, 700);
        Asset("b", 513);
        SealedPackage package = Seal();
        using FileSource payload = package.Payload();
        using FileKey key = Key(package);
        using OpenedSource archive = await OpenedSource.Open(payload, key, default);
        using var tar = new TarReader(new SourceStream(archive));
        List<(string Name, byte[] Content)> entries = [];
        while (await tar.GetNextEntryAsync(copyData: true) is { } entry)
        {
            var content = new MemoryStream();
            if (entry.DataStream is { } data) await data.CopyToAsync(content);
            entries.Add((entry.Name, content.ToArray()));
        }
        Assert.Equal(["manifest.json", "tensors.json", "files/b", "files/" + longName], entries.Select(entry => entry.Name));
        Assert.Equal(Asset().ToJson(), entries[0].Content);
        Assert.Equal(_folder.Read("asset/" + longName), entries[3].Content);
    }

    [Fact]
    public async Task One_tensor_is_read_by_itself_and_held_against_its_digest()
    {
        Weight a = new("a", "F32", [2, 3], Noise.Bytes(24, 1)), b = new("b", "F16", [600_000], Noise.Bytes(1_200_000, 2));
        _folder.With("asset/model.safetensors", SafetensorsBuilder.Build(a, b));
        Asset("before.bin", 2 * MiB);
        SealedPackage package = Seal();
        using PackageReader reader = await Open(package);
        var got = new MemoryStream();
        Assert.Equal("b", (await reader.ReadTensor("b", got, null, default))!.Name);
        Assert.Equal(b.Bytes, got.ToArray());
        Assert.Null(await reader.ReadTensor("c", got, null, default));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task A_sealing_that_was_interrupted_goes_on_to_the_same_bytes(int pieces)
    {
        Asset("weights", 5 * MiB + 77);
        Asset("more", 100);
        SealOptions options = Options() with { Threads = 1, MarkEvery = 2 };
        using var stop = new CancellationTokenSource();
        int seen = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => PackageSealer.Seal(options, new Told(_ => { if (seen++ == pieces) stop.Cancel(); }), stop.Token));
        Assert.False(Path.Exists(options.Output));
        byte[] header = _folder.Read("package.sealing/package/header"), begun = _folder.Read("package.sealing/package/payload");

        SealedPackage package = PackageSealer.Seal(options, null, default);

        Assert.Equal(header, package.Header.Bytes.ToArray());
        byte[] payload = _folder.Read("package/payload");
        Assert.Equal(begun, payload[..begun.Length]);
        using PackageReader reader = await Open(package);
        reader.Unpack(_folder["out"], 2, null, default);
        Assert.Equal(Asset().Fingerprint, Fingerprinter.Run(_folder["out"], new(), null, default).Manifest.Fingerprint);
    }

    [Fact]
    public void A_file_that_changed_since_an_interrupted_sealing_begins_a_new_one()
    {
        Asset("weights", 5 * MiB);
        SealOptions options = Options() with { Threads = 1, MarkEvery = 1 };
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => PackageSealer.Seal(options, new Told(_ => stop.Cancel()), stop.Token));
        byte[] header = _folder.Read("package.sealing/package/header");
        File.WriteAllBytes(_folder["asset/weights"], _folder.Read("asset/weights")); // the same bytes, at another time
        SealedPackage package = PackageSealer.Seal(options, null, default);
        Assert.NotEqual(header, package.Header.Bytes.ToArray());
    }

    [Fact]
    public void A_header_that_somebody_put_there_is_not_gone_on_with()
    {
        Asset("weights", 5 * MiB);
        SealOptions options = Options() with { Threads = 1, MarkEvery = 1 };
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => PackageSealer.Seal(options, new Told(_ => stop.Cancel()), stop.Token));
        using FileKey known = Keys.FileKey(1); // to whoever planted it: the owner's public key is no secret
        byte[] planted = PackageHeader.Seal(known, [_owner.Recipient], null).Bytes.ToArray();
        string header = _folder["package.sealing/package/header"], mark = _folder["package.sealing/mark"];
        string[] words = File.ReadAllText(mark).Split(' ');
        File.WriteAllBytes(header, planted);
        File.WriteAllText(mark, string.Join(' ', [words[0], PackageHeader.Parse(planted).Digest.ToString(), .. words[2..]])); // all but the MAC fits
        SealedPackage package = PackageSealer.Seal(options, null, default);
        Assert.NotEqual(planted, package.Header.Bytes.ToArray());
        using FileKey own = Key(package);
        Assert.NotEqual(known.Bytes.ToArray(), own.Bytes.ToArray());
    }

    [Fact]
    public void Nobody_else_looks_into_what_is_being_sealed_or_opened()
    {
        if (OperatingSystem.IsWindows()) return;
        Asset("weights", MiB);
        const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(_folder["package.sealing"], Mine | UnixFileMode.OtherRead | UnixFileMode.OtherExecute); // made by an earlier release, say
        UnixFileMode seen = default;
        SealedPackage package = PackageSealer.Seal(Options(), new Told(_ => seen = OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(_folder["package.sealing"])), default);
        Assert.Equal(Mine, seen);
        Assert.NotEqual(Mine, File.GetUnixFileMode(package.Folder)); // the package itself is for everybody
        using var working = new OpeningFolder(_folder["out"]);
        Assert.Equal(Mine, File.GetUnixFileMode(_folder["out.opening"]));
        Directory.CreateSymbolicLink(_folder["linked.opening"], _folder["asset"]);
        Assert.Contains("is a link", Assert.Throws<IOException>(() => new OpeningFolder(_folder["linked"])).Message, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder["asset/weights"]));
    }

    [Fact]
    public async Task What_a_killed_opening_left_goes_and_two_do_not_open_to_one_place()
    {
        Asset("weights", MiB);
        SealedPackage package = Seal();
        _folder.With("out.opening/content/weights", "half of it, in clear").With("out.opening/lock", "");
        using PackageReader reader = await Open(package);
        using (new OpeningFolder(_folder["out"]))
            Assert.Contains("being opened already", Assert.Throws<IOException>(() => reader.Unpack(_folder["out"], 1, null, default)).Message, StringComparison.Ordinal);
        reader.Unpack(_folder["out"], 1, null, default);
        Assert.Equal(_folder.Read("asset/weights"), _folder.Read("out/weights"));
        Assert.Equal(["asset", "out", "package"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_broken_tensor_index_does_not_keep_the_package_from_being_unpacked()
    {
        Asset("weights", 10);
        Manifest manifest = Asset();
        byte[] archive = Archive(new ArchiveLayout(manifest, manifest.ToJson(), "no index"u8.ToArray()));
        using FileKey key = Keys.FileKey(3);
        byte[] payload = new byte[new PayloadLayout(archive.Length).PayloadLength];
        using (var cipher = new PayloadCipher(key, payload.AsSpan(0, PayloadLayout.NonceSize), new PayloadLayout(archive.Length))) cipher.Seal(0, archive, payload.AsSpan(PayloadLayout.NonceSize));
        using PackageReader reader = await PackageReader.Open(new MemorySource(payload), key, manifest.Digest(), default);
        await Assert.ThrowsAsync<SealedDataException>(() => reader.ReadTensorPlaces(default));
        reader.Unpack(_folder["out"], 1, null, default);
        Assert.Equal(_folder.Read("asset/weights"), _folder.Read("out/weights"));
    }

    private byte[] Archive(ArchiveLayout layout)
    {
        using var source = new ArchiveSource(layout, ContentWalk.List(_folder["asset"], default).Files);
        byte[] archive = new byte[layout.Length];
        source.Read(0, archive);
        return archive;
    }

    [Fact]
    public void Content_that_is_not_the_manifests_is_not_sealed()
    {
        Asset("weights", 2 * MiB);
        SealOptions options = Options();
        byte[] bytes = _folder.Read("asset/weights");
        bytes[MiB] ^= 1;
        File.WriteAllBytes(_folder["asset/weights"], bytes);
        Assert.Contains("files/weights", Assert.Throws<SealedDataException>(() => PackageSealer.Seal(options, null, default)).Message, StringComparison.Ordinal);
        Assert.False(Path.Exists(options.Output));
        Assert.False(Path.Exists(options.Output + ".sealing")); // its key must never meet other bytes
        Asset("another", 1);
        Assert.Throws<ContentException>(() => PackageSealer.Seal(options, null, default));
    }

    [Fact]
    public void What_stands_there_already_is_not_overwritten()
    {
        Asset("weights", 10);
        _folder.With("package", "mine");
        Assert.Throws<IOException>(() => Seal());
        Assert.Equal("mine", File.ReadAllText(_folder["package"]));
    }

    [Fact]
    public void Two_do_not_seal_to_one_place_at_a_time()
    {
        Asset("weights", 10);
        Directory.CreateDirectory(_folder["package.sealing"]);
        using (new FileStream(_folder["package.sealing/lock"], FileMode.Create, FileAccess.Write, FileShare.None))
            Assert.Contains("is being sealed already", Assert.Throws<IOException>(() => Seal()).Message, StringComparison.Ordinal);
        Seal();
    }

    [Fact]
    public async Task A_flipped_bit_of_the_payload_leaves_nothing_behind()
    {
        Asset("weights", 3 * MiB);
        SealedPackage package = Seal();
        byte[] payload = _folder.Read("package/payload");
        payload[payload.Length / 2] ^= 1;
        File.WriteAllBytes(package.PayloadPath, payload);
        using PackageReader reader = await Open(package);
        Assert.Throws<SealedDataException>(() => reader.Unpack(_folder["out"], 2, null, default));
        Assert.Equal(["asset", "package"], Directory.EnumerateFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_package_of_another_manifest_is_refused()
    {
        Asset("weights", 10);
        SealedPackage package = Seal();
        using FileSource payload = package.Payload();
        using FileKey key = Key(package);
        await Assert.ThrowsAsync<SealedDataException>(() => PackageReader.Open(payload, key, Keys.Binding.ManifestDigest, default));
    }

    private void Asset(string path, int length) => _folder.With("asset/" + path, Noise.Bytes(length, (ulong)path.Length));

    private Manifest Asset() => Fingerprinter.Run(_folder["asset"], new(), null, default).Manifest;

    private SealOptions Options() => new() { Path = _folder["asset"], Manifest = Asset(), Owner = _owner, Output = _folder["package"] };

    private SealedPackage Seal(Func<SealOptions, SealOptions>? change = null) => PackageSealer.Seal((change ?? (same => same))(Options()), null, default);

    private FileKey Key(SealedPackage package) => Assert.IsType<UnlockOutcome.Unlocked>(SealedPackage.Read(package.Folder).Header.Unlock(_owner)).Key;

    // Payload and key live as long as the test's process: a reader doesn't own them.
    private async Task<PackageReader> Open(SealedPackage package) => await PackageReader.Open(package.Payload(), Key(package), Asset().Digest(), default);

    private sealed class Told(Action<SealProgress> tell) : IProgress<SealProgress>
    {
        public void Report(SealProgress value) => tell(value);
    }
}
