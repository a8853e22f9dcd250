namespace ModelDeed.Storage;

/// <summary>Writing to files, with errors that are errors of the disk.</summary>
internal static class DiskWrite
{
    /// <summary>Asks for room before anything is written.</summary>
    /// <exception cref="IOException">There is less.</exception>
    public static void RequireRoom(string folder, long bytes)
    {
        long free = new DriveInfo(folder).AvailableFreeSpace;
        if (free < bytes) throw new IOException($"{folder} has room for {free:N0} bytes, and {bytes:N0} are to come. Make room, or give another place.");
    }

    /// <summary>Writes all bytes at a place.</summary>
    /// <exception cref="IOException">The disk is full or fails, or its file system doesn't take files of this length.</exception>
    public static void At(FileStream file, ReadOnlySpan<byte> bytes, long offset)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        try
        {
            RandomAccess.Write(file.SafeFileHandle, bytes, offset);
        }
        catch (ArgumentOutOfRangeException tooLarge) // .NET's word for EFBIG, which is nobody's mistake in arguments
        {
            throw new IOException($"{file.Name}: the file gets longer than its file system or the system's limits (ulimit -f) allow.", tooLarge);
        }
    }
}
