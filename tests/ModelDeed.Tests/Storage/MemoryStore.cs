using System.Collections.Concurrent;
using ModelDeed.Storage;

namespace ModelDeed.Tests.Storage;

/// <summary>A store in memory whose behavior a test sets: what our own stores are to the code above them, with faults at will.</summary>
internal sealed class MemoryStore(string name = "memory") : IBlockStore
{
    private long _gets, _puts;

    public ConcurrentDictionary<Cid, byte[]> Content { get; } = new();

    public ConcurrentDictionary<Cid, bool> Kept { get; } = new();

    /// <summary>Called before each get; may throw or wait.</summary>
    public Func<Cid, CancellationToken, Task> BeforeGet { get; set; } = (_, _) => Task.CompletedTask;

    public Func<Block, CancellationToken, Task> BeforePut { get; set; } = (_, _) => Task.CompletedTask;

    public long Gets => Interlocked.Read(ref _gets);

    public long Puts => Interlocked.Read(ref _puts);

    public string Name => name;

    public async Task<Block?> Get(Cid cid, CancellationToken ct)
    {
        Interlocked.Increment(ref _gets);
        await BeforeGet(cid, ct);
        return !Content.TryGetValue(cid, out byte[]? bytes) ? null : Block.Verify(cid, bytes) ?? throw RemoteHttp.Lied(name, cid);
    }

    public async Task Put(Block block, CancellationToken ct)
    {
        await BeforePut(block, ct);
        Interlocked.Increment(ref _puts);
        Content[block.Cid] = block.Bytes.ToArray();
    }

    public Task Replace(Block block, CancellationToken ct) => Put(block, ct);

    public Task<bool> Has(Cid cid, CancellationToken ct) => Task.FromResult(Content.ContainsKey(cid));

    public Task Keep(Cid root, CancellationToken ct)
    {
        Kept[root] = true;
        return Task.CompletedTask;
    }

    public IAsyncEnumerable<Cid> Roots(CancellationToken ct) => Kept.Keys.ToAsyncEnumerable();

    public IAsyncEnumerable<Cid> Blocks(CancellationToken ct) => Content.Keys.ToAsyncEnumerable();

    public void Dispose()
    {
    }
}
