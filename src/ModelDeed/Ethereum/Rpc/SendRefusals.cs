namespace ModelDeed.Ethereum;

/// <summary>What nodes mean when they refuse a transaction. There are no codes for it, only words.</summary>
/// <remarks>Sources: geth core/txpool/errors.go, Erigon, Nethermind AcceptTxResult, Besu TransactionInvalidReason, anvil.</remarks>
internal static class SendRefusals
{
    private static readonly string[] Known =
        ["already known", "alreadyknown", "known transaction", "already imported", "already exists", "transaction already in"];

    private static readonly string[] NonceTooLow = ["nonce too low", "nonce is too low", "oldnonce", "nonce below", "already used", "nonce_too_low"];

    private static readonly string[] Underpriced =
        ["underpriced", "feetoolowtocompete", "fee too low", "tip too low", "gas price below", "gas tip cap", "gas_price_too_low", "below base fee",
         "less than block base fee", "max fee per gas less than"];

    private static readonly string[] Replacement = ["replacement", "gas price too low to replace", "replacementnotallowed"];

    private static readonly string[] Funds = ["insufficient funds", "insufficientfunds", "upfront cost exceeds", "insufficient balance"];

    public static bool IsKnown(RpcException e) => Says(e, Known);

    public static bool IsNonceTooLow(RpcException e) => Says(e, NonceTooLow);

    /// <summary>The nonce is taken by another transaction that waits, and this one doesn't offer enough more.</summary>
    public static bool IsReplacement(RpcException e) => Says(e, Replacement);

    /// <summary>The fee is below what the node or the next block takes.</summary>
    public static bool IsUnderpriced(RpcException e) => Says(e, Underpriced) && !IsReplacement(e);

    public static bool IsInsufficientFunds(RpcException e) => Says(e, Funds);

    private static bool Says(RpcException e, string[] words) =>
        e.Fault == RpcFault.Application && words.Any(word => e.Problem.Contains(word, StringComparison.OrdinalIgnoreCase));
}
