using ModelDeed.Deployment;
using ModelDeed.Ethereum;
using ModelDeed.Royalties;
using ModelDeed.Server.Api;

namespace ModelDeed.Server.Transactions;

/// <summary>A call that isn't tried yet.</summary>
/// <param name="To">The contract.</param>
/// <param name="Call">What to call.</param>
/// <param name="Value">Wei to send along.</param>
/// <param name="Summary">What it does, in plain words.</param>
internal sealed record PlannedCall(Address To, IContractCall Call, UInt256 Value, string Summary);

/// <summary>Tries calls on the chain as it is, so that a refusal shows the contract's reason before any wallet opens. Nothing is signed here.</summary>
internal sealed class Preparation(EthereumNode node, ChainProfile chain)
{
    /// <summary>Where the contracts stand.</summary>
    public ContractSet Contracts { get; } = ContractSet.Of(chain);

    /// <summary>The chain's own currency, for words.</summary>
    public string Native => chain.Currency.Symbol;

    /// <summary>The steps as transactions. The first is tried; those that need it can't be yet.</summary>
    /// <exception cref="ProblemException">The contract refuses, or the account has too little.</exception>
    /// <exception cref="RpcException">The node failed.</exception>
    public async Task<PreparedView> Prepare(Address from, IReadOnlyList<PlannedCall> calls, IReadOnlyList<string> warnings, CancellationToken ct)
    {
        List<StepView> steps = [];
        foreach (PlannedCall call in calls)
        {
            byte[] data = call.Call.Encode();
            ulong? gas = steps.Count > 0 ? null : await Gas(from, call, data, ct);
            await RequireCode(call.To, ct);
            steps.Add(new StepView(call.To, new HexBytes(data), call.Value, gas, call.Summary));
        }
        return new PreparedView(chain.ChainId, from, steps, warnings);
    }

    /// <summary>A payment to the vault by a call: for a token with the allowance ahead where it is too small.</summary>
    /// <exception cref="ProblemException">The account has too little of the token.</exception>
    public Task<IReadOnlyList<PlannedCall>> Paid(Address from, Address currency, UInt256 amount, Func<UInt256, PlannedCall> call, CancellationToken ct) =>
        Paid(from, currency, amount, Contracts.Royalties, call, ct);

    /// <summary>A payment to the vault by a call that takes a permit: with one, nothing goes ahead of it.</summary>
    /// <exception cref="ProblemException">The account has too little of the token, or the permit is for less.</exception>
    public async Task<IReadOnlyList<PlannedCall>> Paid(Address from, Address currency, UInt256 amount, SignedPermit? permit, Func<UInt256, PlannedCall> call, CancellationToken ct)
    {
        if (permit is null || currency.IsZero) return await Paid(from, currency, amount, call, ct);
        if (permit.Value < amount) throw new ProblemException(Problem.OfError("ERC20InsufficientAllowance", 422, $"The permit is for {permit.Value} smallest units; {amount} are due: sign another."));
        await RequireBalance(from, currency, amount, ct);
        return [call(UInt256.Zero)];
    }

    /// <summary>A payment that another contract of ours takes.</summary>
    /// <param name="spender">Who takes it.</param>
    /// <param name="call">The call, with the native money that goes along.</param>
    /// <exception cref="ProblemException">The account has too little of the token.</exception>
    public async Task<IReadOnlyList<PlannedCall>> Paid(Address from, Address currency, UInt256 amount, Address spender, Func<UInt256, PlannedCall> call, CancellationToken ct) =>
        currency.IsZero ? [call(amount)] : [.. await Allowance(from, currency, amount, spender, ct), call(UInt256.Zero)];

    /// <summary>An allowance of exactly an amount; none where there is enough of it, or the currency is native.</summary>
    /// <exception cref="ProblemException">The account has too little of the token.</exception>
    public async Task<IReadOnlyList<PlannedCall>> Allowance(Address from, Address token, UInt256 amount, Address spender, CancellationToken ct)
    {
        if (token.IsZero || amount.IsZero) return [];
        await RequireBalance(from, token, amount, ct);
        if (await Ask(token, new Erc20Contract.AllowanceCall(from, spender), ct) >= amount) return [];
        return [new PlannedCall(token, new Erc20Contract.ApproveCall(spender, amount), UInt256.Zero, $"Let the {(spender == Contracts.Market ? "market" : "vault")} {spender} take exactly {amount} smallest units of the token {token}.")];
    }

    /// <summary>A view of a contract, at the latest block.</summary>
    public async Task<T> Ask<T>(Address contract, IContractCall<T> call, CancellationToken ct) =>
        call.DecodeResult(await node.Call(new CallRequest { To = contract, Data = call.Encode() }, BlockTag.Latest, ct));

    private async Task RequireBalance(Address from, Address token, UInt256 amount, CancellationToken ct)
    {
        UInt256 balance = await Ask(token, new Erc20Contract.BalanceOfCall(from), ct);
        if (balance < amount) throw new ProblemException(Problem.OfError("ERC20InsufficientBalance", 422, $"{from} has {balance} smallest units of {token}; {amount} are needed."));
    }

    // An address without code takes any call, and keeps what comes along.
    private async Task RequireCode(Address contract, CancellationToken ct)
    {
        if ((await node.Code(contract, BlockTag.Latest, ct)).Length == 0)
            throw new ProblemException(Problem.Of("no-contract", $"There is no contract at {contract} on {chain.Name}: what is sent there would be lost. Deploy the contracts first (deed deploy), or check the address."));
    }

    private async Task<ulong> Gas(Address from, PlannedCall call, byte[] data, CancellationToken ct)
    {
        TransactionRequest request = new() { To = call.To, Data = data, Value = call.Value, Errors = ContractSet.Errors };
        return await TransactionSender.Quote(node, chain, from, request, ct) switch
        {
            TransactionQuote.Offer offer => offer.Gas,
            TransactionQuote.WouldRevert { Reason: var reason } => throw new ProblemException(Problem.OfRevert(reason)),
            TransactionQuote.NotEnough little => throw new ProblemException(Problem.Of("insufficient-funds", $"{from} has {little.Balance.Units} wei; up to {little.Needed.Units} are needed, gas included.")),
            _ => throw new ProblemException(Problem.Of("node-unavailable", "The node asks more for gas than this chain's profile allows: try again later.")),
        };
    }
}
