using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.Tests.Ethereum.Rpc;

public sealed class EthereumNodeTests
{
    private static readonly CancellationToken Ct = CancellationToken.None;

    private static EthereumNode Node(Func<string, string> answer) => new(new FakeNode((method, _) => answer(method)).Client());

    private static Block Block9() => NodeJson.Read(System.Text.Encoding.UTF8.GetBytes(FakeChain.Block(9, [1, 2])), Block.Read);

    private static string Receipts(params ulong[] transactions) => string.Join(',', transactions.Select(t => FakeChain.Receipt(9, t, FakeChain.Zeros)));

    [Theory]
    [InlineData("""{"result":null}""")]
    [InlineData("""{"error":{"code":-39001,"message":"finalized block not found"}}""")]
    public async Task A_chain_without_finalized_blocks_has_none(string answer) =>
        Assert.Null(await Node(_ => answer).FinalizedNumber(Ct));

    [Fact]
    public async Task Receipts_come_in_one_call_where_the_node_can()
    {
        EthereumNode node = Node(method => method == "eth_getBlockReceipts" ? $$"""{"result":[{{Receipts(1, 2)}}]}""" : throw new InvalidOperationException(method));
        Assert.Equal([FakeChain.Hash(1), FakeChain.Hash(2)], (await node.Receipts(Block9(), Ct)).Select(receipt => receipt.TransactionHash.ToString()));
    }

    [Theory]
    [InlineData("""{"error":{"code":-32601,"message":"the method eth_getBlockReceipts does not exist"}}""")]
    [InlineData("""{"result":null}""")]
    public async Task Receipts_come_one_by_one_where_it_can_not(string refusal)
    {
        var node = new FakeNode((method, parameters) => method == "eth_getBlockReceipts" ? refusal
            : "{\"result\":" + FakeChain.Receipt(9, ulong.Parse(parameters[0].GetString()!.AsSpan(60), System.Globalization.NumberStyles.HexNumber), FakeChain.Zeros) + "}");
        Assert.Equal(2, (await new EthereumNode(node.Client()).Receipts(Block9(), Ct)).Count);
    }

    [Theory]
    [InlineData(new ulong[] { 1 })]
    [InlineData(new ulong[] { 2, 1 })]
    [InlineData(new ulong[] { 1, 3 })]
    public async Task Receipts_of_another_block_are_refused(ulong[] transactions)
    {
        EthereumNode node = Node(_ => $$"""{"result":[{{Receipts(transactions)}}]}""");
        Assert.Equal(RpcFault.Malformed, (await Assert.ThrowsAsync<RpcException>(() => node.Receipts(Block9(), Ct))).Fault);
    }

    [Fact]
    public async Task A_missing_block_or_receipt_is_null()
    {
        EthereumNode node = Node(_ => """{"result":null}""");
        Assert.Null(await node.Block(BlockTag.At(5), Ct));
        Assert.Null(await node.Receipt(Hash32.Zero, Ct));
        Assert.Null(await node.Transaction(Hash32.Zero, Ct));
    }

    [Fact]
    public async Task A_block_with_whole_transactions_is_read_too()
    {
        string block = FakeChain.Block(9, [1]).Replace($"\"{FakeChain.Hash(1)}\"]", "{\"hash\":\"" + FakeChain.Hash(1) + "\",\"from\":\"0x1\"}]", StringComparison.Ordinal);
        Block read = (await Node(_ => "{\"result\":" + block + "}").Block(BlockTag.Latest, Ct))!;
        Assert.Equal(FakeChain.Hash(1), read.Transactions.Single().ToString());
    }

    [Theory] // each as a node writes it, the transaction being known to it
    [InlineData("already known")]
    [InlineData("ALREADY_EXISTS: already known")]
    [InlineData("AlreadyKnown")]
    [InlineData("Known transaction")]
    [InlineData("nonce too low")]
    [InlineData("nonce too low: next nonce 5, tx nonce 4")]
    [InlineData("OldNonce")]
    public async Task Sending_what_was_sent_before_is_no_failure(string refusal)
    {
        using PrivateKey key = DemoAccounts.Key(0, KnownChains.Embedded);
        SignedTransaction signed = new Eip1559Transaction(1, 0, 1, 1, 21_000, Address.Zero, 0, default, []).Sign(key);
        string place = $$$"""{"result":{"hash":"{{{signed.Hash}}}","from":"{{{Hex.Encode(key.Address.Bytes)}}}","nonce":"0x0","blockNumber":"0x5"}}""";
        await Node(method => method == "eth_sendRawTransaction" ? "{\"error\":{\"code\":-32000,\"message\":\"" + refusal + "\"}}" : place).SendRaw(signed, Ct);
    }

    [Fact]
    public async Task A_nonce_that_another_transaction_used_is_a_failure()
    {
        using PrivateKey key = DemoAccounts.Key(0, KnownChains.Embedded);
        SignedTransaction signed = new Eip1559Transaction(1, 0, 1, 1, 21_000, Address.Zero, 0, default, []).Sign(key);
        EthereumNode node = Node(method => method == "eth_sendRawTransaction" ? """{"error":{"code":-32000,"message":"nonce too low"}}""" : """{"result":null}""");
        Assert.True(SendRefusals.IsNonceTooLow(await Assert.ThrowsAsync<RpcException>(() => node.SendRaw(signed, Ct))));
    }

    [Theory]
    [InlineData("0x")]
    [InlineData("0xg")]
    [InlineData("10")]
    [InlineData("0x10000000000000000")]
    public async Task A_number_of_a_wrong_form_is_malformed(string number) =>
        Assert.Equal(RpcFault.Malformed, (await Assert.ThrowsAsync<RpcException>(() => Node(_ => "{\"result\":\"" + number + "\"}").BlockNumber(Ct))).Fault);
}
