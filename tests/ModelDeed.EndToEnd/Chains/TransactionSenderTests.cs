using ModelDeed.Ethereum;
using ModelDeed.Primitives;

namespace ModelDeed.EndToEnd.Chains;

public sealed class TransactionSenderTests : ChainFolderFixture, IAsyncLifetime
{
    private static readonly AbiError Refused = AbiError.Parse("Titles_Refused()");

    private EmbeddedChain _chain = null!;
    private ChainUser _wallet = null!;
    private PrivateKey _key = null!;
    private JsonRpcClient _client = null!;

    public async Task InitializeAsync()
    {
        _chain = await EmbeddedChain.Open(new EmbeddedChainOptions { Folder = Folder }, CancellationToken.None);
        _wallet = new ChainUser(_chain.Port);
        _key = DemoAccounts.Key(1, _chain.Profile);
        _client = _chain.Profile.Connect(new RpcOptions());
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        _wallet.Dispose();
        _key.Dispose();
        await _chain.DisposeAsync();
    }

    private TransactionSender Sender(SenderOptions? options = null) => new(new EthereumNode(_client), _chain.Profile, _key, options ?? new SenderOptions { BeforeDone = _chain.Secure });

    private async Task<SendOutcome> Call(TransactionSender sender, Address to) =>
        await sender.Send(new TransactionRequest { To = to }, CancellationToken.None);

    private static Receipt Confirmed(SendOutcome outcome) => Assert.IsType<SendOutcome.Confirmed>(outcome).Receipt;

    private Task<ulong> Count() => _wallet.Node.TransactionCount(_key.Address, BlockTag.Latest, CancellationToken.None);

