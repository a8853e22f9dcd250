using ModelDeed.Ethereum;
using ModelDeed.Licensing;

namespace ModelDeed.Cli;

/// <summary>How terms of a title are named on the command line: by their id or its beginning, or not at all where there is one offer.</summary>
internal static class OfferArgument
{
    public const string Description = "The id of terms, or its first digits; may be left out where only one offer is open.";

    private const int FewestDigits = 6;

    public static async Task<Offer> Find(ChainSession session, UInt256 titleId, string? text, CancellationToken ct) =>
        Choose(await session.Offers.Read(titleId, ct), titleId, text);

    /// <summary>The offer meant; of one with the beginning of an id there must be one only.</summary>
    public static Offer Choose(IReadOnlyList<Offer> offers, UInt256 titleId, string? text)
    {
        List<Offer> meant = [.. offers.Where(offer => text is null ? offer.State == OfferState.Open : offer.TermsId.ToString().StartsWith(text, StringComparison.OrdinalIgnoreCase))];
        if (text is not null && (text.Length < 2 + FewestDigits || !text.StartsWith("0x", StringComparison.Ordinal)))
            throw Refusal.Usage($"\"{Printable.Clean(text)}\" names no terms.", $"Give 0x and at least the first {FewestDigits} digits of their id: see deed terms list.");
        return meant switch
        {
            [var only] => only,
            [] => throw new Refusal(Exit.AnswerIsNo, "no-offer", text is null
                ? $"Title {titleId.ToHash()} has no open offer." : $"Title {titleId.ToHash()} never offered terms {text}.", "See deed terms list."),
            _ => throw Refusal.Usage($"{meant.Count} offers could be meant: {string.Join(", ", meant.Select(offer => offer.TermsId))}.", "Name one by its id."),
        };
    }
}
