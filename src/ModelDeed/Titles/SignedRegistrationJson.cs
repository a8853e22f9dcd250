using System.Buffers;
using System.Text.Json;
using ModelDeed.Ethereum;

namespace ModelDeed.Titles;

/// <summary>The file of a signed registration: one JSON object, described in docs/formats.md.</summary>
public static class SignedRegistrationJson
{
    /// <summary>The format's name and version, first in the file.</summary>
    public const string Format = "modeldeed-registration-1";

    /// <summary>The most that is read: 1 MiB.</summary>
    public const int MostBytes = 1 << 20;

    private const int MostParents = 16, MostNodes = 64;

    /// <summary>Writes the file's bytes.</summary>
    public static byte[] Write(SignedRegistration signed)
    {
        TitlesContract.Registration r = signed.Registration;
        ArrayBufferWriter<byte> buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteString("format", Format);
            json.WriteNumber("chainId", signed.ChainId);
            json.WriteString("contract", signed.Contract.ToString());
            json.WriteString("owner", signed.Owner.ToString());
            json.WriteString("fingerprint", r.Fingerprint.ToString());
            json.WriteString("manifestDigest", r.ManifestDigest.ToString());
            json.WriteString("tensorRoot", r.TensorRoot.ToString());
            json.WriteNumber("kind", r.Kind);
            json.WriteString("name", r.Name);
            json.WriteStartArray("parents");
            foreach (TitlesContract.Parent parent in r.Parents) Write(json, parent);
            json.WriteEndArray();
            json.WriteString("arbitrator", r.Arbitrator.ToString());
            json.WriteNumber("resaleRoyalty", r.ResaleRoyalty);
            json.WriteString("anchorRoot", r.AnchorRoot.ToString());
            json.WriteString("salt", r.Salt.ToString());
            json.WriteStartArray("proof");
            foreach (Hash32 sibling in signed.Proof) json.WriteStringValue(sibling.ToString());
            json.WriteEndArray();
            json.WriteString("nonce", signed.Nonce.ToString());
            json.WriteNumber("deadline", signed.Deadline);
            json.WriteString("signature", Hex.Encode(signed.Signature.AsSpan()));
            json.WriteEndObject();
        }
        buffer.Write("\n"u8);
        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Reads a file's bytes. Whether the signature is the owner's is <see cref="SignedRegistration.Signer"/>'s to say.</summary>
    /// <exception cref="FormatException">Not such a file: says which field is wrong.</exception>
    public static SignedRegistration Read(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length > MostBytes) throw new FormatException($"the file has {bytes.Length:N0} bytes; a signed registration has {MostBytes:N0} at most.");
        try
        {
            return Parse(bytes);
        }
        catch (InvalidOperationException broken)
        {
            throw new FormatException("a text isn't valid UTF-8 or has half a surrogate pair.", broken);
        }
    }

    private static SignedRegistration Parse(ReadOnlyMemory<byte> bytes)
    {
        JsonFields file = JsonFields.Parse(bytes,
            ["format", "chainId", "contract", "owner", "fingerprint", "manifestDigest", "tensorRoot", "kind", "name", "parents", "arbitrator", "resaleRoyalty", "anchorRoot", "salt", "proof", "nonce", "deadline", "signature"],
            out JsonDocument document);
        using JsonDocument owned = document;
        if (file.Text("format") is var format && format != Format)
            throw new FormatException($"format: expected \"{Format}\": made by another version of deed?");
        return new SignedRegistration
        {
            ChainId = file.Number("chainId"),
            Contract = file.Account("contract"),
            Owner = file.Account("owner"),
            Registration = new TitlesContract.Registration(
                file.Hash("fingerprint"), file.Hash("manifestDigest"), file.Hash("tensorRoot"), (byte)Number(file, "kind", byte.MaxValue), file.Text("name"),
                [.. file.Objects("parents", MostParents, "title", "royalty").Select(parent => new TitlesContract.Parent(UInt256.FromHash(parent.Hash("title")), (ushort)Number(parent, "royalty", ushort.MaxValue)))],
                file.Account("arbitrator"), (ushort)Number(file, "resaleRoyalty", ushort.MaxValue), file.Hash("anchorRoot"), file.Hash("salt")),
            Proof = [.. file.Hashes("proof", MostNodes)],
            Nonce = UInt256.TryParse(file.Text("nonce"), out UInt256 nonce) ? nonce : throw new FormatException("nonce: expected a whole number as text."),
            Deadline = file.Number("deadline"),
            Signature = [.. file.Bytes("signature")],
        };
    }

    private static void Write(Utf8JsonWriter json, TitlesContract.Parent parent)
    {
        json.WriteStartObject();
        json.WriteString("title", parent.Title.ToHash().ToString());
        json.WriteNumber("royalty", parent.Royalty);
        json.WriteEndObject();
    }

    private static ulong Number(JsonFields fields, string name, ulong most) =>
        fields.Number(name) is var number && number <= most ? number : throw new FormatException($"{name}: {number} is over {most}.");
}
