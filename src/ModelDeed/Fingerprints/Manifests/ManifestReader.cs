using System.Collections.Immutable;
using System.Text.Json;

namespace ModelDeed.Fingerprints;

/// <summary>Reads a manifest that may come from anywhere. A document passes only when writing it again gives the same bytes, so that
/// a manifest has one digest and nothing can hide in it: no unknown or repeated member, no second spelling of anything.</summary>
internal ref struct ManifestReader
{
    /// <summary>Bytes of a manifest, at most: a million tensors take some 150 MB.</summary>
    public const int MostBytes = 256 * 1024 * 1024;

    // The deepest thing is a dimension: manifest, tensors, tensor, shape.
    private const int Depth = 4;

    private Utf8JsonReader _json;

    private ManifestReader(ReadOnlySpan<byte> json) => _json = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Depth });

    public static Manifest Read(ReadOnlySpan<byte> json)
    {
        if (json.Length > MostBytes) throw new ManifestException($"{json.Length} bytes are more than {MostBytes}.");
        Manifest manifest;
        try
        {
            manifest = new ManifestReader(json).Document();
        }
        catch (JsonException e)
        {
            throw new ManifestException($"it isn't JSON of at most {Depth} levels: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            throw new ManifestException("a text isn't valid UTF-8 or has half a surrogate pair.", e);
        }
        if (!manifest.ToJson().AsSpan().SequenceEqual(json))
            throw new ManifestException("it isn't in canonical form (RFC 8785, or \"bytes\" isn't the files' sum).");
        ManifestRules.Check(manifest);
        return manifest;
    }

    private Manifest Document()
    {
        Next(JsonTokenType.StartObject);
        string? name = null, kind = null, description = null, format = null, scheme = null;
        Hash32? fingerprint = null, tensorRoot = null;
        ImmutableArray<ManifestFile> files = default;
        ImmutableArray<ManifestTensor> tensors = default;
        ImmutableArray<Excluded> excluded = default;
        ImmutableSortedDictionary<string, string>? metadata = null;
        ManifestHeritage? heritage = null;
        while (Member() is { } member)
        {
            switch (member)
            {
                case "bytes": Number(); break;
                case "description": description = Text(); break;
                case "excluded": excluded = Excluded(); break;
                case "files": files = Files(); break;
                case "fingerprint": fingerprint = Hash(); break;
                case "format": format = Text(); break;
                case "heritage": heritage = Heritage(); break;
                case "kind": kind = Text(); break;
                case "metadata": metadata = Metadata(); break;
                case "name": name = Text(); break;
                case "scheme": scheme = Text(); break;
                case "tensorRoot": tensorRoot = Hash(); break;
                case "tensors": tensors = Tensors(); break;
                default: throw Unknown(member);
            }
        }
        if (_json.Read()) throw new ManifestException("more follows after it.");
        if (scheme != Manifest.Scheme) throw new ManifestException($"its scheme isn't {Manifest.Scheme}. A newer version may read it.");
        return new Manifest
        {
            Name = name,
            Kind = kind,
            Description = description,
            Format = format ?? throw Missing("format"),
            Fingerprint = fingerprint ?? throw Missing("fingerprint"),
            TensorRoot = tensorRoot ?? throw Missing("tensorRoot"),
            Files = files.IsDefault ? throw Missing("files") : files,
            Tensors = tensors.IsDefault ? throw Missing("tensors") : tensors,
            Excluded = excluded.IsDefault ? throw Missing("excluded") : excluded,
            Metadata = metadata ?? throw Missing("metadata"),
            Heritage = heritage,
        };
    }

    private ManifestHeritage Heritage()
    {
        string? method = null, print = null;
        ImmutableArray<Hash32>.Builder? commitments = null;
        Next(JsonTokenType.StartObject);
        while (Member() is { } member)
        {
            switch (member)
            {
                case "commitments":
                    commitments = ImmutableArray.CreateBuilder<Hash32>();
                    Next(JsonTokenType.StartArray);
                    for (Next(); _json.TokenType != JsonTokenType.EndArray; Next()) commitments.Add(HashHere());
                    break;
                case "method": method = Text(); break;
                case "print": print = Text(); break;
                default: throw Unknown(member);
            }
        }
        byte[] bytes = new byte[ManifestRules.MostPrintBytes + 3];
        if (!Convert.TryFromBase64String(print ?? throw Missing("print"), bytes, out int length)) throw new ManifestException("its heritage print isn't base64, or is too long.");
        return new ManifestHeritage(method ?? throw Missing("method"), [.. bytes[..length]], (commitments ?? throw Missing("commitments")).DrainToImmutable());
    }

    private ImmutableArray<Excluded> Excluded()
    {
        ImmutableArray<Excluded>.Builder all = ImmutableArray.CreateBuilder<Excluded>();
        for (Next(JsonTokenType.StartArray); Element();)
        {
            string? path = null, reason = null;
            while (Member() is { } member)
            {
                if (member == "path") path = Text();
                else if (member == "reason") reason = Text();
                else throw Unknown(member);
            }
            all.Add(new Excluded(path ?? throw Missing("path"), reason ?? throw Missing("reason")));
        }
        return all.DrainToImmutable();
    }

    private ImmutableArray<ManifestFile> Files()
    {
        ImmutableArray<ManifestFile>.Builder all = ImmutableArray.CreateBuilder<ManifestFile>();
        for (Next(JsonTokenType.StartArray); Element();)
        {
            string? path = null;
            ulong? size = null;
            Hash32? blake3 = null;
            while (Member() is { } member)
            {
                if (member == "path") path = Text();
                else if (member == "size") size = Number();
                else if (member == "blake3") blake3 = Hash();
                else throw Unknown(member);
            }
            all.Add(new ManifestFile(path ?? throw Missing("path"), size ?? throw Missing("size"), blake3 ?? throw Missing("blake3")));
        }
        return all.DrainToImmutable();
    }

    private ImmutableArray<ManifestTensor> Tensors()
    {
        ImmutableArray<ManifestTensor>.Builder all = ImmutableArray.CreateBuilder<ManifestTensor>();
        for (Next(JsonTokenType.StartArray); Element();)
        {
            string? name = null, dtype = null;
            ImmutableArray<ulong> shape = default;
            Hash32? blake3 = null;
            while (Member() is { } member)
            {
                if (member == "name") name = Text();
                else if (member == "dtype") dtype = Text();
                else if (member == "shape") shape = Shape();
                else if (member == "blake3") blake3 = Hash();
                else throw Unknown(member);
            }
            if (shape.IsDefault) throw Missing("shape");
            all.Add(new ManifestTensor(name ?? throw Missing("name"), dtype ?? throw Missing("dtype"), shape, blake3 ?? throw Missing("blake3")));
        }
        return all.DrainToImmutable();
    }

    private ImmutableSortedDictionary<string, string> Metadata()
    {
        ImmutableSortedDictionary<string, string>.Builder all = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        Next(JsonTokenType.StartObject);
        while (Member() is { } member) all[member] = Text();
        return all.ToImmutable();
    }

    private ImmutableArray<ulong> Shape()
    {
        ImmutableArray<ulong>.Builder all = ImmutableArray.CreateBuilder<ulong>();
        Next(JsonTokenType.StartArray);
        for (Next(); _json.TokenType != JsonTokenType.EndArray; Next()) all.Add(Unsigned());
        return all.DrainToImmutable();
    }

    /// <summary>The next member's name; null at the object's end.</summary>
    private string? Member()
    {
        Next();
        return _json.TokenType == JsonTokenType.PropertyName ? _json.GetString() : null;
    }

    /// <summary>Opens the next object of an array; false at the array's end.</summary>
    private bool Element()
    {
        Next();
        if (_json.TokenType == JsonTokenType.EndArray) return false;
        Expect(JsonTokenType.StartObject);
        return true;
    }

    private string Text()
    {
        Next(JsonTokenType.String);
        return _json.GetString()!;
    }

    private ulong Number()
    {
        Next();
        return Unsigned();
    }

    private readonly ulong Unsigned()
    {
        Expect(JsonTokenType.Number);
        return _json.TryGetUInt64(out ulong value) ? value : throw new ManifestException($"a whole number from 0 is expected (byte {_json.TokenStartIndex}).");
    }

    private Hash32 Hash()
    {
        Next();
        return HashHere();
    }

    private readonly Hash32 HashHere()
    {
        Expect(JsonTokenType.String);
        string text = _json.GetString()!;
        return Hash32.TryParse(text, out Hash32 hash) ? hash
            : throw new ManifestException($"0x and 64 hexadecimal digits are expected (byte {_json.TokenStartIndex}).");
    }

    private void Next(JsonTokenType type)
    {
        Next();
        Expect(type);
    }

    private void Next()
    {
        if (!_json.Read()) throw new ManifestException("it ends too early.");
    }

    private readonly void Expect(JsonTokenType type)
    {
        if (_json.TokenType != type) throw new ManifestException($"{type} is expected, not {_json.TokenType} (byte {_json.TokenStartIndex}).");
    }

    private readonly ManifestException Unknown(string member) =>
        new($"it has a member \"{(member.Length <= 40 ? member : member[..40])}\" that the scheme doesn't know (byte {_json.TokenStartIndex}).");

    private readonly ManifestException Missing(string member) =>
        new($"\"{member}\" is missing (before byte {_json.BytesConsumed}).");
}
