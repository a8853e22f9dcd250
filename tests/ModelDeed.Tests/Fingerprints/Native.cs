using System.Runtime.InteropServices;

namespace ModelDeed.Tests.Fingerprints;

/// <summary>What .NET can't make: pipes, names that aren't UTF-8, and a moment without the superuser's rights.</summary>
internal static partial class Native
{
    private const int OwnerOnly = 0x180; // 0600
    private const uint Nobody = 65534;

    /// <summary>Everybody may look into the folder (0755).</summary>
    public const int Open = 0x1ed;

    /// <summary>Nobody may do anything.</summary>
    public const int Closed = 0;

    public static void MakePipe(string path) => Assert.Equal(0, MkFifo(path, OwnerOnly));

    /// <summary>Makes an empty file whose name is these bytes.</summary>
    public static void MakeFile(string folder, ReadOnlySpan<byte> name)
    {
        int file = Creat([.. System.Text.Encoding.UTF8.GetBytes(folder + "/"), .. name, 0], OwnerOnly);
        Assert.True(file >= 0);
        Assert.Equal(0, Close(file));
    }

    /// <summary>Removes it; .NET can't name it.</summary>
    public static void RemoveFile(string folder, ReadOnlySpan<byte> name) =>
        Assert.Equal(0, Unlink([.. System.Text.Encoding.UTF8.GetBytes(folder + "/"), .. name, 0]));

    /// <summary>Sets who may do what, as chmod(1) does.</summary>
    public static void SetMode(string path, int mode) => Assert.Equal(0, ChMod(path, mode));

    /// <summary>Runs something on this thread with no more than everybody's rights to files (setfsuid(2)), whoever runs the tests.</summary>
    public static void WithoutRights(Action action)
    {
        _ = SetFsUid(Nobody);
        try
        {
            action();
        }
        finally
        {
            _ = SetFsUid((uint)GetEUid());
        }
    }

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MkFifo(string path, int mode);

    [LibraryImport("libc", EntryPoint = "chmod", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int ChMod(string path, int mode);

    [LibraryImport("libc", EntryPoint = "creat")]
    private static partial int Creat(byte[] path, int mode);

    [LibraryImport("libc", EntryPoint = "unlink")]
    private static partial int Unlink(byte[] path);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetFsUid(uint id);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial int GetEUid();
}
