using ModelDeed.Fingerprints;
using ModelDeed.Sealing;
using ModelDeed.Storage;
using ModelDeed.Tests.Fingerprints;
using ModelDeed.Tests.Sealing;

namespace ModelDeed.Tests.Storage;

/// <summary>Reading at any place without fetching the rest, and downloads that go on where they stopped.</summary>
public sealed class BlockSourceTests : IDisposable
{
    private const int MiB = 1 << 20;

    private readonly TempFolder _folder = new();
    private readonly MemoryStore _store = new();

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_is_fetched_is_not_written_through_a_link()
    {
        if (OperatingSystem.IsWindows()) return; // links take rights there
        Cid root = (await new DagBuilder(_store, 2, null).AddFile(new MemorySource(Noise.Bytes(3 * MiB, 1)), default)).Cid;
        string mine = Path.Combine(_folder.Path, "mine"), kept = Path.Combine(_folder.Path, "kept"), nowhere = Path.Combine(_folder.Path, "nowhere");
        await File.WriteAllTextAsync(mine, "mine");
        foreach (string target in (string[])[mine, nowhere])
        {
            File.CreateSymbolicLink(kept, target);
            await Assert.ThrowsAsync<IOException>(() => BlockSource.Open(_store, root, 2, kept, default));
            File.Delete(kept);
        }
        Assert.Equal(("mine", false), (await File.ReadAllTextAsync(mine), File.Exists(nowhere)));
    }

    [Fact]
    public async Task One_byte_costs_one_chunk()
    {
        Cid root = (await new DagBuilder(_store, 2, null).AddFile(new MemorySource(Noise.Bytes(20 * MiB, 1)), default)).Cid;
        long before = _store.Gets;
        using BlockSource source = await BlockSource.Open(_store, root, 4, default);
        await source.ReadAsync(17 * MiB + 3, new byte[1], default);
        await source.ReadAsync(17 * MiB + 90, new byte[10], default); // held
        Assert.Equal(before + 2, _store.Gets); // the root and the chunk
    }

    [Fact]
    public async Task Reading_on_fetches_ahead_and_several_threads_share()
    {
        byte[] bytes = Noise.Bytes(12 * MiB, 1);
        Cid root = (await new DagBuilder(_store, 2, null).AddFile(new MemorySource(bytes), default)).Cid;
        using BlockSource source = await BlockSource.Open(_store, root, 3, default);
        await source.ReadAsync(0, new byte[100], default);
        await source.ReadAsync(100, new byte[100], default);
        while (_store.Gets < 1 + 4 - 1) await Task.Delay(1); // the root, the chunk read, and those after it
        await Parallel.ForAsync(0, 40, async (i, ct) =>
        {
            byte[] read = new byte[MiB / 2 + i];
            await source.ReadAsync(i * 251_000L, read, ct);
            Assert.True(read.AsSpan().SequenceEqual(bytes.AsSpan(i * 251_000, read.Length)));
        });
    }

    [Fact]
    public async Task A_chunk_that_could_not_be_had_is_tried_again()
    {
        byte[] bytes = Noise.Bytes(3 * MiB, 1);
        Cid root = (await new DagBuilder(_store, 2, null).AddFile(new MemorySource(bytes), default)).Cid;
        using BlockSource source = await BlockSource.Open(_store, root, 3, default);
        _store.BeforeGet = (_, _) => throw new StoreException("memory", StoreFault.Failed, "off.");
        await Assert.ThrowsAsync<StoreException>(async () => await source.ReadAsync(MiB, new byte[5], default));
        _store.BeforeGet = (_, _) => Task.CompletedTask;
        byte[] read = new byte[5];
        await source.ReadAsync(MiB, read, default);
        Assert.Equal(bytes[MiB..(MiB + 5)], read);
    }

    [Fact]
    public async Task A_package_is_opened_where_it_is_stored_and_one_file_read()
    {
        _folder.With("asset/a.bin", Noise.Bytes(3 * MiB, 1)).With("asset/b.bin", Noise.Bytes(MiB / 2, 2));
        Manifest manifest = Fingerprinter.Run(_folder["asset"], new(), null, default).Manifest;
        using X25519Identity owner = Keys.Identity(1);
        SealedPackage package = PackageSealer.Seal(new SealOptions { Path = _folder["asset"], Output = _folder["package"], Manifest = manifest, Owner = owner }, null, default);
        Cid payload = (await new DagBuilder(_store, 2, null).Add(package.PayloadPath, default)).Cid;
        using BlockSource source = await BlockSource.Open(_store, payload, 4, default);
        using FileKey key = ((UnlockOutcome.Unlocked)package.Header.Unlock(owner)).Key;
        using PackageReader reader = await PackageReader.Open(source, key, manifest.Digest(), default);
        reader.Unpack(_folder["out"], 2, null, default);
        Assert.Equal(manifest.Fingerprint, Fingerprinter.Run(_folder["out"], new(), null, default).Manifest.Fingerprint);
    }

    [Fact]
    public async Task A_download_goes_on_where_it_stopped_and_trusts_nothing_that_lay_there()
    {
        byte[] bytes = Noise.Bytes(9 * MiB + 5, 1), small = Noise.Bytes(1000, 2);
        _folder.With("in/large", bytes).With("in/small", small);
        Cid root = (await new DagBuilder(_store, 2, null).Add(_folder["in"], default)).Cid;
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Download.Run(_store, root, _folder["out"], 2, new Stopping(stop, 5 * MiB), stop.Token));
        Assert.False(Path.Exists(_folder["out"]));
        string part = Directory.GetDirectories(_folder.Path, "out.*.download").Single();
        Assert.True(Path.Exists(Path.Join(part, "large")));
        await using (FileStream file = new(Path.Join(part, "large"), FileMode.Open))
        {
            file.Position = 100;
            file.WriteByte((byte)(bytes[100] ^ 1)); // a disk that lies
        }
        DownloadResult result = await Download.Run(_store, root, _folder["out"], 2, null, default);
        Assert.Equal((2, bytes.Length + small.Length), (result.Files, result.Bytes));
        Assert.InRange(result.Resumed, 3 * MiB, 7 * MiB);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(_folder["out/large"]));
        Assert.Equal(small, await File.ReadAllBytesAsync(_folder["out/small"]));
        Assert.False(Path.Exists(part));
        Assert.Contains("exists already", (await Assert.ThrowsAsync<IOException>(() => Download.Run(_store, root, _folder["out"], 2, null, default))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_one_chunk_and_an_empty_one_are_downloaded_under_any_name()
    {
        foreach (byte[] bytes in (byte[][])[[], Noise.Bytes(10, 1), Noise.Bytes(MiB, 1)])
        {
            Cid root = (await new DagBuilder(_store, 2, null).AddFile(new MemorySource(bytes), default)).Cid;
            await Download.Run(_store, root, _folder[$"f{bytes.Length}"], 2, null, default);
            Assert.Equal(bytes, await File.ReadAllBytesAsync(_folder[$"f{bytes.Length}"]));
        }
        File.WriteAllBytes(_folder["x.f"], Noise.Bytes(3 * MiB, 1)); // a longer leftover
        Cid one = (await new DagBuilder(_store, 2, null).AddFile(new MemorySource(Noise.Bytes(10, 1)), default)).Cid;
        File.Move(_folder["x.f"], _folder[$"x.{one.ToString()[^9..^1]}.download"]);
        await Download.Run(_store, one, _folder["x"], 2, null, default);
        Assert.Equal(10, new FileInfo(_folder["x"]).Length);
    }
}
