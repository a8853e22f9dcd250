using System.Collections.Immutable;
using ModelDeed.Fingerprints;

namespace ModelDeed.Tests.Fingerprints;

public sealed class CacheTests : IDisposable
{
    private readonly TempFolder _cache = new();
    private readonly TempFolder _asset = new TempFolder().With("a", Noise.Bytes(3000, 1)).With("d/b", Noise.Bytes(2000, 2));

    /// <summary>A run an hour from now: everything written here is old enough to be remembered.</summary>
    private FingerprintOptions Later => new() { CacheFolder = _cache.Path, Time = new Ahead(TimeSpan.FromHours(1)) };

    public void Dispose()
    {
        _cache.Dispose();
        _asset.Dispose();
    }

    [Fact]
    public void An_unchanged_file_is_not_read_again()
    {
        FingerprintResult first = _asset.Fingerprint(Later), second = _asset.Fingerprint(Later);
        Assert.Equal(5000ul, first.BytesRead);
        Assert.Equal(0ul, second.BytesRead);
        Assert.Equal(first.Manifest, second.Manifest);
        Assert.Null(second.CacheProblem);
    }

    [Fact]
    public void Only_what_changed_is_read_again()
    {
        _asset.Fingerprint(Later);
        _asset.With("d/b", "other");
        FingerprintResult result = _asset.Fingerprint(Later);
        Assert.Equal(5ul, result.BytesRead);
        Assert.Equal(_asset.Fingerprint().Manifest, result.Manifest);
    }

    [Fact]
    public void A_touched_file_is_read_again()
    {
        _asset.Fingerprint(Later);
        File.SetLastWriteTimeUtc(_asset["a"], DateTime.UnixEpoch);
        Assert.Equal(3000ul, _asset.Fingerprint(Later).BytesRead);
    }

    [Fact]
    public void An_edit_of_the_same_size_with_the_old_time_put_back_is_seen()
    {
        // A time that .NET, which counts 100 ns, can put back exactly: else the modification time itself would tell.
        File.SetLastWriteTimeUtc(_asset["a"], DateTime.UnixEpoch.AddDays(20_000));
        FingerprintResult before = _asset.Fingerprint(Later);
        DateTime written = File.GetLastWriteTimeUtc(_asset["a"]);
        _asset.With("a", Noise.Bytes(3000, 7));
        File.SetLastWriteTimeUtc(_asset["a"], written);
        FingerprintResult after = _asset.Fingerprint(Later);
        Assert.Equal(3000ul, after.BytesRead);
        Assert.NotEqual(before.Manifest.Fingerprint, after.Manifest.Fingerprint);
    }

    [Fact]
    public void A_file_renamed_over_another_is_seen()
    {
        _asset.With("c", Noise.Bytes(3000, 8));
        File.SetLastWriteTimeUtc(_asset["c"], File.GetLastWriteTimeUtc(_asset["a"]));
        _asset.Fingerprint(Later);
        File.Move(_asset["c"], _asset["a"], overwrite: true);
        Assert.Equal(_asset.Fingerprint().Manifest, _asset.Fingerprint(Later).Manifest);
    }

    [Fact]
    public void What_was_written_just_now_is_not_remembered()
    {
        FingerprintOptions now = Later with { Time = TimeProvider.System };
        _asset.Fingerprint(now);
        Assert.Equal(5000ul, _asset.Fingerprint(now).BytesRead);
    }

    [Fact]
    public void Full_reads_everything_and_remembers_it()
    {
        FingerprintResult first = _asset.Fingerprint(Later with { Full = true });
        Assert.Equal(0ul, _asset.Fingerprint(Later).BytesRead);
        FingerprintResult again = _asset.Fingerprint(Later with { Full = true });
        Assert.Equal(5000ul, again.BytesRead);
        Assert.Equal(first.Manifest, again.Manifest);
    }

    [Fact]
    public void Without_a_folder_nothing_is_remembered()
    {
        _asset.Fingerprint(Later with { CacheFolder = null });
        Assert.Empty(Directory.GetFileSystemEntries(_cache.Path));
    }

