using System.Globalization;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Server.Indexing;

namespace ModelDeed.Tests.Server;

/// <summary>A block of a chain in memory.</summary>
internal sealed record SimBlock(ulong Number, Hash32 Hash, Hash32 Parent, ulong Time, IReadOnlyList<Log> Logs)
{
    public string Header(bool withTransactions = true) => $$"""
        {"hash":"{{Hash}}","parentHash":"{{Parent}}","sha3Uncles":"{{Hash32.Zero}}","miner":"0x00000000000000000000000000000000000000cc",
         "stateRoot":"{{Hash32.Zero}}","transactionsRoot":"{{Hash32.Zero}}","receiptsRoot":"{{Hash32.Zero}}","logsBloom":"{{Bloom()}}","difficulty":"0x0",
         "number":"0x{{Number:x}}","gasLimit":"0x1","gasUsed":"0x0","timestamp":"0x{{Time:x}}","extraData":"0x","mixHash":"{{Hash32.Zero}}",
         "nonce":"0x0000000000000000","transactions":[{{(withTransactions ? string.Join(',', Logs.Select(log => $"\"{log.TransactionHash}\"")) : "")}}]}
        """;

    public string Receipts() => "[" + string.Join(',', Logs.Select(log => $$"""
        {"transactionHash":"{{log.TransactionHash}}","transactionIndex":"0x{{log.TransactionIndex:x}}","blockHash":"{{Hash}}","blockNumber":"0x{{Number:x}}",
         "from":"0x00000000000000000000000000000000000000ff","to":null,"contractAddress":null,"type":"0x2","status":"0x1",
         "gasUsed":"0x1","cumulativeGasUsed":"0x1","effectiveGasPrice":"0x1","logsBloom":"{{Bloom()}}","logs":[{{LogText(log)}}]}
        """)) + "]";

    public static string LogText(Log log) => $$"""
        {"address":"{{Hex.Encode(log.Address.Bytes)}}","topics":[{{string.Join(',', log.Topics.Span.ToArray().Select(topic => $"\"{topic}\""))}}],"data":"{{Hex.Encode(log.Data.Span)}}",
         "blockNumber":"0x{{log.BlockNumber:x}}","blockHash":"{{log.BlockHash}}","transactionHash":"{{log.TransactionHash}}","transactionIndex":"0x{{log.TransactionIndex:x}}","logIndex":"0x{{log.LogIndex:x}}","removed":false}
        """;

    private string Bloom()
    {
        var bloom = new byte[256];
        foreach (Log log in Logs)
            foreach (int bit in PieceCheck.BitsOf(log.Address)) bloom[255 - bit / 8] |= (byte)(1 << (bit % 8));
        return Hex.Encode(bloom);
    }
}

/// <summary>A chain in memory that can be mined and reorganized.</summary>
internal sealed class SimChain
{
    private readonly SplitMix _random;
    private readonly RandomLogs _logs;
    private ulong _made;

    public SimChain(SplitMix random)
    {
        (_random, _logs) = (random, new RandomLogs(random));
        Blocks.Add(Make(0, Hash32.Zero, 0));
    }

    /// <summary>The canonical blocks, by height.</summary>
    public List<SimBlock> Blocks { get; private set; } = [];

    /// <summary>The blocks before the last reorganization: what a node on another fork says.</summary>
    public List<SimBlock> Other { get; private set; } = [];

    public SimBlock Head => Blocks[^1];

    public void Mine(int count)
    {
        for (int i = 0; i < count; i++) Blocks.Add(Make(Head.Number + 1, Head.Hash, _random.Below(3) == 0 ? 0 : _random.Below(5)));
    }

    /// <summary>Takes some of the last blocks away (all: another genesis too), and mines others.</summary>
    public void Reorganize(int depth, int blocks)
    {
        Other = [.. Blocks];
        if (depth >= Blocks.Count) Blocks = [Make(0, Hash32.Zero, 0)];
        else Blocks = [.. Blocks.Take(Blocks.Count - depth)];
        Mine(blocks);
    }

    private SimBlock Make(ulong number, Hash32 parent, int logs)
    {
        Hash32 hash = Keccak256.HashUtf8(string.Create(CultureInfo.InvariantCulture, $"block {number} {++_made} {parent}"));
        return new SimBlock(number, hash, parent, 1_000 + number * 2, [.. Enumerable.Range(0, logs).Select(index => _logs.Next() with
        {
            BlockNumber = number,
            BlockHash = hash,
            LogIndex = (uint)index,
            TransactionIndex = (uint)index,
            TransactionHash = Keccak256.HashUtf8(string.Create(CultureInfo.InvariantCulture, $"transaction {hash} {index}")),
        })]);
    }
}
