using System.Text;

namespace ModelDeed.Fingerprints;

/// <summary>A manifest's members, in canonical order.</summary>
internal static class ManifestJson
{
    public static void Write(Manifest manifest, Stream stream)
    {
        try
        {
            using var json = new JcsWriter(stream);
            json.BeginObject();
            json.Member("bytes", manifest.Bytes);
            if (manifest.Description is { } description) json.Member("description", description);
            WriteExcluded(json, manifest);
            WriteFiles(json, manifest);
            json.Member("fingerprint", manifest.Fingerprint.ToString());
            json.Member("format", manifest.Format);
            WriteHeritage(json, manifest.Heritage);
            if (manifest.Kind is { } kind) json.Member("kind", kind);
            WriteMetadata(json, manifest);
            if (manifest.Name is { } name) json.Member("name", name);
            json.Member("scheme", Manifest.Scheme);
            json.Member("tensorRoot", manifest.TensorRoot.ToString());
            WriteTensors(json, manifest);
            json.EndObject();
        }
        catch (Exception e) when (e is EncoderFallbackException or OverflowException)
        {
            throw new ManifestException("a text has half a surrogate pair, or the sizes add up to over 2^64.", e);
        }
    }

    private static void WriteExcluded(JcsWriter json, Manifest manifest)
    {
        json.Member("excluded");
        json.BeginArray();
        foreach (Excluded excluded in manifest.Excluded)
        {
            json.BeginObject();
            json.Member("path", excluded.Path);
            json.Member("reason", excluded.Reason);
            json.EndObject();
        }
        json.EndArray();
    }

    private static void WriteFiles(JcsWriter json, Manifest manifest)
    {
        json.Member("files");
        json.BeginArray();
        foreach (ManifestFile file in manifest.Files)
        {
            json.BeginObject();
            json.Member("blake3", file.Blake3.ToString());
            json.Member("path", file.Path);
            json.Member("size", file.Size);
            json.EndObject();
        }
        json.EndArray();
    }

    private static void WriteHeritage(JcsWriter json, ManifestHeritage? heritage)
    {
        if (heritage is null) return;
        json.Member("heritage");
        json.BeginObject();
        json.Member("commitments");
        json.BeginArray();
        foreach (Hash32 commitment in heritage.Commitments) json.Text(commitment.ToString());
        json.EndArray();
        json.Member("method", heritage.Method);
        json.Member("print", Convert.ToBase64String(heritage.Print.AsSpan()));
        json.EndObject();
    }

    private static void WriteMetadata(JcsWriter json, Manifest manifest)
    {
        json.Member("metadata");
        json.BeginObject();
        foreach ((string name, string value) in manifest.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal)) json.Member(name, value);
        json.EndObject();
    }

    private static void WriteTensors(JcsWriter json, Manifest manifest)
    {
        json.Member("tensors");
        json.BeginArray();
        foreach (ManifestTensor tensor in manifest.Tensors)
        {
            json.BeginObject();
            json.Member("blake3", tensor.Blake3.ToString());
            json.Member("dtype", tensor.DType);
            json.Member("name", tensor.Name);
            json.Member("shape");
            json.BeginArray();
            foreach (ulong dimension in tensor.Shape) json.Number(dimension);
            json.EndArray();
            json.EndObject();
        }
        json.EndArray();
    }
}
