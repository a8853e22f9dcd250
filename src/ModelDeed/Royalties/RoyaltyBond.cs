namespace ModelDeed.Royalties;

/// <summary>What binds a new title to one of its parents.</summary>
/// <param name="Account">The parent's account.</param>
/// <param name="Royalty">What the parent gets of the title's income, its own ancestors' parts included. Zero binds to nothing.</param>
/// <param name="Vector">The parent's own vector at that moment.</param>
public sealed record RoyaltyBond(AccountNumber Account, BasisPoints Royalty, RoyaltyVector Vector);
