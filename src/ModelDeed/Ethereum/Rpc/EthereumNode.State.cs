namespace ModelDeed.Ethereum;

/// <content>Calls, accounts and fees.</content>
public sealed partial class EthereumNode
{
    /// <summary>Runs a call without a transaction and returns what the contract returned.</summary>
    /// <exception cref="RpcException">It reverted (<see cref="RpcException.RevertData"/> has the contract's own error), or the call failed.</exception>
    public Task<byte[]> Call(CallRequest call, BlockTag at, CancellationToken ct) => client.Call(
        new RpcRequest("eth_call", json => { call.Write(json); json.WriteStringValue(at.ToString()); }), NodeJson.Bytes, ct);

    /// <summary>The gas that a call needs on top of the latest block.</summary>
    /// <exception cref="RpcException">It would revert (<see cref="RpcException.RevertData"/> has the contract's own error), or the call failed.</exception>
    public Task<ulong> EstimateGas(CallRequest call, CancellationToken ct) =>
        client.Call(new RpcRequest("eth_estimateGas", call.Write), NodeJson.Quantity, ct);

    /// <summary>The price that the node suggests for legacy transactions, in wei for each unit of gas.</summary>
    public Task<UInt256> GasPrice(CancellationToken ct) => client.Call(new RpcRequest("eth_gasPrice"), NodeJson.Quantity256, ct);

    /// <summary>The tip that the node suggests, in wei for each unit of gas.</summary>
    public Task<UInt256> MaxPriorityFeePerGas(CancellationToken ct) =>
        client.Call(new RpcRequest("eth_maxPriorityFeePerGas"), NodeJson.Quantity256, ct);

    /// <summary>Base fees and median tips of the last <paramref name="blocks"/> blocks (1 to 1024).</summary>
    public Task<FeeHistory> FeeHistory(int blocks, CancellationToken ct) => client.Call(
        new RpcRequest("eth_feeHistory", json =>
        {
            json.WriteStringValue($"0x{blocks:x}");
            json.WriteStringValue("latest");
            json.WriteStartArray();
            json.WriteNumberValue(50);
            json.WriteEndArray();
        }), json => NodeJson.Read(json, Ethereum.FeeHistory.Read), ct);

    /// <summary>How many transactions an account sent: its next nonce. <see cref="BlockTag.Pending"/> counts those that wait.</summary>
    public Task<ulong> TransactionCount(Address account, BlockTag at, CancellationToken ct) =>
        client.Call(AccountRequest("eth_getTransactionCount", account, at), NodeJson.Quantity, ct);

    /// <summary>An account's balance.</summary>
    public async Task<TokenAmount> Balance(Address account, BlockTag at, CancellationToken ct) =>
        new(await client.Call(AccountRequest("eth_getBalance", account, at), NodeJson.Quantity256, ct));

    /// <summary>A contract's code; empty where there is none.</summary>
    public Task<byte[]> Code(Address account, BlockTag at, CancellationToken ct) =>
        client.Call(AccountRequest("eth_getCode", account, at), NodeJson.Bytes, ct);

    /// <summary>One slot of a contract's storage.</summary>
    public Task<Hash32> StorageAt(Address account, UInt256 slot, BlockTag at, CancellationToken ct) => client.Call(
        new RpcRequest("eth_getStorageAt", json =>
        {
            json.WriteStringValue(Hex.Encode(account.Bytes));
            json.WriteStringValue(slot.ToHash().ToString());
            json.WriteStringValue(at.ToString());
        }), ReadWord, ct);

    /// <summary>Hands a signed transaction to the network. The same bytes may be sent again at any time.</summary>
    /// <exception cref="RpcException">Refused, or no answer: then the transaction may be on its way all the same. That the node
    /// knows it already is no failure.</exception>
    public async Task SendRaw(SignedTransaction transaction, CancellationToken ct)
    {
        string raw = Hex.Encode(transaction.Raw);
        try
        {
            Hash32 hash = await client.Call(new RpcRequest("eth_sendRawTransaction", json => json.WriteStringValue(raw)), NodeJson.Hash, ct);
            if (hash != transaction.Hash)
                throw RpcException.Malformed(client.Endpoint, "eth_sendRawTransaction", $"the node says the transaction is {hash}, but it is {transaction.Hash}");
        }
        catch (RpcException e) when (SendRefusals.IsKnown(e))
        {
            // It was sent before: perhaps by an attempt of ours whose answer was lost.
        }
        catch (RpcException e) when (SendRefusals.IsNonceTooLow(e))
        {
            if (!await IsThere(transaction.Hash, ct)) throw; // otherwise the same: meanwhile it even got into a block
        }
    }

    // A node may know the nonce before it shows the transaction that used it. To take another's for ours, or ours for another's and
    // send twice, would be worse than to wait.
    private async Task<bool> IsThere(Hash32 transaction, CancellationToken ct)
    {
        for (int look = 0; look < 5; look++)
        {
            if (look > 0) await Task.Delay(TimeSpan.FromMilliseconds(100 * look), ct);
            if (await Transaction(transaction, ct) is not null) return true;
        }
        return false;
    }

    private static RpcRequest AccountRequest(string method, Address account, BlockTag at) => new(method, json =>
    {
        json.WriteStringValue(Hex.Encode(account.Bytes));
        json.WriteStringValue(at.ToString());
    });

    // Some nodes shorten the word to a quantity.
    private static Hash32 ReadWord(ReadOnlySpan<byte> json) => NodeJson.Read(json, value => value.Quantity256().ToHash());
}
