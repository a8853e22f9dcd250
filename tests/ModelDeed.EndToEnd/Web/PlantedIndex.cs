using System.Data.Common;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Market;
using ModelDeed.Primitives;
using ModelDeed.Server;
using ModelDeed.Server.Activity;
using ModelDeed.Server.Indexing;
using ModelDeed.Server.Licensing;
using ModelDeed.Server.Market;
using ModelDeed.Server.Royalties;
using ModelDeed.Server.Sealing;
using ModelDeed.Server.Search;
using ModelDeed.Server.Shares;
using ModelDeed.Server.Titles;

namespace ModelDeed.EndToEnd.Web;

/// <summary>An index with a family of assets, hostile names among them, written as the projections write it.</summary>
internal static class PlantedIndex
{
    /// <summary>Seconds since 1970 of everything planted; long ago, so that titles are final.</summary>
    internal const long Then = 1_700_000_000;

    internal const string HostileName = "<script>alert(1)</script>\u202Emodel";

    /// <summary>No place in it where a line could break, and marks that turn or hide letters.</summary>
    internal static readonly string LongName = new string('W', 100) + "\u200B\u202E\u2066model";

    /// <summary>Everything that runs, loads, floats, or stretches a page.</summary>
    internal static readonly Card HostileCard = new()
    {
        Description = "<img src=x onerror=alert(2)>\u202E" + new string('w', 3_000),
        Task = new string('t', 64),
        Framework = "</title><script>alert(3)</script>",
        Tags = [new string('a', 40), new string('b', 40)],
        License = "javascript:alert(4)",
        Markdown = "# <svg onload=alert(5)>\n\n" + new string('x', 10_000) + "\n\n[here](javascript:alert(6)) ![far](https://evil.example/a.png)\n\n<style>*{display:none}</style><base href=//evil.example><form action=//evil.example><input autofocus onfocus=alert(7)></form>\n\n| a | b |\n|---|---|\n| "
            + new string('y', 2_000) + " | \u202Ez |\n\n```\n" + new string('z', 5_000) + "\n```\n",
    };

    /// <summary>The terms that cost something.</summary>
    internal static readonly LicenseTerms Paid = LegalText.Seal(TermsTemplates.CommercialDerivatives(Address.Zero, new TokenAmount(50_000_000_000_000_000)) with { Territories = Territories.Parse("EU,JP") });

    internal static readonly Hash32 Parent = Hash32.Parse(new string('a', 64)), Child = Hash32.Parse(new string('b', 64)), Share = Hash32.Parse(new string('c', 64));

    internal static readonly Address Alice = Address.Parse("0x" + new string('1', 40)), Token = Address.Parse("0x" + new string('2', 40));

    /// <summary>The parent's first fingerprint, of the single file with these bytes, is computed by the test that checks the file.</summary>
    internal static async Task Plant(Database database, Hash32 first)
    {
        await using DbConnection db = await database.OpenWriter(CancellationToken.None);
        IReadOnlyList<Table> tables = [.. IndexTables.All, .. MarketProjections.Of(KnownChains.Embedded).Tables, .. SearchTables.All];
        foreach (string statement in tables.SelectMany(table => database.Dialect.Create(table)))
        {
            await using DbCommand command = db.CreateCommand();
            command.CommandText = statement;
            await command.ExecuteNonQueryAsync();
        }
        using IBulk bulk = IBulk.Of(database.Dialect, db);
        void Put(Table table, params (string Column, object Value)[] cells) => bulk.Write(table, [Row(table, cells)]);
        Put(IndexTables.State, ("name", "final_block"), ("value", "20"));
        Put(IndexTables.State, ("name", "applied_block"), ("value", "21"));
        Titles(Put, first);
        Offers(Put);
        Money(Put);
        Sealed(Put);
        await new SearchIndexer(database.Dialect, MarketTables.Cards).RefreshAll(db, null, CancellationToken.None);
    }

