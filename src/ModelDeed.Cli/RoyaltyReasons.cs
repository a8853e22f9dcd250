using ModelDeed.Ethereum;

namespace ModelDeed.Cli;

/// <summary>The errors of <c>Royalties</c>, <c>Shares</c>, their tokens and of ERC-20 in plain words, with what to do; null for others.</summary>
internal static class RoyaltyReasons
{
    public static string? Words(string error, IReadOnlyList<AbiValue> with) =>
        error.StartsWith("Royalties_", StringComparison.Ordinal) ? OfRoyalties(error, with) : error.StartsWith("Share", StringComparison.Ordinal) ? OfShares(error, with) : OfTokens(error, with);

    private static string? OfRoyalties(string error, IReadOnlyList<AbiValue> with) => error switch
    {
        "Royalties_NotAllowed" => $"{with[0]} may not do this: the income, or the call, is another's. deed income says whose",
        "Royalties_TooHigh" => $"the parents' royalties add up to {with[0]} of 10,000: lower them",
        "Royalties_UnknownTitle" => $"{Id(with[0])} belongs to no title on this chain: check the fingerprint",
        "Royalties_WrongValue" => $"{with[1]} smallest units of native money came along, but {with[0]} are stated",
        "Royalties_NothingReceived" => $"nothing of {Currency(with[0])} arrived: pay more than zero, and check that the token moves what it says",
        "Royalties_TooMuch" => $"{with[0]} smallest units are more than the books hold (2^208): pay less at once",
        "Royalties_NothingToWithdraw" => $"nothing of title {Id(with[0])} in {Currency(with[1])} is due to {with[2]}: see deed income",
        "Royalties_NothingKept" => $"nothing of title {Id(with[0])} in {Currency(with[2])} is kept under {with[1]}: see deed income",
        "Royalties_Waits" => with[1] is AbiValue.Truth { Value: true } ? $"the income of title {Id(with[0])} waits until its arbitrator decides the dispute" : $"the income of title {Id(with[0])} waits until it and all its ancestors are final: deed show says when",
        "Royalties_Insufficient" => $"the account {with[1]} of title {Id(with[0])} holds {with[2]} smallest units; {with[3]} are asked",
        _ => null,
    };

    private static string? OfShares(string error, IReadOnlyList<AbiValue> with) => error switch
    {
        "Shares_NotHolder" => $"{with[1]} doesn't hold title {Id(with[0])}: only its holder can divide it",
        "Shares_BadAllotments" => "the shares must go to 1 to 200 accounts, each at least one, less than 2^96 in all",
        "Shares_BadMajority" => $"a majority of {with[0]} parts per 10,000 isn't above one half, or over the whole: state 50.01% to 100%",
        "Shares_BadName" => "the name and the symbol take 1 to 64 bytes each",
        "Shares_BadCurrency" => $"there is no contract at {with[0]} that could be a currency: check the address",
        "Shares_CurrencyNotNamed" => $"offers for the shares {with[0]} are in native money, or in the token that was named when the title was divided; {Currency(with[1])} is neither. deed shares show names it",
        "Shares_NotDivided" => $"the title of {with[0]} isn't divided any more: it was bought out, or awarded to another",
        "Shares_NotOpen" => $"motion {with[0]} isn't in a state for that: accepted, withdrawn, or over 30 days old. deed shares show says which",
        "Shares_NoVotes" => $"{with[1]} has no votes left of when motion {with[0]} was made, or gives them already: only who held shares by then, and holds them still, decides",
        "Shares_NotAllowed" => $"{with[0]} may not do this: only who proposed the motion, is the steward, or holds shares",
        "Shares_WrongDeposit" => $"the deposit must be {with[0]} smallest units, the price of all shares, but {with[1]} arrived. A token that takes a fee on the way can't be used",
        "Shares_NothingToRedeem" => $"{with[1]} has no shares to redeem for motion {with[0]}",
        "Shares_ActNotAllowed" => $"a steward may not call {with[1]} of {with[0]}: only publish versions, set terms, and grant licenses",
        "Share_NotAllowed" => $"{with[0]} may not call this: only the contract Shares does",
        "Share_NothingToClaim" => $"{with[0]}'s shares have earned nothing in {Currency(with[1])} that isn't claimed: see deed shares show",
        "Share_ToItself" => "shares can't go to their own token: nobody could claim for them",
        _ => null,
    };

    private static string? OfTokens(string error, IReadOnlyList<AbiValue> with) => error switch
    {
        "ERC20InsufficientBalance" => $"{with[0]} has {with[1]} of the smallest units; {with[2]} are needed",
        "ERC20InsufficientAllowance" => $"{with[0]} is allowed {with[1]} of the smallest units; {with[2]} are needed",
        "ERC20InvalidReceiver" => $"{with[0]} can't receive these tokens",
        "SafeERC20FailedOperation" => $"the token {with[0]} refuses the transfer: check balance and allowance, and whether it blocks one of the accounts",
        "FailedCall" => "the receiver doesn't take native money: name another with --to",
        _ => null,
    };

    private static string Id(AbiValue value) => value is AbiValue.Number number ? ((UInt256)number.Value).ToHash().ToString() : value.ToString()!;

    private static string Currency(AbiValue value) => value is AbiValue.Account { Value: var token } ? Currencies.Name(token) : value.ToString()!;
}
