using ModelDeed.Cli;
using ModelDeed.Sealing;
using ModelDeed.Tests.Fingerprints;
using ModelDeed.Tests.Sealing;

namespace ModelDeed.Tests.Cli;

/// <summary>A package's header is replaced when the chain names the new one: killed at any point, the folder or what lies beside it has the chain's.</summary>
public sealed class HeaderFileTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly PackageHeader _old = Header(1), _new = Header(2);

    public HeaderFileTests() => _folder.With("p.sealed/header", _old.Bytes.ToArray()).With("p.sealed/payload", "sealed");

    public void Dispose() => _folder.Dispose();

    private string Package => _folder["p.sealed"];

    [Fact]
    public void Killed_before_the_chain_names_it_the_old_one_stands()
    {
        HeaderFile.Open(Package, _old.Digest).Stage(_new);
        Assert.Equal(_old.Digest, HeaderFile.Open(Package, _old.Digest).Header.Digest);
    }

    [Fact]
    public void Killed_after_the_chain_names_it_the_next_run_puts_it_in_its_place()
    {
        HeaderFile.Open(Package, _old.Digest).Stage(_new);
        Assert.Equal(_new.Digest, HeaderFile.Open(Package, _new.Digest).Header.Digest);
        Assert.Equal(_new.Bytes.ToArray(), _folder.Read("p.sealed/header"));
        Assert.Equal([Package], Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Finished_or_taken_back_nothing_lies_beside()
    {
        HeaderFile file = HeaderFile.Open(Package, _old.Digest);
        file.Stage(_new);
        file.Unstage();
        Assert.Equal(_old.Bytes.ToArray(), _folder.Read("p.sealed/header"));
        Assert.Equal([Package], Directory.EnumerateFileSystemEntries(_folder.Path));
        file.Stage(_new);
        file.Finish();
        Assert.Equal(_new.Bytes.ToArray(), _folder.Read("p.sealed/header"));
        Assert.Equal([Package], Directory.EnumerateFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Another_file_of_that_name_is_not_taken_for_it()
    {
        HeaderFile.Open(Package, _old.Digest).Stage(_new);
        string beside = Directory.EnumerateFiles(_folder.Path).Single();
        File.WriteAllBytes(beside, Header(3).Bytes.ToArray());
        Assert.Equal(_old.Digest, HeaderFile.Open(Package, _new.Digest).Header.Digest);
    }

    private static PackageHeader Header(byte number)
    {
        using X25519Identity owner = Keys.Identity(number);
        using FileKey key = Keys.FileKey(number);
        return PackageHeader.Seal(key, [owner.Recipient], null);
    }
}
