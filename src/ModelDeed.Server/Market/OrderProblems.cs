using ModelDeed.Anchors;
using ModelDeed.Ethereum;
using ModelDeed.Market;
using ModelDeed.Server.Api;

namespace ModelDeed.Server.Market;

/// <summary>Why an order isn't taken, in the words and codes of the contract.</summary>
internal static class OrderProblems
{
    /// <summary>Why it can't be filled any more, as the contract would say it.</summary>
    public static Problem Of(OrderEnd why)
    {
        string error = why switch
        {
            OrderEnd.Expired => "Market_NotOpen",
            OrderEnd.Used => "Market_NonceUsed",
            OrderEnd.Canceled => "Market_CounterPassed",
            OrderEnd.NativeOffer => "Market_BadCurrency",
            OrderEnd.TakenOver => "Market_EpochPassed",
            OrderEnd.BadAmount => "Market_BadAmount",
            OrderEnd.NotHeld => "Market_NotHolder",
            OrderEnd.StateChanged => "Market_StateChanged",
            OrderEnd.RoyaltyTooHigh => "Market_RoyaltyTooHigh",
            _ => throw new ArgumentOutOfRangeException(nameof(why), why, "is no end of an order"),
        };
        return Problem.OfError(error, StatusCodes.Status422UnprocessableEntity, ErrorWords.Of(error)!);
    }

    /// <summary>That an order can be filled now.</summary>
    /// <exception cref="ProblemException">It can't, or not yet.</exception>
    public static OrderOutcome.Open RequireOpen((OrderOutcome? Outcome, OrderFacts? Facts, Problem? Gone) judged) => judged.Outcome switch
    {
        OrderOutcome.Open open => open,
        null => throw new ProblemException(judged.Gone!),
        OrderOutcome.Dead dead => throw new ProblemException(Of(dead.Why)),
        OrderOutcome.Disputed => throw new ProblemException(Words("Titles_Disputed")),
        OrderOutcome.Waits { Provisional: true } => throw new ProblemException(Words("Titles_Provisional")),
        _ => throw new ProblemException(Words("Market_NotOpen")),
    };

    /// <summary>That an order isn't dead: one that waits may be posted.</summary>
    /// <exception cref="ProblemException">It is.</exception>
    public static void RequireAlive((OrderOutcome? Outcome, OrderFacts? Facts, Problem? Gone) judged)
    {
        if (judged.Outcome is null) throw new ProblemException(judged.Gone!);
        if (judged.Outcome is OrderOutcome.Dead dead) throw new ProblemException(Of(dead.Why));
    }

    /// <summary>That an order counts here and its maker signed it: by key, or by the maker's own contract (EIP-1271).</summary>
    /// <exception cref="ProblemException">Another chain's or contract's, or not signed.</exception>
    /// <exception cref="RpcException">The node failed.</exception>
    public static async Task RequireSigned(SignedOrder signed, MarketDomain domain, EthereumNode node, CancellationToken ct)
    {
        if (signed.Domain != domain)
            throw new ProblemException(Problem.Of("order-elsewhere", $"The order counts for {signed.Domain.Contract} on chain {signed.Domain.ChainId}; here is {domain.Contract} on chain {domain.ChainId}."));
        if (signed.CheckSignature() is StepOutcome.Holds) return;
        if (!await SignInSignature.IsByContract(signed.Order.Maker, signed.Digest, [.. signed.Signature], node, ct)) throw new ProblemException(Words("Market_BadSignature"));
    }

    private static Problem Words(string error) => Problem.OfError(error, StatusCodes.Status422UnprocessableEntity, ErrorWords.Of(error)!);
}
