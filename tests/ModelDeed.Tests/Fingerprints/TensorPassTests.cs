using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using ModelDeed.Fingerprints;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Fingerprints;

public sealed class TensorPassTests
{
    private const int FileSize = 40_000;

    private static readonly byte[] Content = Noise.Bytes(FileSize, 1);

    [Fact]
    public void Tensors_anywhere_in_a_file_have_the_digest_of_their_bytes()
    {
        using TempFolder folder = new TempFolder().With("model", Content);
        Gen<(int From, int To)> range = Gen.Choose(0, FileSize).Two().Select(pair => (Math.Min(pair.Item1, pair.Item2), Math.Max(pair.Item1, pair.Item2)));
        Gen<int> piece = Gen.Elements(1 << 10, 1 << 11, 1 << 13, 1 << 20);
        Gen<int> threads = Gen.Choose(1, 3);
        Prop.ForAll(range.ListOf().ToArbitrary(), piece.ToArbitrary(), threads.ToArbitrary(), (ranges, pieceSize, count) =>
        {
            Tensor[] tensors = [.. ranges.Select((one, i) => At($"t{i:000}", "model", one.From, one.To - one.From))];
            Manifest manifest = folder.Fingerprint(Reading(tensors) with { PieceSize = pieceSize, Threads = count }).Manifest;
            Assert.Equal(ranges.Select(one => Blake3.Hash(Content.AsSpan(one.From..one.To))), manifest.Tensors.Select(tensor => tensor.Blake3));
            Assert.Equal(Blake3.Hash(Content), manifest.Files[0].Blake3);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Every_start_around_a_piece_border_is_right()
    {
        using TempFolder folder = new TempFolder().With("model", Content);
        Tensor[] tensors = [.. Enumerable.Range(0, 40).SelectMany(i => new[] { At($"a{i}", "model", 8192 - 20 + i, 1024), At($"b{i}", "model", 8192 - 1044 + i, 3000) })];
        Manifest manifest = folder.Fingerprint(Reading(tensors) with { PieceSize = 8192 }).Manifest;
        Dictionary<string, Hash32> found = manifest.Tensors.ToDictionary(tensor => tensor.Name, tensor => tensor.Blake3);
        foreach (Tensor tensor in tensors)
        {
            var data = (TensorData.Range)tensor.Data;
            Assert.Equal(Blake3.Hash(Content.AsSpan((int)data.Offset, (int)data.Length)), found[tensor.Name]);
        }
    }

    [Fact]
    public void Tensors_of_several_files_and_computed_ones_are_ordered_by_name()
    {
        using TempFolder folder = new TempFolder().With("a", Content).With("b/c", Content[1..]);
        byte[] made = Noise.Bytes(5000, 3);
        Tensor[] tensors = [At("z", "a", 5, 100), At("y", "b/c", 7, 2000), Made("x", made, made.Length), At("w", "a", 0, 0), Made("v", [], 0)];
        Manifest manifest = folder.Fingerprint(Reading(tensors) with { PieceSize = 1024 }).Manifest;
        Assert.Equal(["v", "w", "x", "y", "z"], manifest.Tensors.Select(tensor => tensor.Name));
        Hash32[] expected = [Blake3.Hash([]), Blake3.Hash([]), Blake3.Hash(made), Blake3.Hash(Content.AsSpan(8, 2000)), Blake3.Hash(Content.AsSpan(5, 100))];
        Assert.Equal(expected, manifest.Tensors.Select(tensor => tensor.Blake3));
        Assert.Equal("test", manifest.Format);
    }

    [Fact]
    public void A_tensor_under_two_names_has_two_leaves_with_one_digest()
    {
        using TempFolder folder = new TempFolder().With("a", Content);
        Manifest manifest = folder.Fingerprint(Reading([At("embed", "a", 3, 7000), At("head", "a", 3, 7000)])).Manifest;
        Assert.Equal(2, manifest.Tensors.Length);
        Assert.Equal(manifest.Tensors[0].Blake3, manifest.Tensors[1].Blake3);
    }

    [Fact]
    public void The_tensor_root_does_not_depend_on_the_container()
    {
        using TempFolder one = new TempFolder().With("a", Content);
        using TempFolder other = new TempFolder().With("x", Content[100..300]).With("y", [9, .. Content[300..5000]]);
        Manifest left = one.Fingerprint(Reading([At("p", "a", 100, 200), At("q", "a", 300, 4700)])).Manifest;
        Manifest right = other.Fingerprint(Reading([At("q", "y", 1, 4700), Made("p", Content[100..300], 200)])).Manifest;
        Assert.Equal(left.TensorRoot, right.TensorRoot);
        Assert.NotEqual(left.Fingerprint, right.Fingerprint);
    }

    [Fact]
    public void Without_tensors_the_tensor_root_is_zero_and_the_fingerprint_the_same()
    {
        using TempFolder folder = new TempFolder().With("a", Content);
        FingerprintOptions options = Reading([At("p", "a", 0, 10)]);
        Manifest with = folder.Fingerprint(options).Manifest, without = folder.Fingerprint(options with { Tensors = false }).Manifest;
        Assert.NotEqual(Hash32.Zero, with.TensorRoot);
        Assert.Equal(Hash32.Zero, without.TensorRoot);
        Assert.Equal(with.Fingerprint, without.Fingerprint);
        Assert.Equal("opaque", without.Format);
    }

    [Theory]
    [InlineData(999)]
    [InlineData(1001)]
    public void A_computed_tensor_of_another_length_is_refused(int length)
    {
        using TempFolder folder = new TempFolder().With("a", Content);
        FingerprintOptions options = Reading([Made("odd", new byte[length], 1000)]);
        Assert.Contains("\"odd\"", Assert.Throws<ModelFormatException>(() => folder.Fingerprint(options)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(FileSize, 1)]
    [InlineData(FileSize + 1, 0)]
    [InlineData(0, FileSize + 1)]
    public void A_tensor_beyond_the_end_is_refused(int offset, int length)
    {
        using TempFolder folder = new TempFolder().With("a", Content);
        Assert.Contains("beyond the end", Assert.Throws<ContentException>(() => folder.Fingerprint(Reading([At("t", "a", offset, length)]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_tensor_in_a_file_that_is_not_there_is_refused()
    {
        using TempFolder folder = new TempFolder().With("a", Content);
        Assert.Contains("\"b\"", Assert.Throws<ModelFormatException>(() => folder.Fingerprint(Reading([At("t", "b", 0, 1)]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failing_stream_ends_the_run_with_its_error()
    {
        using TempFolder folder = new TempFolder().With("a", Content);
        var broken = new Tensor("t", "U8", [1], new TensorData.Computed(1, () => throw new ModelFormatException("a", "planted")));
        Assert.Contains("planted", Assert.Throws<ModelFormatException>(() => folder.Fingerprint(Reading([broken]) with { Threads = 4 })).Message, StringComparison.Ordinal);
    }

    private static Tensor At(string name, string path, int offset, int length) =>
        new(name, "U8", [(ulong)length], new TensorData.Range(path, (ulong)offset, (ulong)length));

    private static Tensor Made(string name, byte[] bytes, int length) =>
        new(name, "U8", [(ulong)length], new TensorData.Computed((ulong)length, () => new MemoryStream(bytes)));

    private static FingerprintOptions Reading(Tensor[] tensors) => new()
    {
        Reader = (_, _, _) => new TensorTable("test", [.. tensors], ImmutableSortedDictionary<string, string>.Empty),
    };
}
