namespace ModelDeed.Tests.Ethereum.Rpc;

/// <summary>Blocks and receipts as a node writes them; hashes are the numbers themselves.</summary>
internal static class FakeChain
{
    public static string Zeros { get; } = "0x" + new string('0', 512);

    public static string Hash(ulong number) => $"0x{number:x64}";

    public static string Block(ulong number, IEnumerable<ulong> transactions, string extra = "") =>
        $$"""
        {"hash":"{{Hash(number)}}","parentHash":"{{Hash(number - 1)}}","sha3Uncles":"{{Hash(0)}}","miner":"0x00000000000000000000000000000000000000cc",
         "stateRoot":"{{Hash(0)}}","transactionsRoot":"{{Hash(0)}}","receiptsRoot":"{{Hash(0)}}","logsBloom":"{{Zeros}}","difficulty":"0x0",
         "number":"0x{{number:x}}","gasLimit":"0x1c9c380","gasUsed":"0x0","timestamp":"0x{{number:x}}","extraData":"0x","mixHash":"{{Hash(0)}}",
         "nonce":"0x0000000000000000"{{extra}},"transactions":[{{string.Join(',', transactions.Select(t => $"\"{Hash(t)}\""))}}]}
        """;

    public static string Receipt(ulong block, ulong transaction, string bloom, string logs = "", bool succeeded = true) =>
        $$"""
        {"transactionHash":"{{Hash(transaction)}}","transactionIndex":"0x0","blockHash":"{{Hash(block)}}","blockNumber":"0x{{block:x}}",
         "from":"0x00000000000000000000000000000000000000ff","to":null,"contractAddress":null,"type":"0x2","status":"{{(succeeded ? "0x1" : "0x0")}}",
         "gasUsed":"0x5208","cumulativeGasUsed":"0x5208","effectiveGasPrice":"0x3b9aca00","logsBloom":"{{bloom}}","logs":[{{logs}}]}
        """;
}
