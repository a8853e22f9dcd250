using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using ModelDeed.Storage;

namespace ModelDeed.Sealing;

/// <summary>Where a custodian keeps its keys (<c>identity</c>, as age writes them, oldest first) and its log.</summary>
/// <param name="path">The folder.</param>
public sealed class CustodianFolder(string path)
{
    /// <summary>The folder.</summary>
    public string Path { get; } = System.IO.Path.GetFullPath(path);

    /// <summary>The file with the secrets, one line each.</summary>
    public string IdentityPath => System.IO.Path.Combine(Path, "identity");

    /// <summary>Where the log lies.</summary>
    public string LogPath => System.IO.Path.Combine(Path, "log");

    /// <summary>Whether there are keys.</summary>
    public bool HasKeys => File.Exists(IdentityPath);

    /// <summary>The keys; the first is made when there is none.</summary>
    /// <exception cref="IOException">The file can't be read or written.</exception>
    /// <exception cref="FormatException">It holds no key, or something else too.</exception>
    public CustodianKeys Keys()
    {
        if (!HasKeys) Add([]);
        return new CustodianKeys([.. Lines().Where(line => !line.StartsWith('#')).Select(line => X25519Identity.Parse(line))]);
    }

    /// <summary>Makes one more key, for packages to come; those before stay.</summary>
    /// <exception cref="IOException">The file can't be read or written: the old one stands.</exception>
    public void AddKey() => Add(Lines());

    private ImmutableArray<string> Lines()
    {
        ImmutableArray<string> lines = [.. File.ReadLines(IdentityPath).Select(line => line.Trim()).Where(line => line.Length > 0)];
        return lines.Any(line => !line.StartsWith('#')) ? lines : throw new FormatException($"{IdentityPath} holds no key. Restore it from a copy; to begin anew as another custodian, move it away.");
    }

    // In a file that its owner alone can read, whole or not at all, on the disk before anybody is told of the key.
    private void Add(ImmutableArray<string> lines)
    {
        Directory.CreateDirectory(Path);
        using var fresh = X25519Identity.New();
        var rights = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) rights.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        byte[] text = Encoding.ASCII.GetBytes(string.Join('\n', [.. lines, $"# public key: {fresh.Recipient}", fresh.Reveal(), ""]));
        string part = $"{IdentityPath}.{RandomNumberGenerator.GetHexString(8, lowercase: true)}.part";
        try
        {
            using (var file = new FileStream(part, rights))
            {
                file.Write(text);
                file.Flush(flushToDisk: true);
            }
            File.Move(part, IdentityPath, overwrite: !lines.IsEmpty);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
        }
        DiskFlush.Folder(Path);
    }
}
