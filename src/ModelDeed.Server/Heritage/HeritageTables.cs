using ModelDeed.Server.Indexing;

namespace ModelDeed.Server.Heritage;

/// <summary>The tables of <see cref="HeritagePrints"/>, in <see cref="Api.ServerState"/>: they follow from manifests that were fetched.</summary>
internal static class HeritageTables
{
    public static readonly Table Keys = new("heritage_keys", "What search keeps in memory of a heritage print.", 1,
        Column.Number("number", "In the order in which they came, from 1."),
        Column.Bytes("manifest", "SHA-256 of the manifest that the print is in."),
        Column.Bytes("keys", "Up to eight keys of 24 bytes: shape, and 128 signs."))
    { Indexes = ["manifest"] };

    public static readonly Table Prints = new("heritage_prints", "A heritage print, checked against its manifest.", 1,
        Column.Bytes("manifest", "SHA-256 of the manifest."),
        Column.Bytes("print", "The print's bytes (docs/formats.md)."));

    public static readonly Table Tensors = new("heritage_tensors", "Manifests that have a tensor, for each tensor 64 at most: what strangers share proves no descent.", 2,
        Column.Bytes("tensor", "The first eight bytes of its BLAKE3."),
        Column.Bytes("manifest", "SHA-256 of the manifest."));

    public static IReadOnlyList<Table> All { get; } = [Keys, Prints, Tensors];
}
