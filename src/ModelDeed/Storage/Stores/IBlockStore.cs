namespace ModelDeed.Storage;

/// <summary>A place that keeps blocks under their names: a folder, an S3 bucket, an IPFS node, a gateway, or several of them. Used by several threads at once.</summary>
/// <remarks>All members throw <see cref="StoreException"/> when the store fails, and <see cref="OperationCanceledException"/> when they are stopped.</remarks>
public interface IBlockStore : IDisposable
{
    /// <summary>How people call it: never with a secret in it.</summary>
    string Name { get; }

    /// <summary>Fetches a block. What comes back is what was asked for: its bytes were held against its name.</summary>
    /// <returns>The block; null when the store hasn't got it.</returns>
    Task<Block?> Get(Cid cid, CancellationToken ct);

    /// <summary>Keeps a block; when this returns, the store has it for good, or says that it had it before. The block's bytes are read until then, and not after.</summary>
    Task Put(Block block, CancellationToken ct);

    /// <summary>Like <see cref="Put"/>, whatever the store says that it has: what is there may be damaged.</summary>
    Task Replace(Block block, CancellationToken ct);

    /// <summary>Whether the store says that it has a block. It may be damaged all the same: only <see cref="Get"/> tells.</summary>
    Task<bool> Has(Cid cid, CancellationToken ct);

    /// <summary>Notes that all blocks below a root are to be kept: an IPFS node pins them, others remember the root.</summary>
    Task Keep(Cid root, CancellationToken ct);

    /// <summary>The roots kept, in no order.</summary>
    IAsyncEnumerable<Cid> Roots(CancellationToken ct);

    /// <summary>The blocks there, in no order. An IPFS node gives every codec as raw: it knows blocks by their hash alone.</summary>
    IAsyncEnumerable<Cid> Blocks(CancellationToken ct);
}

/// <summary>What went wrong with a store.</summary>
public enum StoreFault
{
    /// <summary>No answer, an error, a broken connection, or too slow: it may work later.</summary>
    Failed,

    /// <summary>Wrong bytes under a block's name, from a place that others run: it isn't asked again.</summary>
    Lied,

    /// <summary>Wrong bytes under a block's name in a folder of one's own: this block is to be fetched anew.</summary>
    Damaged,

    /// <summary>A disk of one's own is full, or fails.</summary>
    Disk,

    /// <summary>It wants other keys, or doesn't do this at all: trying again is of no use.</summary>
    Refused,

    /// <summary>A block that is needed is nowhere.</summary>
    Missing,
}

/// <summary>A store failed. The message names the store and the thing, and says what to do; no secret is in it.</summary>
/// <param name="store">The store's name.</param>
/// <param name="fault">What it was.</param>
/// <param name="problem">In words, and what to do.</param>
/// <param name="inner">What lies behind it, if anything.</param>
public sealed class StoreException(string store, StoreFault fault, string problem, Exception? inner = null) : IOException($"{store}: {problem}", inner)
{
    /// <summary>The store's name.</summary>
    public string Store => store;

    /// <summary>What it was.</summary>
    public StoreFault Fault => fault;
}
