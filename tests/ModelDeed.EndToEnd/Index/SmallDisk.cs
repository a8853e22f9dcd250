using System.Diagnostics;

namespace ModelDeed.EndToEnd.Index;

/// <summary>A disk in memory over a folder, seen by the processes that are started inside alone: a name space of an ordinary user's own, for only
/// so may he mount one.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly Process _holder;
    private readonly string _folder;

    private SmallDisk(Process holder, string folder) => (_holder, _folder) = (holder, folder);

    /// <summary>What a command line begins with to be run where the disk is.</summary>
    public string[] Inside => ["nsenter", "-t", $"{_holder.Id}", "-U", "-m", "--preserve-credentials", "--"];

    /// <summary>Mounts it.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="size">As <c>mount</c> takes it: 4m.</param>
    public static async Task<SmallDisk> Mount(string folder, string size)
    {
        Process holder = Process.Start(new ProcessStartInfo("unshare", ["-Urm", "sh", "-c", $"mount -t tmpfs -o size={size} none '{folder}' && echo mounted && exec sleep 600"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
        string? said = await holder.StandardOutput.ReadLineAsync();
        return said == "mounted" ? new SmallDisk(holder, folder) : throw new InvalidOperationException("A disk couldn't be mounted: unprivileged name spaces must be allowed (kernel.unprivileged_userns_clone).");
    }

    /// <summary>Gives it another size.</summary>
    public Task Resize(string size) => Tools.RunAsync(Inside[0], [.. Inside[1..], "mount", "-o", $"remount,size={size}", _folder]);

    public async ValueTask DisposeAsync()
    {
        _holder.Kill();
        await _holder.WaitForExitAsync();
        _holder.Dispose();
    }
}
