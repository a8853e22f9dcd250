using System.Collections.Immutable;
using ModelDeed.Fingerprints;

namespace ModelDeed.Tests.Fingerprints;

/// <summary>The reader of tensors runs between the walk and the pass, and a computed tensor's stream after it: both are moments at which
/// a test can change a file under the fingerprinter's hands.</summary>
public sealed class ChangeTests
{
    private static readonly byte[] Content = Noise.Bytes(10_000, 1);

    [Fact]
    public void A_file_that_grows_is_refused() => AssertChangeSeen(path => File.AppendAllText(path, "x"));

    [Fact]
    public void A_file_that_shrinks_is_refused() => AssertChangeSeen(path => File.WriteAllBytes(path, Content[..^1]));

    [Fact]
    public void A_file_that_is_emptied_is_refused() => AssertChangeSeen(path => File.WriteAllBytes(path, []));

    [Fact]
    public void A_file_rewritten_at_the_same_size_is_refused() => AssertChangeSeen(path => File.WriteAllBytes(path, Noise.Bytes(Content.Length, 2)));

    [Fact]
    public void A_file_rewritten_at_the_same_size_and_time_is_refused() => AssertChangeSeen(path =>
    {
        DateTime before = File.GetLastWriteTimeUtc(path);
        File.WriteAllBytes(path, Noise.Bytes(Content.Length, 2));
        File.SetLastWriteTimeUtc(path, before);
    });

    [Fact]
    public void A_file_replaced_by_another_of_the_same_size_and_time_is_refused() => AssertChangeSeen(path =>
    {
        DateTime before = File.GetLastWriteTimeUtc(path);
        File.WriteAllBytes(path + ".git", Noise.Bytes(Content.Length, 2));
        File.SetLastWriteTimeUtc(path + ".git", before);
        File.Move(path + ".git", path, overwrite: true);
    });

    [Fact]
    public void A_file_that_disappears_is_refused()
    {
        using TempFolder folder = new TempFolder().With("a", Content).With("b", Content);
        ContentException error = Assert.Throws<ContentException>(() => folder.Fingerprint(Between(() => File.Delete(folder["a"]))));
        Assert.Equal(folder["a"], error.Path);
        Assert.Contains("disappeared", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_added_meanwhile_is_seen()
    {
        using TempFolder folder = new TempFolder().With("d/a", Content);
        ContentException error = Assert.Throws<ContentException>(() => folder.Fingerprint(Between(() => folder.With("d/b", "new"))));
        Assert.Equal(folder["d"], error.Path);
        Assert.Contains("the folder changed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_changed_while_a_computed_tensor_is_made_from_it_is_refused()
    {
        using TempFolder folder = new TempFolder().With("a", Content);
        Stream Open()
        {
            File.AppendAllText(folder["a"], "x");
            return new MemoryStream([1, 2, 3]);
        }
        var tensor = new Tensor("t", "U8", [3], new TensorData.Computed(3, Open));
        var options = new FingerprintOptions { Reader = (_, _, _) => new TensorTable("test", [tensor], ImmutableSortedDictionary<string, string>.Empty) };
        Assert.Equal(folder["a"], Assert.Throws<ContentException>(() => folder.Fingerprint(options)).Path);
    }

    [Fact]
    public void Reading_and_looking_change_nothing()
    {
        using TempFolder folder = new TempFolder().With("a", Content);
        folder.Fingerprint(Between(() => File.ReadAllText(folder["a"])));
    }

    /// <summary>The file is the last of several, and large enough for several pieces.</summary>
    private static void AssertChangeSeen(Action<string> change)
    {
        using TempFolder folder = new TempFolder().With("a", "1").With("z", Content);
        // A time that .NET, which counts 100 ns, can put back exactly.
        File.SetLastWriteTimeUtc(folder["z"], DateTime.UnixEpoch.AddDays(20_000));
        FingerprintOptions options = Between(() => change(folder["z"])) with { PieceSize = 1024, Threads = 2 };
        ContentException error = Assert.Throws<ContentException>(() => folder.Fingerprint(options));
        Assert.Equal(folder["z"], error.Path);
        Assert.Contains("changed while it was read", error.Message, StringComparison.Ordinal);
    }

    private static FingerprintOptions Between(Action change) => new()
    {
        Reader = (_, _, _) =>
        {
            change();
            return null;
        },
    };
}
