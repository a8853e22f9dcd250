using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ModelDeed.Fingerprints;

/// <summary>Linux's <c>statx</c>: .NET tells neither a file's number nor the time of its last change of state.</summary>
/// <remarks>Source: statx(2); the structure is the kernel's own and the same on every architecture.</remarks>
internal static partial class Statx
{
    private const int CurrentFolder = -100, NoFollow = 0x100, EmptyPath = 0x1000;
    private const uint BasicStats = 0x7ff;
    private const int NoEntry = 2, NotAFolder = 20, PermissionDenied = 13, LinkLoop = 40;
    private const int TypeMask = 0xf000, TypeRegular = 0x8000, TypeFolder = 0x4000, TypeLink = 0xa000;

    /// <summary>True where the call exists.</summary>
    public static bool IsSupported { get; } = OperatingSystem.IsLinux() && Probe();

    public static unsafe FileStamp? Of(string path, bool followLinks)
    {
        Buffer found;
        if (Call(CurrentFolder, path, followLinks ? 0 : NoFollow, BasicStats, &found) == 0) return found.Stamp;
        int error = Marshal.GetLastPInvokeError();
        return error is NoEntry or NotAFolder ? null : throw Refused(path, error);
    }

    public static unsafe FileStamp Of(SafeFileHandle handle, string path)
    {
        Buffer found;
        bool added = false;
        try
        {
            handle.DangerousAddRef(ref added);
            int number = (int)handle.DangerousGetHandle();
            return Call(number, "", EmptyPath, BasicStats, &found) == 0 ? found.Stamp : throw Refused(path, Marshal.GetLastPInvokeError());
        }
        finally
        {
            if (added) handle.DangerousRelease();
        }
    }

    private static ContentException Refused(string path, int error) => new(path, error switch
    {
        PermissionDenied => "permission denied. Give yourself the right to read it, or move it out of the folder.",
        LinkLoop => "the link leads in a circle. Remove it.",
        _ => Marshal.GetPInvokeErrorMessage(error) + ".",
    });

    private static bool Probe()
    {
        try
        {
            return Of("/", followLinks: true) is not null;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException or ContentException)
        {
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Call(int folder, string path, int flags, uint mask, Buffer* found);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public long Seconds;
        public uint Nanoseconds;
        public int Reserved;

        public readonly long SinceEpochNs => unchecked(Seconds * 1_000_000_000 + Nanoseconds);
    }

    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private struct Buffer
    {
        public uint Mask, BlockSize;
        public ulong Attributes;
        public uint Links, Owner, Group;
        public ushort Mode, Spare;
        public ulong Inode, Size, Blocks, AttributesMask;
        public Time Accessed, Born, Changed, Modified;
        public uint SpecialMajor, SpecialMinor, DeviceMajor, DeviceMinor;

        public readonly FileStamp Stamp => new(Kind, Kind == FileKind.Regular ? Size : 0, Modified.SinceEpochNs, Changed.SinceEpochNs,
            Inode, (ulong)DeviceMajor << 32 | DeviceMinor);

        private readonly FileKind Kind => (Mode & TypeMask) switch
        {
            TypeRegular => FileKind.Regular,
            TypeFolder => FileKind.Folder,
            TypeLink => FileKind.Link,
            _ => FileKind.Special,
        };
    }
}
