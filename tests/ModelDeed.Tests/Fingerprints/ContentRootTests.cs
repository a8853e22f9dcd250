using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using ModelDeed.Fingerprints;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Fingerprints;

public sealed class ContentRootTests
{
    [Fact]
    public void The_worked_example_of_the_documentation_holds()
    {
        JsonElement example = VectorFile.Load("fingerprint-manifests.json").GetProperty("manifests")[0];
        using var folder = new TempFolder();
        foreach (JsonProperty file in example.GetProperty("contents").EnumerateObject()) folder.With(file.Name, file.Value.GetString()!);
        Manifest manifest = folder.Fingerprint().Manifest;
        Assert.Equal(example.GetProperty("manifest").GetString(), Encoding.UTF8.GetString(manifest.ToJson()));
        Assert.Equal(example.Hash("fingerprint"), manifest.Fingerprint);
        Assert.Equal(example.Hash("manifestDigest"), manifest.Digest());
    }

    [Fact]
    public void Renaming_a_single_file_keeps_its_identity()
    {
        using TempFolder folder = new TempFolder().With("a.bin", "hello\n").With("b.dat", "hello\n");
        Manifest one = Fingerprinter.Run(folder["a.bin"], new(), null, default).Manifest;
        Manifest other = Fingerprinter.Run(folder["b.dat"], new(), null, default).Manifest;
        JsonElement vector = VectorFile.Load("fingerprint-manifests.json").GetProperty("manifests")[1];
        Assert.Equal(vector.Hash("fingerprint"), one.Fingerprint);
        Assert.Equal(one, other);
        Assert.Equal("", Assert.Single(one.Files).Path);
    }

    [Fact]
    public void Renaming_or_moving_a_file_in_a_folder_changes_the_fingerprint()
    {
        using TempFolder folder = new TempFolder().With("a", "1").With("b", "2");
        Hash32 before = folder.Fingerprint().Manifest.Fingerprint;
        File.Move(folder["b"], folder["c"]);
        Assert.NotEqual(before, folder.Fingerprint().Manifest.Fingerprint);
    }

    [Fact]
    public void An_empty_file_counts()
    {
        using TempFolder folder = new TempFolder().With("a", "1");
        Hash32 before = folder.Fingerprint().Manifest.Fingerprint;
        folder.With("empty", "");
        Manifest after = folder.Fingerprint().Manifest;
        Assert.NotEqual(before, after.Fingerprint);
        Assert.Equal(new ManifestFile("empty", 0, Blake3.Hash([])), after.Files[1]);
    }

    [Fact]
    public void Order_of_creation_threads_width_and_piece_size_have_no_influence()
    {
        (string Path, byte[] Bytes)[] files = [.. Enumerable.Range(0, 30).Select(i => ($"d{i % 4}/f{i}", Noise.Bytes(i * i * 97, (ulong)i)))];
        using var forward = new TempFolder();
        using var backward = new TempFolder();
        foreach ((string path, byte[] bytes) in files) forward.With(path, bytes);
        foreach ((string path, byte[] bytes) in files.Reverse()) backward.With(path, bytes);
        Manifest expected = forward.Fingerprint(new FingerprintOptions { Threads = 1 }).Manifest;
        Assert.Equal(files.ToDictionary(file => file.Path, file => Blake3.Hash(file.Bytes)), expected.Files.ToDictionary(file => file.Path, file => file.Blake3));
        foreach (int threads in new[] { 1, 2, 3, 8 })
            foreach (int piece in new[] { 1 << 10, 1 << 14, 1 << 20 })
                Assert.Equal(expected, backward.Fingerprint(new FingerprintOptions { Threads = threads, PieceSize = piece }).Manifest);
        foreach (Blake3Width width in Enum.GetValues<Blake3Width>().Where(width => width <= Blake3Widths.Best))
            Assert.Equal(expected, backward.Fingerprint(new FingerprintOptions { Width = width }).Manifest);
    }

    [Fact]
    public void Files_around_piece_and_chunk_borders_have_the_digest_of_their_bytes()
    {
        int[] lengths = [0, 1, 1023, 1024, 1025, 4095, 4096, 4097, 8192, 8193, 12288, 16384, 16385];
        using var folder = new TempFolder();
        foreach (int length in lengths) folder.With($"{length:00000}", Noise.Bytes(length, 9));
        Manifest manifest = folder.Fingerprint(new FingerprintOptions { PieceSize = 4096, Threads = 3 }).Manifest;
        Assert.Equal(lengths.Select(length => Blake3.Hash(Noise.Bytes(length, 9))), manifest.Files.Select(file => file.Blake3));
    }

    [Fact]
    public void Paths_are_ordered_by_their_UTF8_bytes() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string>(), ArbMap.Default.ArbFor<string>(), (x, y) =>
        {
            if (x is null || y is null || !IsText(x) || !IsText(y)) return true;
            int expected = Encoding.UTF8.GetBytes(x).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y));
            return Math.Sign(expected) == Math.Sign(Utf8Order.Instance.Compare(x, y));
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("\uffff", "\U00010000")]
    [InlineData("a", "b")]
    [InlineData("a", "aa")]
    [InlineData("", "a")]
    [InlineData("\U0001f9e0", "\U0001f9e1")]
    [InlineData("\ue000", "\U0001f9e1")]
    public void Supplementary_characters_come_last(string first, string second)
    {
        Assert.True(Utf8Order.Instance.Compare(first, second) < 0);
        Assert.True(Utf8Order.Instance.Compare(second, first) > 0);
        Assert.Equal(0, Utf8Order.Instance.Compare(first, first));
    }

    [Fact]
    public void Progress_ends_at_the_total()
    {
        using TempFolder folder = new TempFolder().With("a", Noise.Bytes(5000, 1)).With("b", "xyz");
        var reports = new Reports();
        FingerprintResult result = Fingerprinter.Run(folder.Path, new(), reports, default);
        Assert.Equal(new FingerprintProgress(5003, 5003), reports.All[^1]);
        Assert.Equal(5003ul, result.BytesRead);
    }

    [Fact]
    public void A_cancelled_run_ends_at_once()
    {
        using TempFolder folder = new TempFolder().With("a", "1");
        Assert.Throws<OperationCanceledException>(() => Fingerprinter.Run(folder.Path, new(), null, new CancellationToken(canceled: true)));
        using var source = new CancellationTokenSource();
        var options = new FingerprintOptions { Reader = (_, _, _) => { source.Cancel(); return null; } };
        Assert.Throws<OperationCanceledException>(() => Fingerprinter.Run(folder.Path, options, null, source.Token));
    }

    [Fact]
    public void No_threads_are_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => new FingerprintOptions { Threads = 0 });

    private static bool IsText(string text) => !text.EnumerateRunes().Any(rune => rune.Value == 0xfffd);

    private sealed class Reports : IProgress<FingerprintProgress>
    {
        public List<FingerprintProgress> All { get; } = [];

        public void Report(FingerprintProgress value) => All.Add(value);
    }
}