    [Fact]
    public void A_damaged_cache_is_as_good_as_none()
    {
        Manifest expected = _asset.Fingerprint(Later).Manifest;
        string path = Assert.Single(Directory.GetFiles(_cache.Path));
        byte[] good = File.ReadAllText(path, System.Text.Encoding.Latin1).Select(unit => (byte)unit).ToArray();
        for (int i = 0; i < good.Length; i += 7)
        {
            File.WriteAllBytes(path, [.. good[..i], (byte)(good[i] ^ 0x10), .. good[(i + 1)..]]);
            AssertReadAgain(expected);
            File.WriteAllBytes(path, good[..i]);
            AssertReadAgain(expected);
        }
        File.WriteAllBytes(path, good);
        Assert.Equal(0ul, _asset.Fingerprint(Later).BytesRead);
    }

    [Fact]
    public void A_cache_that_can_not_be_written_is_told_and_harms_nothing()
    {
        _cache.With("file", "x");
        FingerprintResult result = _asset.Fingerprint(Later with { CacheFolder = _cache["file/sub"] });
        Assert.Contains(_cache["file/sub"], result.CacheProblem, StringComparison.Ordinal);
        Assert.Equal(_asset.Fingerprint().Manifest, result.Manifest);
    }

    [Fact]
    public void Runs_at_the_same_time_leave_a_good_cache()
    {
        Manifest expected = _asset.Fingerprint().Manifest;
        Parallel.For(0, 16, _ => Assert.Equal(expected, _asset.Fingerprint(Later).Manifest));
        Assert.Equal(0ul, _asset.Fingerprint(Later).BytesRead);
        Assert.Single(Directory.GetFiles(_cache.Path));
    }

    [Fact]
    public void Tensors_are_remembered_with_their_files()
    {
        FingerprintOptions options = Later with { Reader = Table(10) };
        Manifest first = _asset.Fingerprint(options).Manifest;
        FingerprintResult second = _asset.Fingerprint(options);
        Assert.Equal(0ul, second.BytesRead);
        Assert.Equal(first, second.Manifest);
    }

    [Fact]
    public void Tensors_that_were_not_remembered_are_read()
    {
        _asset.Fingerprint(Later with { Reader = Table(10) });
        FingerprintResult other = _asset.Fingerprint(Later with { Reader = Table(11) });
        Assert.Equal(3000ul, other.BytesRead);
        Assert.Equal(_asset.Fingerprint(new FingerprintOptions { Reader = Table(11) }).Manifest, other.Manifest);
    }

    [Fact]
    public void A_computed_tensor_is_made_again_only_when_a_file_changed()
    {
        int made = 0;
        Stream Open()
        {
            made++;
            return new MemoryStream(File.ReadAllText(_asset["d/b"]).Length % 2 == 0 ? [1] : [2]);
        }
        FingerprintOptions options = Later with
        {
            Reader = (_, _, _) => Table(new Tensor("t", "U8", [1], new TensorData.Computed(1, Open))),
        };
        Manifest first = _asset.Fingerprint(options).Manifest;
        Assert.Equal(first, _asset.Fingerprint(options).Manifest);
        Assert.Equal(1, made);
        _asset.With("a", "changed");
        _asset.Fingerprint(options);
        Assert.Equal(2, made);
        _asset.Fingerprint(options with { Full = true });
        Assert.Equal(3, made);
    }

    [Fact]
    public void Two_assets_do_not_share_a_cache_file()
    {
        using TempFolder other = new TempFolder().With("a", "x");
        _asset.Fingerprint(Later);
        other.Fingerprint(Later);
        Assert.Equal(2, Directory.GetFiles(_cache.Path).Length);
    }

    private void AssertReadAgain(Manifest expected)
    {
        FingerprintResult result = _asset.Fingerprint(Later);
        Assert.Equal(5000ul, result.BytesRead);
        Assert.Equal(expected, result.Manifest);
    }

    private static Func<IReadOnlyList<ModelFile>, FormatPolicy, CancellationToken, TensorTable?> Table(ulong offset) =>
        (_, _, _) => Table(new Tensor("t", "U8", [2000], new TensorData.Range("a", offset, 900)));

    private static TensorTable Table(Tensor tensor) => new("test", [tensor], ImmutableSortedDictionary<string, string>.Empty);

    private sealed class Ahead(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + by;
    }
}
