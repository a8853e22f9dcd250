namespace ModelDeed.Storage;

/// <summary>A working folder into which nobody else of this machine may look, for one process at a time: what is in it when it is opened was left by a run that is gone.</summary>
public sealed class PrivateFolder : IDisposable
{
    private const UnixFileMode Mine = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const string LockName = "lock";

    private readonly FileStream _lock;

    private PrivateFolder(string path, FileStream held) => (Path, _lock) = (path, held);

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>Makes the folder, or takes over what a run that is gone left.</summary>
    /// <param name="path">Where; only its last part is made.</param>
    /// <param name="use">What for, in an error: "opened".</param>
    /// <exception cref="IOException">Another process is at work in it, it is a link or a file, belongs to somebody else, or can't be made.</exception>
    public static PrivateFolder Open(string path, string use)
    {
        Make(path);
        FileStream held;
        try
        {
            held = new FileStream(System.IO.Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException e)
        {
            throw new IOException($"{path} is in use: this is being {use} already, or the folder can't be written: {e.Message}", e);
        }
        return new PrivateFolder(path, held);
    }

    /// <summary>Deletes all that is in it but the lock.</summary>
    public void Clear()
    {
        foreach (FileSystemInfo entry in new DirectoryInfo(Path).EnumerateFileSystemInfos())
        {
            if (entry.Name == LockName) continue;
            if (entry is DirectoryInfo folder && folder.LinkTarget is null) folder.Delete(recursive: true);
            else entry.Delete();
        }
    }

    /// <summary>Deletes the folder with all that is in it.</summary>
    public void Delete()
    {
        Directory.Delete(Path, recursive: true); // while the lock is held: nobody else begins in what is going
        _lock.Dispose();
    }

    /// <summary>Lets the next one in; what is there stays.</summary>
    public void Dispose() => _lock.Dispose();

    private static void Make(string path)
    {
        string parent = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path))!;
        if (!Directory.Exists(parent)) throw new DirectoryNotFoundException($"The folder {parent} doesn't exist. Make it, or give another place.");
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return;
        }
        Directory.CreateDirectory(path, Mine);
        if (new DirectoryInfo(path).LinkTarget is not null) throw new IOException($"{path} is a link: what is made there would lie elsewhere. Remove it, or give another place.");
        try
        {
            File.SetUnixFileMode(path, Mine); // it may have been there before
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"{path} belongs to somebody else: who made it could read what is put there. Remove it, or give another place.", e);
        }
    }
}
