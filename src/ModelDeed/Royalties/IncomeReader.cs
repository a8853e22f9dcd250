using ModelDeed.Ethereum;

namespace ModelDeed.Royalties;

/// <summary>Reads income straight from a node, without an index.</summary>
/// <param name="node">The node.</param>
/// <param name="royalties">The <c>Royalties</c> contract.</param>
/// <param name="firstBlock">The block in which it was created, or 0: nothing before is searched.</param>
public sealed class IncomeReader(EthereumNode node, Address royalties, ulong firstBlock)
{
    // Blocks asked for at once, where a node's logs don't tell their time.
    private const int Batch = 100;

    // Values of one topic asked for at once: nodes take about a thousand.
    private const int Choices = 500;

    /// <summary>Calls a view of the contract at the latest block.</summary>
    /// <exception cref="RpcException">The node failed, or the contract reverted.</exception>
    public async Task<T> Call<T>(IContractCall<T> call, CancellationToken ct) =>
        call.DecodeResult(await node.Call(new CallRequest { To = royalties, Data = call.Encode() }, BlockTag.Latest, ct));

    /// <summary>The books of all titles.</summary>
    /// <exception cref="RpcException">The node failed.</exception>
    /// <exception cref="MalformedDataException">A log breaks its format.</exception>
    public async Task<RoyaltyBooks> Read(CancellationToken ct)
    {
        RoyaltyBooks books = new();
        ulong head = await node.BlockNumber(ct);
        if (head < firstBlock) return books;
        await foreach (LogBatch batch in new LogRange(node).Read(LogFilter.Of(royalties), firstBlock, head, ct))
        {
            IReadOnlyDictionary<ulong, ulong> times = await Times(batch.Logs, ct);
            foreach (Log log in batch.Logs) books.Enter(in log, log.BlockTimestamp ?? times[log.BlockNumber]);
        }
        return books;
    }

    /// <summary>The books of some titles: of all others they are incomplete. Only payments to these titles and to those that pay them on are fetched.</summary>
    /// <param name="titles">The titles.</param>
    /// <param name="since">The block in which the first of them was registered, or an earlier one: none of them was paid before.</param>
    /// <exception cref="RpcException">The node failed.</exception>
    /// <exception cref="MalformedDataException">A log breaks its format.</exception>
    public async Task<RoyaltyBooks> Read(IReadOnlySet<UInt256> titles, ulong since, CancellationToken ct)
    {
        RoyaltyBooks books = new();
        if (titles.Count == 0) return books;
        ulong head = await node.BlockNumber(ct), first = Math.Max(firstBlock, since);
        // Who pays whom: a vector names accounts that may be older than these titles.
        List<Log> logs = await Search([RoyaltiesContract.AccountOpened.Topic0, RoyaltiesContract.VectorBound.Topic0, RoyaltiesContract.VectorReleased.Topic0], [], firstBlock, head, ct);
        HashSet<UInt256> payers = PayersOf(titles, logs);
        logs.AddRange(Joined(await Search([RoyaltiesContract.TitleJoined.Topic0, RoyaltiesContract.IncomeJoined.Topic0], [], first, head, ct), payers));
        foreach (UInt256[] some in payers.Chunk(Choices)) logs.AddRange(await Search([RoyaltiesContract.Paid.Topic0, RoyaltiesContract.Distributed.Topic0], some, first, head, ct));
        foreach (UInt256[] some in titles.Chunk(Choices))
            logs.AddRange(await Search([RoyaltiesContract.Withdrawn.Topic0, RoyaltiesContract.PayeeChanged.Topic0, RoyaltiesContract.PayeeReplaced.Topic0, RoyaltiesContract.Divided.Topic0], some, first, head, ct));
        IReadOnlyDictionary<ulong, ulong> times = await Times(logs, ct);
        foreach (Log log in logs.OrderBy(log => log.BlockNumber).ThenBy(log => log.LogIndex)) books.Enter(in log, log.BlockTimestamp ?? times[log.BlockNumber]);
        return books;
    }

    /// <summary>The titles whose income an account was ever given by a sale or an award: as holder, seller, or heir.</summary>
    /// <exception cref="RpcException">The node failed.</exception>
    public async Task<IReadOnlySet<UInt256>> SeatsOf(Address account, CancellationToken ct)
    {
        ulong head = await node.BlockNumber(ct);
        IReadOnlyList<Hash32> seats = [RoyaltiesContract.PayeeChanged.Topic0, RoyaltiesContract.PayeeReplaced.Topic0], whose = [new Hash32([.. new byte[Hash32.Size - Address.Size], .. account.Bytes])];
        HashSet<UInt256> titles = [];
        foreach (IReadOnlyList<Hash32>[] topics in (IReadOnlyList<Hash32>[][])[[seats, [], whose], [seats, [], [], whose]])
            foreach (Log log in await Search(topics, firstBlock, head, ct)) titles.Add(UInt256.FromHash(log.Topics[1]));
        return titles;
    }

    // These titles, and all whose vector ever named one of them.
    private static HashSet<UInt256> PayersOf(IReadOnlySet<UInt256> titles, List<Log> logs)
    {
        HashSet<UInt256> payers = [.. titles], numbers = [];
        foreach (Log log in logs)
        {
            if (RoyaltiesContract.AccountOpened.TryDecode(in log, out RoyaltiesContract.AccountOpened opened) && titles.Contains(opened.TitleId)) numbers.Add(opened.Number);
            if (RoyaltiesContract.VectorBound.TryDecode(in log, out RoyaltiesContract.VectorBound bound) && bound.Accounts.Any(numbers.Contains)) payers.Add(bound.TitleId);
        }
        return payers;
    }

    // What was kept for a title goes to the account of the one that it became a version of: that is income of these, too.
    private static List<Log> Joined(List<Log> joinings, HashSet<UInt256> payers)
    {
        List<(Log Log, UInt256 Title, UInt256 Into)> all = [.. joinings.Select(log => (log, UInt256.FromHash(log.Topics[1]), UInt256.FromHash(log.Topics[2])))];
        payers.UnionWith([.. all.Where(one => payers.Contains(one.Into)).Select(one => one.Title)]);
        return [.. all.Where(one => payers.Contains(one.Title)).Select(one => one.Log)];
    }

    private Task<List<Log>> Search(IReadOnlyList<Hash32> events, UInt256[] titles, ulong first, ulong head, CancellationToken ct) =>
        Search(titles.Length == 0 ? [events] : [events, [.. titles.Select(title => title.ToHash())]], first, head, ct);

    private async Task<List<Log>> Search(IReadOnlyList<Hash32>[] topics, ulong first, ulong head, CancellationToken ct)
    {
        List<Log> logs = [];
        if (head < first) return logs;
        await foreach (LogBatch batch in new LogRange(node).Read(new LogFilter([royalties], topics), first, head, ct)) logs.AddRange(batch.Logs);
        return logs;
    }

    private async Task<IReadOnlyDictionary<ulong, ulong>> Times(IReadOnlyList<Log> logs, CancellationToken ct)
    {
        Dictionary<ulong, ulong> times = [];
        foreach (ulong[] numbers in logs.Where(log => log.BlockTimestamp is null).Select(log => log.BlockNumber).Distinct().Chunk(Batch))
        {
            Block?[] blocks = await node.Blocks(numbers, ct);
            for (int i = 0; i < numbers.Length; i++)
                times[numbers[i]] = (blocks[i] ?? throw RpcException.Malformed(node.Client.Endpoint, "eth_getBlockByNumber", $"logs of block {numbers[i]} were found, but not the block")).Header.Timestamp;
        }
        return times;
    }
}
