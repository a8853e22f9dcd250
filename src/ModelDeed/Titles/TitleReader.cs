using ModelDeed.Ethereum;

namespace ModelDeed.Titles;

/// <summary>Reads titles straight from a node, without an index.</summary>
/// <param name="node">The node.</param>
/// <param name="titles">The <c>Titles</c> contract.</param>
/// <param name="firstBlock">The block in which it was created, or 0: nothing before is searched.</param>
public sealed class TitleReader(EthereumNode node, Address titles, ulong firstBlock)
{
    private const int TopicsOfTitle = 3;

    // Values of one topic asked for at once: nodes take about a thousand.
    private const int Choices = 500;

    /// <summary>Calls a view of the contract at the latest block.</summary>
    /// <exception cref="RpcException">The node failed, or the contract reverted.</exception>
    public async Task<T> Call<T>(IContractCall<T> call, CancellationToken ct) =>
        call.DecodeResult(await node.Call(new CallRequest { To = titles, Data = call.Encode() }, BlockTag.Latest, ct));

    /// <summary>The title to which a fingerprint belongs, as its first or as a later version; null for none.</summary>
    public async Task<UInt256?> Find(Hash32 fingerprint, CancellationToken ct) =>
        await Call(new TitlesContract.TitleOfCall(fingerprint), ct) is { IsZero: false } id ? id : null;

    /// <summary>A title from its logs; null where there is none.</summary>
    public async Task<TitleState?> Read(UInt256 id, CancellationToken ct)
    {
        TitleState? state = null;
        foreach (Log log in await History(id, ct))
            if (TitleState.Apply(state, in log) is { } next && next.Id == id) state = next; // an account's number may be another title's id
        return state;
    }

    /// <summary>All logs that concern a title, in the chain's order.</summary>
    public async Task<IReadOnlyList<Log>> History(UInt256 id, CancellationToken ct)
    {
        List<Log> logs = [];
        for (int position = 1; position <= TopicsOfTitle; position++)
        {
            IReadOnlyList<Hash32>[] topics = [.. Enumerable.Repeat<IReadOnlyList<Hash32>>([], position), [id.ToHash()]];
            logs.AddRange(await Search(new LogFilter([titles], topics), ct));
        }
        return [.. logs.DistinctBy(log => (log.BlockNumber, log.LogIndex)).OrderBy(log => log.BlockNumber).ThenBy(log => log.LogIndex)];
    }

    /// <summary>Every title that was ever registered, as it stands, by id.</summary>
    public async Task<IReadOnlyDictionary<UInt256, TitleState>> ReadAll(CancellationToken ct)
    {
        Dictionary<UInt256, TitleState> titlesById = [];
        foreach (Log log in await Search(LogFilter.Of(titles), ct))
        {
            IEnumerable<UInt256> concerned = log.Topics.Span[1..].ToArray().Select(UInt256.FromHash).Distinct();
            foreach (UInt256 id in concerned)
                if (TitleState.Apply(titlesById.GetValueOrDefault(id), in log) is { } state && state.Id == id) titlesById[id] = state;
        }
        return titlesById;
    }

    /// <summary>The block in which the first of some titles was registered; null where none of them exists.</summary>
    public async Task<ulong?> FirstBlockOf(IReadOnlySet<UInt256> ids, CancellationToken ct)
    {
        IReadOnlyList<Hash32> wanted = ids.Count <= Choices ? [.. ids.Select(id => id.ToHash())] : [];
        List<Log> logs = await Search(new LogFilter([titles], [[TitlesContract.TitleRegistered.Topic0], wanted]), ct);
        return logs.Where(log => ids.Contains(UInt256.FromHash(log.Topics[1]))).Select(log => (ulong?)log.BlockNumber).FirstOrDefault();
    }

    private async Task<List<Log>> Search(LogFilter filter, CancellationToken ct)
    {
        List<Log> logs = [];
        ulong head = await node.BlockNumber(ct);
        if (head < firstBlock) return logs;
        await foreach (LogBatch batch in new LogRange(node).Read(filter, firstBlock, head, ct)) logs.AddRange(batch.Logs);
        return logs;
    }
}
