namespace ModelDeed.Storage;

/// <summary>Writing to files, with errors that are errors of the disk.</summary>
internal static class DiskWrite
{
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
