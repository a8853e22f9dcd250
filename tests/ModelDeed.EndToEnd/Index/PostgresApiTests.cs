using System.Data.Common;
using Microsoft.Extensions.Options;
using ModelDeed.Deployment;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Market;
using ModelDeed.Primitives;
using ModelDeed.Server;
using ModelDeed.Server.Accounts;
using ModelDeed.Server.Activity;
using ModelDeed.Server.Api;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Licensing;
using ModelDeed.Server.Market;
using ModelDeed.Server.Royalties;
using ModelDeed.Server.Sealing;
using ModelDeed.Server.Shares;
using ModelDeed.Server.Titles;

namespace ModelDeed.EndToEnd.Index;

/// <summary>The API's queries, and what the server itself keeps, on PostgreSQL and on SQLite: the same rows, the same answers.</summary>
public sealed class PostgresApiTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private static readonly Hash32 Id = new UInt256(7).ToHash();
    private static readonly Address Holder = Address.Parse("0x0000000000000000000000000000000000000b0b");
    private static readonly LicenseTerms Terms = LegalText.Seal(new LicenseTerms { Payment = PaymentModel.Free, Territories = Territories.Worldwide, Fields = FieldsOfUse.All, DataTypes = DataTypes.Parse("all") });

    [Fact]
    public async Task Both_databases_answer_alike()
    {
        string folder = Directory.CreateTempSubdirectory("modeldeed-api-").FullName;
        await using Database postgres = server.Open("api"), sqlite = Database.Sqlite(Path.Combine(folder, "index.db"));
        string one = await Answers(postgres, folder), other = await Answers(sqlite, folder);
        Assert.Equal(one, other);
        Assert.Contains("\"name\":\"A small model\"", one, StringComparison.Ordinal);
        Assert.Contains("\"sources\":[\"https://a.example\"]", one, StringComparison.Ordinal);
        await Sign(new ServerState(postgres));
        await Sign(ServerState.Beside(sqlite));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Both_databases_keep_the_same_order_book()
    {
        string folder = Directory.CreateTempSubdirectory("modeldeed-book-").FullName;
        await using Database postgres = server.Open("book"), sqlite = Database.Sqlite(Path.Combine(folder, "index.db"));
        List<string> one = await Book(new ServerState(postgres)), other = await Book(ServerState.Beside(sqlite));
        Assert.Equal(one, other);
        // By what is asked: all, newest first; a page and the next; a maker's; a title's; offers; those still open; after one was taken off; after a month.
        Assert.Equal(["5 4 3 2 1", "5 4", "3 2", "4 2", "5 3 1", "3", "5 4 3", "5 4 3 1", "5"], one);
        Directory.Delete(folder, recursive: true);
    }

    // Orders 1 to 5, posted one after the other by two makers; 3 is an offer, 1 is over soonest.
    private static async Task<List<string>> Book(ServerState state)
    {
        await state.Create([OrderTables.Posted], default);
        BookClock clock = new();
        OrderBook book = new(state, clock);
        PrivateKey[] makers = [DemoAccounts.Key(0, KnownChains.Embedded), DemoAccounts.Key(1, KnownChains.Embedded)];
        for (ulong nonce = 1; nonce <= 5; nonce++)
        {
            Assert.True(await book.Add(Order(makers[nonce % 2], nonce), nonce, default));
            Assert.True(await book.Add(Order(makers[nonce % 2], nonce), nonce, default)); // again: once
            clock.Pass(TimeSpan.FromSeconds(1));
        }
        async Task<string> List(OrderFilter filter, Cursor? after = null, int limit = 100) =>
            string.Join(' ', (await book.List(filter, after, limit, default)).Select(posted => posted.Signed.Order.Nonce));
        OrderFilter all = new(null, null, null, Open: false);
        List<PostedOrder> first = await book.List(all, null, 2, default);
        List<string> seen = [await List(all), await List(all, limit: 2), await List(all, new Cursor(first[^1].Posted, first[^1].Hash.ToArray()), 2)];
        seen.Add(await List(all with { Maker = makers[0].Address }));
        seen.Add(await List(all with { Title = new UInt256(1).ToHash() }));
        seen.Add(await List(all with { Side = OrderSide.Buy }));
        clock.Pass(TimeSpan.FromDays(2));
        seen.Add(await List(all with { Open = true }));
        PostedOrder second = (await book.List(all with { Maker = makers[0].Address }, null, 9, default)).Single(posted => posted.Signed.Order.Nonce == 2UL);
        Assert.False(await book.Hide(second.Hash, makers[1].Address, default));
        Assert.True(await book.Hide(second.Hash, makers[0].Address, default));
        Assert.False(await book.Hide(second.Hash, makers[0].Address, default));
        Assert.True((await book.Find(second.Hash, default))!.Hidden);
        seen.Add(await List(all));
        // What is over for a month is forgotten when the next order comes.
        clock.Pass(TimeSpan.FromDays(60));
        Assert.True(await book.Add(Order(makers[1], 5), 5, default));
        seen.Add(await List(all));
        Array.ForEach(makers, maker => maker.Dispose());
        return seen;
    }

    private static SignedOrder Order(PrivateKey maker, ulong nonce)
    {
        ContractSet contracts = ContractSet.Of(KnownChains.Embedded);
        Order order = new()
        {
            Side = nonce == 3 ? OrderSide.Buy : OrderSide.Sell,
            Maker = maker.Address,
            Asset = contracts.Titles,
            TitleId = new UInt256(nonce % 2),
            Amount = 1,
            Price = new TokenAmount(49),
            MaxRoyalty = new BasisPoints(2_000),
            Epoch = 1,
            Deadline = nonce == 5 ? BookClock.Start + 300 * 86_400 : BookClock.Start + nonce * 86_400,
            Nonce = nonce,
            Counter = 0,
        };
        return SignedOrder.Sign(new MarketDomain(KnownChains.Embedded.ChainId, contracts.Market), order, [], maker);
    }

    private sealed class BookClock : TimeProvider
    {
        public const ulong Start = 1_780_000_000;

        private DateTimeOffset _now = DateTimeOffset.FromUnixTimeSeconds((long)Start);

        public override DateTimeOffset GetUtcNow() => _now;

        public void Pass(TimeSpan time) => _now += time;
    }

    private static async Task<string> Answers(Database index, string folder)
    {
        await Fill(index);
        CancellationToken ct = CancellationToken.None;
        AssetRecords assets = new(index);
        LicensingRecords licensing = new(index, TimeProvider.System);
        IncomeRecords income = new(index);
        ActivityRecords activity = new(index);
        SealingRecords sealing = new(index, KnownChains.Embedded, new PackageShelf(Path.Combine(folder, "blocks")), new CustodianPulse());
        Cursor hash = new(long.MaxValue, new byte[32]), pair = Cursor.Of(long.MaxValue, 0);
        AssetView asset = (await assets.Find(Id, ct))!;
        object?[] answers =
        [
            asset, await assets.Find(new UInt256(70).ToHash(), ct), await assets.Find(Hash32.Zero, ct), await assets.List(0, Holder, hash, 10, ct), await assets.List(null, null, null, 10, ct), await assets.Versions(Id, ct),
            await assets.Lineage(Id, 4, ct), await assets.Holders(asset, new Cursor(0, new byte[20]), 10, ct), await assets.Holders(asset, null, 10, ct), await assets.IsOnChain(Id, ct),
            await licensing.Terms(Terms.TermsId(), ct) is { } terms ? TermsView.Of(terms, Id) : null, await licensing.Offers(Id, ct), (await licensing.Offer(Id, Terms.TermsId(), ct))?.View,
            await licensing.License(Id, ct), await licensing.List(Id, Holder, hash, 10, ct), (await licensing.HeldBy(Id, Holder, ct)).Count,
            await income.OfTitle(Id, ct), await income.Credits(Id, pair, 10, ct), await income.Balances(Holder, ct),
            await activity.List(new ActivityFilter(Id, Holder, "paid"), pair, 10, ct), await activity.After(ActivityFilter.All, -1, 0, 10, ct), await activity.BlockHash(5, ct), await activity.State("final_block", ct), await activity.State("none", ct),
            await sealing.Packages(Id, ct), await sealing.Package(new UInt256(70).ToHash(), ct), await sealing.Custodians(new Cursor(0, new byte[20]), 10, ct), await sealing.CustodiansOf([Id, Hash32.Zero], ct), await sealing.Serving(10, ct),
        ];
        return System.Text.Json.JsonSerializer.Serialize(answers, ApiJson.Options);
    }

    private static async Task Fill(Database index)
    {
        await using DbConnection connection = await index.OpenWriter(default);
        foreach (string statement in MarketProjections.Of(KnownChains.Embedded).Tables.Concat(IndexTables.All).SelectMany(table => index.Dialect.Create(table))) await Run(connection, statement, []);
        await Put(connection, TitleTables.Titles, ("id", Id), ("owner", Holder), ("name", "A small model"), ("epoch", 1L), ("block", 5L), ("registered", 9L));
        await Put(connection, TitleTables.Versions, ("fingerprint", new UInt256(70).ToHash()), ("title_id", Id), ("number", 2L), ("epoch", 1L));
        await Put(connection, TitleTables.Lineage, ("child_id", Id), ("parent_id", new UInt256(3).ToHash()), ("royalty", 100L));
        await Put(connection, ShareTables.Divisions, ("share", Holder), ("title_id", Id), ("symbol", "S"), ("issued", (UInt256)10));
        await Put(connection, ShareTables.Holdings, ("share", Holder), ("account", Holder), ("shares", (UInt256)10));
        await Put(connection, LicensingTables.Terms, ("id", Terms.TermsId()), ("territories", Terms.Territories.Bits.ToHash()), ("fields", new UInt256(Terms.Fields.Bits).ToHash()), ("data_types", new UInt256(Terms.DataTypes.Bits).ToHash()), ("legal_text", Terms.LegalText));
        await Put(connection, LicensingTables.Offers, ("title_id", Id), ("terms_id", Terms.TermsId()), ("state", 1L), ("epoch", 1L));
        await Put(connection, LicensingTables.Licenses, ("id", Id), ("title_id", Id), ("terms_id", Terms.TermsId()), ("licensee", Holder), ("territories", Terms.Territories.Bits.ToHash()), ("expires", (long)Seconds.Perpetual), ("epoch", 1L), ("fields", new UInt256(1).ToHash()), ("data_types", new UInt256(1).ToHash()));
        await Put(connection, RoyaltyTables.Credits, ("block", 5L), ("log_index", 2L), ("title_id", Id), ("source_id", Id), ("amount", UInt256.MaxValue));
        await Put(connection, RoyaltyTables.Income, ("title_id", Id), ("credited", (UInt256)49));
        await Put(connection, RoyaltyTables.Balances, ("title_id", Id), ("payee", Holder), ("balance", (UInt256)49));
        await Put(connection, ActivityTables.Activity, ("block", 5L), ("kind", "paid"), ("title_id", Id), ("actor", Holder), ("amount", (UInt256)49));
        await Put(connection, SealingTables.Packages, ("fingerprint", new UInt256(70).ToHash()), ("title_id", Id), ("epoch", 1L), ("header", Id), ("root", Id), ("sources", "https://a.example"), ("block", 5L));
        await Put(connection, SealingTables.Custodians, ("account", Holder), ("public_key", Id), ("url", "https://b.example"), ("territories", new UInt256(5).ToHash()), ("bond", UInt256.MaxValue), ("block", 5L));
        await Put(connection, SealingTables.Keys, ("public_key", Id), ("account", Holder), ("block", 5L));
        await Put(connection, IndexTables.Blocks, ("number", 5L), ("hash", Id));
        await Put(connection, IndexTables.State, ("name", "final_block"), ("value", "4"));
        await Put(connection, IndexTables.State, ("name", "stored_hash"), ("value", "0xab"));
    }

    private static async Task Sign(ServerState state)
    {
        await state.Create([SessionTables.Nonces, SessionTables.Sessions], default);
        Sessions sessions = new(state, TimeProvider.System, Options.Create(new ApiOptions()));
        string nonce = await sessions.NewNonce(Holder, default);
        Assert.True(await sessions.UseNonce(nonce, Holder, default));
        Assert.False(await sessions.UseNonce(nonce, Holder, default));
        (string token, _) = await sessions.Open(Holder, default);
        Assert.Equal(Holder, (await sessions.Find(token, default))!.Account);
        Assert.Equal(1, await sessions.CloseAll(Holder, default));
        Assert.Null(await sessions.Find(token, default));
    }

    private static Task Put(DbConnection connection, Table table, params (string Column, object Value)[] cells) => Run(
        connection, $"INSERT INTO {table.Name} ({string.Join(", ", table.Columns.Select(column => column.Name))}) VALUES ({string.Join(", ", table.Columns.Select(column => "@" + column.Name))})",
        table.Columns.Select(column => (column.Name, ValueOf(column, cells.FirstOrDefault(cell => cell.Column == column.Name).Value ?? column.Default))));

    private static object ValueOf(Column column, object? value) => value switch
    {
        null => DBNull.Value,
        Hash32 hash => hash.ToArray(),
        Address account => account.ToArray(),
        UInt256 amount => Amounts.ToText(amount),
        byte[] { Length: 0 } => new byte[column.Name is "owner" or "registrant" or "arbitrator" or "licensee" or "payer" or "currency" or "issuer" or "payee" ? Address.Size : Hash32.Size],
        _ => value,
    };

    private static async Task Run(DbConnection connection, string statement, IEnumerable<(string Name, object Value)> values)
    {
        await using DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // a test's own statements
        command.CommandText = statement;
#pragma warning restore CA2100
        foreach ((string name, object value) in values)
        {
            DbParameter parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            command.Parameters.Add(parameter);
        }
        await command.ExecuteNonQueryAsync();
    }
}