    private static void Titles(Action<Table, (string, object)[]> put, Hash32 first)
    {
        foreach ((Hash32 id, string name, Address owner, long block) in new[] { (Parent, HostileName, Alice, 5L), (Child, "Derived model", Token, 21L), (Share, LongName, Alice, 6L) })
        {
            put(TitleTables.Titles, [("id", id), ("owner", owner), ("registrant", Alice), ("name", name), ("name_is_utf8", 1L), ("priority", Then), ("final_at", block == 21 ? 9_000_000_000L : Then + 60), ("arbitrator", Address.Zero),
                ("current_manifest", Hash32.Zero), ("manifest_digest", Hash32.Zero), ("tensor_root", Hash32.Zero), ("anchor_root", Hash32.Zero), ("versions", 1L), ("latest", id), ("registered", Then), ("registered_block", block), ("tx_hash", id), ("block", block)]);
            put(TitleTables.Versions, [("fingerprint", id == Parent ? first : id), ("title_id", id), ("number", 1L), ("priority", Then), ("note", ""), ("published", Then), ("block", block)]);
        }
        put(TitleTables.Versions, [("fingerprint", Hash32.Parse(new string('d', 64))), ("title_id", Parent), ("number", 2L), ("priority", Then), ("manifest_digest", Share), ("note", "<b>Retrained</b>"), ("published", Then), ("block", 7L)]);
        put(MarketTables.Cards, [("title_id", Share), ("digest", HostileCard.Digest), ("uri", "javascript:alert(8)"), ("author", Alice), ("described", Then), ("tx_hash", Share), ("block", 6L)]);
        put(TitleTables.Lineage, [("child_id", Child), ("parent_id", Parent), ("royalty", 1_000L), ("block", 21L)]);
        put(TitleTables.Lineage, [("child_id", Share), ("parent_id", Parent), ("royalty", 0L), ("block", 6L)]);
        put(LicensingTables.LineageLicenses, [("child_id", Child), ("parent_id", Parent), ("bond", 1L), ("block", 21L)]);
        put(ActivityTables.Activity, [("block", 5L), ("log_index", 0L), ("kind", "registered"), ("title_id", Parent), ("actor", Alice), ("time", Then), ("tx_hash", Parent)]);
        put(ActivityTables.Activity, [("block", 21L), ("log_index", 0L), ("kind", "licensed"), ("title_id", Parent), ("actor", Alice), ("other", Token), ("currency", Address.Zero), ("amount", new UInt256(1_000_000_000_000_000)), ("time", Then + 9), ("tx_hash", Parent)]);
        put(ActivityTables.Activity, [("block", 21L), ("log_index", 1L), ("kind", "paid"), ("title_id", Parent), ("actor", Token), ("currency", Address.Zero), ("amount", new UInt256(1_000_000_000_000_000)), ("time", Then + 9), ("tx_hash", Parent)]);
        put(ActivityTables.Activity, [("block", 21L), ("log_index", 2L), ("kind", "divided"), ("title_id", Child), ("actor", Alice), ("other", Token), ("time", Then + 9), ("tx_hash", Child)]);
        put(ActivityTables.Activity, [("block", 21L), ("log_index", 3L), ("kind", "transferred"), ("title_id", Child), ("actor", Alice), ("other", Token), ("time", Then + 9), ("tx_hash", Child)]);
        put(ActivityTables.Activity, [("block", 20L), ("log_index", 0L), ("kind", "paid"), ("title_id", Parent), ("actor", Token), ("currency", Address.Zero), ("amount", new UInt256(2_000_000_000_000_000)), ("time", Then + 8), ("tx_hash", Child)]);
    }

