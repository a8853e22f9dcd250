using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Server.Api;
using ModelDeed.Server.Indexing;

namespace ModelDeed.Server.Licensing;

/// <summary>What is asked of the tables about terms, offers and licenses.</summary>
internal sealed class LicensingRecords(Database index, TimeProvider clock)
{
    private const string Licenses = """
        SELECT l.*, CASE WHEN l.epoch = t.epoch THEN 1 ELSE 0 END AS counts,
            CASE WHEN l.block > COALESCE((SELECT CAST(value AS BIGINT) FROM index_state WHERE name = 'final_block'), -1) THEN 1 ELSE 0 END AS pending
        FROM licenses l JOIN titles t ON t.id = l.title_id
        """;

    /// <summary>Terms by their id; null for none.</summary>
    public Task<LicenseTerms?> Terms(Hash32 id, CancellationToken ct) => index.First("SELECT * FROM terms WHERE id = @id", [("id", id.ToArray())], TermsOf, ct);

    /// <summary>The offers of a title: open ones first, then by age.</summary>
    public Task<List<OfferView>> Offers(Hash32 title, CancellationToken ct) => index.Rows("""
        SELECT m.*, o.title_id, o.state, o.sold, o.renewals_ended, o.offered, CASE WHEN o.epoch = t.epoch THEN 1 ELSE 0 END AS counts
        FROM offers o JOIN terms m ON m.id = o.terms_id JOIN titles t ON t.id = o.title_id WHERE o.title_id = @title ORDER BY counts DESC, o.state, o.offered, o.terms_id
        """, [("title", title.ToArray())], OfferOf, ct);

    /// <summary>One offer; null for none.</summary>
    public async Task<(OfferView View, LicenseTerms Terms)?> Offer(Hash32 title, Hash32 terms, CancellationToken ct)
    {
        List<(OfferView, LicenseTerms)> found = await index.Rows("""
            SELECT m.*, o.title_id, o.state, o.sold, o.renewals_ended, o.offered, CASE WHEN o.epoch = t.epoch THEN 1 ELSE 0 END AS counts
            FROM offers o JOIN terms m ON m.id = o.terms_id JOIN titles t ON t.id = o.title_id WHERE o.title_id = @title AND o.terms_id = @terms
            """, [("title", title.ToArray()), ("terms", terms.ToArray())], row => (OfferOf(row), TermsOf(row)), ct);
        return found.Count > 0 ? found[0] : null;
    }

    /// <summary>A license; null for none.</summary>
    public Task<LicenseView?> License(Hash32 id, CancellationToken ct) =>
        index.First($"{Licenses} WHERE l.id = @id", [("id", id.ToArray())], row => LicenseView.Of(row, clock.GetUtcNow()), ct);

    /// <summary>Licenses of a title, of an account, or of both, the newest first.</summary>
    public async Task<Page<LicenseView>> List(Hash32? title, Address? licensee, Cursor? after, int limit, CancellationToken ct)
    {
        List<(string, object)> values = [("limit", limit + 1L)];
        List<string> where = ["1 = 1"];
        if (title is { } id)
        {
            where.Add("l.title_id = @title");
            values.Add(("title", id.ToArray()));
        }
        if (licensee is { } account)
        {
            where.Add("l.licensee = @licensee");
            values.Add(("licensee", account.ToArray()));
        }
        if (after is not null)
        {
            where.Add("(l.granted < @time OR (l.granted = @time AND l.id > @after))");
            values.AddRange([("time", after.Number), ("after", after.Key)]);
        }
        List<LicenseView> rows = await index.Rows($"{Licenses} WHERE {string.Join(" AND ", where)} ORDER BY l.granted DESC, l.id LIMIT @limit", values, row => LicenseView.Of(row, clock.GetUtcNow()), ct);
        return Page<LicenseView>.Of(rows, limit, license => new Cursor(license.Granted, license.Id.ToArray()));
    }

    /// <summary>The licenses of a title that an account holds, as the pure decisions take them.</summary>
    public Task<List<HeldLicense>> HeldBy(Hash32 title, Address account, CancellationToken ct) =>
        index.Rows($"{Licenses} WHERE l.title_id = @title AND l.licensee = @account ORDER BY l.granted, l.id", [("title", title.ToArray()), ("account", account.ToArray())], Held, ct);

    internal static HeldLicense Held(SqlRow row) => new(
        UInt256.FromHash(row.Hash("id")), UInt256.FromHash(row.Hash("title_id")), row.Hash("terms_id"), row.Address("licensee"),
        new License(ScopeOf(row), (ulong)row.Number("since"), (ulong)row.Number("expires"), new TokenAmount(row.Amount("renewal_price"))), row.Flag("counts"));

    private static OfferView OfferOf(SqlRow row) => new(
        row.Hash("title_id"), TermsView.Of(TermsOf(row), row.Hash("id")), !row.Flag("counts") ? "void" : row.Number("state") == 1 ? "open" : "closed",
        row.Number("sold"), row.Flag("renewals_ended"), row.Number("offered"));

    private static LicenseScope ScopeOf(SqlRow row) => new(
        new Territories(new UInt256(row.Bytes("territories"))), new FieldsOfUse((ulong)new UInt256(row.Bytes("fields"))), new DataTypes((uint)(ulong)new UInt256(row.Bytes("data_types"))));

    private static LicenseTerms TermsOf(SqlRow row)
    {
        LicenseScope scope = ScopeOf(row);
        return new LicenseTerms
        {
            Currency = row.Address("currency"),
            Price = new TokenAmount(row.Amount("price")),
            Payment = (PaymentModel)row.Number("payment"),
            Period = (uint)row.Number("period"),
            Grace = (uint)row.Number("grace"),
            UnitPrice = new TokenAmount(row.Amount("unit_price")),
            Unit = row.Hash("unit"),
            Supply = (uint)row.Number("supply"),
            PerAccount = (uint)row.Number("per_account"),
            SaleStart = (ulong)row.Number("sale_start"),
            SaleEnd = (ulong)row.Number("sale_end"),
            Rights = RightsOf(row),
            Royalty = (ushort)row.Number("royalty"),
            Territories = scope.Territories,
            Fields = scope.Fields,
            DataTypes = scope.DataTypes,
            Issuer = row.Address("issuer"),
            Claim = row.Hash("claim"),
            LegalText = row.Hash("legal_text"),
        };
    }

    private static Rights RightsOf(SqlRow row) =>
        (row.Flag("commercial") ? Rights.Commercial : Rights.None) | (row.Flag("derivatives") ? Rights.Derivatives : Rights.None) | (row.Flag("share_alike") ? Rights.ShareAlike : Rights.None)
        | (row.Flag("attribution") ? Rights.Attribution : Rights.None) | (row.Flag("transferable") ? Rights.Transferable : Rights.None);
}
