using System.Collections.Immutable;
using System.Text.Json;
using ModelDeed.Fingerprints;

namespace ModelDeed.Heritage;

/// <summary>The bytes of a certificate: canonical JSON (RFC 8785), whole numbers only. There is one way to write it.</summary>
public static class QuantCertificateJson
{
    /// <summary>The most that is read: 64 MiB, some hundred thousand tensors.</summary>
    public const int MostBytes = 64 << 20;

    private const int MostTensors = 1_000_000;

    private static readonly string[] TensorFields = ["blocks", "elements", "faults", "faulty", "faultyElements", "headRows", "name", "origin", "parentType", "parents", "plusOne", "reference", "stretched", "through", "type", "vanished", "worst"];

    /// <summary>The figures alone: what is hashed and signed.</summary>
    public static byte[] Write(QuantCertificate certificate) => Write(certificate, null);

    /// <summary>The file: the figures and the signature.</summary>
    public static byte[] Write(SignedQuantCertificate signed) => Write(signed.Certificate, signed);

    /// <summary>Reads a file; nothing in it is trusted.</summary>
    /// <exception cref="HeritageException">It isn't a certificate, or not in the one form it can have.</exception>
    public static SignedQuantCertificate Read(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            if (bytes.Length > MostBytes) throw new FormatException($"it has {bytes.Length:N0} bytes; a certificate has {MostBytes:N0} at most");
            SignedQuantCertificate signed = Parse(bytes);
            return Write(signed).AsSpan().SequenceEqual(bytes.Span) ? signed : throw new FormatException("it isn't written as a certificate is (order, spaces, sums): it was edited");
        }
        catch (Exception broken) when (broken is FormatException or InvalidOperationException or OverflowException or ManifestException)
        {
            throw new HeritageException($"The certificate is not valid: {broken.Message.TrimEnd('.')}.", broken);
        }
    }

    private static byte[] Write(QuantCertificate certificate, SignedQuantCertificate? signed)
    {
        var stream = new MemoryStream();
        using (var json = new JcsWriter(stream))
        {
            json.BeginObject();
            Model(json, "child", certificate.Child);
            json.Member("faithful", certificate.IsFaithful ? 1ul : 0);
            json.Member("faithfulWeights", (ulong)certificate.Faithful);
            json.Member("method", QuantCertificate.Method);
            Model(json, "parent", certificate.Parent);
            json.Member("parentTensors", (ulong)certificate.ParentTensors);
            if (signed is not null) Signature(json, signed);
            json.Member("tensors");
            json.BeginArray();
            foreach (TensorVerdict tensor in certificate.Tensors) Tensor(json, tensor);
            json.EndArray();
            json.Member("unusedParentTensors", (ulong)certificate.UnusedParents);
            json.Member("weights", (ulong)certificate.Weights);
            json.EndObject();
        }
        return stream.ToArray();
    }

    private static void Model(JcsWriter json, string name, CertifiedModel model)
    {
        json.Member(name);
        json.BeginObject();
        json.Member("fingerprint", model.Fingerprint.ToString());
        json.Member("format", model.Format);
        json.Member("manifestDigest", model.ManifestDigest.ToString());
        json.Member("tensorRoot", model.TensorRoot.ToString());
        json.EndObject();
    }

    private static void Signature(JcsWriter json, SignedQuantCertificate signed)
    {
        json.Member("signed");
        json.BeginObject();
        json.Member("chainId", signed.ChainId);
        json.Member("signature", Hex.Encode(signed.Signature.AsSpan()));
        json.Member("signer", signed.Signer.ToString());
        json.Member("title", signed.Title.ToString());
        json.EndObject();
    }

    private static void Tensor(JcsWriter json, TensorVerdict tensor)
    {
        json.BeginObject();
        json.Member("blocks", (ulong)tensor.Blocks);
        json.Member("elements", (ulong)tensor.Elements);
        json.Member("faults");
        json.BeginArray();
        foreach (FaultyBlock fault in tensor.Faults)
        {
            json.BeginObject();
            json.Member("block", (ulong)fault.Block);
            json.Member("element", (ulong)fault.Element);
            json.Member("fault", Words.Of(fault.Fault));
            json.Member("millisteps", fault.Millisteps);
            json.EndObject();
        }
        json.EndArray();
        json.Member("faulty", (ulong)tensor.Faulty);
        json.Member("faultyElements", (ulong)tensor.FaultyElements);
        json.Member("headRows", (ulong)tensor.HeadRows);
        json.Member("name", tensor.Name);
        json.Member("origin", Words.Of(tensor.Origin));
        json.Member("parentType", tensor.ParentType);
        json.Member("parents");
        json.BeginArray();
        foreach (string parent in tensor.Parents) json.Text(parent);
        json.EndArray();
        json.Member("plusOne", tensor.PlusOne ? 1ul : 0);
        json.Member("reference", (ulong)tensor.Reference);
        json.Member("stretched", (ulong)tensor.Stretched);
        json.Member("through", Words.Of(tensor.Through));
        json.Member("type", tensor.Type);
        json.Member("vanished", (ulong)tensor.Vanished);
        json.Member("worst", tensor.WorstMillisteps);
        json.EndObject();
    }

    private static SignedQuantCertificate Parse(ReadOnlyMemory<byte> bytes)
    {
        JsonFields file = JsonFields.Parse(bytes, ["child", "faithful", "faithfulWeights", "method", "parent", "parentTensors", "signed", "tensors", "unusedParentTensors", "weights"], out JsonDocument document);
        using JsonDocument owned = document;
        if (file.Text("method") is var method && method != QuantCertificate.Method) throw new FormatException($"its method is \"{method}\", not {QuantCertificate.Method}: made by another version of deed?");
        var tensors = ImmutableArray.CreateBuilder<TensorVerdict>();
        foreach (JsonFields tensor in file.Objects("tensors", MostTensors, TensorFields)) tensors.Add(Tensor(tensor));
        JsonFields signed = file.Object("signed", "chainId", "signature", "signer", "title");
        QuantCertificate certificate = new(Model(file, "child"), Model(file, "parent"), Count(file, "parentTensors"), Count(file, "unusedParentTensors"), tensors.ToImmutable());
        return new SignedQuantCertificate(certificate, signed.Number("chainId"), signed.Hash("title"), signed.Account("signer"), [.. signed.Bytes("signature")]);
    }

    private static CertifiedModel Model(JsonFields file, string name)
    {
        JsonFields model = file.Object(name, "fingerprint", "format", "manifestDigest", "tensorRoot");
        return new CertifiedModel(model.Hash("fingerprint"), model.Hash("manifestDigest"), model.Hash("tensorRoot"), model.Text("format"));
    }

    private static TensorVerdict Tensor(JsonFields tensor) => new(
        tensor.Text("name"), tensor.Text("type"), Words.Parse<TensorOrigin>(tensor.Text("origin")), [.. tensor.Texts("parents", 4096)], tensor.Text("parentType"),
        Words.Parse<Through>(tensor.Text("through")), checked((int)tensor.Number("headRows")), tensor.Number("plusOne") == 1, Count(tensor, "elements"), Count(tensor, "blocks"), Count(tensor, "reference"), Count(tensor, "stretched"),
        Count(tensor, "faulty"), Count(tensor, "faultyElements"), tensor.Number("worst"),
        [.. tensor.Objects("faults", PairTally.Shown, "block", "element", "fault", "millisteps").Select(fault =>
            new FaultyBlock(Count(fault, "block"), Words.Parse<BlockFault>(fault.Text("fault")), Count(fault, "element"), fault.Number("millisteps")))])
    {
        Vanished = Count(tensor, "vanished"),
    };

    private static long Count(JsonFields fields, string name) =>
        fields.Number(name) is var count and <= JcsWriter.Largest ? (long)count : throw new FormatException($"{name}: the number is over 2^53 - 1");

    /// <summary>Enumerations as the file writes them: in lower case, parts joined by hyphens.</summary>
    private static class Words
    {
        public static string Of<T>(T value)
            where T : struct, Enum => value is Through through ? through == Through.Nothing ? "" : through.ToString() : JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

        public static T Parse<T>(string word)
            where T : struct, Enum
        {
            foreach (T value in Enum.GetValues<T>())
                if (Of(value) == word) return value;
            throw new FormatException($"\"{word}\" is none of the words that can stand there");
        }
    }
}
