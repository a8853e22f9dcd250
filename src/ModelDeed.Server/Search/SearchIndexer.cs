using System.Data.Common;
using System.Globalization;
using Dapper;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Server.Indexing;
using ModelDeed.Titles;

namespace ModelDeed.Server.Search;

/// <summary>Keeps <c>search_documents</c> in step with the other tables: whatever changed a title, its document is computed anew from what they say now,
/// so that an undone block needs nothing else than a change.</summary>
/// <param name="dialect">The database's.</param>
/// <param name="cards">The table that has each title's card as <c>title_id</c> and <c>digest</c>; null while there is none.</param>
internal sealed partial class SearchIndexer(Dialect dialect, Table? cards)
{
    // Titles computed at once: SQLite takes 32,766 parameters, and this many bound the memory.
    private const int AtOnce = 500;

    // Npgsql takes a list as an array, Dapper spells it out for SQLite.
    private readonly string _among = dialect == Dialect.Postgres ? "= ANY(@ids)" : "IN @ids";

    /// <summary>Creates search's tables where they aren't there.</summary>
    public async Task CreateTables(DbConnection connection, CancellationToken ct)
    {
        foreach (string sql in SearchTables.All.SelectMany(table => dialect.Create(table))) await connection.ExecuteAsync(new CommandDefinition(sql, cancellationToken: ct));
    }

    /// <summary>Computes the documents of titles anew, in the connection's transaction, if one is open.</summary>
    public async Task Refresh(DbConnection connection, DbTransaction? transaction, IReadOnlyCollection<UInt256> titleIds, CancellationToken ct)
    {
        if (titleIds.Count == 0) return;
        long revision = 1 + await connection.ExecuteScalarAsync<long>(new CommandDefinition("SELECT COALESCE(MAX(revision), 0) FROM search_documents", null, transaction, cancellationToken: ct));
        using IBulk bulk = IBulk.Of(dialect, connection);
        foreach (UInt256[] ids in titleIds.Distinct().Chunk(AtOnce))
        {
            List<SearchDocument> documents = await Compute(connection, transaction, ids, ct);
            bulk.Write(SearchTables.Search, [.. documents.Select(document => SearchTables.Row(document, revision))]);
        }
    }

    /// <summary>Computes the documents of all titles anew: after the tables were made again, or when documents were added unseen.</summary>
    public async Task RefreshAll(DbConnection connection, DbTransaction? transaction, CancellationToken ct)
    {
        CommandDefinition command = new("SELECT id FROM titles UNION SELECT title_id FROM search_documents", null, transaction, cancellationToken: ct);
        await Refresh(connection, transaction, [.. (await connection.QueryAsync<byte[]>(command)).Select(id => new UInt256(id))], ct);
    }

    /// <summary>Keeps what a document whose digest the caller has checked says, and computes the titles anew that are described by it.</summary>
    public async Task AddDocument(DbConnection connection, DbTransaction? transaction, Hash32 digest, byte[] content, CancellationToken ct)
    {
        using (IBulk bulk = IBulk.Of(dialect, connection)) bulk.Write(SearchTables.Documents, [SearchTables.Row(digest, CardText.Read(content))]);
        string sql = "SELECT id FROM titles WHERE current_manifest = @digest" + (cards is null ? "" : $" UNION SELECT title_id FROM {cards.Name} WHERE digest = @digest");
        CommandDefinition command = new(sql, new { digest = digest.ToArray() }, transaction, cancellationToken: ct);
        await Refresh(connection, transaction, [.. (await connection.QueryAsync<byte[]>(command)).Select(id => new UInt256(id))], ct);
    }

    private async Task<List<SearchDocument>> Compute(DbConnection connection, DbTransaction? transaction, UInt256[] titleIds, CancellationToken ct)
    {
        object ids = new { ids = titleIds.Select(id => id.ToHash().ToArray()).ToArray() };
        async Task<ILookup<UInt256, T>> Load<T>(string sql, Func<T, byte[]> title) =>
            (await connection.QueryAsync<T>(new CommandDefinition(sql, ids, transaction, cancellationToken: ct))).ToLookup(row => new UInt256(title(row)));

        ILookup<UInt256, TitleRow> titles = await Load<TitleRow>($"""
            SELECT id AS Id, owner AS Owner, registrant AS Registrant, name AS Name, kind AS Kind, final_at AS FinalAt, children AS Children,
                registered AS Registered, registered_block AS RegisteredBlock, dissolved_into AS DissolvedInto, block AS Block, d.format AS Format, d.description AS Described
            FROM titles LEFT JOIN document_words d ON d.digest = titles.current_manifest WHERE id {_among}
            """, row => row.Id);
        ILookup<UInt256, OfferRow> offers = await Load<OfferRow>($"""
            SELECT o.title_id AS TitleId, t.payment AS Payment, t.currency AS Currency, t.price AS Price, t.commercial AS Commercial, t.derivatives AS Derivatives, t.territories AS Territories, t.fields AS Fields
            FROM offers o JOIN terms t ON t.id = o.terms_id JOIN titles ON titles.id = o.title_id WHERE o.title_id {_among} AND o.state = 1 AND o.epoch = titles.epoch
            """, row => row.TitleId);
        ILookup<UInt256, IncomeRow> income = await Load<IncomeRow>(
            $"SELECT title_id AS TitleId, currency AS Currency, credited AS Credited FROM title_income WHERE title_id {_among} ORDER BY currency", row => row.TitleId);
        ILookup<UInt256, CountRow> licensed = await Load<CountRow>($"SELECT title_id AS TitleId, licenses AS Count FROM license_titles WHERE title_id {_among}", row => row.TitleId);
        ILookup<UInt256, CardRow>? described = cards is null ? null : await Load<CardRow>(
            $"SELECT c.title_id AS TitleId, d.description AS Description, d.tags AS Tags, d.task AS Task, d.author AS Author FROM {cards.Name} c JOIN document_words d ON d.digest = c.digest WHERE c.title_id {_among}", row => row.TitleId);
        return [.. titleIds.Select(id => Document(id, titles[id].FirstOrDefault(), [.. offers[id]], [.. income[id]],
            licensed[id].FirstOrDefault()?.Count ?? 0, described?[id].FirstOrDefault()))];
    }

