using System.Data.Common;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Search;
using ModelDeed.Titles;

namespace ModelDeed.Server.Ui;

/// <summary>Finds what the start page shows.</summary>
internal delegate Task<SearchPage> Discovery(SearchRequest request, CancellationToken ct);

/// <summary>Lists titles straight from the tables, by words in the name and by kind: for a server without a search index. It has no facets and ignores the other filters.</summary>
internal sealed class TitleListing(Database database, TimeProvider time)
{
    private const string Where = "registered_block > 0 AND dissolved_into IS NULL AND (@text = '' OR LOWER(name) LIKE @like ESCAPE '!') AND (@kind < 0 OR kind = @kind)";

    /// <summary>The newest titles whose names have the text in them.</summary>
    internal async Task<SearchPage> Find(SearchRequest request, CancellationToken ct)
    {
        await using DbConnection db = await database.Open(ct);
        ulong now = (ulong)time.GetUtcNow().ToUnixTimeSeconds();
        var values = new
        {
            text = request.Text,
            like = $"%{Escape(request.Text.ToLowerInvariant())}%",
            kind = request.Kinds.Count == 1 ? (long)request.Kinds[0] : -1,
            key = request.After is { } after ? (long)(ulong)(System.Numerics.BigInteger)after.Key : long.MaxValue,
            id = (request.After?.TitleId ?? UInt256.Zero).ToHash().ToArray(),
            most = request.Limit + 1,
        };
        IReadOnlyList<HitRow> rows = await db.Rows<HitRow>(
            $"SELECT id, name, kind, owner, registrant, registered, final_at AS finalat, children, block FROM titles WHERE {Where} AND (registered < @key OR (registered = @key AND id > @id)) ORDER BY registered DESC, id LIMIT @most", values, ct);
        long total = await db.Number($"SELECT COUNT(*) FROM titles WHERE {Where}", values, ct);
        HitRow[] shown = [.. rows.Take(request.Limit)];
        ILookup<UInt256, OfferRow> offers = await Offers(db, shown, ct);
        return new SearchPage
        {
            Hits = [.. shown.Select(row => row.Hit(now, offers[new UInt256(row.Id)]))],
            Total = (int)Math.Min(total, int.MaxValue),
            Facets = NoFacets,
            Words = [],
            Corrections = [],
            Next = rows.Count > request.Limit ? new SearchCursor(SearchSort.Newest, new UInt256((ulong)shown[^1].Registered), new UInt256(shown[^1].Id)) : null,
        };
    }

    private static async Task<ILookup<UInt256, OfferRow>> Offers(DbConnection db, HitRow[] titles, CancellationToken ct)
    {
        if (titles.Length == 0) return Array.Empty<OfferRow>().ToLookup(offer => new UInt256(offer.Title));
        (string list, Dapper.DynamicParameters values) = Sql.Ids(titles.Select(title => new Hash32(title.Id)));
        IReadOnlyList<OfferRow> rows = await db.Rows<OfferRow>(
            $"SELECT o.title_id AS title, t.currency, t.price, t.payment FROM offers o JOIN titles i ON i.id = o.title_id AND i.epoch = o.epoch JOIN terms t ON t.id = o.terms_id WHERE o.state = 1 AND o.title_id IN ({list}) ORDER BY t.currency, t.price", values, ct);
        return rows.ToLookup(offer => new UInt256(offer.Title));
    }

    private static SearchFacets NoFacets => new() { Kinds = [], Tasks = [], Formats = [], Payments = [], Territories = [], Fields = [], Derivatives = [], Final = [], Prices = [] };

    private static string Escape(string text) => text.Replace("!", "!!", StringComparison.Ordinal).Replace("%", "!%", StringComparison.Ordinal).Replace("_", "!_", StringComparison.Ordinal);

    private sealed record HitRow(byte[] Id, string Name, long Kind, byte[] Owner, byte[] Registrant, long Registered, long FinalAt, long Children, long Block)
    {
        internal SearchHit Hit(ulong now, IEnumerable<OfferRow> offers) => new()
        {
            TitleId = new UInt256(Id),
            Name = Name,
            Excerpt = "",
            Kind = (AssetKind)Kind,
            Owner = new Address(Owner),
            Author = new Address(Registrant),
            AuthorName = "",
            Task = "",
            Format = "",
            Tags = [],
            Prices = [.. offers.DistinctBy(offer => new Address(offer.Currency)).Select(offer => new CurrencyAmount(new Address(offer.Currency), (UInt256)Sql.Amount(offer.Price).Units))],
            Payments = [.. offers.Select(offer => (PaymentModel)offer.Payment).Distinct().Order()],
            RegisteredAt = (ulong)Registered,
            FinalAt = (ulong)FinalAt,
            Final = now >= (ulong)FinalAt,
            Licensed = 0,
            Derivatives = Children,
            Block = Block,
        };
    }

    private sealed record OfferRow(byte[] Title, byte[] Currency, string Price, long Payment);
}
