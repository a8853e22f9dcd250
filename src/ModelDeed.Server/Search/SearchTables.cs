using ModelDeed.Ethereum;
using ModelDeed.Licensing;
using ModelDeed.Server.Indexing;
using ModelDeed.Titles;

namespace ModelDeed.Server.Search;

/// <summary>What search keeps beside the projections: it depends on which documents were fetched, so no digest of the views covers it.</summary>
internal static class SearchTables
{
    private const int CommercialBit = 16;

    private const int AmountSize = Address.Size + UInt256.Size;

    public static readonly Table Documents = new("document_words", "What search takes of a document that is here (a card, a manifest), by its digest: whoever adds it has checked it.", 1,
        Column.Bytes("digest", "SHA-256 of the document."),
        Column.Text("format", "Of a manifest."),
        Column.Text("description", "Of either."),
        Column.Text("tags", "Of a card, joined by line feeds."),
        Column.Text("task", "Of a card."),
        Column.Text("author", "Of a card; nobody has checked it."));

    public static readonly Table Search = new("search_documents", "What is searched of a title, computed from the other tables whenever they change.", 1,
        Column.Bytes("title_id", "The title."),
        Column.Number("revision", "Rises with each change: what an index in memory hasn't seen yet is above the last it has."),
        Column.Number("removed", "1 when the title is no more; the rest is then of no meaning."),
        Column.Text("name", "As registered."),
        Column.Text("description", "Of the card, else of the manifest."),
        Column.Text("tags", "Of the card, joined by line feeds."),
        Column.Text("author_name", "Of the card; nobody has checked it."),
        Column.Text("task", "Of the card."),
        Column.Text("format", "Of the manifest."),
        Column.Number("kind", "As titles.kind."),
        Column.Bytes("owner", "As titles.owner."),
        Column.Bytes("author", "As titles.registrant."),
        Column.Number("payments", "Of open offers, a bit each: 1 free, 2 one-time, 4 subscription, 8 metered, 16 commercial use allowed."),
        Column.Number("derivatives_allowed", "1 when an open offer allows derivatives."),
        Column.Bytes("territories", "Of all open offers together: a set as in terms."),
        Column.Bytes("fields", "Of all open offers together: a set as in terms."),
        Column.Bytes("prices", "The cheapest open price by currency, 52 bytes each: its address, the amount big-endian."),
        Column.Bytes("income", "What the title got, likewise."),
        Column.Number("licensed", "Licenses granted in all."),
        Column.Number("derivatives", "As titles.children."),
        Column.Number("registered", "As titles.registered."),
        Column.Number("final_at", "As titles.final_at."),
        Column.Number("block", "As titles.block: pending while above final_block."))
    { Indexes = ["revision"] };

    public static IReadOnlyList<Table> All { get; } = [Documents, Search];

    /// <summary>A row of <see cref="Documents"/>.</summary>
    public static object?[] Row(Hash32 digest, CardText text) => Cells(Documents, digest, text.Format, text.Description, text.Tags, text.Task, text.Author);

    /// <summary>A row of <see cref="Search"/>.</summary>
    public static object?[] Row(SearchDocument document, long revision) => Cells(Search,
        document.TitleId, revision, document.Removed, document.Name, document.Description, document.Tags, document.AuthorName, document.Task, document.Format,
        (byte)document.Kind, document.Owner, document.Author, (byte)(document.Payments | (document.CommercialAllowed ? CommercialBit : 0)), document.DerivativesAllowed,
        document.Territories.Bits, new UInt256(document.Fields.Bits), Pack(document.Prices), Pack(document.Income),
        document.Licensed, document.Derivatives, document.RegisteredAt, document.FinalAt, document.Block);

    /// <summary>The document of a row.</summary>
    public static SearchDocument Document(object?[] cells)
    {
        string Text(string column) => (string)cells[Search[column]]!;
        long Number(string column) => (long)cells[Search[column]]!;
        byte[] Bytes(string column) => (byte[])cells[Search[column]]!;
        return new SearchDocument
        {
            TitleId = new UInt256(Bytes("title_id")),
            Removed = Number("removed") != 0,
            Name = Text("name"),
            Description = Text("description"),
            Tags = Text("tags"),
            AuthorName = Text("author_name"),
            Task = Text("task"),
            Format = Text("format"),
            Kind = (AssetKind)Number("kind"),
            Owner = new Address(Bytes("owner")),
            Author = new Address(Bytes("author")),
            Payments = (byte)(Number("payments") & ~CommercialBit),
            CommercialAllowed = (Number("payments") & CommercialBit) != 0,
            DerivativesAllowed = Number("derivatives_allowed") != 0,
            Territories = new Territories(new UInt256(Bytes("territories"))),
            Fields = new FieldsOfUse((ulong)new UInt256(Bytes("fields"))),
            Prices = Unpack(Bytes("prices")),
            Income = Unpack(Bytes("income")),
            Licensed = Number("licensed"),
            Derivatives = Number("derivatives"),
            RegisteredAt = (ulong)Number("registered"),
            FinalAt = (ulong)Number("final_at"),
            Block = Number("block"),
        };
    }

    private static object?[] Cells(Table table, params ReadOnlySpan<Cell> cells)
    {
        var row = new object?[cells.Length];
        for (int i = 0; i < row.Length; i++) row[i] = cells[i].For(table.Columns[i]);
        return row;
    }

    private static byte[] Pack(IReadOnlyList<CurrencyAmount> amounts)
    {
        var bytes = new byte[amounts.Count * AmountSize];
        for (int i = 0; i < amounts.Count; i++)
        {
            amounts[i].Currency.Bytes.CopyTo(bytes.AsSpan(i * AmountSize));
            amounts[i].Amount.WriteBigEndian(bytes.AsSpan(i * AmountSize + Address.Size));
        }
        return bytes;
    }

    private static CurrencyAmount[] Unpack(byte[] bytes)
    {
        var amounts = new CurrencyAmount[bytes.Length / AmountSize];
        for (int i = 0; i < amounts.Length; i++)
        {
            ReadOnlySpan<byte> part = bytes.AsSpan(i * AmountSize, AmountSize);
            amounts[i] = new CurrencyAmount(new Address(part[..Address.Size]), new UInt256(part[Address.Size..]));
        }
        return amounts;
    }
}