    private static SearchDocument Document(UInt256 id, TitleRow? title, OfferRow[] offers, IncomeRow[] income, long licensed, CardRow? card)
    {
        if (title is null || title.DissolvedInto is not null || title.RegisteredBlock == 0)
            return new SearchDocument { TitleId = id, Removed = true };
        CardRow text = card ?? CardRow.None;
        return new SearchDocument
        {
            TitleId = id,
            Name = title.Name,
            Description = text.Description.Length > 0 ? text.Description : title.Described ?? "",
            Tags = text.Tags,
            AuthorName = text.Author,
            Task = text.Task,
            Format = title.Format ?? "",
            Kind = (AssetKind)title.Kind,
            Owner = new Address(title.Owner),
            Author = new Address(title.Registrant),
            Payments = offers.Aggregate((byte)0, (set, offer) => (byte)(set | 1 << (int)offer.Payment)),
            CommercialAllowed = offers.Any(offer => offer.Commercial != 0),
            DerivativesAllowed = offers.Any(offer => offer.Derivatives != 0),
            Territories = new Territories(Union(offers.Select(offer => offer.Territories))),
            Fields = new FieldsOfUse((ulong)Union(offers.Select(offer => offer.Fields))),
            Prices = [.. offers.GroupBy(offer => new Address(offer.Currency)).OrderBy(group => group.Key).Select(group => new CurrencyAmount(group.Key, Number(group.Select(offer => offer.Price).Min(StringComparer.Ordinal)!)))],
            Income = [.. income.Select(row => new CurrencyAmount(new Address(row.Currency), Number(row.Credited))).Where(amount => !amount.Amount.IsZero)],
            Licensed = licensed,
            Derivatives = title.Children,
            RegisteredAt = (ulong)title.Registered,
            FinalAt = (ulong)title.FinalAt,
            Block = title.Block,
        };
    }

    private static UInt256 Number(string digits) => (UInt256)System.Numerics.BigInteger.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private static UInt256 Union(IEnumerable<byte[]> sets)
    {
        var union = new byte[UInt256.Size];
        foreach (byte[] set in sets)
            for (int i = 0; i < set.Length; i++) union[i] |= set[i];
        return new UInt256(union);
    }

    // Rows as the queries name their columns.
    private sealed class TitleRow
    {
        public byte[] Id { get; init; } = [];
        public byte[] Owner { get; init; } = [];
        public byte[] Registrant { get; init; } = [];
        public string Name { get; init; } = "";
        public long Kind { get; init; }
        public long FinalAt { get; init; }
        public long Children { get; init; }
        public long Registered { get; init; }
        public long RegisteredBlock { get; init; }
        public byte[]? DissolvedInto { get; init; }
        public long Block { get; init; }
        public string? Format { get; init; }
        public string? Described { get; init; }
    }

    private sealed class OfferRow
    {
        public byte[] TitleId { get; init; } = [];
        public long Payment { get; init; }
        public byte[] Currency { get; init; } = [];
        public string Price { get; init; } = "";
        public long Commercial { get; init; }

        public long Derivatives { get; init; }
        public byte[] Territories { get; init; } = [];
        public byte[] Fields { get; init; } = [];
    }

    private sealed class IncomeRow
    {
        public byte[] TitleId { get; init; } = [];
        public byte[] Currency { get; init; } = [];
        public string Credited { get; init; } = "";
    }

    private sealed class CountRow
    {
        public byte[] TitleId { get; init; } = [];
        public long Count { get; init; }
    }

    private sealed class CardRow
    {
        public static readonly CardRow None = new();

        public byte[] TitleId { get; init; } = [];
        public string Description { get; init; } = "";
        public string Tags { get; init; } = "";
        public string Task { get; init; } = "";
        public string Author { get; init; } = "";
    }
}
