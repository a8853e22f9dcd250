using System.Collections.Immutable;
using System.Text.Json;
using ModelDeed.Storage;

namespace ModelDeed.Sealing;

/// <summary>A receipt with whose log it is of.</summary>
/// <param name="Custodian">The custodian's account.</param>
/// <param name="Receipt">The receipt.</param>
public sealed record KeptReceipt(Address Custodian, LogReceipt Receipt);

/// <summary>The receipts of a release, as a licensee keeps them beside what was opened (docs/formats.md, <c>modeldeed-receipts-1</c>): proof for later
/// of who released what to whom, and against a custodian whose log tells another story.</summary>
/// <param name="ChainId">EIP-155 id of the chain.</param>
/// <param name="Directory">The <c>Custodians</c> contract.</param>
/// <param name="Receipts">1 to 255.</param>
public sealed record ReceiptFile(ulong ChainId, Address Directory, ImmutableArray<KeptReceipt> Receipts)
{
    /// <summary>Bytes of a file, at most.</summary>
    public const int MaxSize = 8 * 1024 * 1024;

    private const string Format = "modeldeed-receipts-1";

    private static readonly string[] Names = ["format", "chainId", "directory", "receipts"];

    /// <summary>Where the receipts of what was opened into a file or folder are kept.</summary>
    public static string Beside(string output) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(output)) + ".receipts.json";

    /// <summary>The file's bytes.</summary>
    public byte[] ToBytes() => ReleaseWire.Write(json =>
    {
        json.WriteString("format", Format);
        json.WriteNumber("chainId", ChainId);
        json.WriteString("directory", Directory.ToString());
        json.WriteStartArray("receipts");
        foreach (KeptReceipt kept in Receipts)
        {
            json.WriteStartObject();
            json.WriteString("custodian", kept.Custodian.ToString());
            ReleaseWire.Write(json, kept.Receipt);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    /// <summary>Reads a file's bytes.</summary>
    /// <exception cref="FormatException">They break the format; the text names the field.</exception>
    public static ReceiptFile Parse(ReadOnlyMemory<byte> utf8)
    {
        JsonFields fields = JsonFields.Parse(utf8, Names, out JsonDocument document);
        using (document)
        {
            if (fields.Text("format") is var format && format != Format) throw new FormatException($"format: expected {Format}.");
            return new ReceiptFile(fields.Number("chainId"), fields.Account("directory"),
                [.. fields.Objects("receipts", Shamir.MostShares, ["custodian", .. ReleaseWire.ReceiptNames]).Select(one => new KeptReceipt(one.Account("custodian"), ReleaseWire.ReadReceipt(one)))]);
        }
    }

    /// <summary>Keeps the receipts of a release; does nothing when no custodian gave a right one.</summary>
    /// <param name="output">What was opened.</param>
    /// <param name="package">What it is.</param>
    /// <param name="directory">The <c>Custodians</c> contract.</param>
    /// <param name="outcomes">What came of asking.</param>
    /// <returns>The file; null when there was nothing to keep.</returns>
    /// <exception cref="IOException">The disk is full or fails.</exception>
    public static string? Keep(string output, PackageBinding package, Address directory, IEnumerable<CustodianOutcome> outcomes)
    {
        ImmutableArray<KeptReceipt> receipts = [.. outcomes.Select(outcome => outcome.Receipt).OfType<KeptReceipt>()];
        if (receipts.IsEmpty) return null;
        string path = Beside(output);
        for (int i = 2; File.Exists(path); i++) path = Path.ChangeExtension(Beside(output), $"{i}.json"); // an earlier release's are proof too
        DiskFlush.WriteWhole(path, new ReceiptFile(package.ChainId, directory, receipts).ToBytes());
        return path;
    }
}
