using ModelDeed.Market;

namespace ModelDeed.Server.Metadata;

/// <summary>Cards by their digest: from the store, checked.</summary>
internal sealed class Cards(DocumentStore store)
{
    /// <summary>The card whose document has a digest; null when the document isn't here, or isn't a card.</summary>
    internal async Task<Card?> Find(Hash32 sha256, CancellationToken ct)
    {
        await using FileStream? file = store.Open(sha256);
        if (file is null || file.Length > Card.MostBytes) return null;
        byte[] json = new byte[file.Length];
        await file.ReadExactlyAsync(json, ct);
        try
        {
            return Card.Read(json);
        }
        catch (FormatException)
        {
            // What a title names may be anything: then its page has no card.
            return null;
        }
    }
}
