using System.Collections.Concurrent;

namespace ModelDeed.Ethereum;

/// <summary>Sends transactions of one account, any number at a time, and follows each to its end.</summary>
/// <remarks>
/// Nonces are given out one by one, each with a broadcast, so that none is skipped or used twice; a nonce that another wallet took is
/// replaced by the next. Sending is idempotent: what is broadcast again has the same bytes, hence the same hash. A transaction that the
/// network forgets (a reorganisation, a full pool) is broadcast again until its time is over.
/// </remarks>
public sealed class TransactionSender : IDisposable
{
    private const int NonceAttempts = 10;

    private readonly EthereumNode _node;
    private readonly ChainProfile _profile;
    private readonly PrivateKey _key;
    private readonly NonceLock _nonces;
    private readonly Action<Hash32>? _beforeSent;
    private readonly TransactionWatch _watch;
    private readonly ConcurrentDictionary<string, Lazy<Task<SendOutcome>>> _byKey = new();
    private readonly CancellationTokenSource _end = new();
    private RpcEndpoint? _verified;

    /// <summary>A sender for an account. The key stays the caller's to dispose.</summary>
    public TransactionSender(EthereumNode node, ChainProfile profile, PrivateKey key, SenderOptions options)
        : this(node, profile, key, options, TimeProvider.System)
    {
    }

    internal TransactionSender(EthereumNode node, ChainProfile profile, PrivateKey key, SenderOptions options, TimeProvider clock)
    {
        (_node, _profile, _key, _beforeSent) = (node, profile, key, options.BeforeSent);
        _nonces = new NonceLock(options.LockFolder, profile.ChainId, key.Address);
        _watch = new TransactionWatch(node, profile, options, clock);
    }

    /// <summary>What a request would cost now; nothing is signed or sent.</summary>
    /// <exception cref="RpcException">The node fails.</exception>
    /// <exception cref="WrongChainException">The node is of another chain.</exception>
    public async Task<TransactionQuote> Quote(TransactionRequest request, CancellationToken ct)
    {
        await VerifyChain(ct);
        return await Offer(_node, _profile, _key.Address, request, ct);
    }

    /// <summary>What a request would cost an account now; its key isn't needed.</summary>
    /// <exception cref="RpcException">The node fails.</exception>
    /// <exception cref="WrongChainException">The node is of another chain.</exception>
    public static async Task<TransactionQuote> Quote(EthereumNode node, ChainProfile profile, Address account, TransactionRequest request, CancellationToken ct)
    {
        await VerifyChain(node, profile, ct);
        return await Offer(node, profile, account, request, ct);
    }

    private static async Task<TransactionQuote> Offer(EthereumNode node, ChainProfile profile, Address account, TransactionRequest request, CancellationToken ct)
    {
        if (await GasFees.Of(node, profile.FeeCap, ct) is not { } fee) return new TransactionQuote.FeeOverCap(profile.FeeCap);
        ulong gas;
        try
        {
            // A quarter more: what a contract needs may grow until it is mined.
            gas = request.Gas ?? checked(await node.EstimateGas(request.AsCall(account, null), ct) * 5 / 4);
        }
        catch (RpcException e) when (e.Fault == RpcFault.Application && (e.RevertData is not null || SaysReverted(e)))
        {
            return new TransactionQuote.WouldRevert(RevertReason.Decode(e.RevertData, request.Errors));
        }
        catch (RpcException e) when (SendRefusals.IsInsufficientFunds(e))
        {
            gas = 21_000; // the least that anything costs
        }
        var offer = new TransactionQuote.Offer(gas, fee, new TokenAmount(request.Value), profile.Currency);
        TokenAmount balance = await node.Balance(account, BlockTag.Latest, ct);
        return balance.CompareTo(offer.Most) < 0 ? new TransactionQuote.NotEnough(balance, offer.Most) : offer;
    }

    /// <summary>Quotes, signs, sends, and waits.</summary>
    /// <exception cref="RpcException">The node fails before anything was sent; afterwards failures are waited out.</exception>
    /// <exception cref="WrongChainException">The node is of another chain; nothing was signed.</exception>
    public async Task<SendOutcome> Send(TransactionRequest request, CancellationToken ct)
    {
        if (request.Key is null) return await SendOnce(request, ct);
        // One caller's patience must not end what others wait for, nor let a second transaction start.
        var mine = new Lazy<Task<SendOutcome>>(() => SendOnce(request, _end.Token));
        Lazy<Task<SendOutcome>> first = _byKey.GetOrAdd(request.Key, mine);
        try
        {
            SendOutcome outcome = await first.Value.WaitAsync(ct);
            if (outcome is SendOutcome.NotSent) _byKey.TryRemove(new(request.Key, first)); // may be tried again
            return outcome;
        }
        catch (Exception e) when (e is RpcException or WrongChainException)
        {
            _byKey.TryRemove(new(request.Key, first));
            throw;
        }
    }

