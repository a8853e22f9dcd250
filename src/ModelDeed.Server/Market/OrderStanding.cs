using System.Collections.Concurrent;
using System.Numerics;
using ModelDeed.Deployment;
using ModelDeed.Ethereum;
using ModelDeed.Market;
using ModelDeed.Server.Api;

namespace ModelDeed.Server.Market;

/// <summary>Judges orders by what the chain says now, remembered for seconds.</summary>
/// <remarks>A reading of the chain is kept in the memory that it began with: one that began before a block, and ends after
/// <see cref="Forget"/> of that block, is remembered by nobody.</remarks>
internal sealed class OrderStanding(EthereumNode node, ChainProfile chain, TimeProvider clock)
{
    /// <summary>For how long what the chain said is believed.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(3);

    // Orders whose facts are remembered: more are asked for again.
    private const int MostRemembered = 5_000;

    private readonly ContractSet _contracts = ContractSet.Of(chain);
    private Memory _memory = new(0);

    /// <summary>Where orders must count.</summary>
    public MarketDomain Domain => new(chain.ChainId, _contracts.Market);

    /// <summary>Reads the market's contract.</summary>
    public MarketReader Reader => new(node, _contracts.Market, _contracts.Titles, firstBlock: 0);

    /// <summary>Seconds since 1970, by the clock or by the latest block, whichever is later.</summary>
    /// <exception cref="RpcException">The node failed.</exception>
    public async Task<ulong> Now(CancellationToken ct)
    {
        Memory memory = Volatile.Read(ref _memory);
        DateTimeOffset now = clock.GetUtcNow();
        if (memory.Head is not { } head || now - head.At >= Fresh)
            memory.Head = head = await node.Block(BlockTag.Latest, ct) is { } latest ? new Heard(now, latest.Header.Timestamp) : memory.Head;
        return Math.Max((ulong)now.ToUnixTimeSeconds(), head?.Time ?? 0);
    }

    /// <summary>Asks anew for what was remembered from before a block, once for each block.</summary>
    public void Forget(ulong block)
    {
        for (Memory old = Volatile.Read(ref _memory); block > old.Since;)
        {
            Memory seen = Interlocked.CompareExchange(ref _memory, new Memory(block), old);
            if (ReferenceEquals(seen, old)) return;
            old = seen;
        }
    }

    /// <summary>Judges an order. Of an offer for a title the seller is who holds it.</summary>
    /// <param name="seller">Who would sell; null for whoever can.</param>
    /// <exception cref="RpcException">The node failed.</exception>
    public async Task<(OrderOutcome? Outcome, OrderFacts? Facts, Problem? Gone)> Judge(SignedOrder signed, Address? seller, bool anew, CancellationToken ct)
    {
        (OrderFacts? facts, Problem? gone) = await Facts(signed, anew, ct);
        if (facts is null) return (null, null, gone);
        Address from = signed.Order.Side == OrderSide.Sell ? signed.Order.Maker : seller ?? facts.Holder;
        return (OrderOutcome.Judge(signed.Order, facts, _contracts.Titles, from, await Now(ct)), facts, null);
    }

