namespace ModelDeed.Server.Api;

/// <summary>The contracts' errors in plain words, with what to do; null for those that only a broken client or contract can cause.</summary>
internal static class ErrorWords
{
    public static string? Of(string error) => error switch
    {
        _ when error.StartsWith("Titles_", StringComparison.Ordinal) => OfTitles(error),
        _ when error.StartsWith("Offers_", StringComparison.Ordinal) => OfOffers(error),
        _ when error.StartsWith("Licensing_", StringComparison.Ordinal) => OfLicensing(error),
        _ when error.StartsWith("Royalties_", StringComparison.Ordinal) => OfRoyalties(error),
        _ when error.StartsWith("Share", StringComparison.Ordinal) => OfShares(error),
        _ when error.StartsWith("Market_", StringComparison.Ordinal) => OfMarket(error),
        _ when error.StartsWith("Packages_", StringComparison.Ordinal) || error.StartsWith("Custodians_", StringComparison.Ordinal) => OfSealing(error),
        _ => OfOthers(error),
    };

    private static string? OfSealing(string error) => error switch
    {
        "Packages_Unregistered" => "The fingerprint belongs to no title: register it before its package.",
        "Packages_NotHolder" => "Only the title's holder names its packages.",
        "Packages_NoDigest" => "The digests of header and package must be given.",
        "Packages_SourcesTooLong" => "The addresses take 2,048 bytes at most.",
        "Packages_None" => "No package of this version is published.",
        "Custodians_Joined" => "The account joined the custodians before: each can once, for packages are sealed to its key.",
        "Custodians_NoKey" => "A custodian's public key must be given.",
        "Custodians_KeyTaken" => "The key is a custodian's already: make another.",
        "Custodians_NotReserved" => "The key must be reserved for the account in an earlier block.",
        "Custodians_HasCode" => "A custodian's account has no code, delegation (EIP-7702) included: it couldn't be held to its signatures.",
        "Custodians_NotIncluded" => "The entry isn't at this place under the head.",
        "Custodians_NotServing" => "The account isn't a custodian, or left.",
        "Custodians_BadUrl" => "The service's address takes 1 to 256 bytes.",
        "Custodians_NoTerritory" => "A custodian serves one territory at least.",
        "Custodians_Waiting" => "The bond is paid back 30 days after leaving, not earlier.",
        "Custodians_NoBond" => "There is no bond.",
        "Custodians_NoContradiction" => "Two heads of a log contradict each other only when they have one size and different roots; two entries only when they differ.",
        "Custodians_WrongSignature" => "A signature isn't by the key of the custodian's account.",
        "Custodians_PaymentFailed" => "The receiver doesn't take the money: name another.",
        _ => null,
    };

    private static string? OfTitles(string error) => error switch
    {
        "Titles_AlreadyRegistered" => "The fingerprint belongs to a title already, with a priority that yours doesn't precede.",
        "Titles_ContestOver" => "You can prove an earlier time, but the title is final: only its arbitrator could still correct it.",
        "Titles_UnknownParent" => "A parent isn't titled on this chain: register it first.",
        "Titles_ParentNotOlder" => "A parent is younger than the first registration of this asset: leave it out.",
        "Titles_ParentsNotAscending" => "The parents must be named once each, by rising id.",
        "Titles_TooManyParents" => "More than 16 parents are named: leave some out.",
        "Titles_RoyaltiesTooHigh" => "The parents' royalties add up to more than the whole: lower them.",
        "Titles_BadName" => "The name takes 1 to 128 bytes.",
        "Titles_NoteTooLong" => "The note takes 256 bytes at most.",
        "Titles_ResaleRoyaltyTooHigh" => "A resale royalty takes 1,000 parts per 10,000 at most.",
        "Titles_Provisional" => "The title is provisional: it can't be transferred until its contest period is over.",
        "Titles_Disputed" => "The title is disputed: it can't be transferred until its arbitrator decides.",
        "Titles_PriorityNotEarlier" => "The proven time isn't earlier than the recorded one.",
        "Titles_VersionNotYounger" => "The fingerprint was titled before yours, so it can't become a version of it.",
        "Titles_Unregistered" => "The fingerprint belongs to no title on this chain.",
        "Titles_BadSignature" => "The signature isn't the owner's over this statement.",
        "Titles_SignatureExpired" => "The signature's deadline is over: sign anew.",
        "Titles_ZeroDigest" => "Fingerprint and manifest digest must be given.",
        "Titles_NotAVersion" => "The fingerprint isn't a version of this title.",
        "Titles_NotArbitrator" => "Only the title's arbitrator may do this.",
        "Titles_ProofWithoutRoot" => "A proof is given, but no anchored root: give both or neither.",
        _ => null,
    };