    [Fact]
    public async Task Fifty_sends_at_once_use_fifty_nonces()
    {
        Address contract = await _wallet.Deploy();
        using TransactionSender sender = Sender();
        SendOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Call(sender, contract)));
        Assert.Equal(50, outcomes.Select(outcome => Confirmed(outcome).TransactionHash).Distinct().Count());
        Assert.Equal(50UL, await Count());
    }

    [Fact]
    public async Task Two_senders_with_one_account_and_a_lock_folder_share_its_nonces()
    {
        Address contract = await _wallet.Deploy();
        var options = new SenderOptions { LockFolder = Path.Combine(Folder, "locks") };
        using TransactionSender first = Sender(options);
        using TransactionSender second = Sender(options);
        SendOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 30).Select(i => Call(i % 2 == 0 ? first : second, contract)));
        Assert.All(outcomes, outcome => Confirmed(outcome));
        Assert.Equal(30UL, await Count());
    }

    [Fact]
    public async Task Another_wallet_on_the_same_account_is_worked_around()
    {
        Address contract = await _wallet.Deploy();
        using var other = new ChainUser(_chain.Port, account: 1);
        using TransactionSender sender = Sender();
        Confirmed(await Call(sender, contract));
        await _wallet.Anvil("evm_setAutomine", false);
        Task<Receipt> foreign = other.Send(contract, []); // waits in the pool with nonce 1
        while (await _wallet.Node.TransactionCount(_key.Address, BlockTag.Pending, CancellationToken.None) < 2) await Task.Delay(5);
        Task<SendOutcome> mine = Call(sender, contract);
        while (await _wallet.Node.TransactionCount(_key.Address, BlockTag.Pending, CancellationToken.None) < 3) await Task.Delay(5);
        await _wallet.Anvil("evm_mine");
        await foreign;
        Confirmed(await mine);
        Assert.Equal(3UL, await Count());
    }

    [Fact]
    public async Task What_is_confirmed_has_been_journaled()
    {
        Address contract = await _wallet.Deploy();
        ulong? secured = null;
        using TransactionSender sender = Sender(new SenderOptions
        {
            BeforeDone = async (block, ct) =>
            {
                await _chain.Secure(block, ct);
                secured = block;
            },
        });
        Assert.Equal(Confirmed(await Call(sender, contract)).BlockNumber, secured);
        Assert.Contains($"\"number\":{secured},", await File.ReadAllTextAsync(Path.Combine(Folder, "journal")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revert_on_chain_carries_the_contracts_own_reason()
    {
        Address refuser = await _wallet.DeployRefuser(Refused);
        using TransactionSender sender = Sender();
        var request = new TransactionRequest { To = refuser, Errors = [Refused], Gas = 100_000 };
        var reverted = Assert.IsType<SendOutcome.Reverted>(await sender.Send(request, CancellationToken.None));
        Assert.Equal("Titles_Refused()", reverted.Reason.ToString());
        Assert.False(reverted.Receipt.Succeeded);
    }

    [Fact]
    public async Task What_would_revert_is_not_sent_and_names_the_reason()
    {
        Address refuser = await _wallet.DeployRefuser(Refused);
        using TransactionSender sender = Sender();
        var outcome = Assert.IsType<SendOutcome.NotSent>(await sender.Send(new TransactionRequest { To = refuser, Errors = [Refused] }, CancellationToken.None));
        Assert.Equal("Titles_Refused()", Assert.IsType<TransactionQuote.WouldRevert>(outcome.Why).Reason.ToString());
        Assert.Equal(0UL, await Count());
    }

    [Fact]
    public async Task A_quote_covers_what_is_paid()
    {
        Address contract = await _wallet.Deploy();
        using TransactionSender sender = Sender();
        var request = new TransactionRequest { To = contract };
        var offer = Assert.IsType<TransactionQuote.Offer>(await sender.Quote(request, CancellationToken.None));
        Assert.Equal(0UL, await Count()); // a quote sends nothing
        Receipt receipt = Confirmed(await sender.Send(request, offer, CancellationToken.None));
        Assert.InRange(receipt.GasUsed, offer.Gas / 2, offer.Gas);
        Assert.True(receipt.Fee.CompareTo(offer.MostForGas) <= 0);
        Assert.EndsWith("ETH", offer.Currency.Format(offer.Most), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_little_money_is_said_before_anything_is_signed()
    {
        using TransactionSender sender = Sender();
        var request = new TransactionRequest { To = _wallet.Account, Value = (UInt256)System.Numerics.BigInteger.Pow(10, 24) };
        var outcome = Assert.IsType<SendOutcome.NotSent>(await sender.Send(request, CancellationToken.None));
        Assert.IsType<TransactionQuote.NotEnough>(outcome.Why);
    }

    [Fact]
    public async Task A_transaction_that_the_pool_forgot_is_sent_again()
    {
        Address contract = await _wallet.Deploy();
        using TransactionSender sender = Sender();
        await _wallet.Anvil("evm_setAutomine", false);
        Task<SendOutcome> sending = Call(sender, contract);
        while (await _wallet.Node.TransactionCount(_key.Address, BlockTag.Pending, CancellationToken.None) == 0) await Task.Delay(5);
        await _wallet.Anvil("anvil_dropAllTransactions");
        while (await _wallet.Node.TransactionCount(_key.Address, BlockTag.Pending, CancellationToken.None) == 0) await Task.Delay(5);
        await _wallet.Anvil("evm_mine");
        Confirmed(await sending);
    }

    [Fact]
    public async Task A_reorganisation_while_waiting_brings_it_into_another_block()
    {
        Address contract = await _wallet.Deploy();
        using TransactionSender sender = Sender(new SenderOptions { Until = new FinalityRule.Confirmations(4) });
        Task<SendOutcome> sending = Call(sender, contract);
        while (await Count() == 0) await Task.Delay(5);
        Hash32 first = (await _wallet.Node.Block(BlockTag.Latest, CancellationToken.None))!.Header.Hash;
        await _wallet.Anvil("anvil_reorg", 1, Array.Empty<object>()); // its block is gone, and anvil forgets its transactions
        while (await Count() == 0) await Task.Delay(5);
        Assert.False(sending.IsCompleted);
        for (int i = 0; i < 4; i++) await _wallet.Anvil("evm_mine");
        Receipt receipt = Confirmed(await sending);
        Assert.NotEqual(first, receipt.BlockHash);
        Assert.Equal(receipt.BlockHash, (await _wallet.Node.Block(BlockTag.At(receipt.BlockNumber), CancellationToken.None))!.Header.Hash);
    }

    [Fact]
    public async Task A_replaced_transaction_is_reported_as_such()
    {
        using TransactionSender sender = Sender();
        await _wallet.Anvil("evm_setAutomine", false);
        Task<SendOutcome> sending = Call(sender, _wallet.Account);
        while (await _wallet.Node.TransactionCount(_key.Address, BlockTag.Pending, CancellationToken.None) == 0) await Task.Delay(5);
        SignedTransaction other = new Eip1559Transaction(31337, 0, 50_000_000_000, 90_000_000_000, 21_000, _wallet.Account, 1, default, []).Sign(_key);
        await _wallet.Node.SendRaw(other, CancellationToken.None);
        await Task.Delay(500); // long enough for a rebroadcast, which the node refuses as underpriced
        Assert.False(sending.IsCompleted);
        await _wallet.Anvil("evm_mine");
        Assert.Equal(0UL, Assert.IsType<SendOutcome.Replaced>(await sending).Nonce);
    }

    [Fact]
    public async Task Time_that_is_over_leaves_it_pending_with_its_hash()
    {
        using TransactionSender sender = Sender(new SenderOptions { Patience = TimeSpan.FromMilliseconds(50) });
        await _wallet.Anvil("evm_setAutomine", false);
        var pending = Assert.IsType<SendOutcome.StillPending>(await Call(sender, _wallet.Account));
        Assert.NotNull(await _wallet.Node.Transaction(pending.Hash, CancellationToken.None));
    }

    [Fact]
    public async Task A_node_of_another_chain_gets_no_signature()
    {
        ChainProfile wrong = _chain.Profile with { ChainId = 1 };
        using var sender = new TransactionSender(new EthereumNode(_client), wrong, _key, new SenderOptions());
        WrongChainException e = await Assert.ThrowsAsync<WrongChainException>(() => Call(sender, _wallet.Account));
        Assert.Contains("chain 31337", e.Message, StringComparison.Ordinal);
        Assert.Equal(0UL, await Count());
    }

    [Fact]
    public async Task A_double_click_is_one_transaction()
    {
        using TransactionSender sender = Sender();
        var request = new TransactionRequest { To = _wallet.Account, Key = "order 7" };
        SendOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => sender.Send(request, CancellationToken.None)));
        Assert.Single(outcomes.Select(outcome => Confirmed(outcome).TransactionHash).Distinct());
        Assert.Equal(1UL, await Count());
    }
}
