using ModelDeed.Ethereum;

namespace ModelDeed.Cli;

/// <summary>The contracts' errors in plain words; what isn't listed is shown as the contract names it.</summary>
internal static class Reasons
{
    public static string Explain(RevertReason reason) => reason is RevertReason.Custom { Arguments: var arguments } custom
        ? Words(custom.Error.Name, arguments) is { } words ? $"{words} ({custom.Error.Name})" : custom.ToString()
        : reason.ToString()!;

    private static string? Words(string error, IReadOnlyList<AbiValue> with) => error switch
    {
        "Titles_AlreadyRegistered" => $"this fingerprint belongs to title {Id(with[1])} already, with a priority of {Moment(with[2])} that yours doesn't precede",
        "Titles_ContestOver" => $"you can prove an earlier time, but title {Id(with[1])} became final at {Moment(with[2])}: only its arbitrator could still correct it",
        "Titles_UnknownParent" => $"the parent {Id(with[1])} isn't titled on this chain",
        "Titles_ParentNotOlder" => $"the parent {Id(with[1])} is younger than the first registration of this asset, so it may descend from it",
        "Titles_TooManyParents" => $"{with[0]} parents are named, 16 are possible",
        "Titles_RoyaltiesTooHigh" => $"the parents' royalties add up to {with[0]} of 10,000",
        "Titles_BadName" => $"the name has {with[0]} bytes; it takes 1 to 128",
        "Titles_NoteTooLong" => $"the note has {with[0]} bytes; it takes 256 at most",
        "Titles_ResaleRoyaltyTooHigh" => $"a resale royalty of {with[0]} parts per 10,000 is over the 1,000 possible",
        "Titles_Provisional" => $"title {Id(with[0])} is provisional and can't be transferred until {Moment(with[1])}",
        "Titles_Disputed" => $"title {Id(with[0])} is disputed and can't be transferred until its arbitrator decides",
        "Titles_PriorityNotEarlier" => $"the proven time ({Moment(with[2])}) isn't earlier than the recorded one ({Moment(with[1])})",
        "Titles_VersionNotYounger" => "this fingerprint was titled before yours was, so it can't become a version of it",
        "Titles_Unregistered" => $"the fingerprint {with[0]} belongs to no title",
        "Titles_BadSignature" => $"the signature isn't {with[0]}'s over this statement",
        "Titles_SignatureExpired" => $"the signature counted until {Moment(with[0])}",
        "Anchors_NotInTree" => "the proof doesn't lead from the leaf to the root: the evidence isn't for this account and content",
        "Anchors_UnknownRoot" => $"the root {with[0]} was never anchored on this chain",
        "ERC721InsufficientApproval" => $"{with[0]} doesn't hold title {Id(with[1])}",
        "ERC721NonexistentToken" => $"there is no title {Id(with[0])} on this chain",
        _ => LicensingReasons.Words(error, with) ?? MarketReasons.Words(error, with) ?? RoyaltyReasons.Words(error, with),
    };

    private static string Id(AbiValue value) => value is AbiValue.Number number ? Primitives.Hex.Encode(((UInt256)number.Value).ToHash().Bytes) : value.ToString()!;

    private static string Moment(AbiValue value) => value is AbiValue.Number { Value: var seconds } && seconds < 253_402_300_800 ? Units.Moment((ulong)seconds) : value.ToString()!;
}
