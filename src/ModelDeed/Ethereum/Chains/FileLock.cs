namespace ModelDeed.Ethereum;

/// <summary>Files that one holder at a time may open, among all processes. The operating system frees them when a process dies.</summary>
internal static class FileLock
{
    /// <summary>The file, open, until disposed; null while another holds it.</summary>
    public static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsHeld(e))
        {
            return null;
        }
    }

    // EWOULDBLOCK on Linux and on macOS, and Windows' sharing violation. A full disk, say, must not look like a lock.
    private static bool IsHeld(IOException e) => e.HResult is 11 or 35 or unchecked((int)0x80070020);
}
