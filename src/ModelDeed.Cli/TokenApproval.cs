using System.Numerics;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Royalties;

namespace ModelDeed.Cli;

/// <summary>The allowance that a payment in tokens needs: exactly the amount, and only where there isn't enough.</summary>
internal static class TokenApproval
{
    /// <summary>The approvals to send before a contract can pull an amount; none where the allowance is enough, or the currency native.</summary>
    /// <param name="amount">In the token's smallest units.</param>
    /// <param name="shown">The amount for people.</param>
    /// <exception cref="Refusal">The account hasn't so much.</exception>
    public static async Task<IReadOnlyList<PlannedStep>> Steps(ChainSession session, Address owner, Address token, Address spender, BigInteger amount, string shown, CancellationToken ct)
    {
        if (token.IsZero) return [];
        BigInteger balance = await Ask(session, token, new Erc20Contract.BalanceOfCall(owner), ct), allowed = await Ask(session, token, new Erc20Contract.AllowanceCall(owner, spender), ct);
        if (balance < amount) throw Refusal.Chain("insufficient-funds", $"{owner} has {balance} of the token {token}'s smallest units, but needs {amount}: {shown}.", "Nothing was sent. Get the tokens first, or use another account.");
        if (allowed >= amount) return [];
        PlannedStep approve = new($"Allow {spender} to take exactly {shown}", token, new Erc20Contract.ApproveCall(spender, (UInt256)amount));
        // Some tokens (USDT) change an allowance only from zero.
        if (allowed.IsZero || await Works(session, owner, approve, ct)) return [approve];
        return [new PlannedStep($"Take back what {spender} was allowed before", token, new Erc20Contract.ApproveCall(spender, UInt256.Zero)), approve with { NeedsOthers = true }];
    }

    private static async Task<BigInteger> Ask(ChainSession session, Address token, IContractCall<UInt256> call, CancellationToken ct)
    {
        try
        {
            return call.DecodeResult(await session.Node.Call(new CallRequest { To = token, Data = call.Encode() }, BlockTag.Latest, ct));
        }
        catch (Exception odd) when (odd is RpcException { Fault: RpcFault.Application } or MalformedDataException)
        {
            throw new Refusal(Exit.AnswerIsNo, "not-a-token", $"{token} on {session.Profile.Name} doesn't answer as an ERC-20 token does.", "Check the address.");
        }
    }

    private static async Task<bool> Works(ChainSession session, Address owner, PlannedStep step, CancellationToken ct)
    {
        try
        {
            await session.Node.Call(new CallRequest { From = owner, To = step.To, Data = step.Call.Encode() }, BlockTag.Latest, ct);
            return true;
        }
        catch (RpcException refused) when (refused.Fault == RpcFault.Application)
        {
            return false;
        }
    }
}
