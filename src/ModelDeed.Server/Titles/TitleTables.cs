using ModelDeed.Server.Indexing;

namespace ModelDeed.Server.Titles;

/// <summary>The tables of <see cref="TitleProjection"/>.</summary>
internal static class TitleTables
{
    public static readonly Table Titles = new("titles", "A title as it stands, dissolved ones included.", 1,
        Column.Bytes("id", "The first fingerprint."),
        Column.Bytes("owner", "Who holds it; zero once dissolved. Of a divided title, its share token."),
        Column.Bytes("registrant", "Who registered it, and gets its resale royalty."),
        Column.Text("name", "The asset's name: a stranger's text."),
        Column.Number("name_is_utf8", "0 when the name on chain isn't UTF-8: U+FFFD then stands for what isn't."),
        Column.Number("kind", "0 model, 1 dataset, 2 algorithm, 3 software, 4 output."),
        Column.Number("priority", "Seconds since 1970."),
        Column.Number("final_at", "Seconds since 1970 from which nobody can take it over: priority and the contest period."),
        Column.Bytes("arbitrator", "Who may dispute, award and strike; zero for nobody."),
        Column.Number("resale_royalty", "Parts per 10,000 of a resale."),
        Column.Bytes("manifest_digest", "SHA-256 of the first version's manifest."),
        Column.Bytes("current_manifest", "SHA-256 of the manifest that the token URI names: the latest version's."),
        Column.Bytes("tensor_root", "Root over the first version's tensors; zero for none."),
        Column.Bytes("anchor_root", "The root that proved the priority; zero for none."),
        Column.Number("disputed", "1 while the arbitrator holds it back from transfer."),
        Column.Number("epoch", "How often it was taken over or dissolved; versions, offers and licenses of earlier epochs are void."),
        Column.Number("versions", "How many of its versions stand, the first included."),
        Column.Bytes("latest", "The fingerprint of the latest version."),
        Column.Bytes("dissolved_into", "The title that took its fingerprint in; null while it stands.").OrNull(),
        Column.Bytes("parents", "The parents' ids, 32 bytes each, ascending."),
        Column.Number("children", "How many titles name it as a parent."),
        Column.Number("transfers", "How often it changed hands, its first holder not counted."),
        Column.Number("registered", "Seconds since 1970 of the registration that counts."),
        Column.Number("registered_block", "Height of that registration's block."),
        Column.Bytes("tx_hash", "That registration's transaction."),
        Column.Number("block", "Height of the last block that changed the row."))
    { Indexes = ["owner", "registrant", "registered", "priority", "final_at", "kind", "dissolved_into", "current_manifest"] };

    public static readonly Table Versions = new("versions", "A version of an asset by its fingerprint. It stands while its epoch is its title's.", 1,
        Column.Bytes("fingerprint", "Its content root."),
        Column.Bytes("title_id", "The title."),
        Column.Number("number", "1 for the first."),
        Column.Number("epoch", "The title's epoch in which it counts."),
        Column.Number("priority", "Seconds since 1970."),
        Column.Bytes("manifest_digest", "SHA-256 of its manifest."),
        Column.Bytes("tensor_root", "Root over its tensors; zero for none."),
        Column.Bytes("anchor_root", "The root that proved its priority; zero for none."),
        Column.Text("note", "The holder's words: a stranger's text."),
        Column.Number("note_is_utf8", "0 when the note on chain isn't UTF-8."),
        Column.Number("published", "Seconds since 1970."),
        Column.Bytes("tx_hash", "Its transaction."),
        Column.Number("block", "Height of the last block that changed the row."))
    { Indexes = ["title_id,epoch,number"] };

    public static readonly Table Lineage = new("lineage", "An edge of the lineage, as the child's registration that counts declares it.", 2,
        Column.Bytes("child_id", "The title that descends."),
        Column.Bytes("parent_id", "The title from which."),
        Column.Number("royalty", "Of the child's income, in parts per 10,000, as declared; binding where lineage_licenses has the edge."),
        Column.Number("block", "Height of its block."))
    { Indexes = ["parent_id"] };
}
