using System.Buffers;
using System.Text.Json;
using ModelDeed.Ethereum;
using ModelDeed.Licensing;

namespace ModelDeed.Sealing;

/// <summary>Requests to custodians, and their answers, as JSON (docs/formats.md, <c>modeldeed-release-1</c>). Both sides read strictly: unknown fields are refused.</summary>
public static class ReleaseWire
{
    /// <summary>Bytes of a request, at most.</summary>
    public const int MaxRequestSize = AgeHeader.MaxSize / 3 * 4 + 64 * 1024;

    /// <summary>Bytes of an answer, at most.</summary>
    public const int MaxAnswerSize = 32 * 1024;

    private const int BoxSize = KeyShare.Size + SealedBox.Overhead, MaxEntrySize = 12 * 1024;

    private static readonly string[] RequestNames = ["header", "request", "signature"], AnswerNames = ["ephemeral", "box", .. ReceiptNames], HeadNames = ["size", "root", "signature"];
    private static readonly string[] FieldNames = ["account", "custodian", "header", "territory", "field", "dataType", "recipient", "nonce", "deadline"];

    /// <summary>A request with all that a custodian needs to judge it.</summary>
    /// <param name="Header">The package's header, byte by byte.</param>
    /// <param name="Request">What is asked.</param>
    /// <param name="Signature">The account's.</param>
    public sealed record Asked(byte[] Header, ReleaseRequest Request, byte[] Signature);

    /// <summary>Writes a request.</summary>
    public static byte[] Write(Asked asked) => Write(json =>
    {
        json.WriteBase64String("header", asked.Header);
        json.WriteStartObject("request");
        json.WriteString("account", asked.Request.Account.ToString());
        json.WriteString("custodian", asked.Request.Custodian.ToString());
        json.WriteString("header", asked.Request.Header.ToString());
        json.WriteString("territory", Territories.CodeOf(asked.Request.Territory));
        json.WriteString("field", FieldsOfUse.WordOf(asked.Request.Field));
        json.WriteString("dataType", DataTypes.WordOf(asked.Request.DataType));
        json.WriteString("recipient", asked.Request.Recipient.ToString());
        json.WriteString("nonce", asked.Request.Nonce.ToString());
        json.WriteNumber("deadline", asked.Request.Deadline);
        json.WriteEndObject();
        json.WriteString("signature", Hex.Encode(asked.Signature));
    });

    /// <summary>Reads a request.</summary>
    /// <exception cref="FormatException">It breaks the format; the text names the field.</exception>
    public static Asked ReadRequest(ReadOnlyMemory<byte> utf8)
    {
        JsonFields fields = JsonFields.Parse(utf8, RequestNames, out JsonDocument document);
        using (document)
        {
            JsonFields request = fields.Object("request", FieldNames);
            byte[] signature = fields.Bytes("signature");
            if (signature.Length is 0 or > SignInSignature.MostBytes) throw new FormatException($"signature: has {signature.Length} bytes, 1 to {SignInSignature.MostBytes} are possible");
            return new Asked(fields.Base64("header", AgeHeader.MaxSize), new ReleaseRequest
            {
                Account = request.Account("account"),
                Custodian = request.Hash("custodian"),
                Header = request.Hash("header"),
                Territory = Index("territory", () => Territories.IndexOf(request.Text("territory"))),
                Field = Index("field", () => FieldsOfUse.IndexOf(request.Text("field"))),
                DataType = Index("dataType", () => DataTypes.IndexOf(request.Text("dataType"))),
                Recipient = request.Hash("recipient"),
                Nonce = request.Hash("nonce"),
                Deadline = request.Number("deadline"),
            }, signature);
        }
    }

    /// <summary>Writes what a custodian releases.</summary>
    public static byte[] Write(ReleaseAnswer.Released released) => Write(json =>
    {
        json.WriteString("ephemeral", Hex.Encode(released.Box.Ephemeral.Span));
        json.WriteString("box", Hex.Encode(released.Box.Ciphertext.Span));
        Write(json, released.Receipt);
    });

    /// <summary>Reads what a custodian released.</summary>
    /// <exception cref="FormatException">It breaks the format; the text names the field.</exception>
    public static (SealedBox Box, LogReceipt Receipt) ReadAnswer(ReadOnlyMemory<byte> utf8)
    {
        JsonFields fields = JsonFields.Parse(utf8, AnswerNames, out JsonDocument document);
        using (document)
        {
            byte[] ephemeral = fields.Bytes("ephemeral"), box = fields.Bytes("box");
            if (ephemeral.Length != X25519Recipient.Size || box.Length != BoxSize) throw new FormatException($"ephemeral and box have {X25519Recipient.Size} and {BoxSize} bytes, not {ephemeral.Length} and {box.Length}");
            return (new SealedBox(ephemeral, box), ReadReceipt(fields));
        }
    }

    /// <summary>The fields of a receipt, in an answer and in a file that is kept.</summary>
    internal static string[] ReceiptNames => ["entry", "receipt", "head", "path"];

    internal static void Write(Utf8JsonWriter json, LogReceipt receipt)
    {
        json.WriteNumber("entry", receipt.Number);
        json.WriteBase64String("receipt", receipt.Entry.Span);
        json.WriteStartObject("head");
        json.WriteNumber("size", receipt.Head.Size);
        json.WriteString("root", receipt.Head.Root.ToString());
        json.WriteString("signature", Hex.Encode(receipt.Head.Signature.ToArray()));
        json.WriteEndObject();
        json.WriteStartArray("path");
        foreach (Hash32 sibling in receipt.Path) json.WriteStringValue(sibling.ToString());
        json.WriteEndArray();
    }

    internal static LogReceipt ReadReceipt(JsonFields fields)
    {
        JsonFields head = fields.Object("head", HeadNames);
        return new LogReceipt(fields.Number("entry"), fields.Base64("receipt", MaxEntrySize), new SignedHead(head.Number("size"), head.Hash("root"), ReadSignature(head, "signature")),
            [.. fields.Hashes("path", LogReceipt.LongestPath)]);
    }

    internal static Signature ReadSignature(JsonFields fields, string name)
    {
        try
        {
            return Signature.Parse(fields.Bytes(name));
        }
        catch (MalformedDataException broken)
        {
            throw new FormatException($"{name}: {broken.Message}", broken);
        }
    }

    private static byte Index(string field, Func<int> read)
    {
        try
        {
            return (byte)read();
        }
        catch (FormatException unknown)
        {
            throw new FormatException($"request.{field}: {unknown.Message}", unknown);
        }
    }

    internal static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
