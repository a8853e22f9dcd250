using System.Net.Sockets;
using ModelDeed.Fingerprints;

namespace ModelDeed.Tests.Fingerprints;

public sealed class ContentWalkTests
{
    [Fact]
    public void A_git_folder_is_left_out_and_listed_wherever_it_is()
    {
        using TempFolder folder = new TempFolder().With("a", "1").With("sub/b", "2");
        Manifest plain = folder.Fingerprint().Manifest;
        folder.With(".git/HEAD", "x").With("sub/.git", "gitdir: elsewhere");
        Manifest manifest = folder.Fingerprint().Manifest;
        Assert.Equal(plain.Fingerprint, manifest.Fingerprint);
        Assert.Equal([new Excluded(".git", "version control"), new Excluded("sub/.git", "version control")], manifest.Excluded.AsEnumerable());
        Assert.NotEqual(plain.Digest(), manifest.Digest());
    }

    [Fact]
    public void Names_that_only_look_like_git_are_not_left_out()
    {
        using TempFolder folder = new TempFolder().With(".gitignore", "1").With(".github/x", "2").With("a.git", "3").With(".hidden", "4");
        Manifest manifest = folder.Fingerprint().Manifest;
        Assert.Equal([".github/x", ".gitignore", ".hidden", "a.git"], manifest.Files.Select(file => file.Path));
        Assert.Empty(manifest.Excluded);
    }

    [Fact]
    public void An_empty_folder_is_listed()
    {
        using TempFolder folder = new TempFolder().With("a", "1");
        Directory.CreateDirectory(folder["x/y"]);
        Assert.Equal([new Excluded("x/y", "empty folder")], folder.Fingerprint().Manifest.Excluded.AsEnumerable());
    }

    [Fact]
    public void A_folder_without_files_is_refused()
    {
        using var folder = new TempFolder();
        Assert.Contains("no files", folder.Refused().Message, StringComparison.Ordinal);
        folder.With(".git/HEAD", "x");
        Assert.Contains("no files", folder.Refused().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_not_there_is_refused_by_name()
    {
        using var folder = new TempFolder();
        AssertRefused(folder["gone"], "no such file", Assert.Throws<ContentException>(() => Fingerprinter.Run(folder["gone"], new(), null, default)));
    }

    [Fact]
    public void Names_are_composed_before_they_are_hashed()
    {
        using TempFolder composed = new TempFolder().With("caf\u00e9/\ud55c", "1");
        using TempFolder decomposed = new TempFolder().With("cafe\u0301/\u1112\u1161\u11ab", "1");
        Assert.Equal("caf\u00e9/\ud55c", Assert.Single(decomposed.Fingerprint().Manifest.Files).Path);
        Assert.Equal(composed.Fingerprint().Manifest, decomposed.Fingerprint().Manifest);
    }

    [Fact]
    public void Two_spellings_of_one_name_are_refused()
    {
        using TempFolder folder = new TempFolder().With("caf\u00e9", "1").With("cafe\u0301", "2");
        Assert.Contains("same text", folder.Refused().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_differ_only_in_case_are_two_names()
    {
        using TempFolder folder = new TempFolder().With("A", "1").With("a", "1");
        Assert.Equal(["A", "a"], folder.Fingerprint().Manifest.Files.Select(file => file.Path));
    }

    [Fact]
    public void A_name_that_is_not_UTF8_is_refused()
    {
        using TempFolder folder = new TempFolder().With("a", "1");
        Native.MakeFile(folder.Path, NotUtf8);
        ContentException error = folder.Refused();
        Native.RemoveFile(folder.Path, NotUtf8);
        Assert.Contains("isn't valid UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_replacement_character_is_a_name_like_any_other()
    {
        using TempFolder folder = new TempFolder().With("f\ufffdg", "1");
        Assert.Equal("f\ufffdg", Assert.Single(folder.Fingerprint().Manifest.Files).Path);
    }

    [Fact]
    public void A_name_that_is_not_UTF8_can_not_pass_for_one_with_a_replacement_character()
    {
        using TempFolder folder = new TempFolder().With("f\ufffdg", "1");
        Native.MakeFile(folder.Path, NotUtf8);
        ContentException error = folder.Refused();
        Native.RemoveFile(folder.Path, NotUtf8);
        Assert.Contains("same text", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pipe_and_a_socket_are_refused()
    {
        using TempFolder folder = new TempFolder().With("a", "1");
        Native.MakePipe(folder["pipe"]);
        AssertRefused(folder["pipe"], "a pipe, a socket or a device", folder.Refused());
        File.Delete(folder["pipe"]);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(folder["socket"]));
        AssertRefused(folder["socket"], "a pipe, a socket or a device", folder.Refused());
    }

    [Fact]
    public void A_device_is_refused() =>
        AssertRefused("/dev/zero", "a pipe, a socket or a device", Assert.Throws<ContentException>(() => Fingerprinter.Run("/dev/zero", new(), null, default)));

    [Fact]
    public void A_file_without_the_right_to_read_it_is_refused_by_name()
    {
        using TempFolder folder = new TempFolder().With("open", "1").With("secret", "2");
        Native.SetMode(folder.Path, Native.Open);
        Native.SetMode(folder["secret"], Native.Closed);
        // One thread, for the rights are given up for this thread alone; no tensors, for the format's reader says it in its own words.
        var options = new FingerprintOptions { Threads = 1, Tensors = false };
        Native.WithoutRights(() => AssertRefused(folder["secret"], "permission denied", Assert.Throws<ContentException>(() => folder.Fingerprint(options))));
        Native.WithoutRights(() => Assert.Contains(folder["secret"],
            Assert.Throws<ContentException>(() => folder.Fingerprint(new FingerprintOptions { Threads = 1 })).Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_folder_without_the_right_to_read_it_is_refused_by_name()
    {
        using TempFolder folder = new TempFolder().With("open", "1").With("secret/a", "2");
        Native.SetMode(folder.Path, Native.Open);
        Native.SetMode(folder["secret"], Native.Closed);
        Native.WithoutRights(() => AssertRefused(folder["secret"], "permission denied",
            Assert.Throws<ContentException>(() => folder.Fingerprint(new FingerprintOptions { Threads = 1 }))));
    }

    [Fact]
    public void Folders_nested_too_deep_are_refused()
    {
        using var folder = new TempFolder();
        folder.With(string.Concat(Enumerable.Repeat("d/", ContentWalk.MostDepth)) + "a", "1");
        Assert.Contains("nested", folder.Refused().Message, StringComparison.Ordinal);
    }

    private static ReadOnlySpan<byte> NotUtf8 => [0x66, 0xff, 0x67];

    private static void AssertRefused(string path, string why, ContentException error)
    {
        Assert.Equal(path, error.Path);
        Assert.StartsWith(path + ": ", error.Message, StringComparison.Ordinal);
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }
}
