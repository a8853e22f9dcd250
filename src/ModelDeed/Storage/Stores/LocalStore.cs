using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace ModelDeed.Storage;

/// <summary>A folder of blocks, one file each: <c>blocks/xy/CID</c> (xy: the CID's last characters but one, which are spread evenly) and <c>roots/CID</c>. A file is
/// written beside its place, flushed, and then put there, so that a kill or a crash leaves it whole or not at all.</summary>
public sealed class LocalStore : IBlockStore
{
    private static readonly TimeSpan Leftover = TimeSpan.FromDays(1);

    private readonly string _blocks, _roots;

    /// <summary>Opens a store, or makes one.</summary>
    /// <param name="folder">Where it is.</param>
    /// <exception cref="IOException">The folder can't be made.</exception>
    public LocalStore(string folder)
    {
        Folder = Path.GetFullPath(folder);
        (_blocks, _roots) = (Path.Combine(Folder, "blocks"), Path.Combine(Folder, "roots"));
        Directory.CreateDirectory(_blocks);
        Directory.CreateDirectory(_roots);
        DiskFlush.Folder(Folder);
    }

    /// <summary>Where it is.</summary>
    public string Folder { get; }

    /// <inheritdoc/>
    public string Name => Folder;

    /// <inheritdoc/>
    public async Task<Block?> Get(Cid cid, CancellationToken ct)
    {
        FileStream? file = TryOpen(PathOf(cid));
        if (file is null) return null;
        byte[] bytes;
        await using (file)
        {
            if (file.Length > Block.MaxSize) throw Damaged(cid);
            bytes = GC.AllocateUninitializedArray<byte>((int)file.Length);
            if (await file.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, ct) < bytes.Length) throw Damaged(cid);
        }
        return Block.Verify(cid, bytes) ?? throw Damaged(cid);
    }

    /// <inheritdoc/>
    public async Task Put(Block block, CancellationToken ct)
    {
        string path = PathOf(block.Cid);
        if (await Holds(path, block, ct)) return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        Write(path, block.Bytes, ct);
    }

    /// <summary>The same as <see cref="Put"/>, which looks at the bytes.</summary>
    public Task Replace(Block block, CancellationToken ct) => Put(block, ct);

    /// <inheritdoc/>
    public Task<bool> Has(Cid cid, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        return Task.FromResult(File.Exists(PathOf(cid)));
    }

    /// <inheritdoc/>
    public Task Keep(Cid root, CancellationToken ct)
    {
        string path = Path.Combine(_roots, root.ToString());
        if (!File.Exists(path)) Write(path, ReadOnlyMemory<byte>.Empty, ct);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<Cid> Roots(CancellationToken ct) => Names(_roots, ct);

    /// <inheritdoc/>
    public IAsyncEnumerable<Cid> Blocks(CancellationToken ct) => Names(_blocks, ct);

    /// <summary>Deletes what writers that were killed more than a day ago left half written.</summary>
    /// <param name="clock">Tells now.</param>
    /// <returns>How many files.</returns>
    public int DeleteLeftovers(TimeProvider clock)
    {
        int deleted = 0;
        foreach (string part in Directory.EnumerateFiles(Folder, "*.part", SearchOption.AllDirectories))
        {
            if (clock.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(part) < Leftover) continue;
            File.Delete(part);
            deleted++;
        }
        return deleted;
    }

    /// <summary>Nothing is held open.</summary>
    public void Dispose()
    {
    }

    internal string PathOf(Cid cid)
    {
        string name = cid.ToString();
        return Path.Combine(_blocks, name[^3..^1], name);
    }

    private static FileStream? TryOpen(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 0);
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Whether the file has the block's very bytes: one that is damaged is written anew.</summary>
    private static async Task<bool> Holds(string path, Block block, CancellationToken ct)
    {
        await using FileStream? file = TryOpen(path);
        if (file is null || file.Length != block.Bytes.Length) return false;
        byte[] bytes = System.Buffers.ArrayPool<byte>.Shared.Rent(block.Bytes.Length);
        try
        {
            Memory<byte> there = bytes.AsMemory(0, block.Bytes.Length);
            return await file.ReadAtLeastAsync(there, there.Length, throwOnEndOfStream: false, ct) == there.Length && there.Span.SequenceEqual(block.Bytes.Span);
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static void Write(string path, ReadOnlyMemory<byte> content, CancellationToken ct)
    {
        string part = $"{path}.{RandomNumberGenerator.GetHexString(16, lowercase: true)}.part";
        try
        {
            ct.ThrowIfCancellationRequested();
            using (var file = new FileStream(part, FileMode.CreateNew, FileAccess.Write, FileShare.None, 0))
            {
                DiskWrite.At(file, content.Span, 0);
                file.Flush(flushToDisk: true);
            }
            File.Move(part, path, overwrite: true);
        }
        catch
        {
            File.Delete(part);
            throw;
        }
        DiskFlush.Folder(Path.GetDirectoryName(path)!);
    }

    private static async IAsyncEnumerable<Cid> Names(string folder, [EnumeratorCancellation] CancellationToken ct)
    {
        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            ct.ThrowIfCancellationRequested();
            if (Cid.TryParse(Path.GetFileName(path), out Cid cid)) yield return cid;
        }
        await Task.CompletedTask;
    }

    private StoreException Damaged(Cid cid) =>
        new(Name, StoreFault.Damaged, $"the block {cid} is damaged on this disk. Fetch it anew from another store: deed store repair.");
}
