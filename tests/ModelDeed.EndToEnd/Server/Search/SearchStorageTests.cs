using System.Data.Common;
using System.Text;
using Dapper;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Primitives;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Licensing;
using ModelDeed.Server.Royalties;
using ModelDeed.Server.Search;
using ModelDeed.Server.Titles;
using ModelDeed.Tests.Server.Search;

namespace ModelDeed.EndToEnd.Server.Search;

/// <summary>Search documents on both databases: made of the tables, followed by the index in memory, alike in each.</summary>
public sealed class SearchStorageTests : IAsyncLifetime
{
    private static readonly Table Cards = new("search_test_cards", "Which card describes a title.", 1, Column.Bytes("title_id", "The title."), Column.Bytes("digest", "SHA-256."));

    private static readonly Table[] Tables = [TitleTables.Titles, LicensingTables.Terms, LicensingTables.Offers, LicensingTables.Titles, RoyaltyTables.Income, Cards];

    private readonly string _folder = Directory.CreateTempSubdirectory("modeldeed-search-").FullName;
    private readonly List<Database> _databases = [];
    private TemporaryPostgres? _postgres;

    public async Task InitializeAsync()
    {
        _postgres = await TemporaryPostgres.Start(CancellationToken.None);
        _databases.AddRange([Database.Sqlite(Path.Combine(_folder, "index.db")), Database.Postgres(_postgres.Connection)]);
        foreach (Database database in _databases)
            await Write(database, async (connection, _) =>
            {
                foreach (Table table in Tables)
                    foreach (string sql in database.Dialect.Create(table)) await connection.ExecuteAsync(sql);
                await new SearchIndexer(database.Dialect, Cards).CreateTables(connection, CancellationToken.None);
            });
    }