    private static string? OfOffers(string error) => error switch
    {
        "Offers_NoOffer" => "The title doesn't offer these terms, or did so before it was taken over: choose others.",
        "Offers_NotOpen" => "The terms were withdrawn from sale: its holder can still grant a license by voucher.",
        "Offers_SoldOut" => "All licenses of these terms are sold: choose other terms.",
        "Offers_AccountLimit" => "The receiver has had the licenses that these terms give one account.",
        "Offers_NotOnSale" => "The sale of these terms hasn't begun, or is over.",
        "Offers_NotHolder" => "Only the title's holder may do this.",
        "Offers_BadTerms" => "A member of the terms is impossible, alone or beside another.",
        "Offers_BeyondParents" => "The terms go beyond what a share-alike license of a parent allows.",
        "Offers_NotLicensed" => "The license isn't the registrant's, isn't valid, or isn't of this parent.",
        "Offers_NoDerivatives" => "The license of a parent doesn't allow derivatives: buy one that does.",
        "Offers_RoyaltyTooLow" => "The license of a parent asks a higher royalty of derivatives: state at least as much.",
        "Offers_LicensesMismatch" => "Name one license for each parent, zero for none.",
        "Offers_Disputed" => "The title is disputed: until its arbitrator decides, nothing new is offered, sold or derived from it.",
        "Offers_AncestorUnpaid" => "An ancestor would get less of the child's income than is owed to it: state a higher royalty of the parent.",
        "Offers_NotAllowed" => "Only the contract Licensing calls this.",
        _ => null,
    };

    private static string? OfLicensing(string error) => error switch
    {
        "Licensing_BeyondTerms" => "What was chosen is nothing, or goes beyond the terms: choose within them.",
        "Licensing_BadPeriods" => "A subscription takes 1 to 65,535 periods, other licenses exactly 1.",
        "Licensing_TooDear" => "The price is over the most that was named: look at the terms again, or name more.",
        "Licensing_TooLong" => "The license would end after the year 36,812: take fewer periods.",
        "Licensing_WrongValue" => "Another amount of native money came along than is due.",
        "Licensing_TooManyGifts" => "These terms limit how many licenses an account may have: the receiver must buy with its own account.",
        "Licensing_TooManyReceived" => "The receiver has received as many licenses of this title from others as it may: it must buy, or bring its voucher, with its own account.",
        "Licensing_VoucherExpired" => "The voucher's deadline is over: ask the title's holder for another.",
        "Licensing_WrongCurrency" => "The voucher is in another currency than its terms.",
        "Licensing_NonceUsed" => "The voucher was used already, or its signer took it back.",
        "Licensing_BadSignature" => "The voucher isn't signed by who holds the title now, or it was changed.",
        "Licensing_NotRenewable" => "The license can't be renewed.",
        "Licensing_NotHolder" => "Only the title's holder may do this.",
        "Licensing_NoCredential" => "The terms need a credential of the named issuer with the named claim about the receiver.",
        "Licensing_CredentialExpired" => "The credential has expired: ask its issuer for a newer one.",
        "Licensing_CredentialRevoked" => "The credential was revoked by its issuer.",
        "Licensing_WrongCountry" => "The credential states another country than what was chosen: choose exactly that one.",
        "Licensing_WrongSector" => "The credential doesn't cover a chosen field: leave it out.",
        "Licensing_Soulbound" => "The license can't be transferred: its terms don't allow it.",
        "Licensing_WrongHolder" => "The voucher is of another holder than who has the title now: ask him for another.",
        "Licensing_Disputed" => "The title is disputed: wait until its arbitrator decides.",
        "Licensing_NotAllowed" => "Only the contract Offers calls this.",
        "Licensing_NoLicense" => "There is no such license, or it isn't yours.",
        _ => null,
    };

    private static string? OfRoyalties(string error) => error switch
    {
        "Royalties_NotAllowed" => "The income, or the call, is another's.",
        "Royalties_TooHigh" => "The parents' royalties add up to more than the whole.",
        "Royalties_UnknownTitle" => "No title on this chain has this id.",
        "Royalties_WrongValue" => "Another amount of native money came along than is stated.",
        "Royalties_NothingReceived" => "Nothing arrived: pay more than zero, and check that the token moves what it says.",
        "Royalties_TooMuch" => "More than the books hold (2^208 smallest units): pay less at once.",
        "Royalties_NothingToWithdraw" => "Nothing is due to the account there.",
        "Royalties_Waits" => "The income waits until the title is final, or its dispute is decided.",
        "Royalties_NothingKept" => "Nothing is kept under this key in this currency.",
        "Royalties_Insufficient" => "The account holds less than was asked.",
        _ => null,
    };