    /// <summary>Sends what was quoted, at that fee, and waits.</summary>
    /// <exception cref="RpcException">The node fails before anything was sent; afterwards failures are waited out.</exception>
    /// <exception cref="WrongChainException">The node is of another chain; nothing was signed.</exception>
    public async Task<SendOutcome> Send(TransactionRequest request, TransactionQuote.Offer offer, CancellationToken ct)
    {
        await VerifyChain(ct);
        (SignedTransaction? sent, TransactionQuote? refusal) = await Broadcast(request, offer, ct);
        return sent is null ? new SendOutcome.NotSent(refusal!) : await _watch.Follow(sent, request, ct);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _end.Cancel();
        _end.Dispose();
        _nonces.Dispose();
    }

    private async Task<SendOutcome> SendOnce(TransactionRequest request, CancellationToken ct) => await Quote(request, ct) switch
    {
        TransactionQuote.Offer offer => await Send(request, offer, ct),
        TransactionQuote refused => new SendOutcome.NotSent(refused),
    };

    // At the first call, and whenever another node took over.
    private async Task VerifyChain(CancellationToken ct)
    {
        RpcEndpoint endpoint = _node.Client.Endpoint;
        if (endpoint == _verified) return;
        await VerifyChain(_node, _profile, ct);
        _verified = endpoint;
    }

    private static async Task VerifyChain(EthereumNode node, ChainProfile profile, CancellationToken ct)
    {
        RpcEndpoint endpoint = node.Client.Endpoint;
        ulong answered = await node.ChainId(ct);
        if (answered != profile.ChainId) throw new WrongChainException(profile, answered, endpoint.Host);
    }

    private async Task<(SignedTransaction? Sent, TransactionQuote? Refusal)> Broadcast(
        TransactionRequest request, TransactionQuote.Offer offer, CancellationToken ct)
    {
        using NonceLock.Held held = await _nonces.Enter(ct);
        ulong nonce = await NextNonce(held, ct);
        GasFee fee = offer.Fee;
        for (int attempt = 1; ; attempt++)
        {
            SignedTransaction signed = Build(request, offer.Gas, fee, nonce).Sign(_key);
            try
            {
                _beforeSent?.Invoke(signed.Hash);
                await _node.SendRaw(signed, ct);
                held.Used(nonce, signed.Hash);
                return (signed, null);
            }
            catch (RpcException e) when (e.Fault != RpcFault.Application)
            {
                if (await IsUnsent(e, signed, ct)) throw;
                held.Used(nonce, signed.Hash);
                return (signed, null); // it may be on its way: followed, and broadcast again
            }
            catch (RpcException e) when (SendRefusals.IsInsufficientFunds(e))
            {
                return (null, new TransactionQuote.NotEnough(await _node.Balance(_key.Address, BlockTag.Latest, ct), offer.Most));
            }
            catch (RpcException e) when (attempt < NonceAttempts && SendRefusals.IsNonceTooLow(e))
            {
                nonce = Math.Max(nonce + 1, await _node.TransactionCount(_key.Address, BlockTag.Pending, ct)); // another wallet was faster
            }
            catch (RpcException e) when (attempt < NonceAttempts && SendRefusals.IsReplacement(e))
            {
                nonce++; // another wallet's transaction waits with this nonce: ours comes after it
            }
            catch (RpcException e) when (attempt < NonceAttempts && SendRefusals.IsUnderpriced(e))
            {
                if (GasFees.Raise(fee, _profile.FeeCap) is not { } raised) return (null, new TransactionQuote.FeeOverCap(_profile.FeeCap));
                fee = raised;
            }
        }
    }

    // The node's count, unless it lags behind what we know was sent: then the one after that. When the network has forgotten that
    // transaction, its nonce is free again.
    private async Task<ulong> NextNonce(NonceLock.Held held, CancellationToken ct)
    {
        ulong counted = await _node.TransactionCount(_key.Address, BlockTag.Pending, ct);
        if (held.Last is not var (last, hash) || counted > last) return counted;
        return await _node.Transaction(hash, ct) is null ? counted : last + 1;
    }

    // Only "no connection at all" proves that nothing was sent; even then an earlier attempt may have got through.
    private async Task<bool> IsUnsent(RpcException failure, SignedTransaction signed, CancellationToken ct)
    {
        if (failure.Fault is not (RpcFault.Transport or RpcFault.RateLimited or RpcFault.TooLarge)) return false;
        try
        {
            return await _node.Transaction(signed.Hash, ct) is null;
        }
        catch (RpcException)
        {
            return failure.Fault == RpcFault.Transport && failure.InnerException is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError };
        }
    }

    private Transaction Build(TransactionRequest request, ulong gas, GasFee fee, ulong nonce) => fee switch
    {
        GasFee.Eip1559 f => new Eip1559Transaction(_profile.ChainId, nonce, f.Tip, f.MaxFee, gas, request.To, request.Value, request.Data, []),
        GasFee.Legacy f => new LegacyTransaction(_profile.ChainId, nonce, f.Price, gas, request.To, request.Value, request.Data),
        _ => throw new ArgumentException($"Unknown fee {fee}.", nameof(fee)),
    };

    private static bool SaysReverted(RpcException e) => e.Problem.Contains("revert", StringComparison.OrdinalIgnoreCase);
}
