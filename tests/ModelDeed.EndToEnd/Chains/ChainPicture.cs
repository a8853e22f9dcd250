using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.EndToEnd.Chains;

/// <summary>Everything that must survive: what a user, an indexer and an evidence file rely on.</summary>
internal sealed record ChainPicture(ulong Head, string Blocks, string Receipts, string Logs, string State)
{
    /// <summary>Shows the first lines that differ, not all of them.</summary>
    public void AssertSame(ChainPicture after)
    {
        Assert.Equal(Head, after.Head);
        foreach ((string mine, string theirs) in new[] { (Blocks, after.Blocks), (Receipts, after.Receipts), (Logs, after.Logs), (State, after.State) })
            foreach ((string line, string other) in mine.Split('\n').Zip(theirs.Split('\n'))) Assert.Equal(line, other);
        Assert.Equal(this, after);
    }

    public static async Task<ChainPicture> Of(ChainUser user, Address contract)
    {
        CancellationToken ct = CancellationToken.None;
        ulong head = await user.Node.BlockNumber(ct);
        Block?[] blocks = await user.Node.Blocks(Enumerable.Range(0, (int)head + 1).Select(i => (ulong)i), ct);
        Assert.All(blocks, block => Assert.True(block!.Header.IsAuthentic));
        var receipts = new List<Receipt>();
        foreach (Block? block in blocks) receipts.AddRange(await user.Node.Receipts(block!, ct));
        List<Log> logs = await user.Node.Logs(LogFilter.Of(contract), 0, head, ct);
        var accounts = new List<string>();
        for (int i = 0; i < DemoAccounts.Count; i++)
        {
            using PrivateKey key = DemoAccounts.Key(i, KnownChains.Embedded);
            accounts.Add($"{await user.Node.Balance(key.Address, BlockTag.Latest, ct)} {await user.Node.TransactionCount(key.Address, BlockTag.Latest, ct)}");
        }
        return new ChainPicture(
            head,
            string.Join('\n', blocks.Select(block => $"{block!.Header.Hash} {block.Header.Timestamp} {string.Join(',', block.Transactions)}")),
            string.Join('\n', receipts.Select(receipt => $"{receipt.TransactionHash} {receipt.BlockHash} {Hex.Encode(receipt.Encode())} {receipt.Fee} {receipt.ContractAddress}")),
            string.Join('\n', logs.Select(log => $"{log.BlockHash} {log.TransactionHash} {log.LogIndex} {log.BlockTimestamp}")),
            string.Join('\n', accounts) + Hex.Encode(await user.Node.Code(contract, BlockTag.Latest, ct)));
    }
}
