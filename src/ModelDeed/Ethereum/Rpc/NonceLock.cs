using System.Globalization;

namespace ModelDeed.Ethereum;

/// <summary>The right to use an account's next nonce: one at a time in this process and, by a locked file, among processes.
/// The file remembers the last transaction, for nodes whose count lags behind.</summary>
internal sealed class NonceLock(string? folder, ulong chainId, Address account) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private (ulong Nonce, Hash32 Hash)? _last;

    public async Task<Held> Enter(CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            FileStream? file = folder is null ? null : await Open(folder, ct);
            if (file is not null) _last = Read(file);
            return new Held(this, file);
        }
        catch
        {
            _gate.Release();
            throw;
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<FileStream> Open(string parent, CancellationToken ct)
    {
        Directory.CreateDirectory(parent);
        string path = Path.Combine(parent, $"{chainId}-{Hex.Encode(account.Bytes)}.nonce");
        while (true)
        {
            if (FileLock.TryOpen(path) is { } file) return file;
            await Task.Delay(TimeSpan.FromMilliseconds(10), ct);
        }
    }

    private static (ulong, Hash32)? Read(FileStream file)
    {
        using var reader = new StreamReader(file, leaveOpen: true);
        string[] parts = reader.ReadToEnd().Split(' ');
        return parts is [var nonce, var hash] && ulong.TryParse(nonce, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number) && Hash32.TryParse(hash, out Hash32 parsed)
            ? (number, parsed) : null; // none yet, or cut by a crash: the node's count decides
    }

    /// <summary>The right, until disposed.</summary>
    internal sealed class Held(NonceLock owner, FileStream? file) : IDisposable
    {
        /// <summary>The last transaction that was sent with this lock, or null.</summary>
        public (ulong Nonce, Hash32 Hash)? Last => owner._last;

        public void Used(ulong nonce, Hash32 hash)
        {
            owner._last = (nonce, hash);
            if (file is null) return;
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes($"{nonce} {hash}"));
            file.Flush();
        }

        public void Dispose()
        {
            file?.Dispose();
            owner._gate.Release();
        }
    }
}