    /// <summary>How an order stands, for the list.</summary>
    /// <exception cref="RpcException">The node failed.</exception>
    public async Task<OrderView> View(PostedOrder posted, CancellationToken ct)
    {
        (OrderOutcome? outcome, OrderFacts? facts, Problem? gone) = await Judge(posted.Signed, null, anew: false, ct);
        (string state, string? why) = outcome switch
        {
            null => ("dead", gone!.Code),
            OrderOutcome.Open => ("open", null),
            OrderOutcome.Waits => ("waiting", null),
            OrderOutcome.Disputed => ("disputed", null),
            OrderOutcome.Dead { Why: OrderEnd.Expired } => ("expired", null),
            OrderOutcome.Dead { Why: OrderEnd.Canceled } => ("canceled", null),
            OrderOutcome.Dead { Why: OrderEnd.Used } => (await WasFilled(posted, facts!, ct) ? "filled" : "canceled", null),
            OrderOutcome.Dead dead => ("dead", (string?)OrderProblems.Of(dead.Why).Code),
            _ => throw new InvalidOperationException($"{outcome} is no outcome."),
        };
        Order order = posted.Signed.Order;
        BigInteger left = outcome is null or OrderOutcome.Dead ? BigInteger.Zero : order.Amount - facts!.Filled;
        return new OrderView
        {
            Hash = posted.Hash,
            Side = order.Side == OrderSide.Sell ? "sell" : "buy",
            Maker = order.Maker,
            Taker = order.Taker.IsZero ? null : order.Taker,
            TitleId = order.TitleId.ToHash(),
            Share = order.Asset == _contracts.Titles ? null : order.Asset,
            Amount = (UInt256)order.Amount,
            Left = (UInt256)left,
            Currency = order.Currency,
            Price = (UInt256)order.Price.Units,
            MaxRoyalty = order.MaxRoyalty.Value,
            Binds = !order.State.IsZero,
            Start = (long)order.Start,
            Deadline = (long)order.Deadline,
            Nonce = order.Nonce,
            State = state,
            Why = why,
            From = outcome is OrderOutcome.Waits waits ? (long)waits.From : null,
            Posted = posted.Posted,
        };
    }

    private async Task<(OrderFacts? Facts, Problem? Gone)> Facts(SignedOrder signed, bool anew, CancellationToken ct)
    {
        Hash32 hash = signed.Order.StructHash;
        Memory memory = Volatile.Read(ref _memory);
        DateTimeOffset now = clock.GetUtcNow();
        if (!anew && memory.Orders.TryGetValue(hash, out var known) && now - known.At < Fresh) return (known.Facts, known.Gone);
        (OrderFacts? Facts, Problem? Gone) read = await Read(signed, ct);
        if (memory.Orders.Count >= MostRemembered) memory.Orders.Clear();
        memory.Orders[hash] = (now, read.Facts, read.Gone);
        return read;
    }

    // A title that was dissolved since reverts; what the node itself fails at isn't the order's fault.
    private async Task<(OrderFacts?, Problem?)> Read(SignedOrder signed, CancellationToken ct)
    {
        try
        {
            return (await Reader.Facts(signed, ct), null);
        }
        catch (RpcException refused) when (refused.RevertData is { } data)
        {
            return (null, Problem.OfRevert(RevertReason.Decode(data, ContractSet.Errors)));
        }
    }

    // The contract counts the parts of orders for shares; that a title's was filled only its log tells.
    private async Task<bool> WasFilled(PostedOrder posted, OrderFacts facts, CancellationToken ct)
    {
        Order order = posted.Signed.Order;
        if (order.Asset != _contracts.Titles) return facts.Filled == order.Amount;
        LogFilter filter = new([_contracts.Market], [[MarketContract.OrderFilled.Topic0], [order.TitleId.ToHash()], [new Hash32([.. new byte[Hash32.Size - Address.Size], .. order.Maker.ToArray()])]]);
        ulong head = await node.BlockNumber(ct);
        await foreach (LogBatch batch in new LogRange(node).Read(filter, Math.Min((ulong)posted.PostedBlock, head), head, ct))
            foreach (Log log in batch.Logs)
                if (MarketContract.OrderFilled.TryDecode(in log, out MarketContract.OrderFilled filled) && filled.OrderHash == posted.Hash) return true;
        return false;
    }

    // What readings that began after a block have found.
    private sealed class Memory(ulong since)
    {
        public ulong Since => since;

        public ConcurrentDictionary<Hash32, (DateTimeOffset At, OrderFacts? Facts, Problem? Gone)> Orders { get; } = new();

        public Heard? Head { get; set; }
    }

    private sealed record Heard(DateTimeOffset At, ulong Time);
}