    private static void Offers(Action<Table, (string, object)[]> put)
    {
        foreach (LicenseTerms terms in new[] { TermsTemplates.AcademicResearch(Address.Zero, default), Paid })
        {
            object Set(System.Numerics.BigInteger bits) => ((UInt256)bits).ToHash();
            long Has(Rights right) => terms.Allows(right) ? 1 : 0;
            put(LicensingTables.Terms, [("id", terms.TermsId()), ("currency", terms.Currency), ("price", (UInt256)terms.Price.Units), ("payment", (long)terms.Payment), ("unit", terms.Unit), ("royalty", (long)terms.Royalty), ("commercial", Has(Rights.Commercial)),
                ("derivatives", Has(Rights.Derivatives)), ("share_alike", Has(Rights.ShareAlike)), ("attribution", Has(Rights.Attribution)), ("territories", terms.Territories.Bits.ToHash()), ("fields", Set(terms.Fields.Bits)),
                ("data_types", Set(terms.DataTypes.Bits)), ("issuer", terms.Issuer), ("claim", terms.Claim), ("legal_text", terms.LegalText), ("block", 8L)]);
            put(LicensingTables.Offers, [("title_id", Parent), ("terms_id", terms.TermsId()), ("state", 1L), ("offered", Then), ("block", 8L)]);
        }
        LicenseTerms scope = TermsTemplates.AcademicResearch(Address.Zero, default);
        put(LicensingTables.Licenses, [("id", Share), ("title_id", Parent), ("terms_id", scope.TermsId()), ("licensee", Alice), ("payer", Alice), ("territories", scope.Territories.Bits.ToHash()), ("fields", ((UInt256)(System.Numerics.BigInteger)scope.Fields.Bits).ToHash()),
            ("data_types", ((UInt256)(System.Numerics.BigInteger)scope.DataTypes.Bits).ToHash()), ("since", Then), ("expires", (long)Seconds.Perpetual), ("granted", Then), ("currency", Address.Zero), ("price", UInt256.Zero), ("paid", UInt256.Zero), ("renewal_price", UInt256.Zero), ("tx_hash", Share), ("block", 9L)]);
    }

    private static void Money(Action<Table, (string, object)[]> put)
    {
        long now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()).ToUnixTimeSeconds();
        put(RoyaltyTables.Income, [("title_id", Parent), ("currency", Address.Zero), ("credited", new UInt256(3_000_000_000_000_000_000)), ("from_descendants", new UInt256(1_000_000_000_000_000_000)), ("payments", 2L), ("block", 9L)]);
        put(RoyaltyTables.Credits, [("block", 9L), ("log_index", 0L), ("position", 0L), ("title_id", Parent), ("source_id", Parent), ("currency", Address.Zero), ("amount", new UInt256(2_000_000_000_000_000_000)), ("time", now)]);
        put(RoyaltyTables.Credits, [("block", 9L), ("log_index", 1L), ("position", 1L), ("title_id", Parent), ("source_id", Child), ("currency", Address.Zero), ("amount", new UInt256(1_000_000_000_000_000_000)), ("time", now)]);
        put(ShareTables.Divisions, [("share", Token), ("title_id", Child), ("divider", Alice), ("name", HostileName), ("symbol", "<b>\u202E$"), ("issued", new UInt256(1_000)), ("holders", 1L), ("divided", Then), ("block", 21L)]);
        put(ShareTables.Holdings, [("share", Token), ("account", Alice), ("shares", new UInt256(1_000)), ("block", 21L)]);
    }

    // A package whose blocks nobody keeps here, with sources that no page may call; a custodian of whom everything is a stranger's.
    private static void Sealed(Action<Table, (string, object)[]> put)
    {
        put(SealingTables.Packages, [("fingerprint", Hash32.Parse(new string('d', 64))), ("title_id", Parent), ("header", Share), ("root", Child), ("sources", "https://evil.example; script-src *\njavascript:alert(9)\nhttp://127.0.0.1/"), ("published", Then), ("tx_hash", Share), ("block", 7L)]);
        foreach ((Address account, string url, long left) in new[] { (Alice, "https://u.example/" + new string('u', 230), 0L), (Token, "<script>alert(10)</script>\u202E", Then + 9) })
            put(SealingTables.Custodians, [("account", account), ("public_key", Share), ("url", url), ("territories", Paid.Territories.Bits.ToHash()), ("bond", new UInt256(1_000_000_000_000_000)), ("joined", Then), ("left_at", left == 0 ? null! : left), ("tx_hash", Share), ("block", 8L)]);
    }

    private static object?[] Row(Table table, (string Column, object Value)[] cells)
    {
        object?[] row = [.. table.Columns.Select(column => column.Default)];
        foreach ((string column, object value) in cells) row[table[column]] = value is Hash32 hash ? hash.ToArray() : value is Address address ? address.ToArray() : value;
        return row;
    }
}
