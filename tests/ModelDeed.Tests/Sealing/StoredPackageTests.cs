using ModelDeed.Fingerprints;
using ModelDeed.Sealing;
using ModelDeed.Storage;
using ModelDeed.Tests.Fingerprints;
using ModelDeed.Tests.Fingerprints.Formats;
using ModelDeed.Tests.Storage;

namespace ModelDeed.Tests.Sealing;

/// <summary>Packages as they lie in a store: judged by their header, read as far as asked for, given another header.</summary>
public sealed class StoredPackageTests : IDisposable
{
    private const int MiB = 1 << 20;

    private readonly TempFolder _folder = new();
    private readonly MemoryStore _store = new();
    private readonly X25519Identity _owner = Keys.Identity(1), _first = Keys.Identity(2), _second = Keys.Identity(3), _third = Keys.Identity(4);

    public void Dispose()
    {
        foreach (IDisposable one in (IDisposable[])[_owner, _first, _second, _third, _store, _folder]) one.Dispose();
    }

    [Fact]
    public async Task Another_header_is_two_blocks_and_leaves_the_payload_as_it_is()
    {
        Cid root = await Put(3 * MiB, Keys.Terms(2, _first, _second));
        long puts = _store.Puts;
        StoredPackage before = await StoredPackage.Read(_store, root, default);
        using FileKey key = Key(before.Header.Unlock(_owner));
        PackageHeader header = PackageHeader.Seal(key, [_owner.Recipient], Keys.Terms(2, _second, _third));

        Cid rotated = await before.PutHeader(header, _store, default);

        Assert.Equal(puts + 2, _store.Puts);
        Assert.True(_store.Kept.ContainsKey(rotated));
        StoredPackage after = await StoredPackage.Read(_store, rotated, default);
        Assert.Equal((before.Payload, header.Digest), (after.Payload, after.Header.Digest));
        File.WriteAllBytes(_folder["package/header"], header.Bytes.ToArray());
        Assert.Equal(rotated, (await new DagBuilder(null, 1, null).Add(_folder["package"], default)).Cid); // as if the whole had been put anew
        await Opens(after, after.Header.Unlock(Keys.Shares(after.Header.Custodians!, [_second, _third])));
        Assert.IsType<UnlockOutcome.TooFewShares>(after.Header.Unlock(Keys.Shares(before.Header.Custodians!, [_first, _second]))); // the old shares are another dealing's
    }

    [Fact]
    public async Task A_tensor_takes_the_beginning_the_end_and_its_own_blocks()
    {
        Weight[] weights = [.. Enumerable.Range(0, 12).Select(i => new Weight($"w{i:00}", "F32", [MiB / 2], Noise.Bytes(2 * MiB, (ulong)i + 1)))];
        _folder.With("asset/model.safetensors", SafetensorsBuilder.Build(weights));
        Cid root = await Seal(null);
        StoredPackage package = await StoredPackage.Read(_store, root, default);
        using FileKey key = Key(package.Header.Unlock(_owner));
        HashSet<Cid> asked = [];
        _store.BeforeGet = (cid, _) =>
        {
            lock (asked) asked.Add(cid);
            return Task.CompletedTask;
        };
        using BlockSource payload = await package.OpenPayload(_store, 8, null, default);
        using PackageReader reader = await PackageReader.Open(payload, key, Asset().Digest(), default);
        var got = new MemoryStream();
        Assert.NotNull(await reader.ReadTensor("w05", got, null, default));
        Assert.Equal(weights[5].Bytes, got.ToArray());
        Assert.Equal(25, _store.Content.Keys.Count(cid => cid.Codec == BlockCodec.Raw) - 1); // 24 MiB and a little, and the header
        // The first block (manifest, index), the last (to know that nothing is missing), and the three or four over which 2 MiB and their chunks reach; and the file's node.
        Assert.InRange(asked.Count(cid => cid.Codec == BlockCodec.Raw), 5, 6);
        Assert.Equal(1, asked.Count(cid => cid.Codec == BlockCodec.DagPb));
    }

