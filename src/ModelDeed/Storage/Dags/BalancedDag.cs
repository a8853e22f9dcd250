namespace ModelDeed.Storage;

/// <summary>Joins chunks into a balanced tree of nodes as they come: memory for one node on each level.</summary>
/// <param name="maxLinks">Links of a node, at most.</param>
/// <param name="put">Keeps a node.</param>
internal sealed class BalancedDag(int maxLinks, Func<Block, Task> put)
{
    private readonly List<List<DagPart>> _levels = [];

    /// <summary>Adds the next chunk.</summary>
    public Task Add(DagPart chunk) => Add(0, chunk);

    /// <summary>Ends the file.</summary>
    /// <returns>The root: the chunk itself when it is the only one.</returns>
    public async Task<DagPart> Finish()
    {
        for (int level = 0; ; level++)
        {
            bool isTop = level == _levels.Count - 1;
            if (isTop && _levels[level].Count == 1) return _levels[level][0];
            if (_levels[level].Count > 0) await Close(level);
        }
    }

    private async Task Add(int level, DagPart part)
    {
        if (level == _levels.Count) _levels.Add([]);
        // A full node is closed when the next part comes: only then is it known that there must be one above it.
        if (_levels[level].Count == maxLinks) await Close(level);
        _levels[level].Add(part);
    }

    private async Task Close(int level)
    {
        Block block = Block.Of(BlockCodec.DagPb, DagWriter.File(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_levels[level])));
        ulong length = 0, total = (ulong)block.Bytes.Length;
        foreach (DagPart part in _levels[level]) (length, total) = (length + part.Length, total + part.Total);
        _levels[level].Clear();
        await put(block);
        await Add(level + 1, new DagPart(block.Cid, length, total));
    }
}
