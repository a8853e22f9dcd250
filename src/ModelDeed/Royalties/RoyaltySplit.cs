using System.Collections.Immutable;

namespace ModelDeed.Royalties;

/// <summary>Who gets what of one payment, to the last base unit.</summary>
/// <param name="Ancestors">What each entry of the title's vector gets, in its order.</param>
/// <param name="Own">What the title itself gets: all the rest, the dust of rounding included.</param>
public sealed record RoyaltySplit(ImmutableArray<TokenAmount> Ancestors, TokenAmount Own);
