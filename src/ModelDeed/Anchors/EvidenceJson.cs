using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using ModelDeed.Ethereum;

namespace ModelDeed.Anchors;

/// <summary>The bytes of an evidence file: one JSON object, fields in one order, no white space, hexadecimal in lower case, one line feed at
/// the end. There is one way to write it, so that not a byte can change unnoticed.</summary>
public static class EvidenceJson
{
    /// <summary>The most that is read: 32 MiB, a manifest of a hundred thousand tensors or files fits. Reading takes some tens of bytes
    /// of memory for each byte of the file at the very worst, so no file takes gigabytes.</summary>
    public const int MostBytes = 32 << 20;

    /// <summary>The largest manifest that an evidence file takes: 1 MiB is kept for the rest, which needs some ten KiB.</summary>
    public const int MostManifestBytes = MostBytes - (1 << 20);

    private const int MostNodes = 64;

    /// <summary>Writes the file's bytes.</summary>
    public static byte[] Write(Evidence evidence)
    {
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("format", Evidence.Format);
            json.WriteString("fingerprint", evidence.Leaf.Fingerprint.ToString());
            json.WriteString("owner", evidence.Leaf.Owner.ToString());
            json.WriteString("salt", evidence.Leaf.Salt.ToString());
            Write(json, "tree", evidence);
            Write(json, "statement", evidence.Statement);
            Write(json, "anchored", evidence.Anchored);
            if (evidence.Manifest is { } manifest)
            {
                json.WritePropertyName("manifest");
                json.WriteRawValue(manifest.AsSpan(), skipInputValidation: true);
            }
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a file's bytes.</summary>
    /// <exception cref="FormatException">Not an evidence file of this version: says which field is wrong; or not written in the one way.</exception>
    public static Evidence Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MostBytes) throw new FormatException($"the file has {bytes.Length:N0} bytes; evidence has {MostBytes:N0} at most.");
        Evidence evidence;
        try
        {
            evidence = Parse(bytes);
        }
        catch (InvalidOperationException broken)
        {
            throw new FormatException("a text isn't valid UTF-8 or has half a surrogate pair.", broken);
        }
        if (!Write(evidence).AsSpan().SequenceEqual(bytes.Span))
            throw new FormatException("the file isn't written as an evidence file is (order, spaces, letter case, or bytes after its end): it was edited.");
        return evidence;
    }

    private static Evidence Parse(ReadOnlyMemory<byte> bytes)
    {
        JsonFields file = JsonFields.Parse(bytes, ["format", "fingerprint", "owner", "salt", "tree", "statement", "anchored", "manifest"], out JsonDocument document);
        using JsonDocument owned = document;
        if (file.Text("format") is var format && format != Evidence.Format)
            throw new FormatException($"format: expected \"{Evidence.Format}\", found \"{format}\": made by another version of deed?");
        JsonFields tree = file.Object("tree", "root", "proof");
        return new Evidence
        {
            Leaf = new AnchorLeaf(file.Account("owner"), file.Hash("fingerprint"), file.Hash("salt")),
            Root = tree.Hash("root"),
            Proof = [.. tree.Hashes("proof", MostNodes)],
            Statement = ReadStatement(file.Object("statement", "chainId", "contract", "manifestDigest", "text", "signature")),
            Anchored = ReadProof(file.Object("anchored", "block", "blockHash", "header", "index", "transaction", "transactionPath", "receiptPath", "log")),
            Manifest = file.Has("manifest") ? [.. file.Raw("manifest")] : null,
        };
    }

    private static void Write(Utf8JsonWriter json, string name, Evidence evidence)
    {
        json.WriteStartObject(name);
        json.WriteString("root", evidence.Root.ToString());
        json.WriteStartArray("proof");
        foreach (Hash32 sibling in evidence.Proof) json.WriteStringValue(sibling.ToString());
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, string name, OwnerStatement statement)
    {
        json.WriteStartObject(name);
        json.WriteNumber("chainId", statement.ChainId);
        json.WriteString("contract", statement.Contract.ToString());
        json.WriteString("manifestDigest", statement.ManifestDigest.ToString());
        json.WriteString("text", statement.Text);
        json.WriteString("signature", Hex.Encode(statement.Signature.AsSpan()));
        json.WriteEndObject();
    }

    private static OwnerStatement ReadStatement(JsonFields statement) => new()
    {
        ChainId = statement.Number("chainId"),
        Contract = statement.Account("contract"),
        ManifestDigest = statement.Hash("manifestDigest"),
        Text = statement.Text("text"),
        Signature = [.. statement.Bytes("signature")],
    };

    private static void Write(Utf8JsonWriter json, string name, LogProof proof)
    {
        json.WriteStartObject(name);
        json.WriteNumber("block", proof.BlockNumber);
        json.WriteString("blockHash", proof.BlockHash.ToString());
        json.WriteString("header", Hex.Encode(proof.Header.AsSpan()));
        json.WriteNumber("index", proof.TransactionIndex);
        json.WriteString("transaction", proof.TransactionHash.ToString());
        WriteNodes(json, "transactionPath", proof.TransactionPath);
        WriteNodes(json, "receiptPath", proof.ReceiptPath);
        json.WriteNumber("log", proof.LogIndex);
        json.WriteEndObject();
    }

    private static void WriteNodes(Utf8JsonWriter json, string name, ImmutableArray<byte[]> nodes)
    {
        json.WriteStartArray(name);
        foreach (byte[] node in nodes) json.WriteStringValue(Hex.Encode(node));
        json.WriteEndArray();
    }

    private static LogProof ReadProof(JsonFields proof) => new()
    {
        BlockNumber = proof.Number("block"),
        BlockHash = proof.Hash("blockHash"),
        Header = [.. proof.Bytes("header")],
        TransactionIndex = proof.Number("index") is var place && place <= uint.MaxValue ? place : throw new FormatException("anchored.index: too large."),
        TransactionHash = proof.Hash("transaction"),
        TransactionPath = [.. proof.ByteArrays("transactionPath", MostNodes)],
        ReceiptPath = [.. proof.ByteArrays("receiptPath", MostNodes)],
        LogIndex = proof.Number("log") is var index && index <= uint.MaxValue ? (uint)index : throw new FormatException("anchored.log: too large."),
    };
}