    public async Task DisposeAsync()
    {
        foreach (Database database in _databases) await database.DisposeAsync();
        if (_postgres is not null) await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_title_is_found_by_what_tables_card_and_manifest_say_and_no_more_once_it_went()
    {
        foreach (Database database in _databases)
        {
            var indexer = new SearchIndexer(database.Dialect, Cards);
            using var queries = new SearchQueries(database, TimeProvider.System);
            await Write(database, async (connection, bulk) =>
            {
                bulk.Write(TitleTables.Titles, [Title(1, "Berlin Möwe", 70), Title(2, "Paris\0'; DROP TABLE titles; --", 80)]);
                bulk.Write(LicensingTables.Terms, [Terms(1, 500, 1, "DE,FR"), Terms(2, 300, 2, "US"), Terms(3, 1, 0, "CN")]);
                // The third is closed, the fourth of an epoch before.
                bulk.Write(LicensingTables.Offers, [Offer(1, 1, 1, 0), Offer(1, 2, 1, 0), Offer(1, 3, 2, 0), Offer(2, 3, 1, 5)]);
                bulk.Write(Cards, [[Id(1), Digest(9)]]);
                await indexer.Refresh(connection, null, [1, 2], CancellationToken.None);
            });
            Assert.Equal(["Paris\uFFFD'; DROP TABLE titles; --", "Berlin Möwe"], await Names(queries, new SearchRequest()));
            Assert.Equal(["Berlin Möwe"], await Names(queries, new SearchRequest { Text = "mowe" }));
            Assert.Empty(await Names(queries, new SearchRequest { Text = "seagulls" }));

            byte[] card = Encoding.UTF8.GetBytes("{\"description\":\"Counts seagulls.\",\"tags\":[\"birds\",7,\"sea\"],\"task\":\"object-detection\",\"author\":{\"name\":\"Ada\"}}");
            await Write(database, (connection, _) => indexer.AddDocument(connection, null, new Hash32(Digest(9)), card, CancellationToken.None));
            await Write(database, (connection, _) => indexer.AddDocument(connection, null, new Hash32(Digest(1)), "{\"format\":\"gguf\"}"u8.ToArray(), CancellationToken.None));
            await queries.CatchUp(CancellationToken.None);
            SearchHit hit = Assert.Single((await queries.Find(new SearchRequest { Text = "seagulls birds ada", Territories = [Territories.IndexOf("US")] }, CancellationToken.None)).Hits);
            Assert.Equal(("Counts seagulls.", "object-detection", "gguf", "Ada", 300UL), (hit.Excerpt, hit.Task, hit.Format, hit.AuthorName, (ulong)hit.Prices.Single().Amount));
            Assert.Equal(["birds", "sea"], hit.Tags);
            Assert.Equal([PaymentModel.OneTime, PaymentModel.Subscription], hit.Payments);
            Assert.Empty(await Names(queries, new SearchRequest { Territories = [Territories.IndexOf("CN")] }));

            // A reorg: the first title was never registered, the second has another name.
            await Write(database, async (connection, bulk) =>
            {
                bulk.Delete(TitleTables.Titles, [[Id(1)]]);
                bulk.Write(TitleTables.Titles, [Title(2, "Lyon", 80)]);
                await indexer.RefreshAll(connection, null, CancellationToken.None);
            });
            await queries.CatchUp(CancellationToken.None);
            Assert.Equal(["Lyon"], await Names(queries, new SearchRequest()));
            using var anew = new SearchQueries(database, TimeProvider.System);
            Assert.Equal(["Lyon"], await Names(anew, new SearchRequest { Text = "lyon" }));
            Assert.Empty((await anew.Find(new SearchRequest { Text = "seagulls" }, CancellationToken.None)).Hits);
        }
    }

    [Fact]
    public async Task Both_databases_give_the_same_pages_and_the_oracle_s()
    {
        var random = new GeneratedTitles(21);
        SearchDocument[] first = [.. random.Take(400)], second = [.. Enumerable.Range(300, 200).Select(number => number % 5 == 0 ? new SearchDocument { TitleId = GeneratedTitles.IdOf(number), Removed = true } : random.Title(number))];
        SearchQueries[] queries = [.. _databases.Select(database => new SearchQueries(database, new Clock()))];
        foreach ((SearchDocument[] changes, long revision) in new[] { (first, 1L), (second, 2L) })
            for (int i = 0; i < queries.Length; i++)
            {
                await Write(_databases[i], (_, bulk) =>
                {
                    bulk.Write(SearchTables.Search, [.. changes.Select(document => SearchTables.Row(document, revision))]);
                    return Task.CompletedTask;
                });
                await queries[i].CatchUp(CancellationToken.None);
            }
        SearchDocument[] stand = [.. first.Concat(second).GroupBy(document => document.TitleId).Select(group => group.Last()).Where(document => !document.Removed)];
        foreach (string text in new[] { "", "model", "bert", "ka*", "\"llama\" OR 1=1 --" })
            foreach (SearchSort sort in Enum.GetValues<SearchSort>())
            {
                SearchRequest request = new() { Text = text, Sort = sort, IncomeCurrency = GeneratedTitles.Dollar, Final = true };
                SearchPage[] pages = await Task.WhenAll(queries.Select(query => query.Find(request, CancellationToken.None)));
                Assert.Equal(SearchOracle.Find(stand, request, GeneratedTitles.Now).Take(request.Limit), pages[0].Hits.Select(hit => hit.TitleId));
                Assert.Equivalent(pages[0], pages[1], strict: true);
            }
        foreach (SearchQueries query in queries) query.Dispose();
    }

    private static async Task<IEnumerable<string>> Names(SearchQueries queries, SearchRequest request) => (await queries.Find(request, CancellationToken.None)).Hits.Select(hit => hit.Name);

    private static async Task Write(Database database, Func<DbConnection, IBulk, Task> write)
    {
        await using DbConnection connection = await database.OpenWriter(CancellationToken.None);
        using IBulk bulk = IBulk.Of(database.Dialect, connection);
        await write(connection, bulk);
    }

    private static byte[] Id(int number) => new UInt256((ulong)number).ToHash().ToArray();

    private static byte[] Digest(byte number) => [.. Enumerable.Repeat(number, 32)];

    private static object?[] Title(byte id, string name, long registered) => Row(TitleTables.Titles, ("id", Id(id)), ("name", name.Replace('\0', '\uFFFD')), ("owner", new byte[20]), ("registrant", new byte[20]),
        ("current_manifest", Digest(id)), ("registered", registered), ("registered_block", 1L), ("final_at", 100L), ("block", 1L));

    private static object?[] Terms(byte id, ulong price, long payment, string territories) => Row(LicensingTables.Terms, ("id", Digest(id)), ("currency", new byte[20]), ("price", new UInt256(price)),
        ("payment", payment), ("territories", Territories.Parse(territories).Bits.ToHash().ToArray()), ("fields", new UInt256(FieldsOfUse.All.Bits).ToHash().ToArray()));

    private static object?[] Offer(byte title, byte terms, long state, long epoch) =>
        Row(LicensingTables.Offers, ("title_id", Id(title)), ("terms_id", Digest(terms)), ("state", state), ("epoch", epoch));

    private static object?[] Row(Table table, params (string Column, object Value)[] values)
    {
        object?[] row = [.. table.Columns.Select(column => column.Default)];
        foreach ((string column, object value) in values) row[table[column]] = value;
        return row;
    }

    private sealed class Clock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds((long)GeneratedTitles.Now);
    }
}