    [Fact]
    public async Task An_interrupted_opening_goes_on_with_what_was_kept_and_trusts_none_of_it()
    {
        Cid root = await Put(12 * MiB, null);
        StoredPackage package = await StoredPackage.Read(_store, root, default);
        using FileKey key = Key(package.Header.Unlock(_owner));
        int blocks = _store.Content.Keys.Count(cid => cid.Codec == BlockCodec.Raw) - 1;
        using (BlockSource payload = await package.OpenPayload(_store, 2, _folder["kept"], default))
        {
            using PackageReader reader = await PackageReader.Open(payload, key, Asset().Digest(), default);
            using var stop = new CancellationTokenSource();
            Assert.ThrowsAny<OperationCanceledException>(() => reader.Unpack(_folder["out"], 2, new Stop(stop, 6 * MiB), stop.Token));
        }
        Assert.False(Path.Exists(_folder["out"]));
        Assert.False(Path.Exists(_folder["out.opening"]));
        byte[] kept = _folder.Read("kept");
        kept[2 * MiB + 5] ^= 1; // a disk that lies
        File.WriteAllBytes(_folder["kept"], kept);
        long before = _store.Gets;
        using (BlockSource payload = await package.OpenPayload(_store, 2, _folder["kept"], default))
        {
            using PackageReader reader = await PackageReader.Open(payload, key, Asset().Digest(), default);
            reader.Unpack(_folder["out"], 2, null, default);
            await Assert.ThrowsAsync<IOException>(() => package.OpenPayload(_store, 2, _folder["kept"], default)); // one at a time
        }
        Assert.InRange(_store.Gets - before, 2, blocks - 4); // the node, the damaged block, and those that weren't there yet
        Assert.Equal(_folder.Read("asset/weights"), _folder.Read("out/weights"));
    }

    [Fact]
    public async Task Bad_stores_beside_a_good_one_change_nothing_and_alone_they_are_named()
    {
        Cid root = await Put(5 * MiB, null);
        using MemoryStore liar = new("liar"), cutter = new("cutter"), sleeper = new("sleeper");
        foreach ((Cid cid, byte[] bytes) in _store.Content)
        {
            liar.Content[cid] = [.. bytes[..^1], (byte)(bytes[^1] ^ 1)];
            cutter.Content[cid] = bytes[..(bytes.Length / 2)];
            sleeper.Content[cid] = bytes;
        }
        sleeper.BeforeGet = (_, ct) => Task.Delay(Timeout.Infinite, ct);
        using ReplicatedStore bad = new([liar, cutter], 1, TimeSpan.FromMilliseconds(20)), all = new([liar, sleeper, cutter, _store], 1, TimeSpan.FromMilliseconds(20));
        Assert.Contains("other bytes", (await Assert.ThrowsAsync<StoreException>(() => StoredPackage.Read(bad, root, default))).Message, StringComparison.Ordinal);
        StoredPackage package = await StoredPackage.Read(all, root, default);
        using FileKey key = Key(package.Header.Unlock(_owner));
        using BlockSource payload = await package.OpenPayload(all, 4, _folder["kept"], default);
        using PackageReader reader = await PackageReader.Open(payload, key, Asset().Digest(), default);
        reader.Unpack(_folder["out"], 2, null, default);
        Assert.Equal(_folder.Read("asset/weights"), _folder.Read("out/weights"));
    }

    [Fact]
    public async Task What_is_no_package_is_refused_in_words()
    {
        var dag = new DagBuilder(_store, 1, null);
        DagEntry small = await dag.AddFile(new MemorySource("no header"u8.ToArray()), default), large = await dag.AddFile(new MemorySource(new byte[AgeHeader.MaxSize + 1]), default);
        foreach ((string, DagEntry)[] entries in new (string, DagEntry)[][]
        {
            [],
            [("header", small)],
            [("header", small), ("payload", small), ("readme", small)],
            [("Header", small), ("payload", small)],
            [("header", small), ("payload", small)],
            [("header", large), ("payload", small)],
        })
            await Assert.ThrowsAsync<SealedDataException>(async () => await StoredPackage.Read(_store, (await dag.AddFolder(entries, default)).Cid, default));
        await Assert.ThrowsAsync<SealedDataException>(() => StoredPackage.Read(_store, small.Cid, default));
    }

    private async Task Opens(StoredPackage package, UnlockOutcome outcome)
    {
        using FileKey key = Key(outcome);
        using BlockSource payload = await package.OpenPayload(_store, 2, null, default);
        using PackageReader reader = await PackageReader.Open(payload, key, Asset().Digest(), default);
        reader.Unpack(_folder["out"], 2, null, default);
        Assert.Equal(_folder.Read("asset/weights"), _folder.Read("out/weights"));
    }

    private static FileKey Key(UnlockOutcome outcome) => Assert.IsType<UnlockOutcome.Unlocked>(outcome).Key;

    private Manifest Asset() => Fingerprinter.Run(_folder["asset"], new(), null, default).Manifest;

    private Task<Cid> Put(int length, CustodianTerms? terms)
    {
        _folder.With("asset/weights", Noise.Bytes(length, 1));
        return Seal(terms);
    }

    private async Task<Cid> Seal(CustodianTerms? terms)
    {
        SealedPackage package = PackageSealer.Seal(new SealOptions { Path = _folder["asset"], Manifest = Asset(), Owner = _owner, Output = _folder["package"], Custodians = terms }, null, default);
        return (await new DagBuilder(_store, 2, null).Add(package.Folder, default)).Cid;
    }

    private sealed class Stop(CancellationTokenSource stop, long after) : IProgress<SealProgress>
    {
        public void Report(SealProgress value)
        {
            if (value.Done >= after) stop.Cancel();
        }
    }
}
