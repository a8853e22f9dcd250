using ModelDeed.Fingerprints;

namespace ModelDeed.Tests.Fingerprints;

public sealed class LinkTests
{
    [Fact]
    public void A_link_inside_the_folder_counts_as_a_copy()
    {
        using TempFolder linked = new TempFolder().With("d/a", "1");
        File.CreateSymbolicLink(linked["b"], "d/a");
        Directory.CreateSymbolicLink(linked["e"], "d");
        using TempFolder copied = new TempFolder().With("d/a", "1").With("b", "1").With("e/a", "1");
        Assert.Equal(copied.Fingerprint().Manifest, linked.Fingerprint().Manifest);
    }

    [Fact]
    public void A_folder_reached_by_a_link_is_the_folder()
    {
        using TempFolder folder = new TempFolder().With("real/d/a", "1");
        File.CreateSymbolicLink(folder["real/b"], "d/a");
        Directory.CreateSymbolicLink(folder["link"], "real");
        Assert.Equal(Fingerprinter.Run(folder["real"], new(), null, default).Manifest, Fingerprinter.Run(folder["link"], new(), null, default).Manifest);
    }

    [Fact]
    public void A_file_reached_by_a_link_is_the_file()
    {
        using TempFolder folder = new TempFolder().With("a", "1");
        File.CreateSymbolicLink(folder["b"], "a");
        Assert.Equal(Fingerprinter.Run(folder["a"], new(), null, default).Manifest, Fingerprinter.Run(folder["b"], new(), null, default).Manifest);
    }

    [Theory]
    [InlineData("../outside")]
    [InlineData("/dev/null")]
    [InlineData("../asset-too/a")]
    public void A_link_out_of_the_folder_is_refused(string target)
    {
        using TempFolder folder = new TempFolder().With("asset/a", "1").With("outside", "2").With("asset-too/a", "3");
        File.CreateSymbolicLink(folder["asset/link"], target);
        AssertRefused(folder, "asset", "asset/link", "out of the folder");
    }

    [Fact]
    public void A_link_through_another_link_out_of_the_folder_is_refused()
    {
        using TempFolder folder = new TempFolder().With("asset/a", "1").With("outside/a", "2");
        Directory.CreateSymbolicLink(folder["asset/door"], "../outside");
        File.CreateSymbolicLink(folder["asset/aa"], "door/a");
        ContentException error = Assert.Throws<ContentException>(() => Fingerprinter.Run(folder["asset"], new(), null, default));
        Assert.Contains("out of the folder", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_link_to_nothing_is_refused()
    {
        using TempFolder folder = new TempFolder().With("asset/a", "1");
        File.CreateSymbolicLink(folder["asset/link"], "gone");
        AssertRefused(folder, "asset", "asset/link", "leads to nothing");
    }

    [Fact]
    public void A_link_to_itself_is_refused()
    {
        using TempFolder folder = new TempFolder().With("asset/a", "1");
        File.CreateSymbolicLink(folder["asset/link"], "link");
        AssertRefused(folder, "asset", "asset/link", "circle");
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../d")]
    public void A_link_to_a_folder_that_it_is_in_is_refused(string target)
    {
        using TempFolder folder = new TempFolder().With("asset/d/a", "1");
        Directory.CreateSymbolicLink(folder["asset/d/link"], target);
        AssertRefused(folder, "asset", "asset/d/link", "leads back");
    }

    [Fact]
    public void Links_that_lead_to_each_other_are_refused()
    {
        using TempFolder folder = new TempFolder().With("a/x", "1").With("b/y", "2");
        Directory.CreateSymbolicLink(folder["a/b"], "../b");
        Directory.CreateSymbolicLink(folder["b/a"], "../a");
        Assert.Contains("leads back", folder.Refused().Message, StringComparison.Ordinal);
    }

    private static void AssertRefused(TempFolder folder, string asset, string link, string why)
    {
        ContentException error = Assert.Throws<ContentException>(() => Fingerprinter.Run(folder[asset], new(), null, default));
        Assert.Equal(folder[link], error.Path);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }
}
