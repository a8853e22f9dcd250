using System.Collections.Immutable;
using FsCheck;
using FsCheck.Fluent;
using ModelDeed.Fingerprints;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Fingerprints;

public sealed class ManifestDiffTests
{
    [Fact]
    public void An_asset_is_equal_to_itself()
    {
        Manifest one = Model(Tensor("a", 1), Tensor("b", 2));
        ManifestDiff diff = ManifestDiff.Of(one, one);
        Assert.True(diff.SameFiles);
        Assert.True(diff.SameTensors);
        Assert.Equal(2, diff.Tensors.Count(change => change is TensorChange.Equal));
    }

    [Fact]
    public void Each_tensor_is_told_what_became_of_it()
    {
        Manifest left = Model(Tensor("content", 1), Tensor("dtype", 2), Tensor("gone", 3), Tensor("old name", 4), Tensor("same", 5), Tensor("shape", 6));
        Manifest right = Model(Tensor("content", 9), Tensor("dtype", 2) with { DType = "F16" }, Tensor("new", 7), Tensor("new name", 4), Tensor("same", 5),
            Tensor("shape", 6) with { Shape = [4, 1] });
        ManifestDiff diff = ManifestDiff.Of(left, right);
        Assert.Equal(("content", false, false, true), Change(diff, "content"));
        Assert.Equal(("dtype", true, false, false), Change(diff, "dtype"));
        Assert.Equal(("shape", false, true, false), Change(diff, "shape"));
        Assert.Equal("same", Assert.Single(diff.Tensors.OfType<TensorChange.Equal>()).Tensor.Name);
        TensorChange.Renamed renamed = Assert.Single(diff.Tensors.OfType<TensorChange.Renamed>());
        Assert.Equal(("old name", "new name"), (renamed.Left.Name, renamed.Right.Name));
        Assert.Equal("gone", Assert.Single(diff.Tensors.OfType<TensorChange.OnlyLeft>()).Tensor.Name);
        Assert.Equal("new", Assert.Single(diff.Tensors.OfType<TensorChange.OnlyRight>()).Tensor.Name);
        Assert.False(diff.SameTensors);
    }

    [Fact]
    public void Equal_contents_are_paired_one_to_one()
    {
        ManifestDiff diff = ManifestDiff.Of(Model(Tensor("a", 1), Tensor("b", 1), Tensor("c", 1)), Model(Tensor("x", 1), Tensor("y", 1)));
        Assert.Equal(2, diff.Tensors.Count(change => change is TensorChange.Renamed));
        Assert.Equal("c", Assert.Single(diff.Tensors.OfType<TensorChange.OnlyLeft>()).Tensor.Name);
    }

    [Fact]
    public void The_same_bytes_in_another_shape_are_not_a_renaming()
    {
        ManifestDiff diff = ManifestDiff.Of(Model(Tensor("a", 1)), Model(Tensor("b", 1) with { Shape = [1, 4] }));
        Assert.DoesNotContain(diff.Tensors, change => change is TensorChange.Renamed);
    }

    [Fact]
    public void Files_are_compared_alike()
    {
        Manifest left = Files(("a", 1), ("b", 2), ("c", 3), ("d", 4)), right = Files(("a", 1), ("b", 9), ("moved/c", 3), ("e", 5));
        ManifestDiff diff = ManifestDiff.Of(left, right);
        Assert.Equal("a", Assert.Single(diff.Files.OfType<FileChange.Equal>()).File.Path);
        Assert.Equal("b", Assert.Single(diff.Files.OfType<FileChange.Changed>()).Left.Path);
        Assert.Equal("moved/c", Assert.Single(diff.Files.OfType<FileChange.Renamed>()).Right.Path);
        Assert.Equal("d", Assert.Single(diff.Files.OfType<FileChange.OnlyLeft>()).File.Path);
        Assert.Equal("e", Assert.Single(diff.Files.OfType<FileChange.OnlyRight>()).File.Path);
        Assert.False(diff.SameFiles);
    }

    [Fact]
    public void Every_tensor_of_either_side_appears_once()
    {
        Gen<Manifest> model = Gen.Choose(0, 6).Two().ListOf().Select(pairs =>
            Model([.. pairs.DistinctBy(pair => pair.Item1).OrderBy(pair => pair.Item1).Select(pair => Tensor($"t{pair.Item1}", (byte)pair.Item2))]));
        Prop.ForAll(model.ToArbitrary(), model.ToArbitrary(), (left, right) =>
        {
            ManifestDiff diff = ManifestDiff.Of(left, right);
            Assert.Equal(left.Tensors.Select(tensor => tensor.Name), diff.Tensors.SelectMany(LeftNames).Order(StringComparer.Ordinal));
            Assert.Equal(right.Tensors.Select(tensor => tensor.Name), diff.Tensors.SelectMany(RightNames).Order(StringComparer.Ordinal));
            Assert.Equal(left.TensorRoot == right.TensorRoot, diff.SameTensors);
        }).QuickCheckThrowOnFailure();
    }

    private static IEnumerable<string> LeftNames(TensorChange change) => change switch
    {
        TensorChange.Equal(var tensor) => [tensor.Name],
        TensorChange.Changed(var left, _) => [left.Name],
        TensorChange.Renamed(var left, _) => [left.Name],
        TensorChange.OnlyLeft(var tensor) => [tensor.Name],
        _ => [],
    };

    private static IEnumerable<string> RightNames(TensorChange change) => change switch
    {
        TensorChange.Equal(var tensor) => [tensor.Name],
        TensorChange.Changed(_, var right) => [right.Name],
        TensorChange.Renamed(_, var right) => [right.Name],
        TensorChange.OnlyRight(var tensor) => [tensor.Name],
        _ => [],
    };

    private static (string, bool, bool, bool) Change(ManifestDiff diff, string name)
    {
        TensorChange.Changed change = Assert.Single(diff.Tensors.OfType<TensorChange.Changed>(), change => change.Left.Name == name);
        return (name, change.DType, change.Shape, change.Content);
    }

    private static ManifestTensor Tensor(string name, byte content) => new(name, "U8", [2, 2], Blake3.Hash([content]));

    private static Manifest Model(params ImmutableArray<ManifestTensor> tensors) => Files(("f", 0)) with
    {
        Tensors = tensors,
        TensorRoot = ContentRoot.Of(tensors, 1),
    };

    private static Manifest Files(params (string Path, byte Content)[] files) => new()
    {
        Format = "test",
        Fingerprint = Hash32.Zero,
        TensorRoot = Hash32.Zero,
        Files = [.. files.Select(file => new ManifestFile(file.Path, 1, Blake3.Hash([file.Content])))],
        Tensors = [],
        Excluded = [],
        Metadata = ImmutableSortedDictionary<string, string>.Empty,
    };
}
