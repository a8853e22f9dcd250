namespace ModelDeed.Royalties;

/// <summary>What an ancestor gets of every payment to a title: an entry of its vector.</summary>
/// <param name="Account">The ancestor's account.</param>
/// <param name="Parts">Parts per 10^12 of the payment, 0 to 10^12.</param>
public readonly record struct RoyaltyPart(AccountNumber Account, ulong Parts);