    private static string? OfShares(string error) => error switch
    {
        "Shares_NotHolder" => "Only the title's holder can divide it.",
        "Shares_BadAllotments" => "Shares must go to 1 to 200 accounts, each at least one, less than 2^96 in all.",
        "Shares_BadMajority" => "The majority must be above one half and at most the whole.",
        "Shares_BadName" => "Name and symbol take 1 to 64 bytes each.",
        "Shares_NotDivided" => "The title isn't divided any more.",
        "Shares_NotOpen" => "The motion isn't in a state for that.",
        "Shares_NoVotes" => "The account had no votes when the motion was made, or has cast them.",
        "Shares_NotAllowed" => "Only the proposer, the steward or share holders may do this.",
        "Shares_WrongDeposit" => "The deposit isn't the price of all shares: a token that takes a fee on the way can't be used.",
        "Shares_NothingToRedeem" => "The account has no shares to redeem.",
        "Shares_BadCurrency" => "No contract is at the currency's address: check it.",
        "Shares_CurrencyNotNamed" => "Offers for shares are in native money, or in the token that was named when the title was divided.",
        "Shares_ActNotAllowed" => "A steward may only publish versions, set terms and grant licenses.",
        "Share_NotAllowed" => "Only the contract Shares calls this.",
        "Share_NothingToClaim" => "The shares have earned nothing in this currency that isn't claimed.",
        "Share_ToItself" => "Shares can't go to their own token.",
        _ => null,
    };

    private static string? OfMarket(string error) => error switch
    {
        "Market_NotOpen" => "The order doesn't count yet, or its deadline is over.",
        "Market_NotTaker" => "The order is for another account, or your own: only whom it names can fill it, and nobody his own.",
        "Market_NonceUsed" => "The order was filled, or its maker canceled it.",
        "Market_CounterPassed" => "Its maker has canceled all orders signed before.",
        "Market_BadSignature" => "The order isn't signed by its maker, or was changed since.",
        "Market_BadAmount" => "So many can't be had: a title is sold whole, and of shares what is left.",
        "Market_BadCurrency" => "That can't be paid in: an offer needs an ERC-20 token (wrap native money first), and titles are no money.",
        "Market_NotForSale" => "The token isn't the one that holds the title: the shares were bought out, or the title awarded to another.",
        "Market_NotHolder" => "Who would sell doesn't hold the title.",
        "Market_EpochPassed" => "The title was taken over by an earlier priority since the order was signed.",
        "Market_StateChanged" => "The title isn't as it was shown: a version was published, or a license sold. Look at it again.",
        "Market_RoyaltyTooHigh" => "The title's resale royalty is over what was agreed at most.",
        "Market_WrongValue" => "Another amount of native money came along than is due.",
        "Market_WrongAmount" => "Less would arrive than was sent: the token takes a fee on the way, and can't be used.",
        _ => OfAuctions(error),
    };

    private static string? OfAuctions(string error) => error switch
    {
        "Market_NotAuctioned" => "There is no such auction, or it isn't in a state for that.",
        "Market_BadAuction" => "The auction's terms are out of range: a reserve above zero, a step of 100% at most, 1 minute to 90 days, an extension of a day at most.",
        "Market_BidTooLow" => "The bid is lower than the least that is taken.",
        "Market_WrongTime" => "Bids come before the auction's end, its settlement after.",
        "Market_NotCancelable" => "Only its seller can cancel an auction, and only before the first bid.",
        "Market_NothingThere" => "The market owes the account nothing in this currency.",
        "Market_NotAuthor" => "Only the title's holder, whom he has approved, or the steward of its shares may describe it.",
        "Market_UriTooLong" => "The card's address takes 2,048 bytes at most.",
        _ => null,
    };

    private static string? OfOthers(string error) => error switch
    {
        "Lot_NotAllowed" => "Only who sold the lot may do this.",
        "Anchors_NotInTree" => "The proof doesn't lead from the leaf to the root: it isn't for this account and content.",
        "Anchors_UnknownRoot" => "The root was never anchored on this chain.",
        "ERC721InsufficientApproval" => "The account neither holds the token nor was approved for it.",
        "ERC721NonexistentToken" => "There is no such title on this chain.",
        "ERC721IncorrectOwner" => "The token belongs to another account.",
        "ERC20InsufficientBalance" => "The account has less of the token than is needed.",
        "ERC20InsufficientAllowance" => "The vault isn't allowed to take so much of the token: approve it first.",
        "ERC20InvalidReceiver" => "The receiver can't receive these tokens.",
        "SafeERC20FailedOperation" => "The token refuses the transfer: check balance, allowance, and whether it blocks an account.",
        "FailedCall" => "The receiver doesn't take native money: name another.",
        _ => null,
    };
}
