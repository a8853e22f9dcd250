using System.Security.Cryptography;
using System.Text.Json;
using ModelDeed.Ethereum;
using ModelDeed.Primitives;
using ModelDeed.Server;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Market;
using ModelDeed.Server.Search;
using ModelDeed.Tests.Fingerprints;

namespace ModelDeed.Tests.Server.Search;

/// <summary>Search follows the index's writer: blocks that come, blocks that are undone, and tables that are made again.</summary>
public sealed class SearchFollowerTests
{
    private static readonly Address Ann = MarketLogs.Account(1);

    [Fact]
    public async Task What_a_commit_changes_is_found_after_it_and_what_is_undone_is_not()
    {
        using TempFolder folder = new();
        await using Database database = Database.Sqlite(folder["index.db"]);
        SearchIndexer search = new(Dialect.Sqlite, MarketTables.Cards);
        using SearchQueries queries = new(database, TimeProvider.System);
        byte[] card = "{\"description\":\"Counts seagulls.\",\"tags\":[\"birds\"]}"u8.ToArray();
        Hash32 digest = new(SHA256.HashData(card));
        await using IndexStore store = await IndexStore.Open(new IndexTarget(database, 7, MarketProjections.Of(MarketLogs.Contracts, MarketLogs.Contest)) { Followers = [search] }, default);
        Append(store, 0);
        Append(store, 1, MarketLogs.Registered(MarketLogs.Title(1), Ann, 100, "whale"), MarketLogs.Described(MarketLogs.Title(1), Ann, digest, []));
        Append(store, 2, MarketLogs.Registered(MarketLogs.Title(2), Ann, 200, "heron"));
        Assert.Equal(["heron", "whale"], await Names(queries, ""));

        await search.AddDocument(database, digest, card, default);
        Assert.Equal(["whale"], await Names(queries, "seagulls"));

        store.Undo(1, Hash(1));
        Append(store, 2, MarketLogs.Registered(MarketLogs.Title(3), Ann, 200, "ibis"));
        Assert.Equal(["ibis", "whale"], await Names(queries, ""));

        store.Wipe();
        Assert.Empty(await Names(queries, ""));
        store.Replay(null, default);
        Assert.Equal(["ibis", "whale"], await Names(queries, ""));
        Assert.Equal(["whale"], await Names(queries, "birds"));
    }

    private static Hash32 Hash(ulong number) => MarketLogs.Word(number + 1_000);

    private static void Append(IndexStore store, ulong number, params Log[] logs)
    {
        using JsonDocument json = JsonDocument.Parse(new SimBlock(number, Hash(number), number == 0 ? default : Hash(number - 1), 1_000 * number, []).Header());
        Log[] placed = [.. logs.Select((log, i) => log with { BlockNumber = number, LogIndex = (uint)i, BlockHash = Hash(number) })];
        store.Append(new Piece(number, number, new SortedList<ulong, BlockHeader> { [number] = BlockHeader.Read(json.RootElement) }, [.. placed]), number, default);
        store.Commit();
    }

    private static async Task<IEnumerable<string>> Names(SearchQueries queries, string text)
    {
        await queries.CatchUp(default);
        return (await queries.Find(new SearchRequest { Text = text }, default)).Hits.Select(hit => hit.Name);
    }
}
